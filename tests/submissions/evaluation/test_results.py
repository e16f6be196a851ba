"""Result files of the harness: each trap of its many versions, in made-up files."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from submissions.evaluation.results import (
    Left,
    NotResults,
    ParsedRun,
    Refusal,
    Skipped,
    decoding,
    parse,
    parse_tree,
    parsing,
)
from submissions.evaluation.results.wire import rows

SHA = "0123456789abcdef0123456789abcdef01234567"


def read(tree: Any) -> ParsedRun:
    return parse(json.dumps(tree).encode(), name="results.json")


def results(rows_: dict[str, Any], **beside: Any) -> ParsedRun:
    return read({"results": rows_, **beside})


def refused(content: bytes) -> tuple[Refusal, dict[str, Any]]:
    with pytest.raises(NotResults) as raised:
        parse(content, name="results.json")
    return raised.value.code, raised.value.facts


def scores(run: ParsedRun) -> list[tuple[str, str, str, float | None, float | None]]:
    return [(one.task, one.metric, one.filter, one.value, one.stderr) for one in run.scores]


def left(run: ParsedRun) -> list[tuple[Left, str, str]]:
    return [(one.code, one.task, one.metric) for one in run.skipped if one.code != Left.MODEL_UNKNOWN]


def model(**config: Any) -> tuple[str, bool, str, str]:
    run = results({"t": {"acc": 1}}, config=config)
    return run.model, run.model_is_repo, run.revision, run.base


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


# --- the run ---------------------------------------------------------------------------------------------------------
def test_a_limit_or_unanswered_questions_make_a_run_partial():
    whole = {"t": {"acc,none": 1}}
    assert not results(whole, config={"limit": None}).partial
    run = results(whole, config={"limit": 100.0})
    assert (run.partial, run.limit) == (True, 100.0)
    assert results(whole, config={"limit": "todo"}).partial
    assert results(whole, **{"n-samples": {"t": {"original": 100, "effective": 10}}}).partial
    assert not results(whole, **{"n-samples": {"t": {"original": 100, "effective": 100}, "u": None}}).partial


def test_the_model_is_read_from_arguments_as_text_or_as_a_mapping():
    args = "pretrained=gente/recetas-7B,dtype=bfloat16,revision=v1,=,x"
    assert model(model="hf", model_args=args) == ("gente/recetas-7B", True, "v1", "")
    as_mapping = {"pretrained": "gente/recetas-7B", "revision": "v1"}
    assert model(model="hf", model_args=as_mapping) == ("gente/recetas-7B", True, "v1", "")
    assert model(model="hf", model_args=json.dumps(as_mapping)) == ("gente/recetas-7B", True, "v1", "")
    assert model(model="hf", model_args='{"pretrained": ') == ("", False, "", "")


def test_the_commit_that_was_loaded_counts_more_than_what_was_asked_for():
    told = {"model_revision": "main", "model_sha": SHA}
    assert model(model="hf", model_args="pretrained=gente/a", **told) == ("gente/a", True, SHA, "")
    assert model(model="hf", model_args="pretrained=gente/a", model_revision="main") == ("gente/a", True, "main", "")


def test_an_adapter_is_the_model_and_what_it_lies_on_its_base():
    args = "pretrained=gente/base,peft=gente/lora"
    told = {"model_sha": "f" * 40, "peft_sha": SHA}
    assert model(model="hf", model_args=args, **told) == ("gente/lora", True, SHA, "gente/base")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ana/modelos/recetas-7B/", "recetas-7B"),
        ("/data/LLaMA/lm/huggingface/7B", "LLaMA 7B"),
        ("C:\\modelos\\recetas-7B", "recetas-7B"),
        ("./out/recetas/checkpoint-500", "recetas checkpoint-500"),
        ("outputs/recetas-7B", "recetas-7B"),
        ("recetas/checkpoint-500", "recetas checkpoint-500"),
        ("gpt2", "gpt2"),
        ("../..", ""),
        ("/", ""),
    ],
)
def test_a_folder_on_somebodys_disk_is_a_name_to_read_and_no_repo(path, name):
    assert model(model="hf", model_args={"pretrained": path}, model_revision="main") == (name, False, "", "")


def test_a_folder_of_the_hubs_cache_is_the_repo_at_that_commit():
    path = f"/home/ana/.cache/huggingface/hub/models--gente--recetas-7B/snapshots/{SHA}"
    assert model(model="vllm", model_args={"pretrained": path}) == ("gente/recetas-7B", True, SHA, "")


def test_a_model_behind_a_companys_api_is_no_repo():
    assert model(model="openai-chat-completions", model_args="model=gpt-4o-mini") == ("gpt-4o-mini", False, "", "")
    assert model(model="openai-chat-completions", model_args="model=openai/gpt-4o") == ("openai/gpt-4o", False, "", "")


def test_a_file_that_names_no_model_says_so():
    for config in ({}, {"model": "hf", "model_args": ""}, {"model_args": 3}, {"model_args": {"pretrained": ["a"]}}):
        run = results({"t": {"acc": 1}}, config=config)
        assert (run.model, run.model_is_repo, run.skipped) == ("", False, (Skipped(Left.MODEL_UNKNOWN),))


def test_the_model_may_stand_elsewhere_in_the_file():
    assert results({"t": {"acc": 1}}, model_name="gente/recetas").model == "gente/recetas"
    assert results({"t": {"acc": 1}}, model="/workspace/RWKV-1.47B").model == "RWKV-1.47B"
    run = results({"t": {"acc": 1}}, model_name="", config={"model_args": {"pretrained": "gente/recetas"}})
    assert run.model == "gente/recetas"


@pytest.mark.parametrize(
    ("date", "told"),
    [
        (1718620017.5, datetime(2024, 6, 17, 10, 26, 57, 500000, UTC)),
        ("1718620017", datetime(2024, 6, 17, 10, 26, 57, tzinfo=UTC)),
        ("2024-06-17T12:26:57+02:00", datetime(2024, 6, 17, 10, 26, 57, tzinfo=UTC)),
        ("2024-06-17T12:26:57", None),
        (0, None),
        (1e300, None),
        (-1e20, None),
        (None, None),
        ({"a": 1}, None),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(date, told):
    assert results({"t": {"acc": 1}}, date=date).date == told


def test_how_long_it_took_stands_in_three_places():
    rows_ = {"t": {"acc": 1}}
    assert results(rows_, total_evaluation_time_seconds="71.5").seconds == 71.5
    assert results(rows_, duration=2059.0).seconds == 2059.0
    assert results(rows_, start_time=10.0, end_time=15.5).seconds == 5.5
    assert results(rows_, start_time=10.0, end_time=5.5).seconds is None
    assert results(rows_, total_evaluation_time_seconds="mucho").seconds is None


def test_settings_are_told_in_the_harness_words():
    run = results(
        {"t": {"acc": 1}},
        config={
            "model": "hf",
            "model_args": "pretrained=a/b,dtype=float16",
            "model_dtype": "torch.bfloat16",
            "model_num_parameters": 8030261248,
            "batch_size": "auto",
            "batch_sizes": [64],
            "device": "cuda:0",
            "random_seed": 0,
            "numpy_seed": 1234,
            "torch_seed": 1234,
            "fewshot_seed": 1234,
        },
        lm_eval_version="0.4.13",
        transformers_version="5.1.0",
        git_hash="abc123",
        chat_template="{{ x }}",
        chat_template_sha="ef" * 32,
        fewshot_as_multiturn=True,
        energy_kwh=0.5,
        co2_kg="0.1",
        emissions_source="red eléctrica",
        pretty_env_info="GPU models and configuration: GPU 0: NVIDIA L4\nGPU 1: NVIDIA L4\nGPU 2: NVIDIA A10\n",
    )
    assert (run.backend, run.engine_version, run.transformers_version, run.git_hash) == (
        "hf",
        "0.4.13",
        "5.1.0",
        "abc123",
    )
    assert (run.dtype, run.batch_size, run.device, run.parameters) == ("bfloat16", "auto (64)", "cuda:0", 8030261248)
    assert (run.seed, run.chat_template, run.fewshot_as_multiturn) == ("0,1234,1234,1234", True, True)
    assert (run.energy_kwh, run.co2_kg, run.emissions_source) == (0.5, 0.1, "red eléctrica")
    assert run.hardware == "2 × NVIDIA L4, NVIDIA A10"


@pytest.mark.parametrize(
    ("asked", "found", "told"),
    [
        ("auto", [64], "auto (64)"),
        ("auto", [], "auto"),
        ("auto:4", [32, 64], "auto:4 (32)"),
        (8, [64], "8"),
        (None, 3, ""),
    ],
)
def test_the_batch_size_is_what_was_asked_for_and_what_auto_came_to(asked, found, told):
    run = results({"t": {"acc": 1}}, config={"batch_size": asked, "batch_sizes": found})
    assert run.batch_size == told


def test_one_seed_is_told_as_one():
    seeds = {f"{name}_seed": 42 for name in ("random", "numpy", "torch", "fewshot")}
    assert results({"t": {"acc": 1}}, config=seeds).seed == "42"
    assert results({"t": {"acc": 1}}, config={"random_seed": "x", "torch_seed": -1}).seed == ""


@pytest.mark.parametrize(
    ("beside", "told"), [({}, None), ({"chat_template": None}, False), ({"chat_template": ""}, False)]
)
def test_no_chat_template_is_told_apart_from_not_known(beside, told):
    assert results({"t": {"acc": 1}}, **beside).chat_template == told


def test_the_engines_word_on_a_task_has_the_shape_of_a_file():
    run = parse_tree({"results": {"t": {"acc,none": 0.5}}, "configs": {"t": {}}}, name="t")
    assert scores(run) == [("t", "acc", "none", 0.5, None)]
    with pytest.raises(NotResults):
        parse_tree(["t"], name="t")


# --- what is no result file ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", Refusal.EMPTY, {}),
        (b" \n", Refusal.EMPTY, {}),
        ("{}".encode("utf-16"), Refusal.NOT_UTF8, {"byte": 0}),
        (b'{\n"results": ', Refusal.NOT_JSON, {"line": 2}),
        (b"[" * 100_000, Refusal.TOO_DEEP, {}),
        (b'{"results": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", Refusal.TOO_DEEP, {}),
        (b"[]", Refusal.NOT_A_MAPPING, {"kind": "array"}),
        (b"null", Refusal.NOT_A_MAPPING, {"kind": "null"}),
        (b"{}", Refusal.NO_RESULTS, {}),
        (b'{"results": []}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "array", "rows": 0}),
        (b'{"results": [{"acc": 1}]}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "array", "rows": 1}),
        (b'{"results": null}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "null", "rows": 0}),
        (b'{"results": {}}', Refusal.NO_SCORES, {}),
        (b'{"results": {"t": {}}}', Refusal.NO_SCORES, {}),
        (
            b'{"config_general": {}, "results": {"lighteval|arc_es|0": {"acc": 1}}}',
            Refusal.OTHER_TOOL,
            {"tool": "lighteval"},
        ),
        (b'{"doc_id": 0, "acc": 1}\n{"doc_id": 1, "acc": 0}\n', Refusal.SAMPLES, {"line": 2}),
        (b'{"doc_id": 0, "acc": 1}', Refusal.SAMPLES, {"line": 1}),
        (b'[{"doc_id": 0}]', Refusal.SAMPLES, {"kind": "array"}),
    ],
)
def test_what_is_no_result_file_is_refused_with_a_reason(content, code, facts):
    assert refused(content) == (code, facts)


def test_a_file_that_is_too_big_is_not_read(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 2_000_000)
    assert refused(b" " * 2_000_001) == (Refusal.TOO_BIG, {"most": 2})


def test_too_many_tasks_and_too_many_metrics_are_refused():
    many = {f"t{number}": {"acc": 1} for number in range(parsing.MOST_TASKS + 1)}
    told = {"most": parsing.MOST_TASKS, "found": parsing.MOST_TASKS + 1}
    assert refused(json.dumps({"results": many}).encode()) == (Refusal.TOO_MANY, told)
    assert refused(json.dumps({"results": {}, "configs": many}).encode()) == (Refusal.TOO_MANY, told)
    wide = {"t": {f"m{number}": 1 for number in range(parsing.MOST_CELLS + 1)}}
    assert refused(json.dumps({"results": wide}).encode())[0] == Refusal.TOO_MANY
    assert refused(json.dumps({"results": {}, "groups": wide}).encode())[0] == Refusal.TOO_MANY


def test_a_byte_order_mark_is_no_obstacle():
    assert parse(b'\xef\xbb\xbf{"results": {"t": {"acc": 1}}}').tasks == ("t",)


def test_a_refusal_tells_what_stood_in_the_place_of_scores_and_which_file_it_was():
    with pytest.raises(NotResults) as raised:
        parse(b'{"results": {"t": {"bypass,none": 999}}}', name="results_x.json")
    assert raised.value.skipped[-1] == Skipped(Left.BYPASS, "t", "bypass", "none", "999")
    assert raised.value.__notes__ == ["results_x.json"]


# --- rows for other programs -----------------------------------------------------------------------------------------
def test_rows_hold_no_nan_and_null_for_what_is_not_known():
    run = parse(
        b'{"results": {"t": {"acc,none": NaN}, "u": {"acc,none": 0.5}}, "config": {"model_args": "pretrained=a/b"}}'
    )
    told = [json.loads(json.dumps(row, allow_nan=False)) for row in rows(run, file="x.json")]
    assert [(row["task"], row["value"], row["stderr"]) for row in told] == [("t", None, None), ("u", 0.5, None)]
    assert {
        key: told[1][key] for key in ("file", "model", "revision", "filter", "version", "engine", "engine_version")
    } == {
        "file": "x.json",
        "model": "a/b",
        "revision": None,
        "filter": "none",
        "version": None,
        "engine": "lm_eval",
        "engine_version": None,
    }
    assert (told[1]["partial"], told[1]["model_is_repo"], told[1]["date"]) == (True, True, None)
