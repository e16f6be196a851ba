"""From complete reviews to a ranking: worked by hand, what holds for any jury, and the odd ones."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackathon.editions.rules import Method, TieRules
from judging.aggregate import Caution, Code, Flag, Sheet, TwiceReviewed, rank
from tests.pure.judging.juries import by_project, drawn, grid, order, sheets

MEAN, TRIMMED, MODEL = Method.MEAN, Method.TRIMMED, Method.MODEL
EVERY_METHOD = pytest.mark.parametrize("method", Method)


def codes(ranking):
    return {caution.code for caution in ranking.warnings}


def test_the_plain_mean_is_exact():
    rows = by_project(rank(sheets([("a", 1, 8), ("a", 2, 7), ("a", 3, 5), ("b", 1, 9)]), method=MEAN))
    assert rows["a"].total == rows["a"].raw == Fraction(20, 3)
    assert (rows["b"].rank, rows["a"].rank) == (1, 2)


def test_the_trimmed_mean_drops_the_highest_and_the_lowest_review_of_each_project():
    found = rank(sheets([("a", judge, total) for judge, total in enumerate((0, 5, 6, 10))]), method=TRIMMED)
    assert found.projects[0].total == found.projects[0].trimmed == Fraction(11, 2)


def test_of_two_reviews_nothing_is_dropped():
    found = rank(sheets([("a", 1, 2), ("a", 2, 9)]), method=TRIMMED)
    assert found.projects[0].total == Fraction(11, 2)


def test_groups_are_means_of_the_reviews_and_trimmed_by_the_trimmed_method():
    given = [Sheet("a", judge, Fraction(n), {"corpus": Fraction(n)}) for judge, n in enumerate((0, 1, 2, 9))]
    assert rank(given, method=MEAN).projects[0].groups == {"corpus": 3}
    assert rank(given, method=TRIMMED).projects[0].groups == {"corpus": Fraction(3, 2)}


def test_severity_is_taken_out_where_judges_saw_different_projects():
    """Luis gives two points less to whatever he and Ana both saw; "d" had only him, "c" only her."""
    both = {
        "Ana": {"a": 8, "b": 5, "e": 9, "f": 4, "g": 6, "h": 7, "c": 7},
        "Luis": {"a": 6, "b": 3, "e": 7, "f": 2, "g": 4, "h": 5, "d": 6},
    }
    rows = by_project(rank(grid(both)))
    assert float(rows["d"].adjusted - rows["c"].adjusted) == pytest.approx(1, abs=0.25)
    assert rows["d"].rank < rows["c"].rank
    assert rows["d"].ranks["mean"] > rows["c"].ranks["mean"]


def test_a_severe_judge_has_a_positive_severity_within_its_interval():
    both = {"Ana": {"a": 8, "b": 5, "c": 9, "d": 4}, "Luis": {"a": 6, "b": 3, "c": 7, "d": 2}}
    ana, luis = rank(grid(both)).judges
    assert ana.severity == -luis.severity
    assert 0 < luis.severity < 2
    assert luis.severity_low < luis.severity < luis.severity_high
    assert (ana.n, luis.n) == (4, 4)


@settings(max_examples=8)
@given(data=st.data(), method=st.sampled_from(Method))
def test_the_order_of_the_sheets_changes_no_digit(data, method):
    reviews = drawn(projects=8, judges=5)
    shuffled = data.draw(st.permutations(reviews))
    assert rank(shuffled, method=method, draws=50) == rank(reviews, method=method, draws=50)


def test_the_same_seed_gives_the_same_digits_and_another_seed_other_chances_alone():
    first, again, other = (rank(drawn(), seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert [row.total for row in first.projects] == [row.total for row in other.projects]
    assert [row.p_first for row in first.projects] != [row.p_first for row in other.projects]


@settings(max_examples=10)
@given(more=st.integers(-3, 3), judge=st.integers(0, 4))
def test_points_that_a_judge_gives_to_all_hardly_move_the_differences(more, judge):
    """In a jury where everybody judged everything they move none at all."""
    whole = [Sheet(p, j, Fraction((7 * p + 3 * j * p) % 11)) for p in range(6) for j in range(5)]
    moved = [replace(one, total=one.total + more) if one.judge == judge else one for one in whole]
    first, other = by_project(rank(whole, draws=20)), by_project(rank(moved, draws=20))
    for p in range(1, 6):
        before, after = (found[p].adjusted - found[0].adjusted for found in (first, other))
        assert float(before) == pytest.approx(float(after), abs=1e-8)


def test_no_judges_own_order_is_changed():
    """What is taken from a judge's reviews is one number, whatever the project."""
    given = drawn(projects=10, judges=4, reviews=4)
    severity = {row.judge: row.severity for row in rank(given).judges}
    for judge in severity:
        own = [sheet for sheet in given if sheet.judge == judge]
        assert [(a.total > b.total) for a, b in permutations(own, 2)] == [
            a.total + severity[judge] > b.total + severity[judge] for a, b in permutations(own, 2)
        ]


