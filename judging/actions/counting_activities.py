"""What projects did of the activities that the rules give points for, as organisers counted it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition
from judging.actions.deciding import hold_unfrozen
from judging.actions.outcome_errors import MayNotDecide
from judging.activities import MOST
from judging.models import ActivityCount
from submissions.models import Submission


class NotCountable(Exception):
    """A project that takes no part, an activity that the rules do not know, or a number that is no count."""


@transaction.atomic
def count_activities(*, edition: Edition, counts: Mapping[tuple[int, str], int | None], by: User, at: datetime) -> int:
    """Set how often projects did activities, (project, activity) → count; None: nobody has counted. How many changed.

    Whatever ``counts`` leaves out stays as it is. Raises MayNotDecide, AlreadyFrozen, NotCountable; then nothing has changed.
    """
    if not roles.is_organiser(by, edition):
        raise MayNotDecide
    held = hold_unfrozen(edition)
    projects = _checked(held, counts)
    changes = _changes(held, counts)
    for project, changed in changes.items():
        for activity, change in changed.items():
            _set(projects[project], activity, change["new"], by=by, at=at)
        trail.record(edition=held, by=by, at=at, verb="activities.counted", target=projects[project], changes=changed)
    return sum(map(len, changes.values()))


def _checked(edition: Edition, counts: Mapping[tuple[int, str], int | None]) -> Mapping[int, Submission]:
    known = {each.key for each in edition.parsed_rules.rubric.activities}
    found = Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
    projects = found.in_bulk({project for project, _activity in counts})
    for (project, activity), count in counts.items():
        countable = count is None or (type(count) is int and 0 <= count <= MOST)
        if project not in projects or activity not in known or not countable:
            raise NotCountable
    return projects


def _changes(edition: Edition, counts: Mapping[tuple[int, str], int | None]) -> dict[int, dict[str, dict[str, Any]]]:
    """Project → activity → old and new, for what differs."""
    rows = ActivityCount.objects.filter(submission__edition=edition)
    before = {(row.submission_id, row.activity): row.count for row in rows}
    changes: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
    for place, count in counts.items():
        if before.get(place) != count:
            changes[place[0]][place[1]] = {"old": before.get(place), "new": count}
    return changes


def _set(project: Submission, activity: str, count: int | None, *, by: User, at: datetime) -> None:
    rows = ActivityCount.objects.filter(submission=project, activity=activity)
    if count is None:
        rows.delete()
    else:
        ActivityCount.objects.update_or_create(
            submission=project, activity=activity, defaults={"count": count, "at": at, "by": by}
        )
