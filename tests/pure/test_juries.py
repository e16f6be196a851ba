"""The simulated juries by which the ranking is measured: what is drawn, what is true, and what the measures say."""

from dataclasses import replace

import numpy as np
import pytest

from hackathon.editions.loading import shipped_rules
from judging.aggregate import Artefacts, Review, review_total
from tests.benchmarks.juries import measures
from tests.benchmarks.juries.drawing import Jury, draw, weights
from tests.benchmarks.juries.kinds import BASE, KINDS, Kind
from tests.benchmarks.juries.methods import fair, oracle, raw, sheets, z_score
from tests.benchmarks.juries.seats import plan, seated
from tests.benchmarks.juries.tables import methods_table, targets_table
from tests.benchmarks.juries.targets import Outcome, Target, outcomes
from tests.benchmarks.juries.trial import METHODS, Cell, Figure, trial
from tests.benchmarks.juries.truth import expected_steps, truth

# Judges who are all alike and see everything as it is; scores are steps, so projects lie a step apart.
ALIKE = replace(
    BASE, group_quality=0, criterion_quality=0, severity=0, group_severity=0, scale=0, impression=0, noise=1e-9
)


def jury(kind: Kind = BASE, *, projects: int = 35, judges: int = 10, seed: int = 1) -> Jury:
    return draw(kind, projects=projects, judges=judges, seats=seated, seed=[seed])


