"""What the pages of a team's delivery share."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from hackathon.editions.rules import Delivery, EditionRules
from hackathon.hub.client import HubClient, default_client
from submissions import actions
from submissions.models import SubmissionVersion
from teams.models import Team

CONFLICT = 409


def own_team(request: HttpRequest, slug: str, pk: int) -> Team:
    """The team, for one of its people; not found for anybody else."""
    teams = Team.objects.select_related("edition", "submission__current", "submission__withdrawn_by")
    return get_object_or_404(teams, pk=pk, edition__slug=slug, memberships__user=request.user)


def quick_hub() -> HubClient:
    """The Hub, for somebody who waits."""
    return default_client(patient=False, timeout=actions.LOOK_TIMEOUT)


def current_version(team: Team) -> SubmissionVersion | None:
    """What the team delivered last, withdrawn or not."""
    submission = getattr(team, "submission", None)
    return submission.current if submission else None


def window_context(request: HttpRequest, rules: EditionRules) -> dict[str, Any]:
    """When deliveries are taken, and how one is that arrives now."""
    state = rules.delivery(request.now)
    return {
        "window": rules.windows.submission,
        "window_open": state.taken,
        "delivery": state.value,
        "too_early": state == Delivery.EARLY,
        "counts_until": rules.counts_until,
        "taken_until": rules.taken_until,
        "video_window": rules.video_window,
    }