@EVERY_METHOD
def test_places_lie_within_their_intervals_and_chances_add_up(method):
    found = rank(drawn(), method=method, draws=300)
    rows = found.projects
    assert all(row.rank_low <= row.rank <= row.rank_high for row in rows)
    assert all(row.total_low < row.total < row.total_high for row in rows)
    assert sum(row.p_first for row in rows) == pytest.approx(1)
    assert all(sum(row.p_places) == pytest.approx(1) for row in rows)
    assert [sum(row.p_places[place] for row in rows) for place in range(len(rows))] == pytest.approx([1] * len(rows))
    assert [row.p_first for row in rows] == [row.p_places[0] for row in rows]


def test_chances_are_counted_as_by_hand():
    """Every chance again, from the same draws, the slow way."""
    from judging.aggregate.draws import chances, draw
    from judging.aggregate.model import equations, fit, half_cauchy
    from judging.aggregate.table import table_of

    table = table_of(drawn(projects=7))
    drawings = draw(fit(equations(table), reviews=len(table.total), ratios=half_cauchy()), draws=200, seed=2).draws
    found = chances(drawings)
    places = [[1 + sum(other > one for other in row) for one in row] for row in drawings.tolist()]
    for project in range(7):
        mine = sorted(row[project] for row in places)
        assert found.places[project].tolist() == [mine.count(place) / 200 for place in range(1, 8)]
        assert (found.low[project], found.high[project]) == (mine[10 - 1], mine[190 - 1])
    assert found.beats(2, 4) == sum(row[2] < row[4] for row in places) / 200


def test_neighbours_are_those_of_the_ranking_and_likelier_the_farther_apart():
    clear = {f"J{n}": {"a": 9 + n / 9, "b": 5 + n / 9, "c": 4.9 + n / 9} for n in range(5)}
    found = rank(grid(clear))
    assert [(one.upper, one.lower) for one in found.neighbours] == [("a", "b"), ("b", "c")]
    assert found.neighbours[0].probability > 0.99 > 0.75 > found.neighbours[1].probability
    assert [row.p_beats_next for row in found.projects] == [*(one.probability for one in found.neighbours), None]


def test_the_possible_winners_hold_the_best_with_nine_tenths_and_none_of_them_could_be_spared():
    found = rank(drawn(projects=20))
    first = {row.project: row.p_first for row in found.projects}
    chosen = [first[project] for project in found.winners]
    assert sum(chosen) >= 0.9
    assert sum(each for each in chosen if each > min(chosen)) < 0.9
    assert min(chosen) > max(each for project, each in first.items() if project not in found.winners)


def test_one_judge_adjusts_nothing_and_says_that_uncertainty_cannot_be_told():
    found = rank(sheets([("a", 1, 8), ("b", 1, 5), ("c", 1, Fraction(20, 3))]))
    assert order(found) == [(1, "a"), (2, "c"), (3, "b")]
    assert [row.adjusted for row in found.projects] == [row.raw for row in found.projects]
    assert {(row.rank_low, row.total_low, row.p_first) for row in found.projects} == {(None, None, None)}
    assert found.judges[0].severity is None
    assert codes(found) == {Code.ONE_JUDGE, Code.NO_REPLICATION, Code.ONE_REVIEW}


@EVERY_METHOD
def test_one_project_is_first_and_provisional(method):
    found = rank(sheets([("a", 1, 8), ("a", 2, 5), ("a", 3, 6)]), method=method)
    (row,) = found.projects
    assert (row.rank, row.rank_low, row.rank_high, row.p_first, row.provisional) == (1, 1, 1, 1.0, True)
    assert float(row.total) == pytest.approx(19 / 3 if method is not TRIMMED else 6)
    assert Code.ONE_PROJECT in codes(found)


def test_a_project_with_one_review_is_provisional_and_less_sure_than_others():
    given = [*drawn(projects=10), *sheets([("late", 0, 6)])]
    found = by_project(rank(given))
    assert found["late"].provisional
    assert not found[0].provisional
    width = {project: row.total_high - row.total_low for project, row in found.items()}
    assert max(width, key=lambda project: width[project]) == "late"
    assert Caution(Code.ONE_REVIEW, projects=("late",)) in rank(given).warnings


def test_fewer_reviews_are_drawn_closer_to_the_mean():
    """Two projects with the same high mean, by judges who are all alike: of six reviews, and of two."""
    given = {f"J{n}": {f"p{k}": 5 + (k + n) % 3 for k in range(6)} | {"much": 8 + n % 2} for n in range(6)}
    given["J0"]["little"], given["J1"]["little"] = 8, 9
    found = by_project(rank(grid(given), method=MEAN, draws=200))
    assert found["little"].total == found["much"].total
    assert found["little"].shrunk < found["much"].shrunk
    assert found["little"].p_first < found["much"].p_first


