"""What every action on a review begins with."""

from hackathon.accounts.models import User
from judging.actions.errors import ConflictOfInterest, NotAssigned
from judging.models import Assignment
from teams.models import Membership


def lock(assignment: Assignment) -> Assignment:
    """The review, locked, with what belongs to it. ``NotAssigned`` when it is gone."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("edition", "submission__current", "judge")
    try:
        return rows.get(pk=assignment.pk)
    except Assignment.DoesNotExist as error:
        raise NotAssigned from error


def refuse_conflict(team_id: int, judge: User) -> None:
    """``ConflictOfInterest`` when the judge is in the team."""
    if Membership.objects.filter(team_id=team_id, user=judge).exists():
        raise ConflictOfInterest
