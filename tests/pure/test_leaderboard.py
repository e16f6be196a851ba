"""Means with their errors, boards, and two models side by side: worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.editions.rules import SuiteRules, TaskRules
from submissions.evaluation.leaderboard import Mean, Score, compare, counted, make_board, make_boards, mean_of

ARC = TaskRules("arc_es", "acc_norm", "es", chance=0.25)
MMLU = TaskRules("mmlu_es", "acc", "es", weight=3, chance=0.25)
BELE = TaskRules("belebele_eu", "acc", "eu", chance=0.25)
PPL = TaskRules("wiki_es", "word_perplexity", "es", lower_is_better=True)
PPL_EU = TaskRules("wiki_eu", "word_perplexity", "eu", lower_is_better=True)


def suite(*tasks: TaskRules, **changes: object) -> SuiteRules:
    return SuiteRules("s", None, 1, tasks, **changes)


def scores(**values: float | tuple[float, float | None]) -> dict[str, Score]:
    return {task: Score(*value) if isinstance(value, tuple) else Score(value, 0.01) for task, value in values.items()}


def standing(board) -> list[tuple[object, int | None]]:
    return [(row.model, row.rank.rank if row.rank else None) for row in board.rows]


def test_the_mean_weighs_tasks_and_so_does_its_error():
    # (0.5 + 3 × 0.25) / 4; sqrt(0.04² + 9 × 0.01²) / 4
    assert mean_of(scores(arc_es=(0.5, 0.04), mmlu_es=(0.25, 0.01)), (ARC, MMLU)) == Mean(0.3125, 0.0125, 0.0125)


def test_an_error_that_is_missing_leaves_that_of_the_mean_unknown():
    assert mean_of(scores(arc_es=(0.5, 0.04), mmlu_es=(0.25, None)), (ARC, MMLU)) == Mean(0.3125, None, 0.01)


@pytest.mark.parametrize("error", [math.nan, math.inf, -0.1])
def test_an_error_that_is_none_is_not_known(error):
    assert mean_of(scores(arc_es=(0.5, error)), (ARC,)) == Mean(0.5, None, 0.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_no_number_is_no_score(value):
    assert mean_of(scores(arc_es=value, mmlu_es=0.5), (ARC, MMLU)) is None
    board = make_board(suite(ARC, MMLU), {"a": scores(arc_es=value, mmlu_es=0.5)})
    assert [(row.rank, row.mean, row.missing) for row in board.rows] == [(None, None, ("arc_es",))]


def test_no_tasks_have_no_mean():
    assert mean_of({}, ()) is None


def test_an_error_of_zero_is_known():
    assert mean_of(scores(arc_es=(0.5, 0.0)), (ARC,)) == Mean(0.5, 0.0, 0.0)


def test_normalised_means_count_from_chance():
    # (0.625 − 0.25) / 0.75 = 0.5 and (0.25 − 0.25) / 0.75 = 0
    found = mean_of(scores(arc_es=(0.625, 0.03), mmlu_es=(0.25, None)), (ARC, MMLU), normalised=True)
    assert (found.value, found.stderr, round(found.known, 12)) == (0.125, None, 0.01)


def test_a_chance_that_nobody_knows_is_none():
    unknown = TaskRules("squad_es", "exact_match", "es")
    assert mean_of(scores(squad_es=0.4), (unknown,), normalised=True).value == 0.4


def test_worse_than_chance_counts_below_zero():
    assert mean_of(scores(arc_es=0.1), (ARC,), normalised=True).value == pytest.approx(-0.2)


def test_a_suite_that_is_not_normalised_leaves_values_as_they_are():
    board = make_board(suite(ARC), {"a": scores(arc_es=0.625)})
    assert [row.mean.value for row in board.rows] == [0.625]
    board = make_board(suite(ARC, normalised=True), {"a": scores(arc_es=0.625)})
    assert [row.mean.value for row in board.rows] == [0.5]


def test_the_board_has_the_best_first():
    board = make_board(suite(ARC), {"a": scores(arc_es=0.3), "b": scores(arc_es=0.5), "c": scores(arc_es=0.4)})
    assert standing(board) == [("b", 1), ("c", 2), ("a", 3)]


def test_those_of_a_rank_stand_in_the_order_of_their_means_then_of_their_names():
    board = make_board(
        suite(ARC),
        {"b": scores(arc_es=0.50), "c": scores(arc_es=0.51), "a": scores(arc_es=0.50), "z": scores(arc_es=0.4)},
    )
    assert standing(board) == [("c", 1), ("a", 1), ("b", 1), ("z", 4)]


def test_perplexity_ranks_the_lowest_first():
    board = make_board(suite(PPL), {"a": scores(wiki_es=12.0), "b": scores(wiki_es=9.0)})
    assert [(row.model, row.rank.rank, row.mean.value) for row in board.rows] == [("b", 1, 9.0), ("a", 2, 12.0)]


def test_perplexity_among_accuracies_is_shown_and_does_not_count():
    board = make_board(suite(ARC, PPL), {"a": scores(arc_es=0.5, wiki_es=900.0)})
    assert (board.tasks, board.counted) == ((ARC, PPL), (ARC,))
    assert [row.mean.value for row in board.rows] == [0.5]
    assert counted(suite(PPL), (PPL,)) == (PPL,)


def test_a_language_of_such_a_suite_with_perplexities_only_ranks_nobody():
    results = {"a": scores(arc_es=0.5, wiki_eu=9.0)}
    assert [(row.mean, row.rank) for row in make_board(suite(ARC, PPL_EU), results, language="eu").rows] == [
        (None, None)
    ]


def test_a_partial_run_is_never_ranked_and_says_what_is_missing():
    results = {
        "whole": scores(arc_es=0.3, mmlu_es=0.3, belebele_eu=0.3),
        "two": scores(arc_es=0.9),
        "one": scores(arc_es=0.9, mmlu_es=0.9),
        "none": {},
    }
    board = make_board(suite(ARC, MMLU, BELE), results)
    assert [(row.model, row.partial, row.missing) for row in board.rows] == [
        ("whole", False, ()),
        ("one", True, ("belebele_eu",)),
        ("two", True, ("mmlu_es", "belebele_eu")),
        ("none", True, ("arc_es", "mmlu_es", "belebele_eu")),
    ]
    assert [row.model for row in board.ranked] == ["whole"]


def test_a_partial_run_is_not_ranked_in_a_language_that_it_finished_either():
    results = {"whole": scores(arc_es=0.3, belebele_eu=0.3), "part": scores(arc_es=0.9)}
    board = make_board(suite(ARC, BELE), results, language="es")
    assert [(row.model, row.mean.value, row.rank is None, row.missing) for row in board.rows] == [
        ("whole", 0.3, False, ()),
        ("part", 0.9, True, ("belebele_eu",)),
    ]


def test_a_partial_run_takes_no_place_from_others():
    alone = make_board(suite(ARC, MMLU), {"a": scores(arc_es=0.3, mmlu_es=0.3)})
    beside = make_board(suite(ARC, MMLU), {"a": scores(arc_es=0.3, mmlu_es=0.3), "b": scores(arc_es=0.9)})
    assert beside.ranked == alone.ranked


def test_runs_of_a_suite_that_asks_some_questions_only_are_not_ranked():
    board = make_board(suite(ARC, limit=10), {"a": scores(arc_es=0.3)})
    assert [(row.rank, row.partial, row.missing, row.mean.value) for row in board.rows] == [(None, True, (), 0.3)]


def test_errors_make_ties_and_an_unknown_one_makes_none():
    assert standing(make_board(suite(ARC), {"a": scores(arc_es=(0.5, 0.02)), "b": scores(arc_es=(0.49, 0.02))})) == [
        ("a", 1),
        ("b", 1),
    ]
    assert standing(make_board(suite(ARC), {"a": scores(arc_es=(0.5, None)), "b": scores(arc_es=(0.49, None))})) == [
        ("a", 1),
        ("b", 2),
    ]


def test_each_language_has_a_board_of_its_own():
    results = {"a": scores(arc_es=0.6, belebele_eu=0.2), "b": scores(arc_es=0.3, belebele_eu=0.7)}
    boards = make_boards(suite(ARC, BELE), results)
    assert {language: standing(board) for language, board in boards.items()} == {
        "": [("b", 1), ("a", 2)],
        "es": [("a", 1), ("b", 2)],
        "eu": [("b", 1), ("a", 2)],
    }
    assert [board.tasks for board in boards.values()] == [(ARC, BELE), (ARC,), (BELE,)]


def test_a_suite_of_one_language_has_one_board():
    assert list(make_boards(suite(ARC, MMLU), {})) == [""]


def test_two_models_are_told_apart_by_task():
    found = compare(
        suite(ARC, MMLU, BELE),
        scores(arc_es=(0.50, 0.03), mmlu_es=(0.375, 0.004), belebele_eu=0.4),
        scores(arc_es=(0.46, 0.04), mmlu_es=(0.50, 0.003)),
    )
    arc, mmlu = found.differences
    assert (arc.task, arc.better, round(arc.value, 9), round(arc.stderr, 9)) == (ARC, 0, 0.04, 0.05)
    assert (mmlu.task, mmlu.better, mmlu.value, round(mmlu.stderr, 9)) == (MMLU, -1, -0.125, 0.005)
    assert found.missing == ("belebele_eu",)
    assert math.isclose(found.mean.value, (0.04 - 3 * 0.125) / 4)
    assert math.isclose(found.mean.stderr, math.hypot(0.05, 3 * 0.005) / 4)
    assert found.better == -1


def test_the_tasks_that_decide_come_by_what_they_move_in_the_mean():
    found = compare(
        suite(ARC, MMLU, BELE),
        scores(arc_es=0.6, mmlu_es=0.5, belebele_eu=0.405),
        scores(arc_es=0.4, mmlu_es=0.4, belebele_eu=0.4),
    )
    assert [one.task for one in found.decisive] == [MMLU, ARC]
    assert found.better == 1


def test_lower_is_better_turns_the_verdict_round_and_not_the_difference():
    found = compare(suite(PPL), scores(wiki_es=(9.0, 0.1)), scores(wiki_es=(12.0, 0.1)))
    assert [(one.value, one.better) for one in found.differences] == [(-3.0, 1)]
    assert found.better == 1


def test_a_task_that_does_not_count_gives_no_points():
    found = compare(suite(ARC, PPL), scores(arc_es=0.5, wiki_es=9.0), scores(arc_es=0.3, wiki_es=12.0))
    assert [one.points for one in found.differences] == [pytest.approx(0.2), None]
    assert [one.task for one in found.decisive] == [ARC, PPL]


def test_nothing_is_decided_where_an_error_is_missing():
    found = compare(suite(ARC), scores(arc_es=(0.9, None)), scores(arc_es=(0.1, 0.01)))
    assert [(one.stderr, one.better) for one in found.differences] == [(None, 0)]
    assert (found.mean.stderr, found.mean.known, found.better) == (None, 0.0, 0)


def test_equal_scores_without_any_error_are_equal():
    assert compare(suite(ARC), scores(arc_es=(0.5, 0.0)), scores(arc_es=(0.5, 0.0))).better == 0


def test_models_without_a_task_in_common_have_no_difference():
    found = compare(suite(ARC, MMLU), scores(arc_es=0.5), scores(mmlu_es=0.5))
    assert (found.differences, found.mean, found.better) == ((), None, 0)
    assert found.missing == ("arc_es", "mmlu_es")


def test_a_comparison_keeps_to_the_language_and_to_the_scale_of_the_suite():
    first, second = scores(arc_es=(0.625, 0.03), belebele_eu=0.9), scores(arc_es=(0.25, 0.04), belebele_eu=0.1)
    found = compare(suite(ARC, BELE, normalised=True), first, second, language="es")
    assert [(one.task, one.value, round(one.stderr, 9)) for one in found.differences] == [(ARC, 0.5, 0.066666667)]


VALUES = st.tuples(st.floats(0, 1), st.one_of(st.none(), st.floats(0, 0.1)))


@given(VALUES, VALUES, VALUES, VALUES)
def test_points_add_up_to_the_difference_of_the_means(arc, mmlu, other_arc, other_mmlu):
    first, second = scores(arc_es=arc, mmlu_es=mmlu), scores(arc_es=other_arc, mmlu_es=other_mmlu)
    found = compare(suite(ARC, MMLU), first, second)
    means = [mean_of(one, (ARC, MMLU)).value for one in (first, second)]
    assert math.isclose(found.mean.value, means[0] - means[1], abs_tol=1e-12)
    back = compare(suite(ARC, MMLU), second, first)
    assert (back.mean.value, back.mean.stderr, back.better) == (-found.mean.value, found.mean.stderr, -found.better)


@given(st.dictionaries(st.text(max_size=3), st.dictionaries(st.sampled_from(["arc_es", "mmlu_es"]), VALUES)))
def test_every_model_stands_on_the_board_once(results):
    told = {model: {task: Score(*value) for task, value in given_.items()} for model, given_ in results.items()}
    board = make_board(suite(ARC, MMLU), told)
    assert sorted(row.model for row in board.rows) == sorted(results)
    assert {row.model for row in board.ranked} == {model for model, given_ in results.items() if len(given_) == 2}