def test_a_place_lies_within_its_interval_where_the_draws_say_otherwise():
    """Thirty projects that differ by less than chance: any could be anywhere, the first one included."""
    rows = {f"J{n}": {k: 5 + (k + n) % 5 + k / 1000 for k in range(30)} for n in range(5)}
    found = rank(grid(rows), method=MEAN, draws=200).projects
    assert [row.project for row in found] == list(range(29, -1, -1))
    assert max(row.p_first for row in found) < 0.1
    assert all(row.rank_low <= row.rank <= row.rank_high for row in found)


def test_the_intervals_of_the_means_are_students():
    """Squares of 1 and 1 within, and two more observations one point off: σ² is 4 of 6, with six degrees of freedom. What
    judges differ by is part of it; trimming three values costs a third more."""
    given = sheets([("a", 1, 4), ("a", 2, 5), ("a", 3, 6), ("b", 1, 3), ("b", 2, 3), ("b", 3, 3)])
    for method, cost in ((MEAN, 1), (TRIMMED, 1.346)):
        row = by_project(rank(given, method=method))["a"]
        half = 1.9431802805 * (4 / 6 * cost / 3) ** 0.5
        assert (float(row.total_low), float(row.total_high)) == pytest.approx((5 - half, 5 + half))


@EVERY_METHOD
def test_where_all_totals_are_equal_all_share_the_first_place(method):
    found = rank(sheets([(project, judge, 5) for project in "abc" for judge in (1, 2)]), method=method)
    assert order(found) == [(1, "a"), (1, "b"), (1, "c")]
    assert {row.total for row in found.projects} == {5}
    assert {row.settled_by for row in found.projects} == {"shared"}
    assert Code.ALL_EQUAL in codes(found)
    assert found.agreement.alpha is None


def test_a_constant_judge_is_finite_and_flagged():
    rows = {f"J{n}": {f"p{k}": k + (n * k) % 3 for k in range(8)} for n in range(4)}
    found = rank(grid(rows | {"same": {f"p{k}": 6 for k in range(8)}}))
    flagged = {row.judge: row.flags for row in found.judges}
    assert Flag.CONSTANT in flagged.pop("same")
    assert set(flagged.values()) == {()}
    assert Caution(Code.OUTLIERS, judges=("same",)) in found.warnings


def test_a_judge_who_turns_the_order_round_is_flagged():
    rows = {f"J{n}": {f"p{k}": k + (n * k * k) % 3 / 2 for k in range(12)} for n in range(9)}
    found = rank(grid(rows | {"against": {f"p{k}": 11 - k for k in range(12)}}))
    flags = {row.judge: row.flags for row in found.judges}
    assert set(flags.pop("against")) == {Flag.DISAGREES, Flag.MISFIT}
    assert set(flags.values()) == {()}


def test_a_judge_who_does_not_look_is_flagged():
    """Totals that have nothing to do with anybody else's; the others agree only so far."""
    rows = {f"J{n}": {f"p{k}": k + (5 * n * k + 3 * n + k * k) % 7 for k in range(15)} for n in range(7)}
    found = rank(grid(rows | {"elsewhere": {f"p{k}": 3 + (7 * k + 2) % 11 for k in range(15)}}))
    rows_of = {row.judge: row for row in found.judges}
    assert abs(rows_of["elsewhere"].consistency) < 0.3
    assert Flag.DISAGREES in rows_of["elsewhere"].flags
    assert {row.flags for judge, row in rows_of.items() if judge != "elsewhere"} == {()}


def test_of_four_reviews_nobody_is_called_an_outlier():
    rows = {f"J{n}": {f"p{k}": k for k in range(4)} for n in range(4)}
    found = rank(grid(rows | {"same": {f"p{k}": 6 for k in range(4)}}))
    assert {row.flags for row in found.judges} == {()}


TWO_JURIES = [("a", 1, 8), ("b", 1, 5), ("a", 2, 7), ("b", 2, 6), ("c", 3, 9), ("d", 3, 2), ("c", 4, 8), ("d", 4, 3)]


@EVERY_METHOD
def test_two_juries_without_a_common_judge_are_two_rankings(method):
    found = rank(sheets(TWO_JURIES), method=method)
    assert [(row.rank, row.component, row.place, row.project) for row in found.projects] == [
        (None, 1, 1, "a"),
        (None, 1, 2, "b"),
        (None, 2, 1, "c"),
        (None, 2, 2, "d"),
    ]
    assert found.components == (("a", "b"), ("c", "d"))
    assert Code.DISCONNECTED in codes(found)
    assert {row.p_first for row in found.projects} == {None}
    assert (found.winners, found.neighbours, found.ties) == ((), (), ())


