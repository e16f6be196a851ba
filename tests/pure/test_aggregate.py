"""From scores to a ranking: worked by hand, and what holds for any scores."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.editions.rules import AbsentGroup, ArtefactKind, Cap, Criterion, Rubric, RubricGroup, Text
from judging import aggregate
from judging.aggregate import IncompleteReview, Review

CORPUS, MODEL, DEMO = ArtefactKind.CORPUS, ArtefactKind.MODEL, ArtefactKind.DEMO
WHOLE = frozenset({CORPUS, MODEL, DEMO})
ONLY_CORPUS = frozenset({CORPUS})


def text(words: str) -> Text:
    return Text((("es", words),))


def group(key: str, points: float, artefact: ArtefactKind | None, size: int) -> RubricGroup:
    criteria = tuple(Criterion(f"{key}_{number}", text(f"{key} {number}")) for number in range(1, size + 1))
    return RubricGroup(key, text(key), points, artefact, criteria)


# The shape of 2024: 4/3/1/2 points over 6/4/1/2 criteria, each from 0 to 4.
GROUPS = (
    group("corpus", 4, CORPUS, 6),
    group("model", 3, MODEL, 4),
    group("demo", 1, DEMO, 1),
    group("project", 2, None, 2),
)


def rubric(**changes: object) -> Rubric:
    return Rubric(**{"scale_min": 0, "scale_max": 4, "groups": GROUPS, "absent_group": AbsentGroup.ZERO} | changes)


KEYS = tuple(criterion.key for criterion in rubric().criteria)
SCORES = dict(zip(KEYS, (4, 3, 4, 2, 3, 4, 3, 3, 2, 4, 1, 4, 3), strict=True))


def total(scores: dict[str, int], artefacts: frozenset[ArtefactKind] = WHOLE, point: bool = False, **changes: object):
    return aggregate.review_total(Review(1, 1, scores, point), rubric=rubric(**changes), artefacts=artefacts)


def test_a_review_is_worth_the_rubrics_points():
    # corpus 4 × 20/24, model 3 × 12/16, demo 1 × 1/4, project 2 × 7/8
    found = total(SCORES)
    assert found.groups == {
        "corpus": Fraction(10, 3),
        "model": Fraction(9, 4),
        "demo": Fraction(1, 4),
        "project": Fraction(7, 4),
    }
    assert found.total == Fraction(91, 12)
    assert aggregate.points(found.total) == Decimal("7.58")


def test_top_scores_give_every_point_and_the_lowest_none():
    assert total(dict.fromkeys(KEYS, 4)).total == 10
    assert total(dict.fromkeys(KEYS, 0)).total == 0


def test_a_scale_that_starts_at_one_gives_nothing_for_one():
    assert total(dict.fromkeys(KEYS, 1), scale_min=1, scale_max=5).total == 0
    assert total(dict.fromkeys(KEYS, 2), scale_min=1, scale_max=5).total == Fraction(10, 4)


def test_criteria_weigh_what_the_rules_say():
    weighed = RubricGroup(
        "demo", text("demo"), 1, DEMO, (Criterion("a", text("a")), Criterion("b", text("b"), weight=3))
    )
    assert total({"a": 4, "b": 0}, groups=(weighed,)).total == Fraction(1, 4)


def test_an_absent_group_is_worth_zero_where_the_rules_say_so():
    found = total(dict.fromkeys(KEYS, 4), ONLY_CORPUS)
    assert (found.total, dict(found.groups)) == (6, {"corpus": 4, "project": 2})


def test_an_absent_group_is_rescaled_where_the_rules_say_so():
    half = total(dict.fromkeys(KEYS, 2), ONLY_CORPUS, absent_group=AbsentGroup.RESCALE)
    assert (half.total, half.groups["corpus"]) == (5, Fraction(10, 3))


def test_a_corpus_alone_gets_at_most_its_cap_and_a_whole_project_all():
    capped = {"absent_group": AbsentGroup.RESCALE, "caps": (Cap(ONLY_CORPUS, 7.0),)}
    assert total(dict.fromkeys(KEYS, 4), ONLY_CORPUS, **capped).total == 7
    assert total(dict.fromkeys(KEYS, 2), ONLY_CORPUS, **capped).total == 5
    assert total(dict.fromkeys(KEYS, 4), WHOLE, **capped).total == 10


def test_the_jurors_point_comes_on_top_of_the_cap():
    capped = {"absent_group": AbsentGroup.RESCALE, "caps": (Cap(ONLY_CORPUS, 7.0),), "juror_point": 1.0}
    assert total(dict.fromkeys(KEYS, 4), ONLY_CORPUS, point=True, **capped).total == 8


def test_a_jurors_point_that_the_rules_do_not_offer_is_worth_nothing():
    assert total(dict.fromkeys(KEYS, 4), point=True).total == 10


def test_a_blank_is_not_zero_but_leaves_the_review_without_a_total():
    scores = {key: value for key, value in SCORES.items() if key not in {"model_2", "demo_1"}}
    with pytest.raises(IncompleteReview) as refused:
        total(scores)
    assert refused.value.missing == ("model_2", "demo_1")


def test_criteria_of_parts_that_the_project_lacks_are_not_missed():
    scores = {key: 4 for key in KEYS if key.startswith(("corpus", "project"))}
    assert aggregate.missing_criteria(scores, rubric=rubric(), artefacts=ONLY_CORPUS) == ()


def test_thirds_that_add_up_tie_exactly():
    thirds = [Review(1, judge, dict.fromkeys(KEYS, value)) for judge, value in ((1, 1), (2, 2), (3, 2))]
    same = [Review(2, judge, dict.fromkeys(KEYS, value)) for judge, value in ((1, 2), (2, 1), (3, 2))]
    totals = [
        [aggregate.review_total(each, rubric=rubric(), artefacts=WHOLE).total for each in of] for of in (thirds, same)
    ]
    assert aggregate.mean(totals[0]) == aggregate.mean(totals[1])


def test_halves_are_rounded_up_and_only_when_shown():
    assert aggregate.points(Fraction(1, 8)) == Decimal("0.13")
    assert aggregate.points(Fraction(10, 3), places=4) == Decimal("3.3333")


whole_scores = st.fixed_dictionaries({key: st.integers(0, 4) for key in KEYS})
rubrics = st.builds(
    rubric,
    absent_group=st.sampled_from(AbsentGroup),
    caps=st.sampled_from([(), (Cap(ONLY_CORPUS, 7.0),)]),
    juror_point=st.sampled_from([0.0, 1.0]),
)
parts = st.sets(st.sampled_from(ArtefactKind)).map(frozenset)


@given(scores=whole_scores, rubric=rubrics, artefacts=parts, point=st.booleans())
def test_a_total_stays_between_zero_and_the_most(scores, rubric, artefacts, point):
    found = aggregate.review_total(Review(1, 1, scores, point), rubric=rubric, artefacts=artefacts)
    assert 0 <= found.total <= aggregate.exact(rubric.max_points) + aggregate.exact(rubric.juror_point)


@given(scores=whole_scores, rubric=rubrics, artefacts=parts, key=st.sampled_from(KEYS))
def test_a_better_score_never_lowers_the_total(scores, rubric, artefacts, key):
    better = scores | {key: min(4, scores[key] + 1)}
    before, after = (
        aggregate.review_total(Review(1, 1, given, False), rubric=rubric, artefacts=artefacts).total
        for given in (scores, better)
    )
    assert before <= after
