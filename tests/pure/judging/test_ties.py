"""Equal totals are told apart by the rules' chain, exactly, and by nothing else."""

from fractions import Fraction

from hackathon.editions.rules import Method, TieRules
from judging.aggregate import Sheet, rank
from judging.aggregate.ties import Candidate, placed


def candidate(name, total, median=0, **groups):
    return Candidate(name, Fraction(total), Fraction(median), {key: Fraction(value) for key, value in groups.items()})


def told(rows, *order):
    return [(row.place, row.project, row.settled_by) for row in placed(rows, order)]


def test_steps_are_taken_one_after_the_other():
    rows = [
        candidate("a", 8, corpus=3, model=1),
        candidate("b", 8, corpus=3, model=2),
        candidate("c", 8, corpus=4, model=0),
    ]
    assert told(rows, "total", "corpus", "model") == [(1, "c", "corpus"), (2, "b", "model"), (3, "a", "model")]


def test_the_median_of_the_plain_totals_is_a_step():
    assert told([candidate("a", 8, 7), candidate("b", 8, 9)], "total", "median") == [
        (1, "b", "median"),
        (2, "a", "median"),
    ]


def test_who_is_still_equal_shares_the_place_and_the_next_is_skipped():
    rows = [candidate("b", 8, 8), candidate("a", 8, 8), candidate("c", 7, 9)]
    assert told(rows, "total", "median") == [(1, "b", "shared"), (1, "a", "shared"), (3, "c", "")]


def test_a_group_that_one_of_them_lacks_settles_nothing():
    rows = [candidate("a", 8, 7, corpus=4), candidate("b", 8, 9)]
    assert told(rows, "total", "corpus", "median") == [(1, "b", "median"), (2, "a", "median")]


def test_the_total_comes_first_wherever_the_chain_names_it():
    assert told([candidate("a", 8, 1), candidate("b", 7, 9)], "median", "total") == [(1, "a", ""), (2, "b", "")]


def test_a_ranking_takes_the_chain_of_the_rules():
    given = [
        Sheet(project, judge, Fraction(5), {"corpus": Fraction(corpus), "demo": Fraction(5 - corpus)})
        for project, corpus in (("a", 1), ("b", 3))
        for judge in ("Ana", "Luis")
    ]
    for chain, best in ((("total", "corpus"), "b"), (("total", "demo"), "a")):
        found = rank(given, method=Method.MODEL, ties=TieRules(order=chain))
        assert next((row.rank, row.project) for row in found.projects) == (1, best)
        assert {row.settled_by for row in found.projects} == {chain[1]}


def test_equal_reviews_by_the_same_judges_are_equal_to_the_last_digit_by_the_model():
    given = [
        Sheet(project, judge, Fraction(total, 7))
        for judge, totals in enumerate(((3, 3, 9, 5), (4, 4, 2, 8), (6, 6, 7, 1)))
        for project, total in zip("abcd", totals, strict=True)
    ]
    rows = {row.project: row for row in rank(given).projects}
    assert rows["a"].total == rows["b"].total
    assert rows["a"].rank == rows["b"].rank
