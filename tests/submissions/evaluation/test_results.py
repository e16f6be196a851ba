"""Rows of the harness's result files: each trap of its many versions, in made-up files."""

import pytest

from submissions.evaluation.results import (
    Left,
    Refusal,
    Skipped,
    parse,
)
from tests.submissions.evaluation.reading_results import left, refused, results, scores


# --- cells -----------------------------------------------------------------------------------------------------------
def test_old_and_new_names_of_a_metric_are_the_same_metric():
    old = results({"arc_es": {"acc": 0.5, "acc_stderr": 0.1, "acc_norm": 0.6, "acc_norm_stderr": 0.2}})
    new = results(
        {"arc_es": {"acc,none": 0.5, "acc_stderr,none": 0.1, "acc_norm,none": 0.6, "acc_norm_stderr,none": 0.2}}
    )
    assert scores(old) == [("arc_es", "acc", "none", 0.5, 0.1), ("arc_es", "acc_norm", "none", 0.6, 0.2)]
    assert scores(new) == scores(old)


def test_each_filter_of_a_metric_is_a_score_of_its_own():
    run = results(
        {
            "gsm8k": {
                "alias": "gsm8k",
                "exact_match,strict-match": 0.25,
                "exact_match_stderr,strict-match": 0.01,
                "exact_match,flexible-extract": 0.5,
                "exact_match_stderr,flexible-extract": 0.02,
            }
        }
    )
    assert scores(run) == [
        ("gsm8k", "exact_match", "strict-match", 0.25, 0.01),
        ("gsm8k", "exact_match", "flexible-extract", 0.5, 0.02),
    ]


def test_a_metric_under_both_names_counts_once_with_its_filter():
    run = results({"t": {"alias": "t", "acc": 0.1, "acc,none": 0.5, "acc_stderr": 0.2}})
    assert scores(run) == [("t", "acc", "none", 0.5, 0.2)]
    assert left(run) == [(Left.DUPLICATE, "t", "acc")]
    assert scores(results({"t": {"acc,": 0.1, "acc,none": 0.5}})) == [("t", "acc", "none", 0.1, None)]


def test_no_standard_error_is_told_by_na_and_needs_no_word():
    run = results({"t": {"f1,none": 0.5, "f1_stderr,none": "N/A"}, "u": {"f1": 0.5}})
    assert scores(run) == [("t", "f1", "none", 0.5, None), ("u", "f1", "none", 0.5, None)]
    assert left(run) == []


def test_nan_and_infinity_are_no_value_and_never_zero():
    content = b'{"results": {"t": {"mae,none": Infinity, "mae_stderr,none": NaN}, "u": {"acc,none": NaN}, "v": {"acc,none": 1e999}}}'
    run = parse(content)
    assert [(one.task, one.value, one.stderr) for one in run.scores] == [
        ("t", None, None),
        ("u", None, None),
        ("v", None, None),
    ]
    assert [(one.code, one.value) for one in run.skipped[1:]] == [
        (Left.NOT_FINITE, "inf"),
        (Left.NOT_FINITE, "nan"),
        (Left.NOT_FINITE, "inf"),
    ]
    assert run.partial
    for written in ("nan", "NaN", "inf", "-inf", "Infinity", "-Infinity", "1e999"):
        run = results({"t": {"acc": written}})
        assert (scores(run), left(run)) == ([("t", "acc", "none", None, None)], [(Left.NOT_FINITE, "t", "acc")])


def test_a_value_keeps_when_only_its_error_is_nan():
    run = parse(b'{"results": {"t": {"acc,none": 0.5, "acc_stderr,none": NaN}, "u": {"acc": 0.5, "acc_stderr": -1}}}')
    assert scores(run) == [("t", "acc", "none", 0.5, None), ("u", "acc", "none", 0.5, None)]
    assert left(run) == [(Left.STDERR, "t", "acc"), (Left.STDERR, "u", "acc")]
    assert not run.partial


def test_numbers_written_as_text_are_numbers():
    assert scores(results({"t": {"acc,none": "0.5", "acc_stderr,none": " 1e-2 "}})) == [("t", "acc", "none", 0.5, 0.01)]


@pytest.mark.parametrize("value", [True, [], {}, "alto", "0x10", "1_000", "٣"])
def test_what_is_no_number_is_left_out_and_said(value):
    run = results({"t": {"acc": value, "f1": 0.5}})
    assert scores(run) == [("t", "f1", "none", 0.5, None)]
    assert left(run) == [(Left.NOT_A_NUMBER, "t", "acc")]
    assert run.partial


@pytest.mark.parametrize("value", [None, "N/A"])
def test_a_metric_without_a_value_is_told_apart_from_one_that_is_not_there(value):
    run = results({"t": {"acc,none": value}})
    assert (scores(run), left(run)) == ([("t", "acc", "none", None, None)], [(Left.NOT_A_NUMBER, "t", "acc")])


