"""Who judges what for a whole edition: thought out, put in force whole, undone; and one review at a time by hand."""

from datetime import timedelta

import pytest

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.models import TrailEntry
from judging import actions
from judging.actions import common, conflicts, planning, profiles
from judging.actions.jury_errors import (
    AlreadyHas,
    BadProfile,
    CommonBegun,
    PlanApplied,
    PlanBegun,
    PlanNotApplied,
    PlanStale,
)
from judging.actions.profiles import Profile
from judging.models import Assignment, CommonProject, Juror, Plan
from judging.queries.planning import PlanTask
from submissions.models import Submission
from tests.factories.editions import NOW
from tests.factories.judging import make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser

pytestmark = [pytest.mark.django_db, pytest.mark.production]
Stage = Assignment.Stage


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def jury(edition):
    return [make_judge(edition, name) for name in ("Ana", "Berta", "Carlos", "Delia")]


@pytest.fixture
def some(edition):
    return [make_project(edition, title) for title in ("Coplas", "Nanas", "Refranes", "Romances")]


def make_plan(edition, by, *, at=NOW, **task):
    return planning.make_plan(edition=edition, task=PlanTask(**task), by=by, at=at)


def apply(plan, by, *, at=NOW):
    return planning.apply_plan(plan=plan, by=by, at=at)


def pairs():
    rows = Assignment.objects.filter(voided_at=None).values_list("submission__current__title", "judge__name")
    return sorted(rows)


def gave(plan):
    return [one["what"] for one in plan.report["gave"]]


def test_a_plan_assigns_nothing_until_it_is_applied_and_then_all(edition, olga, jury, some):
    plan = make_plan(edition, olga, seed=7)
    assert (Assignment.objects.count(), plan.seed, len(plan.report["added"]), gave(plan)) == (0, 7, 12, [])
    apply(plan, olga)
    assert sorted(Assignment.objects.values_list("submission", "judge")) == sorted(
        (project, judge) for project, judge in plan.report["added"]
    )
    assert sorted(load for _judge, load in plan.report["loads"]) == [3, 3, 3, 3]
    assert Assignment.objects.filter(assigned_by=olga, stage=Stage.FIRST).count() == 12
    assert TrailEntry.objects.get(verb="plan.applied").detail == {"added": 12, "dropped": 0}


def test_the_same_seed_gives_the_same_plan_again(edition, olga, jury, some):
    one, two, other = (make_plan(edition, olga, seed=seed) for seed in (3, 3, 4))
    assert (one.report == two.report, one.report == other.report) == (True, False)


def test_a_plan_is_applied_once(edition, olga, jury, some):
    plan = make_plan(edition, olga)
    apply(plan, olga)
    with pytest.raises(PlanApplied):
        apply(Plan.objects.get(pk=plan.pk), olga)
    with pytest.raises(PlanApplied):
        planning.discard_plan(plan=plan, by=olga, at=NOW)


def withdraw(edition, jury, some):
    Submission.objects.filter(pk=some[0].pk).update(withdrawn_at=NOW, withdrawn_by=some[0].team.captain)


def deliver_another(edition, jury, some):
    make_project(edition, "Tardío")


def lose_a_judge(edition, jury, some):
    roles.revoke(role=Role.objects.get(user=jury[0], kind=Role.Kind.JUDGE), by=None, at=NOW)


def declare(edition, jury, some):
    conflicts.declare_conflict(submission=some[0], judge=jury[0], reason="", by=jury[0], at=NOW)


def change_a_profile(edition, jury, some):
    profiles.save_profile(edition=edition, judge=jury[0], profile=Profile(most=1), by=jury[0], at=NOW)


def assign_by_hand(edition, jury, some):
    actions.assign_judge(submission=some[0], judge=jury[0], by=None, at=NOW)


def join_a_team(edition, jury, some):
    """Nobody has looked for conflicts since."""
    some[0].team.memberships.create(edition=edition, user=jury[0], seat=5, joined_at=NOW)


@pytest.mark.parametrize(
    "change",
    [withdraw, deliver_another, lose_a_judge, declare, change_a_profile, assign_by_hand, join_a_team],
    ids=lambda one: one.__name__,
)
def test_a_plan_of_a_world_that_changed_is_refused_whole(edition, olga, jury, some, change):
    plan = make_plan(edition, olga)
    change(edition, jury, some)
    before = Assignment.objects.count()
    with pytest.raises(PlanStale):
        apply(plan, olga)
    plan.refresh_from_db()
    assert (plan.applied_at, Assignment.objects.count()) == (None, before)


def test_a_review_that_was_begun_after_the_plan_makes_it_stale(edition, olga, jury, some):
    make_assignment(some[0], jury[0])
    plan = make_plan(edition, olga, anew=True)
    Assignment.objects.update(saved_at=NOW)
    with pytest.raises(PlanStale):
        apply(plan, olga)


