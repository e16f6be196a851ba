"""What judges and organisers do to reviews, and what they may not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hackathon.accounts.models import Role
from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ArtefactKind, Phase
from judging import actions, queries
from judging.models import Assignment, Score
from submissions.models import Submission
from teams.models import Membership
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.teams import make_team
from tests.racing import race

pytestmark = pytest.mark.django_db
CORPUS_ONLY = (ArtefactKind.CORPUS,)


def save(assignment, scores, **changes):
    arguments = {"comment": None, "by": assignment.judge, "at": NOW} | changes
    return actions.save_review(assignment=assignment, scores=scores, **arguments)


def scores_of(assignment):
    return dict(assignment.scores.values_list("criterion", "value"))


def last_trail(verb):
    return TrailEntry.objects.filter(verb=verb).latest("pk")


# --- assigning -------------------------------------------------------------------------------------------------------
def test_assigning_a_judge_makes_a_review_and_a_line_in_the_trail(edition):
    project, judge, olga = make_project(edition), make_judge(edition), make_organiser(edition)
    review = actions.assign_judge(submission=project, judge=judge, by=olga, at=NOW)
    assert (review.edition, review.assigned_by, review.state) == (edition, olga, Assignment.State.NOT_STARTED)
    assert (last_trail("judge.assigned").by, last_trail("judge.assigned").target_id) == (olga, str(review.pk))


def test_assigning_twice_is_once(edition):
    project, judge = make_project(edition), make_judge(edition)
    first, second = (actions.assign_judge(submission=project, judge=judge, by=None, at=NOW) for _ in range(2))
    assert first == second
    assert TrailEntry.objects.filter(verb="judge.assigned").count() == 1


def test_only_the_jury_of_the_edition_is_assigned(edition):
    elsewhere = make_judge(make_edition("otra", phase=Phase.JUDGING))
    for person in (make_person("Bruno"), make_organiser(edition), elsewhere):
        with pytest.raises(actions.NotAJudge):
            actions.assign_judge(submission=make_project(edition), judge=person, by=None, at=NOW)


def test_a_judge_in_the_team_has_a_conflict_of_interest(edition):
    judge = make_judge(edition)
    project = make_project(edition, team=make_team(edition, make_person("Carla"), judge))
    with pytest.raises(actions.ConflictOfInterest):
        actions.assign_judge(submission=project, judge=judge, by=None, at=NOW)


def test_a_withdrawn_project_is_neither_assigned_nor_scored(edition):
    project, judge = make_project(edition), make_judge(edition)
    review = make_assignment(project, judge)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=judge)
    with pytest.raises(actions.ProjectWithdrawn):
        actions.assign_judge(submission=project, judge=make_judge(edition, "Juan"), by=None, at=NOW)
    with pytest.raises(actions.ProjectWithdrawn):
        save(review, {"demo-ux": 3})
    assert (Assignment.objects.count(), scores_of(review)) == (1, {})


def test_a_judge_who_joined_the_team_later_cannot_score_it(edition):
    judge, project = make_judge(edition), make_project(edition)
    review = make_assignment(project, judge)
    Membership.objects.create(team=project.team, edition=edition, user=judge, seat=2, joined_at=NOW)
    with pytest.raises(actions.ConflictOfInterest):
        save(review, {"demo-ux": 3})


def test_a_review_that_has_not_begun_is_taken_back(edition):
    review, olga = make_assignment(make_project(edition), make_judge(edition)), make_organiser(edition)
    actions.unassign_judge(assignment=review, by=olga, at=NOW, reason="Se fue de viaje")
    assert Assignment.objects.count() == 0
    assert (last_trail("judge.unassigned").reason, last_trail("judge.unassigned").by) == ("Se fue de viaje", olga)


def test_a_review_with_scores_is_not_taken_back(edition):
    review = make_review(make_project(edition), make_judge(edition), {"demo-ux": 3}, submitted=False)
    with pytest.raises(actions.AlreadyScored):
        actions.unassign_judge(assignment=review, by=None, at=NOW)
    assert scores_of(review) == {"demo-ux": 3}


# --- saving ----------------------------------------------------------------------------------------------------------
def test_a_draft_keeps_what_there_is(edition):
    review = save(make_assignment(make_project(edition), make_judge(edition)), {"demo-ux": 3}, comment="Bien")
    assert (scores_of(review), review.comment, review.state) == ({"demo-ux": 3}, "Bien", Assignment.State.DRAFT)


def test_what_a_save_leaves_out_stays_as_it_was(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    save(review, {"demo-ux": 3, "corpus-card": 1}, comment="Bien")
    again = save(review, {"corpus-card": 2})
    assert (scores_of(again), again.comment) == ({"demo-ux": 3, "corpus-card": 2}, "Bien")


def test_none_erases_a_score_and_the_trail_remembers_it(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    save(review, {"demo-ux": 3})
    save(review, {"demo-ux": None}, at=NOW + timedelta(hours=1))
    entry = last_trail("review.saved")
    assert scores_of(review) == {}
    assert (entry.by, entry.at) == (review.judge, NOW + timedelta(hours=1))
    assert entry.detail["changes"] == {"demo-ux": {"old": 3, "new": None}}


def test_a_save_that_changes_nothing_leaves_no_trail(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    save(review, {"demo-ux": 3})
    save(review, {"demo-ux": 3}, comment="")
    assert TrailEntry.objects.filter(verb="review.saved").count() == 1


@pytest.mark.parametrize(
    ("criterion", "value"), [("demo-ux", 5), ("demo-ux", -1), ("demo-ux", "3"), ("demo-ux", True), ("vibes", 3)]
)
def test_scores_outside_the_rubric_are_refused(edition, criterion, value):
    review = make_assignment(make_project(edition), make_judge(edition))
    with pytest.raises(actions.BadScore) as refused:
        save(review, {"corpus-card": 2, criterion: value})
    assert (refused.value.criterion, refused.value.value) == (criterion, value)
    assert scores_of(review) == {}


def test_a_part_that_the_project_lacks_cannot_be_scored(edition):
    review = make_assignment(make_project(edition, kinds=CORPUS_ONLY), make_judge(edition))
    with pytest.raises(actions.BadScore):
        save(review, {"model-card": 2})


def test_nobody_else_saves_a_review(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    for person in (make_judge(edition, "Juan"), make_organiser(edition)):
        with pytest.raises(actions.NotAssigned):
            save(review, {"demo-ux": 3}, by=person)


def test_who_is_no_longer_on_the_jury_saves_nothing(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    Role.objects.filter(user=review.judge).delete()
    with pytest.raises(actions.NotAssigned):
        save(review, {"demo-ux": 3})


def test_a_review_that_was_taken_back_meanwhile_is_not_saved(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    Assignment.objects.all().delete()
    with pytest.raises(actions.NotAssigned):
        save(review, {"demo-ux": 3})


def test_reviews_are_written_from_the_opening_to_just_before_the_close(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    window = edition.parsed_rules.windows.judging
    save(review, {"demo-ux": 1}, at=window.opens_at)
    save(review, {"demo-ux": 2}, at=window.closes_at - timedelta(microseconds=1))
    for at in (window.opens_at - timedelta(microseconds=1), window.closes_at):
        with pytest.raises(actions.JudgingClosed) as refused:
            save(review, {"demo-ux": 4}, at=at)
        assert refused.value.window == window
    assert scores_of(review) == {"demo-ux": 2}


# --- submitting ------------------------------------------------------------------------------------------------------
def test_a_complete_review_is_submitted_once(edition):
    review = make_review(make_project(edition), make_judge(edition), all_scores(edition, 3), submitted=False)
    actions.submit_review(assignment=review, by=review.judge, at=NOW)
    again = actions.submit_review(assignment=review, by=review.judge, at=NOW + timedelta(hours=1))
    assert (again.submitted_at, again.state) == (NOW, Assignment.State.SUBMITTED)
    assert last_trail("review.submitted").detail["scores"] == all_scores(edition, 3)


def test_an_incomplete_review_is_not_submitted(edition):
    scores = all_scores(edition, 3)
    del scores["demo-ux"]
    review = make_review(make_project(edition), make_judge(edition), scores, submitted=False)
    with pytest.raises(actions.IncompleteReview) as refused:
        actions.submit_review(assignment=review, by=review.judge, at=NOW)
    assert refused.value.missing == ("demo-ux",)
    review.refresh_from_db()
    assert review.state == Assignment.State.DRAFT


def test_a_corpus_alone_is_complete_without_model_and_demo(edition):
    scores = {key: 3 for key in all_scores(edition, 3) if key.startswith(("corpus", "project"))}
    review = make_review(make_project(edition, kinds=CORPUS_ONLY), make_judge(edition), scores, submitted=False)
    assert actions.submit_review(assignment=review, by=review.judge, at=NOW).state == Assignment.State.SUBMITTED


def test_a_submitted_review_may_change_but_not_lose_a_score(edition):
    review = make_review(make_project(edition), make_judge(edition), all_scores(edition, 3))
    save(review, {"demo-ux": 4}, reason="Lo probé otra vez")
    with pytest.raises(actions.IncompleteReview):
        save(review, {"demo-ux": None, "corpus-card": 0}, reason="Un despiste")
    assert scores_of(review) == all_scores(edition, 3) | {"demo-ux": 4}


def test_who_changes_a_submitted_review_says_why_and_the_trail_has_both_values(edition):
    review = make_review(make_project(edition), make_judge(edition), all_scores(edition, 3))
    with pytest.raises(actions.ReasonNeeded):
        save(review, {"demo-ux": 4}, reason="  ")
    changed = save(review, {"demo-ux": 4}, reason=" Lo probé otra vez ", at=NOW + timedelta(hours=1))
    entry = last_trail("review.amended")
    assert (changed.state, changed.amended_reason) == (Assignment.State.AMENDED, "Lo probé otra vez")
    assert (entry.reason, entry.detail["changes"]) == ("Lo probé otra vez", {"demo-ux": {"old": 3, "new": 4}})


def test_a_voided_review_is_read_and_not_written(edition):
    review = make_review(make_project(edition), make_judge(edition), {"demo-ux": 3}, submitted=False)
    Assignment.objects.update(voided_at=NOW, voided_reason="Mentora del equipo")
    with pytest.raises(actions.ReviewVoided) as refused:
        save(review, {"demo-ux": 4})
    assert (refused.value.reason, scores_of(review)) == ("Mentora del equipo", {"demo-ux": 3})


def test_one_practises_before_the_window_opens_and_not_after_it_has_closed(edition):
    review = make_assignment(make_project(edition), make_judge(edition))
    window = edition.parsed_rules.windows.judging
    early = window.opens_at - timedelta(days=1)
    with pytest.raises(actions.JudgingClosed):
        save(review, {"demo-ux": 1}, at=early)
    Assignment.objects.update(stage=Assignment.Stage.PRACTICE)
    assert scores_of(save(review, {"demo-ux": 2}, at=early)) == {"demo-ux": 2}
    with pytest.raises(actions.JudgingClosed):
        save(review, {"demo-ux": 1}, at=window.closes_at)


def test_nothing_is_submitted_after_the_close(edition):
    review = make_review(make_project(edition), make_judge(edition), all_scores(edition, 3), submitted=False)
    closes_at = edition.parsed_rules.windows.judging.closes_at
    with pytest.raises(actions.JudgingClosed):
        actions.submit_review(assignment=review, by=review.judge, at=closes_at)


# --- the extra point -------------------------------------------------------------------------------------------------
@pytest.fixture
def generous():
    """An edition in which each juror has an extra point to give."""
    rubric = make_rules(phase=Phase.JUDGING).rubric
    return make_edition(phase=Phase.JUDGING, rubric=replace(rubric, juror_point=1.0))


def test_the_extra_point_goes_to_one_project_of_the_edition(generous):
    judge = make_judge(generous)
    first, second = (make_assignment(make_project(generous, title), judge) for title in ("Uno", "Dos"))
    save(first, {}, juror_point=True)
    with pytest.raises(actions.JurorPointTaken):
        save(second, {"demo-ux": 3}, juror_point=True)
    assert scores_of(second) == {}
    save(first, {}, juror_point=False)
    assert save(second, {}, juror_point=True).juror_point is True


def test_a_withdrawn_project_does_not_hold_the_extra_point(generous):
    judge = make_judge(generous)
    first, second = (make_assignment(make_project(generous, title), judge) for title in ("Uno", "Dos"))
    save(first, {}, juror_point=True)
    Submission.objects.filter(pk=first.submission_id).update(withdrawn_at=NOW, withdrawn_by=judge)
    assert queries.juror_point_elsewhere(second) is None
    assert save(second, {}, juror_point=True).juror_point is True
    assert Assignment.objects.filter(juror_point=True).get() == second


def test_each_juror_has_a_point_of_their_own(generous):
    project = make_project(generous)
    for name in ("Julia", "Juan"):
        assert save(make_assignment(project, make_judge(generous, name)), {}, juror_point=True).juror_point is True


def test_the_extra_point_is_not_for_practice(generous):
    review = make_assignment(make_project(generous), make_judge(generous))
    Assignment.objects.filter(pk=review.pk).update(stage=Assignment.Stage.PRACTICE)
    with pytest.raises(actions.BadScore):
        save(review, {}, juror_point=True)


def test_there_is_no_extra_point_where_the_rules_have_none(edition):
    with pytest.raises(actions.BadScore):
        save(make_assignment(make_project(edition), make_judge(edition)), {}, juror_point=True)


# --- races -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_lose_nothing_and_double_nothing():
    edition = make_edition(phase=Phase.JUDGING)
    review = make_assignment(make_project(edition), make_judge(edition))
    keys = list(all_scores(edition, 0))
    deeds = [lambda key=key: save(review, {key: 2, "demo-ux": 4}) for key in keys if key != "demo-ux"]
    results = race(deeds)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert scores_of(review) == dict.fromkeys(keys, 2) | {"demo-ux": 4}
    assert Score.objects.count() == len(keys)


@pytest.mark.django_db(transaction=True)
def test_one_extra_point_survives_a_race():
    rubric = make_rules(phase=Phase.JUDGING).rubric
    edition = make_edition(phase=Phase.JUDGING, rubric=replace(rubric, juror_point=1.0))
    judge = make_judge(edition)
    reviews = [make_assignment(make_project(edition, f"Proyecto {number}"), judge) for number in range(6)]
    results = race([lambda review=review: save(review, {}, juror_point=True) for review in reviews])
    assert sum(isinstance(result, actions.JurorPointTaken) for result in results) == 5
    assert Assignment.objects.filter(juror_point=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_judge_assigned_many_times_at_once_has_one_review():
    edition = make_edition(phase=Phase.JUDGING)
    project, judge = make_project(edition), make_judge(edition)
    deeds = [lambda: actions.assign_judge(submission=project, judge=judge, by=None, at=NOW)] * 6
    assert len(set(race(deeds))) == 1
    assert Assignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_submitted_is_complete_even_when_a_score_is_erased_at_that_moment():
    edition = make_edition(phase=Phase.JUDGING)
    judge = make_judge(edition)
    reviews = [
        make_review(make_project(edition, f"Proyecto {number}"), judge, all_scores(edition, 3), submitted=False)
        for number in range(4)
    ]
    race(
        [lambda review=review: actions.submit_review(assignment=review, by=judge, at=NOW) for review in reviews]
        + [lambda review=review: save(review, {"demo-ux": None}) for review in reviews]
    )
    complete = len(all_scores(edition, 3))
    for review in Assignment.objects.all():
        assert (review.state, review.scores.count()) in {
            (Assignment.State.SUBMITTED, complete),
            (Assignment.State.DRAFT, complete - 1),
        }