def test_integers_are_values_and_endless_ones_are_not():
    run = parse(b'{"results": {"t": {"acc": 1, "f1": 1' + b"0" * 400 + b', "em": 9' + b"9" * 30 + b"}}}")
    assert [one.value for one in run.scores] == [1.0, None, 1e31]


def test_where_answers_were_only_written_down_nothing_was_scored():
    run = results({"t": {"bypass,none": 999, "bypass_stderr,none": "N/A"}, "u": {"acc,none": 0.5}})
    assert (scores(run), left(run)) == ([("u", "acc", "none", 0.5, None)], [(Left.BYPASS, "t", "bypass")])
    assert run.partial
    code, _facts = refused(b'{"results": {"t": {"bypass,none": 999}}}')
    assert code == Refusal.NO_SCORES


def test_what_stands_beside_the_metrics_is_no_metric():
    run = results(
        {"t": {"name": "t", "alias": "t", "sample_len": 20, "sample_count": {}, "acc,none": 0.5, " ": " ", "extra": 3}}
    )
    assert scores(run) == [("t", "acc", "none", 0.5, None)]
    assert left(run) == [(Left.UNKNOWN_KEY, "t", "extra")]


def test_a_standard_error_of_nothing_is_no_metric():
    assert left(results({"t": {"acc": 1, "f1_stderr": 0.1}})) == [(Left.UNKNOWN_KEY, "t", "f1")]


def test_a_standard_error_belongs_to_the_metric_of_its_own_filter():
    run = results({"t": {"acc,none": 0.5, "acc,x": 0.6, "acc_stderr": 0.1, "f1_stderr,x": 0.2, "f1,none": 0.7}})
    assert scores(run) == [("t", "acc", "none", 0.5, 0.1), ("t", "acc", "x", 0.6, None), ("t", "f1", "none", 0.7, None)]
    assert [(one.code, one.metric, one.filter) for one in run.skipped[1:]] == [(Left.UNKNOWN_KEY, "f1", "x")]
    assert left(results({"t": {"acc": 0.5, "acc_stderr,x": 0.1}})) == [(Left.UNKNOWN_KEY, "t", "acc")]


def test_what_stood_there_is_told_briefly():
    run = results({"t": {"acc": [1], "f1": True, "em": "9" * 90, "mc1": "alto", "exact": 1}, "u": {"acc": None}})
    told = {one.metric: one.value for one in run.skipped[1:]}
    assert told == {"acc": "null", "f1": "boolean", "em": "9" * 40, "mc1": "alto"}
    assert run.skipped[1].value == "array"


# --- rows ------------------------------------------------------------------------------------------------------------
def test_groups_are_told_from_tasks_and_aliases_lose_their_indentation():
    run = results(
        {
            "xnli": {"acc,none": 0.4, "alias": "xnli"},
            "xnli_es": {"acc,none": 0.5, "alias": " - xnli_es"},
            "mmlu_stem": {"acc,none": 0.3, "alias": "  - stem"},
        },
        groups={"xnli": {"acc,none": 0.4, "alias": "xnli"}},
        group_subtasks={"xnli": ["xnli_es"], "xnli_es": [], "mmlu_stem": ["x"]},
    )
    assert [(one.task, one.alias, one.is_group) for one in run.scores] == [
        ("xnli", "xnli", True),
        ("xnli_es", "xnli_es", False),
        ("mmlu_stem", "stem", True),
    ]


def test_a_file_without_lists_shows_its_groups_by_indentation():
    run = results({"glue": {"acc,none": 0.4, "alias": "glue"}, "cola": {"mcc,none": 0, "alias": " - cola"}})
    assert [(one.task, one.is_group) for one in run.scores] == [("glue", True), ("cola", False)]
    plain = results({"a": {"acc": 1, "alias": "A"}, "b": {"acc": 1}}, versions={"b": 0})
    assert [(one.alias, one.is_group) for one in plain.scores] == [("A", False), ("b", False)]


def test_a_group_that_stands_only_beside_the_results_is_read_too():
    run = results({"a": {"acc,none": 1, "alias": "a"}}, groups={"g": {"acc,none": 0.5, "alias": "g"}})
    assert [(one.task, one.is_group) for one in run.scores] == [("a", False), ("g", True)]


def test_a_row_that_no_list_and_no_alias_knows_was_added_by_hand():
    rows_ = {"a": {"acc,none": 1, "alias": "a"}, "media": {"acc,none": 0.5}}
    run = results(rows_)
    assert (run.tasks, left(run)) == (("a",), [(Left.UNLISTED, "media", "")])
    assert not run.partial
    assert results(rows_, versions={"a": 1, "media": 1}).tasks == ("a", "media")
    assert results({"a": {"acc": 1}, "b": {"acc": 1}}).tasks == ("a", "b")