def test_what_was_begun_or_pinned_never_moves_even_when_all_is_shared_out_anew(edition, olga, jury, some):
    """Ana has begun everything, and Berta is pinned to one."""
    for project in some:
        make_review(project, jury[0], {"demo-ux": 1}, submitted=False)
    planning.pin_review(assignment=make_assignment(some[0], jury[1]), pinned=True, by=olga, at=NOW)
    apply(make_plan(edition, olga, anew=True), olga)
    mine = Assignment.objects.filter(judge=jury[0]).values_list("submission", flat=True)
    assert sorted(mine) == sorted(project.pk for project in some)
    assert Assignment.objects.filter(submission=some[0], judge=jury[1], pinned=True).exists()
    assert [row.submission_id for row in Assignment.objects.filter(stage=Stage.FIRST)].count(some[0].pk) == 3


def test_a_late_project_takes_nothing_from_anybody(edition, olga, jury, some):
    apply(make_plan(edition, olga), olga)
    before = pairs()
    make_project(edition, "Tardío")
    plan = apply(make_plan(edition, olga, seed=99), olga)
    assert (plan.report["dropped"], [pair for pair in pairs() if pair not in before]) == (
        [],
        [("Tardío", name) for name in sorted(name for title, name in pairs() if title == "Tardío")],
    )
    assert len(pairs()) == 15


def test_reviews_of_a_judge_who_left_go_to_others_but_what_they_sent_counts_on(edition, olga, jury, some):
    sent = make_review(some[0], jury[0], {"demo-ux": 1})
    apply(make_plan(edition, olga), olga)
    lose_a_judge(edition, jury, some)
    plan = make_plan(edition, olga)
    apply(plan, olga)
    assert {one["why"] for one in plan.report["dropped"]} == {"gone"}
    assert list(Assignment.objects.filter(judge=jury[0])) == [sent]
    counts = [Assignment.objects.filter(submission=project).count() for project in some]
    assert counts == [3, 3, 3, 3]


def test_a_withdrawn_project_gets_nobody_and_keeps_what_it_has(edition, olga, jury, some):
    make_review(some[0], jury[0], {"demo-ux": 1})
    withdraw(edition, jury, some)
    apply(make_plan(edition, olga), olga)
    assert [Assignment.objects.filter(submission=project).count() for project in some] == [1, 3, 3, 3]


def test_a_conflict_found_late_gives_the_project_to_somebody_else(edition, olga, jury, some):
    apply(make_plan(edition, olga), olga)
    review = Assignment.objects.filter(submission=some[0]).first()
    Assignment.objects.filter(pk=review.pk).update(saved_at=NOW)
    conflicts.declare_conflict(submission=some[0], judge=review.judge, reason="", by=review.judge, at=NOW)
    plan = make_plan(edition, olga)
    apply(plan, olga)
    assert [pair[0] for pair in plan.report["added"]] == [some[0].pk]
    assert Assignment.objects.filter(submission=some[0], voided_at=None).count() == 3
    assert review.judge_id not in Assignment.objects.filter(submission=some[0], voided_at=None).values_list(
        "judge", flat=True
    )


def test_nobody_gets_more_than_they_take_and_what_is_short_is_told(edition, olga, jury, some):
    for judge in jury:
        Juror.objects.create(edition=edition, user=judge, most=2, updated_at=NOW)
    plan = make_plan(edition, olga)
    (short,) = [one for one in plan.report["gave"] if one["what"] == "capacity"]
    assert (short["needed"], short["available"], len(plan.report["pairs"])) == (12, 8, 8)


def test_who_has_no_time_left_gets_nothing(edition, olga, jury, some):
    Juror.objects.create(edition=edition, user=jury[0], available_until=NOW - timedelta(days=1), updated_at=NOW)
    plan = make_plan(edition, olga)
    assert dict(plan.report["loads"])[jury[0].pk] == 0


def test_projects_go_to_who_reads_their_language_also_in_another_country(edition, olga, jury, some):
    Juror.objects.create(edition=edition, user=jury[0], languages=["qu"], updated_at=NOW)
    for project in some:
        project.current.languages = ["es_MX"]
        project.current.save(update_fields=["languages"])
    for judge in jury[1:]:
        Juror.objects.create(edition=edition, user=judge, languages=["es"], updated_at=NOW)
    plan = make_plan(edition, olga)
    assert dict(plan.report["loads"]) == {jury[0].pk: 0, **{judge.pk: 4 for judge in jury[1:]}}