@EVERY_METHOD
def test_a_bridge_makes_them_one(method):
    found = rank(sheets([*TWO_JURIES, ("c", 1, 8)]), method=method)
    assert [row.rank for row in found.projects] == [1, 2, 3, 4]
    assert Code.DISCONNECTED not in codes(found)


@EVERY_METHOD
def test_a_project_that_is_alone_takes_nobody_elses_rank_away(method):
    found = rank([*drawn(projects=6), *sheets([("alone", "visitor", 10)])], method=method)
    assert [row.rank for row in found.projects] == [1, 2, 3, 4, 5, 6, None]
    assert found.projects[-1].project == "alone"
    assert Caution(Code.ISOLATED, projects=("alone",)) in found.warnings


def test_who_has_no_review_is_listed_and_not_ranked():
    found = rank(sheets([("a", 1, 8), ("a", 2, 7)]), projects=["a", "z", "y"], judges=[1, 2, 3])
    assert order(found) == [(1, "a"), (None, "y"), (None, "z")]
    assert [(row.judge, row.n, row.severity is None) for row in found.judges] == [
        (1, 1, False),
        (2, 1, False),
        (3, 0, True),
    ]
    assert Caution(Code.UNREVIEWED, projects=("y", "z")) in found.warnings
    assert Caution(Code.IDLE_JUDGES, judges=(3,)) in found.warnings


@EVERY_METHOD
def test_without_any_review_there_is_nothing_to_rank(method):
    found = rank([], method=method, projects=["a"], judges=[1])
    assert (order(found), found.winners, found.ties) == ([(None, "a")], (), ())
    assert Code.NO_REVIEWS in codes(found)


def test_a_judge_who_gives_nothing_but_zeros_is_told_of():
    rows = {"Ana": {"a": 8, "b": 5, "c": 4}, "Luis": {"a": 7, "b": 5, "c": 3}, "absent": {"a": 0, "b": 0, "c": 0}}
    assert Caution(Code.ONLY_ZEROS, judges=("absent",)) in rank(grid(rows)).warnings


def test_two_reviews_of_a_project_by_the_same_judge_are_refused():
    with pytest.raises(TwiceReviewed) as caught:
        rank(sheets([("a", 1, 8), ("a", 2, 7), ("a", 1, 8)]))
    assert (caught.value.project, caught.value.judge) == ("a", 1)


def test_a_close_call_at_a_prize_boundary_is_a_statistical_tie_with_fresh_reviews():
    rows = {f"J{n}": {"a": 9, "b": 6 + n % 2, "c": 7 - n % 2, "d": 1} for n in range(4)}
    found = rank(grid(rows), boundaries=(1, 2, 3, 4, 9), ties=TieRules(probability=0.75, fresh_reviews=2))
    (tie,) = found.ties
    assert (tie.boundary, {tie.upper, tie.lower}, set(tie.contenders)) == (2, {"b", "c"}, {"b", "c"})
    assert (tie.probability < 0.75, tie.fresh_reviews) == (True, 2)
    assert Code.STATISTICAL_TIE in codes(found)
    assert rank(grid(rows), boundaries=(1, 3)).ties == ()


def test_influence_is_the_ranking_without_the_judge():
    given = drawn(projects=9, judges=5)
    whole = by_project(rank(given, method=MEAN))
    for row in rank(given, method=MEAN, boundaries=(3,)).judges:
        left = [sheet for sheet in given if sheet.judge != row.judge]
        without = by_project(rank(left, method=MEAN))
        moved = max(abs(without[project].total - whole[project].total) for project in without)
        assert float(row.influence.points) == pytest.approx(float(moved), abs=1e-8)
        assert row.influence.first == tuple(project for project in without if without[project].ranks["mean"] == 1)
        top = {project for project in without if without[project].ranks["mean"] <= 3}
        assert row.influence.boundaries == (() if top == {p for p in whole if whole[p].ranks["mean"] <= 3} else (3,))


def test_the_methods_stand_side_by_side_whatever_is_chosen():
    given = drawn()
    found = {method: by_project(rank(given, method=method, draws=20)) for method in Method}
    for project in range(12):
        numbers = {
            (rows[project].raw, rows[project].trimmed, rows[project].adjusted, rows[project].weighted)
            for rows in found.values()
        }
        assert len(numbers) == 1
    assert found[MEAN][0].total == found[MODEL][0].raw
    assert found[TRIMMED][0].total == found[MODEL][0].trimmed
    assert found[MODEL][0].total == found[MEAN][0].adjusted
    assert len({rank(given, method=method, draws=20).shares for method in Method}) == 1
