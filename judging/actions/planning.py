"""Who judges what: thought out for the whole edition, looked at, and only then put in force. By hand one at a time.

Whoever applies holds the edition and finds it as it was when the plan was made, or is refused: what has begun in between never moves.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions import common, conflicts
from judging.actions.holding import hold
from judging.actions.jury_errors import AlreadyHas, PlanApplied, PlanBegun, PlanNotApplied, PlanStale
from judging.actions.locking import lock
from judging.actions.seating import assign_judge, look_between, unassign_judge
from judging.assignment import Solution, assign
from judging.models import Assignment, CommonProject, Plan
from judging.queries.begun import begun
from judging.queries.planning import PlanTask, World, as_json, world


@transaction.atomic
def make_plan(*, edition: Edition, task: PlanTask, by: User, at: datetime) -> Plan:
    """Think out who judges what, from the edition as it is. Nothing is assigned. Conflicts that can be seen are looked for first."""
    conflicts.detect_conflicts(edition=edition, by=by, at=at)
    seen = world(edition, task, at=at)
    plan = Plan.objects.create(
        edition=edition,
        seed=task.seed,
        stage=task.stage,
        problem=as_json(seen),
        report=report_of(seen, assign(seen.problem)),
        made_at=at,
        made_by=by,
    )
    trail.record(edition=edition, by=by, at=at, verb="plan.made", target=plan, seed=task.seed, stage=str(task.stage))
    return plan


@transaction.atomic
def apply_plan(*, plan: Plan, by: User, at: datetime) -> Plan:
    """Assign what the plan says: all of it or nothing. ``PlanApplied`` for who comes second, ``PlanStale`` when the world changed."""
    edition = hold(plan.edition)
    if not Plan.objects.filter(pk=plan.pk, applied_at=None).update(applied_at=at, applied_by=by):
        raise PlanApplied
    plan.refresh_from_db()
    _lock_reviews(edition)
    if conflicts.detect_conflicts(edition=edition, by=by, at=at):
        raise PlanStale
    if as_json(world(edition, PlanTask.from_json(plan.problem["task"]), at=at)) != plan.problem:
        raise PlanStale
    taken = _take_back(_of_pairs(edition, [one["pair"] for one in plan.report["dropped"]]), plan=plan, by=by, at=at)
    _seat(edition, [[*pair, plan.stage] for pair in plan.report["added"]], plan=plan, by=by, at=at)
    common.seat_practice(edition=edition, by=by, at=at)
    plan.report["taken"] = taken
    plan.save(update_fields=["report"])
    counts = {"added": len(plan.report["added"]), "dropped": len(taken)}
    trail.record(edition=edition, by=by, at=at, verb="plan.applied", target=plan, **counts)
    return plan


@transaction.atomic
def undo_plan(*, plan: Plan, by: User, at: datetime) -> Plan:
    """Take back what the plan assigned and give back what it took, where that still may be.

    ``PlanBegun`` as soon as one of its reviews was begun; ``PlanStale`` when another plan was applied after it.
    """
    edition = hold(plan.edition)
    plan.refresh_from_db()
    if plan.applied_at is None:
        raise PlanNotApplied
    if Plan.objects.filter(edition=edition, applied_at__gt=plan.applied_at).exists():
        raise PlanStale
    _lock_reviews(edition)
    ours = _of_pairs(edition, plan.report["added"]).filter(assigned_at=plan.applied_at)
    count = begun(ours).count()
    if count:
        raise PlanBegun(count)
    _take_back(ours, plan=plan, by=by, at=at)
    _seat(edition, _still_possible(edition, plan.report["taken"], at=at), plan=plan, by=by, at=at)
    plan.applied_at, plan.applied_by = None, None
    plan.save(update_fields=["applied_at", "applied_by"])
    trail.record(edition=edition, by=by, at=at, verb="plan.undone", target=plan)
    return plan


@transaction.atomic
def discard_plan(*, plan: Plan, by: User, at: datetime) -> None:
    """Forget a plan that is not in force."""
    edition = hold(plan.edition)
    if not Plan.objects.filter(pk=plan.pk, applied_at=None).exists():
        raise PlanApplied
    trail.record(edition=edition, by=by, at=at, verb="plan.discarded", target=plan)
    plan.delete()


@transaction.atomic
def pin_review(*, assignment: Assignment, pinned: bool, by: User, at: datetime) -> Assignment:
    """Let no plan move the review, or let plans move it again."""
    edition = hold(assignment.edition)
    locked = lock(assignment)
    if locked.pinned != pinned:
        locked.pinned = pinned
        locked.save(update_fields=["pinned"])
        verb = "review.pinned" if pinned else "review.unpinned"
        trail.record(edition=edition, by=by, at=at, verb=verb, target=locked, judge=locked.judge_id)
    return locked


def move_review(*, assignment: Assignment, judge: User, by: User, at: datetime, reason: str = "") -> Assignment:
    """Give a review that was not begun to ``judge``, pinned: what somebody moved by hand no plan moves back.

    ``AlreadyScored`` when it was begun, ``AlreadyHas`` when they have the project already; what ``assign_judge`` refuses is refused.
    """
    look_between(assignment.submission, judge, by=by, at=at)
    return _move(assignment, judge, by=by, at=at, reason=reason)


@transaction.atomic
def _move(assignment: Assignment, judge: User, *, by: User, at: datetime, reason: str) -> Assignment:
    hold(assignment.edition)
    locked = lock(assignment)
    if Assignment.objects.filter(submission=locked.submission, judge=judge).exists():
        raise AlreadyHas
    stage = locked.stage
    unassign_judge(assignment=locked, by=by, at=at, reason=reason)
    moved = assign_judge(submission=locked.submission, judge=judge, by=by, at=at, stage=stage)
    return pin_review(assignment=moved, pinned=True, by=by, at=at)


def report_of(seen: World, solution: Solution) -> dict[str, Any]:
    """What came of the problem, as plans keep it. ``added`` and ``dropped`` are against what is assigned now."""
    pairs = set(solution.pairs)
    moved = {change.pair: change.why for change in solution.dropped}
    standing = seen.free | seen.problem.held.keys()
    return {
        "pairs": [[*pair, asdict(why)] for pair, why in solution.why.items()],
        "loads": [[judge, load] for judge, load in solution.loads.items()],
        "overlaps": [[*pair, shared] for pair, shared in solution.overlaps.items()],
        "components": [list(part) for part in solution.components],
        "affinity": round(solution.affinity),
        "spread": solution.spread,
        "gave": [asdict(given) for given in solution.gave],
        "added": [list(pair) for pair in solution.pairs if pair not in standing],
        "dropped": [{"pair": list(pair), "why": moved.get(pair, "moved")} for pair in sorted(seen.free - pairs)],
    }


def _lock_reviews(edition: Edition) -> None:
    """Nobody begins a review while it is being decided whether it moves."""
    list(Assignment.objects.select_for_update(of=("self",)).filter(edition=edition).order_by("pk").values_list("pk"))


def _of_pairs(edition: Edition, pairs: list[list[int]]) -> QuerySet[Assignment]:
    wanted = {tuple(pair) for pair in pairs}
    rows = Assignment.objects.filter(edition=edition).values_list("pk", "submission", "judge")
    return Assignment.objects.filter(pk__in=[pk for pk, *pair in rows if tuple(pair) in wanted])


def _take_back(reviews: QuerySet[Assignment], *, plan: Plan, by: User, at: datetime) -> list[list[Any]]:
    """Delete reviews that nobody has begun; submission, judge and stage of each."""
    gone = [[review.submission_id, review.judge_id, review.stage] for review in reviews.order_by("pk")]
    reviews.delete()
    return gone


def _seat(edition: Edition, seats: list[list[Any]], *, plan: Plan, by: User, at: datetime) -> None:
    """New reviews: submission, judge and stage of each. One line in the trail tells of all, with the plan."""
    anchors = set(CommonProject.objects.filter(edition=edition, use=common.ANCHOR).values_list("submission", flat=True))
    Assignment.objects.bulk_create(
        Assignment(
            submission_id=submission,
            edition=edition,
            judge_id=judge,
            assigned_at=at,
            assigned_by=by,
            stage=Assignment.Stage.ANCHOR if submission in anchors else stage,
        )
        for submission, judge, stage in seats
    )


def _still_possible(edition: Edition, seats: list[list[Any]], *, at: datetime) -> list[list[Any]]:
    """Those of the seats whose project takes part, whose judge is on the jury, with nothing between them and nobody in them."""
    conflicts.detect_conflicts(edition=edition, by=None, at=at)
    problem = world(edition, PlanTask(), at=at).problem
    projects, judges = {one.id for one in problem.projects}, {one.id for one in problem.judges}
    barred = problem.forbidden.keys() | set(
        Assignment.objects.filter(edition=edition).values_list("submission", "judge")
    )
    return [seat for seat in seats if seat[0] in projects and seat[1] in judges and (seat[0], seat[1]) not in barred]
