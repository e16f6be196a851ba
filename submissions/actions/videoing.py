"""Giving the video's address once the delivery itself is closed, where the edition lets it be later."""

from datetime import datetime

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import EditionRules, ProjectField
from submissions.actions import drafting, receipts, versions
from submissions.actions.windows import NotAMember, WindowClosed
from submissions.models import Submission, SubmissionVersion
from teams.models import Team


class NothingDelivered(Exception):
    """There is no project that a video could belong to, or it is withdrawn."""


def takes_only_video(rules: EditionRules, at: datetime) -> bool:
    """Whether the delivery is closed, and the video's address may still be given or changed."""
    after_the_close = at >= rules.windows.submission.opens_at and not rules.delivery(at).taken
    asked = rules.submission.asked(ProjectField.VIDEO) is not None
    return asked and after_the_close and rules.video_window.is_open(at)


def submit_video(*, team: Team, video: str, by: User, at: datetime) -> SubmissionVersion:
    """A new version that differs from the current one in nothing but the video; the current one if not even in that.

    Raises WindowClosed, NotAMember, NothingDelivered.
    """
    with transaction.atomic():
        team = Team.objects.select_for_update(of=("self",)).select_related("edition").get(pk=team.pk)
        _check(team, by=by, at=at)
        submission = Submission.objects.delivered().select_related("current", "edition").filter(team=team).first()
        if submission is None or submission.current is None:
            raise NothingDelivered
        current = submission.current
        if current.video == video:
            return current
        columns = {name: getattr(current, name) for name in versions.COLUMNS} | {"video": video}
        version = versions.append(
            submission, columns=columns, parts=versions.copied(current), by=by, at=at, late=current.late
        )
        detail = {"version": version.number, "only": "video"}
        trail.record(edition=team.edition, by=by, at=at, verb="submission.saved", target=submission, **detail)
        drafting.note_delivered(team, number=version.number, changed={"video": video}, by=by, at=at)
        receipts.issue(version=version, at=at)
        return version


def _check(team: Team, *, by: User, at: datetime) -> None:
    rules = team.edition.parsed_rules
    if not takes_only_video(rules, at):
        raise WindowClosed(window=rules.video_window, at=at)
    if not team.memberships.filter(user=by).exists():
        raise NotAMember