def test_finalists_get_more_reviews_of_others_and_nothing_else_changes(edition, olga, jury, some):
    apply(make_plan(edition, olga), olga)
    before = pairs()
    make_judge(edition, "Elsa")
    plan = make_plan(edition, olga, stage=Stage.FINALS, extra=(some[0].pk,))
    apply(plan, olga)
    new = [pair for pair in pairs() if pair not in before]
    assert ([title for title, _name in new], len(pairs()), plan.report["dropped"]) == (["Coplas", "Coplas"], 14, [])
    assert Assignment.objects.filter(stage=Stage.FINALS).count() == 2
    again = make_plan(edition, olga, stage=Stage.FINALS, extra=(some[0].pk,))
    assert again.report["added"] == []


def test_everybody_scores_an_anchor_and_practises_without_its_counting(edition, olga, jury, some):
    common.set_common(submission=some[0], use="anchor", by=olga, at=NOW)
    common.set_common(submission=some[1], use="practice", by=olga, at=NOW)
    assert Assignment.objects.filter(stage=Stage.PRACTICE, submission=some[1]).count() == 4
    apply(make_plan(edition, olga), olga)
    assert Assignment.objects.filter(stage=Stage.ANCHOR, submission=some[0]).count() == 4
    assert Assignment.objects.filter(stage=Stage.FIRST).count() == 6


def test_a_project_that_is_being_judged_is_not_made_one_to_practise_on(edition, olga, jury, some):
    make_review(some[0], jury[0], {"demo-ux": 1})
    with pytest.raises(CommonBegun):
        common.set_common(submission=some[0], use="practice", by=olga, at=NOW)
    assert CommonProject.objects.count() == 0


def test_an_applied_plan_is_undone_while_nobody_has_begun(edition, olga, jury, some):
    moved = make_assignment(some[0], jury[0])
    Assignment.objects.filter(pk=moved.pk).update(assigned_at=NOW - timedelta(days=1))
    Juror.objects.create(edition=edition, user=jury[0], most=0, updated_at=NOW)
    plan = apply(make_plan(edition, olga), olga)
    assert ("Coplas", "Ana") not in pairs()
    planning.undo_plan(plan=plan, by=olga, at=NOW)
    assert pairs() == [("Coplas", "Ana")]
    with pytest.raises(PlanNotApplied):
        planning.undo_plan(plan=plan, by=olga, at=NOW)


def test_a_plan_is_not_undone_once_anybody_has_begun_or_another_came_after_it(edition, olga, jury, some):
    plan = apply(make_plan(edition, olga), olga)
    make_project(edition, "Tardío")
    later = apply(make_plan(edition, olga, at=NOW + timedelta(hours=1)), olga, at=NOW + timedelta(hours=1))
    with pytest.raises(PlanStale):
        planning.undo_plan(plan=plan, by=olga, at=NOW)
    Assignment.objects.filter(submission__current__title="Tardío").update(saved_at=NOW)
    with pytest.raises(PlanBegun) as refusal:
        planning.undo_plan(plan=later, by=olga, at=NOW)
    assert refusal.value.count == 3


def test_a_review_is_given_to_somebody_else_by_hand_and_stays_there(edition, olga, jury, some):
    review = make_assignment(some[0], jury[0])
    moved = planning.move_review(assignment=review, judge=jury[1], by=olga, at=NOW)
    assert (moved.judge, moved.pinned, pairs()) == (jury[1], True, [("Coplas", "Berta")])
    make_assignment(some[0], jury[2])
    with pytest.raises(AlreadyHas):
        planning.move_review(assignment=moved, judge=jury[2], by=olga, at=NOW)
    conflicts.declare_conflict(submission=some[0], judge=jury[3], reason="", by=jury[3], at=NOW)
    with pytest.raises(actions.ConflictOfInterest):
        planning.move_review(assignment=moved, judge=jury[3], by=olga, at=NOW)
    assert pairs() == [("Coplas", "Berta"), ("Coplas", "Carlos")]


def test_what_was_begun_is_not_given_to_somebody_else(edition, olga, jury, some):
    review = make_review(some[0], jury[0], {"demo-ux": 1}, submitted=False)
    with pytest.raises(actions.AlreadyScored):
        planning.move_review(assignment=review, judge=jury[1], by=olga, at=NOW)


@pytest.mark.parametrize(
    "said",
    [
        {"languages": ("tlh",)},
        {"expertise": ("cocina",)},
        {"most": -1},
        {"available_from": NOW, "available_until": NOW},
    ],
)
def test_a_profile_that_the_rules_do_not_know_is_refused(edition, jury, said):
    with pytest.raises(BadProfile):
        profiles.save_profile(edition=edition, judge=jury[0], profile=Profile(**said), by=jury[0], at=NOW)


def test_a_jury_of_nobody_and_an_edition_without_projects_make_an_empty_plan(edition, olga):
    assert make_plan(edition, olga).report["pairs"] == []
    make_project(edition)
    assert gave(make_plan(edition, olga)) == ["few_judges"]
