"""Organisers put a project into another track than its team chose: with a reason, told to the team, and seen in its versions."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import Track
from hackathon.editions.wording import in_words
from hackathon.mail.actions import LANGUAGE
from submissions.actions import drafting, receipts, versions
from submissions.models import Submission, SubmissionVersion
from teams.models import Team

SHORTEST_REASON: Final = 10
"""Characters. "OK" tells a team nothing."""


class CannotMove(Exception):
    """``why``: not_organiser, no_reason, unknown_track, not_delivered or changed_meanwhile."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def correct_track(
    *, submission: Submission, track: str, reason: str, seen: int, by: User, at: datetime
) -> SubmissionVersion:
    """A new version that differs from the current one in nothing but the track; the current one if not even in that.

    ``seen`` is the number of the version that the organiser was looking at. Raises CannotMove.
    """
    with transaction.atomic():
        current = _held(submission, by=by)
        found = current.submission.edition.parsed_rules.jury.track(track)
        if found is None:
            raise CannotMove("unknown_track")
        if len(reason.strip()) < SHORTEST_REASON:
            raise CannotMove("no_reason")
        if current.number != seen:
            raise CannotMove("changed_meanwhile")
        if current.track == track:
            return current
        return _move(current, found, reason=reason.strip(), by=by, at=at)


def _held(submission: Submission, *, by: User) -> SubmissionVersion:
    """The current version, for as long as the transaction lasts: whoever delivers holds the team, too."""
    team = Team.objects.select_for_update(of=("self",)).select_related("edition").get(pk=submission.team_id)
    if not roles.is_organiser(by, team.edition):
        raise CannotMove("not_organiser")
    held = Submission.objects.delivered().select_related("current", "edition").filter(team=team).first()
    if held is None or held.current is None:
        raise CannotMove("not_delivered")
    held.team, held.current.submission = team, held
    return held.current


def _move(current: SubmissionVersion, track: Track, *, reason: str, by: User, at: datetime) -> SubmissionVersion:
    submission = current.submission
    columns = {name: getattr(current, name) for name in versions.COLUMNS} | {"track": track.key}
    version = versions.append(
        submission, columns=columns, parts=versions.copied(current), by=by, at=at, late=current.late
    )
    moved = {"version": version.number, "before": current.track, "after": track.key}
    trail.record(
        edition=submission.edition,
        by=by,
        at=at,
        verb="submission.track_corrected",
        target=submission,
        reason=reason,
        **moved,
    )
    drafting.note_delivered(submission.team, number=version.number, changed={"track": track.key}, by=by, at=at)
    with override(LANGUAGE):
        what = {"title": version.title, "track": in_words(track.title), "number": version.number, "reason": reason}
        because = _(
            "La organización ha pasado el proyecto «%(title)s» a la línea «%(track)s»: es la versión %(number)s, igual "
            "a la anterior en todo lo demás.\n\nMotivo:\n%(reason)s\n\nSi no estáis de acuerdo, escribid a la organización."
        )
    receipts.issue(version=version, at=at, because=because % what)
    return version
