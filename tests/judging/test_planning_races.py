"""Two organisers, and a judge who begins, at the same moment: a plan is in force once and whole, or not at all."""

from functools import partial

import pytest

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from judging import actions
from judging.actions import conflicts, inviting, planning
from judging.models import Assignment, Conflict, JurorInvitation, Plan
from judging.queries.planning import PlanTask
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import make_assignment, make_project
from tests.factories.people import make_judge, make_organiser, make_person
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120), pytest.mark.production]


@pytest.fixture
def scene(phase_of_judging):
    edition = phase_of_judging
    judges = [make_judge(edition, f"Juez{number}") for number in range(4)]
    projects = [make_project(edition, f"Proyecto {number}") for number in range(4)]
    return edition, judges, projects, make_organiser(edition)


@pytest.fixture
def phase_of_judging(transactional_db):
    from hackathon.editions.rules import Phase

    return make_edition(phase=Phase.JUDGING)


def plan_of(edition, by, seed=1, **task):
    return planning.make_plan(edition=edition, task=PlanTask(seed=seed, **task), by=by, at=NOW)


def applied(plan, by):
    return partial(planning.apply_plan, plan=Plan.objects.get(pk=plan.pk), by=by, at=NOW)


def test_of_five_who_apply_the_same_plan_one_does(scene):
    edition, _judges, _projects, olga = scene
    plan = plan_of(edition, olga)
    outcomes = race([applied(plan, olga) for _time in range(5)])
    assert kinds(outcomes) == {"Plan": 1, "PlanApplied": 4}
    assert Assignment.objects.count() == 12


def test_of_two_different_plans_the_second_finds_another_world(scene):
    edition, _judges, _projects, olga = scene
    plans = [plan_of(edition, olga, seed=seed) for seed in (1, 2)]
    outcomes = race([applied(plan, olga) for plan in plans])
    assert kinds(outcomes) == {"Plan": 1, "PlanStale": 1}
    (winner,) = [one for one in outcomes if isinstance(one, Plan)]
    assert sorted(Assignment.objects.values_list("submission", "judge")) == sorted(
        tuple(pair) for pair in winner.report["added"]
    )


def test_a_review_that_is_begun_meanwhile_is_never_taken_away(scene):
    """Its judge has no more time, so the plan would give it to somebody else: one of the two comes first."""
    edition, judges, projects, olga = scene
    review = make_assignment(projects[0], judges[0])
    judges[0].juries.create(edition=edition, most=0, updated_at=NOW)
    plan = plan_of(edition, olga, anew=True)
    begin = partial(actions.save_review, assignment=review, scores={"demo-ux": 2}, by=judges[0], at=NOW)
    outcomes = race([applied(plan, olga), begin])
    left = Assignment.objects.filter(pk=review.pk).exists()
    assert kinds(outcomes) == ({"PlanStale": 1, "Assignment": 1} if left else {"Plan": 1, "NotAssigned": 1})
    assert Assignment.objects.filter(scores__isnull=False).count() == (1 if left else 0)


def test_a_judge_who_is_lost_meanwhile_leaves_no_half_a_plan(scene):
    edition, judges, _projects, olga = scene
    plan = plan_of(edition, olga)
    role = Role.objects.get(user=judges[0], kind=Role.Kind.JUDGE)
    race([applied(plan, olga), partial(roles.revoke, role=role, by=None, at=NOW)])
    assert Assignment.objects.count() in (0, 12)


def test_nobody_is_assigned_while_a_conflict_is_being_declared(scene):
    _edition, judges, projects, olga = scene
    deeds = [
        partial(actions.assign_judge, submission=projects[0], judge=judges[0], by=olga, at=NOW),
        partial(conflicts.declare_conflict, submission=projects[0], judge=judges[0], reason="", by=judges[0], at=NOW),
    ]
    race(deeds)
    assert (Conflict.objects.count(), Assignment.objects.count()) == (1, 0)


def test_an_invitation_is_answered_once(scene):
    edition, _judges, _projects, olga = scene
    token, digest = inviting.new_token()
    inviting.invite_juror(edition=edition, email="ana@uni.edu", by=olga, at=NOW)
    JurorInvitation.objects.update(token_digest=digest)
    people = [make_person(f"Ana{number}") for number in range(4)]
    outcomes = race([partial(inviting.accept_invitation, token=token, by=person, at=NOW) for person in people])
    assert kinds(outcomes) == {"JurorInvitation": 1, "InvitationGone": 3}
    assert sum(roles.is_judge(person, edition) for person in people) == 1


def test_an_address_is_asked_once_by_two_who_ask_at_once(scene):
    edition, _judges, _projects, olga = scene
    ask = partial(inviting.invite_juror, edition=edition, email="ana@uni.edu", by=olga, at=NOW)
    assert kinds(race([ask, ask])) == {"JurorInvitation": 1, "AlreadyInvited": 1}