@pytest.mark.parametrize("section", ["versions", "configs", "n-shot", "groups", "group_subtasks"])
def test_each_list_of_a_file_knows_its_tasks(section):
    run = results({"a": {"acc,none": 1, "alias": "a"}, "b": {"acc,none": 1}}, **{section: {"b": {"acc,none": 1}}})
    assert run.tasks == ("a", "b")


def test_a_task_without_results_makes_the_run_partial():
    whole = {"a": {"acc,none": 1}}
    for beside in ({"configs": {"a": {}, "b": {}}}, {"versions": {"a": 0, "b": 0}}):
        run = results(whole, **beside)
        assert (left(run), run.partial) == ([(Left.NO_VALUES, "b", "")], True)
    assert results({**whole, "b": {"alias": "b"}}, versions={"a": 0, "b": 0}).skipped[-1] == Skipped(
        Left.NO_VALUES, "b"
    )


def test_a_group_without_a_mean_of_its_own_lacks_nothing():
    run = results(
        {"g": {" ": " ", "alias": "g"}, "a": {"acc,none": 1, "alias": " - a"}},
        group_subtasks={"g": ["a"]},
        versions={"g": 1, "a": 1, "h": 1},
        groups={"h": {"alias": "h"}},
    )
    assert left(run) == [(Left.GROUP_WITHOUT_MEAN, "g", ""), (Left.GROUP_WITHOUT_MEAN, "h", "")]
    assert not run.partial


@pytest.mark.parametrize("row", [[], "0.5", 0.5, None])
def test_a_row_that_is_no_mapping_does_not_stop_the_others(row):
    run = results({"a": row, "b": {"acc": 1}})
    assert (run.tasks, left(run), run.partial) == (("b",), [(Left.NOT_A_ROW, "a", "")], True)


@pytest.mark.parametrize("name", ["", "a" * 201, "a\u0000", "a\u202eb", "a\nb", "\ud800"])
def test_names_that_no_task_and_no_metric_has_are_left_out(name):
    assert results({name: {"acc": 1}, "b": {"acc": 1}}).tasks == ("b",)
    run = results({"b": {f"m{name}": 1, "acc": 1}}) if name else results({"b": {"": 1, "acc": 1}})
    assert [one.metric for one in run.scores] == ["acc"]


def test_emoji_and_spaces_are_fine_in_names():
    assert results({"tarea 🌶 ñandú": {"acc": 1}}).tasks == ("tarea 🌶 ñandú",)


# --- what the lists say of a task ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("version", "told"), [(0, "0"), (1.0, "1.0"), ("Yaml", "Yaml"), ("0.1", "0.1"), (None, ""), ([1], "")]
)
def test_versions_are_told_as_the_file_writes_them(version, told):
    assert results({"t": {"acc": 1}}, versions={"t": version}).scores[0].version == told


def test_few_shot_examples_are_those_of_the_task_else_of_its_configuration_else_of_the_run():
    run = results(
        {"a": {"acc": 1}, "b": {"acc": 1}, "c": {"acc": 1}, "g": {"acc": 1}, "h": {"acc": 1}},
        configs={"b": {"num_fewshot": 3}, "a": {"num_fewshot": 7}},
        versions={"c": 0},
        config={"num_fewshot": 2},
        group_subtasks={"g": ["a", "a"], "h": ["a", "b"]},
        **{"n-shot": {"a": 5}},
    )
    assert [one.num_fewshot for one in run.scores] == [5, 3, 2, 5, None]
    assert results({"a": {"acc": 1}}, num_fewshot=4).scores[0].num_fewshot == 4
    assert results({"a": {"acc": 1}}).scores[0].num_fewshot is None


def test_which_way_is_better_comes_from_the_file_before_what_is_known_of_the_metric():
    run = results(
        {"t": {"mae,none": 1, "perplexity,none": 9, "propia,none": 1, "acc,none": 1, "f1,none": 1}},
        higher_is_better={"t": {"mae": False, "f1": None}},
        configs={"t": {"metric_list": [{"metric": "acc", "higher_is_better": False}, {"metric": []}, 3]}},
    )
    better = {one.metric: one.higher_is_better for one in run.scores}
    assert better == {"mae": False, "perplexity": False, "propia": None, "acc": False, "f1": None}


def test_samples_are_those_that_were_answered():
    run = results(
        {
            "a": {"acc,none": 1, "sample_len": 9},
            "g": {"acc,none": 1, "f1,none": 1, "sample_len": 60, "sample_count": {"acc,none": 40}},
        },
        **{"n-samples": {"a": {"original": 50, "effective": 50}}},
    )
    assert [(one.task, one.metric, one.n_samples) for one in run.scores] == [
        ("a", "acc", 50),
        ("g", "acc", 40),
        ("g", "f1", 60),
    ]


def test_hashes_of_tasks_are_kept():
    assert results({"t": {"acc": 1}}, task_hashes={"t": "ab" * 32}).scores[0].task_hash == "ab" * 32
