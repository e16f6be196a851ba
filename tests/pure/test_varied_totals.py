"""Totals in the rules in which editions differ most, worked out by hand."""

from fractions import Fraction

import pytest

from hackathon.editions.parsing import parse_rules
from hackathon.editions.rules import ArtefactKind
from judging.aggregate import (
    Review,
    activity_points,
    applicable_criteria,
    group_points,
    missing_criteria,
    review_total,
)
from tests.hackathon.editions.varied import DATA_KEYS, varied_tree

RUBRIC = parse_rules(varied_tree()).rubric
CORPUS = frozenset({ArtefactKind.CORPUS})
WHOLE = CORPUS | {ArtefactKind.DEMO}
# As shares of their scales 3/3, 2/4, 3/3, 5/5, 0/5, 5/5 and 1/2: 5 of 7.
DATA = dict(zip(DATA_KEYS, (3, 2, 3, 5, 0, 5, 1), strict=True))
EVERYWHERE = {"idea": 4, "goals": 3}
APP = {"app-use": 5, "app-speed": 2}


def total(scores, artefacts=WHOLE, track="datos", juror_point=False):
    return review_total(Review(1, 1, scores, juror_point), rubric=RUBRIC, artefacts=artefacts, track=track)


def test_each_criterion_counts_as_a_share_of_its_own_scale():
    got = total(DATA | EVERYWHERE)
    # 6 × 5/7 for the data, 2 × 4/5 for the project; 1 × 3/4 stands beside the total.
    assert got.groups == {"data": Fraction(30, 7), "both": Fraction(8, 5), "sdg": Fraction(3, 4)}
    assert got.total == Fraction(30, 7) + Fraction(8, 5) == Fraction(206, 35)


def test_the_other_track_is_judged_by_its_own_rubric():
    got = total(APP | EVERYWHERE, track="apps")
    # 6 × (1 + 2/5)/2 for the app.
    assert got.groups == {"app": Fraction(21, 5), "both": Fraction(8, 5), "sdg": Fraction(3, 4)}
    assert got.total == Fraction(29, 5)


def test_without_its_track_a_project_is_judged_by_what_is_for_all():
    assert [criterion.key for criterion in applicable_criteria(RUBRIC, WHOLE)] == ["idea", "goals"]


def test_criteria_of_another_track_are_neither_asked_for_nor_counted():
    assert missing_criteria(APP | EVERYWHERE, rubric=RUBRIC, artefacts=WHOLE, track="datos") == DATA_KEYS
    assert total(DATA | APP | EVERYWHERE) == total(DATA | EVERYWHERE)


def test_an_absent_part_stretches_the_others_of_its_track_and_nothing_beside_the_total():
    # An app without a demo: the project's 2 points are stretched to all 8 of the track, what is beside stays 1.
    assert group_points(RUBRIC, CORPUS, "apps") == {"both": Fraction(8), "sdg": Fraction(1)}


def test_the_cap_holds_before_the_jurors_point():
    # 8 × 4/5 = 6.4 and at most 5 for a corpus alone; the juror's point comes on top.
    assert total(EVERYWHERE, CORPUS, "apps").total == Fraction(5)
    assert total(EVERYWHERE, CORPUS, "apps", juror_point=True).total == Fraction(6)


def test_the_best_of_a_track_and_all_activities_add_up_to_eleven_and_a_half():
    best = {criterion.key: RUBRIC.top(criterion) for criterion in applicable_criteria(RUBRIC, WHOLE, "datos")}
    earned = activity_points(RUBRIC, {"prompts": 10_000, "checks": 10_000})
    assert (total(best).total, earned) == (Fraction(8), {"prompts": Fraction(2), "checks": Fraction(3, 2)})
    assert total(best).total + sum(earned.values()) == Fraction(23, 2)
    assert RUBRIC.max_points == 10.0


@pytest.mark.parametrize(
    ("prompts", "checks", "earned"),
    [
        (0, 0, Fraction(0)),
        (49, 9, Fraction(0)),
        (50, 10, Fraction(3, 4)),
        (149, 70, Fraction(5, 2)),
        (199, 59, Fraction(11, 4)),
        (200, 60, Fraction(7, 2)),
    ],
)
def test_activities_give_points_in_whole_steps_up_to_their_most(prompts, checks, earned):
    assert sum(activity_points(RUBRIC, {"prompts": prompts, "checks": checks}).values()) == earned


def test_what_nobody_counted_is_missing_and_not_zero():
    assert activity_points(RUBRIC, {"prompts": 50}) == {"prompts": Fraction(1, 2)}


def test_each_track_is_judged_by_its_rubric_and_the_jurors_point_is_on_top():
    given = ((DATA, "datos", False), (DATA, "datos", True), (APP, "apps", False))
    totals = [
        review_total(Review(1, 1, scores | EVERYWHERE, point), rubric=RUBRIC, artefacts=WHOLE, track=track).total
        for scores, track, point in given
    ]
    assert totals == [Fraction(206, 35), Fraction(206, 35) + 1, Fraction(29, 5)]