def everybody(track: np.ndarray, home: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Seats in which each judge reviews each project."""
    return np.repeat(np.arange(len(track)), len(home)), np.tile(np.arange(len(home)), len(track))


def test_the_same_seed_draws_the_same_jury_and_another_seed_another():
    one, same, other = jury(KINDS["dirty"]), jury(KINDS["dirty"]), jury(KINDS["dirty"], seed=2)
    assert one.scores.tolist() == same.scores.tolist()
    assert truth(one).tolist() == truth(same).tolist()
    assert one.scores.tolist() != other.scores.tolist()


def test_every_method_finds_the_order_where_judges_are_alike_and_see_all_projects_as_they_are():
    drawn = draw(ALIKE, projects=20, judges=6, seats=everybody, seed=[3])
    true = truth(drawn)
    found = (raw(drawn), z_score(drawn), fair(drawn).score, oracle(drawn, true, [3]))
    assert [round(measures.kendall(score, true), 9) for score in found] == [1.0] * 4


def test_z_scores_alone_lose_the_order_where_such_judges_see_different_projects():
    drawn = jury(ALIKE)
    true = truth(drawn)
    found = (raw(drawn), fair(drawn).score, oracle(drawn, true, [1]), z_score(drawn))
    assert [round(measures.kendall(score, true), 9) == 1.0 for score in found] == [True, True, True, False]


@pytest.mark.parametrize("setting", KINDS)
def test_the_truth_is_what_ever_more_judges_of_the_kind_give_on_average(setting: str):
    kind = replace(KINDS[setting], absent=0.0)
    drawn = draw(kind, projects=6, judges=4000, seats=everybody, seed=[5])
    assert raw(drawn) == pytest.approx(truth(drawn), abs=0.09)


def test_a_mean_of_steps_is_the_mean_of_what_is_rounded_and_held_within_the_scale():
    rng = np.random.default_rng(1)
    for mean, spread in ((0.1, 0.5), (2.0, 1.0), (3.9, 0.7)):
        many = np.clip(np.rint(mean + spread * rng.standard_normal(40_000)), 0, 4)
        assert expected_steps(np.array([mean]), np.array([spread]))[0] == pytest.approx(many.mean(), abs=0.02)
    assert expected_steps(np.array([2.0]), np.array([3.0]))[0] == pytest.approx(2.0)


def test_reviews_are_worth_what_the_rubric_says():
    drawn, rubric = jury(), shipped_rules("somos600m-2024").rubric
    keys = [criterion.key for criterion in rubric.criteria]
    parts: Artefacts = frozenset(group.artefact for group in rubric.groups if group.artefact)
    sheet = sheets(drawn)[7]
    scores = dict(zip(keys, drawn.scores[7].tolist(), strict=True))
    total = review_total(Review(0, 0, scores), rubric=rubric, artefacts=parts)
    assert (sheet.total, sheet.groups) == (total.total, total.groups)
    assert float(weights().units.sum() * weights().unit * 4) == 10.0


def test_a_dirty_jury_has_who_looks_at_nothing_and_who_does_not_come():
    drawn = jury(KINDS["dirty"])
    (always,) = np.flatnonzero(~np.isnan(drawn.judges.constant))
    assert {row.min() == row.max() for row in drawn.scores[drawn.judge == always]} <= {True}
    assert (drawn.judges.careless.sum(), drawn.judges.honest.sum()) == (1, 8)
    assert len(set(drawn.judge.tolist())) == 9


def test_three_judges_review_each_project_and_mostly_of_its_track():
    drawn = jury(KINDS["tracks"], projects=60, judges=12)
    seats = set(zip(drawn.project.tolist(), drawn.judge.tolist(), strict=True))
    loads = np.bincount(drawn.judge)
    assert (len(seats), np.bincount(drawn.project).tolist(), loads.tolist()) == (180, [3] * 60, [15] * 12)
    assert (drawn.track[drawn.project] == drawn.judges.home[drawn.judge]).mean() > 0.6
    assert plan(60, 12, 3, 0)[0].tolist() == plan.__wrapped__(60, 12, 3, 0)[0].tolist()


def test_kendalls_tau_of_two_normal_quantities_is_what_their_correlation_makes_it():
    rng = np.random.default_rng(2)
    one, rest = rng.standard_normal((2, 1500))
    expected = 2 / np.pi * np.arcsin(0.8)
    assert measures.kendall(0.8 * one + 0.6 * rest, one) == pytest.approx(expected, abs=0.03)
    assert measures.kendall(np.array([1.0, np.nan, 2.0]), np.array([1.0, 9.0, 2.0])) == 1.0
    assert measures.kendall(np.array([1.0, 1.0, 2.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(2 / 6**0.5)


def test_measures_by_hand():
    true = np.array([4.0, 3.0, 2.0, 1.0])
    assert measures.best_first(np.array([2.0, 2.0, 1.0, np.nan]), true) == 0.5
    assert measures.of_top(np.array([4.0, 1.0, 3.0, 2.0]), true) == pytest.approx(2 / 3)
    assert measures.of_top(np.array([1.0, 1.0, 1.0, 1.0]), true) == pytest.approx(3 / 4)
    assert measures.ranks(np.array([5.0, 9.0, 7.0])).tolist() == [3, 1, 2]
    assert measures.covered(np.array([1.0, 1.0, np.nan]), np.array([1.5, 2.5, 0]), np.array([2.0, 2.0, np.nan])) == 0.5
    told, seen = np.array([0.75, 0.75, 0.95, 0.95]), np.array([1.0, 0.0, 1.0, 1.0])
    assert measures.calibration(told, seen) == pytest.approx(0.25)


def test_a_target_is_met_missed_or_within_what_chance_explains():
    target = Target("x", "base", low={35: 0.5, 100: 0.6})
    found = [Outcome(target, 100, Figure(value, 0.01)).verdict for value in (0.6, 0.585, 0.57)]
    assert found == ["met", "noise", "missed"]
    assert Outcome(Target("x", "base", 0.88, 0.92), 35, Figure(0.95, 0.01)).missing == pytest.approx(0.03)


def test_the_site_beats_the_plain_mean_in_juries_that_differ_much():
    juries = Cell("harsh", 35, 10, tuple(trial("harsh", 35, 10, number) for number in range(4)))
    assert juries.figure("fair over raw").value > 0.03
    assert juries.figure("oracle: tau").value > juries.figure("fair: tau").value
    found = outcomes([juries])
    assert next(each.target.name for each in found if each.verdict == "met") == "fair over raw"
    assert targets_table(found).count("\n") == 1 + len(found)
    assert methods_table([juries]).count("35×10") == len(METHODS)
