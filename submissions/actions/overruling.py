"""Organisers decide otherwise than the evidence: with a reason, said to everybody concerned, and undone the same way.

What the evidence says stays beside it. Two organisers who decide at once do not overwrite each other: who comes second is told.
"""

import hashlib
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts import roles
from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.mail.actions import LANGUAGE
from hackathon.mail.links import absolute
from submissions.actions import evidence
from submissions.actions.deadline_audits import audit_anew
from submissions.deadline import wording
from submissions.deadline.record import EntryKind, iso
from submissions.deadline.verdict import VerdictState
from submissions.models import RepoVerdict, Submission
from submissions.queries import verdicts
from teams import notices

SHORTEST_REASON: Final = 10
"""Characters. "OK" tells a team nothing."""


class CannotOverrule(Exception):
    """Only organisers of the edition decide, after its close, and give a reason.

    ``why``: not_organiser, too_early, no_reason, not_a_state, unknown_revision or nothing_to_undo.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ChangedMeanwhile(Exception):
    """The verdict is not the one that the organiser was looking at; ``now`` is what it is now."""

    def __init__(self, now: RepoVerdict) -> None:
        super().__init__(str(now))
        self.now = now


def overrule(
    *, verdict: RepoVerdict, state: VerdictState, reason: str, seen: str, by: User, at: datetime, sha: str = ""
) -> RepoVerdict:
    """Decide that ``state`` holds, and that ``sha`` counts (empty: the revision that the evidence fixed).

    ``seen`` is the ``verdicts.stand`` of what the organiser was looking at. Raises CannotOverrule, ChangedMeanwhile.
    """
    with transaction.atomic():
        held = _held(verdict, reason=reason, seen=seen, by=by, at=at)
        if state == VerdictState.NOT_YET:
            raise CannotOverrule("not_a_state")
        if sha and sha not in verdicts.known_shas(held):
            raise CannotOverrule("unknown_revision")
        return _decide(held, state=state.value, sha=sha, reason=reason, by=by, at=at)


def reinstate(*, verdict: RepoVerdict, reason: str, seen: str, by: User, at: datetime) -> RepoVerdict:
    """Let the evidence speak again. Raises CannotOverrule, ChangedMeanwhile."""
    with transaction.atomic():
        held = _held(verdict, reason=reason, seen=seen, by=by, at=at)
        if not held.overruled_state:
            raise CannotOverrule("nothing_to_undo")
        return _decide(held, state="", sha="", reason=reason, by=by, at=at)


def _held(verdict: RepoVerdict, *, reason: str, seen: str, by: User, at: datetime) -> RepoVerdict:
    """The verdict as it is now, held until the transaction ends, if this person may decide about it."""
    held = RepoVerdict.objects.select_for_update(of=("self",)).select_related("edition", "repo").get(pk=verdict.pk)
    if not roles.is_organiser(by, held.edition):
        raise CannotOverrule("not_organiser")
    if at < held.edition.parsed_rules.counts_until:
        raise CannotOverrule("too_early")
    if len(reason.strip()) < SHORTEST_REASON:
        raise CannotOverrule("no_reason")
    if verdicts.stand(held) != seen:
        raise ChangedMeanwhile(held)
    return held


def _decide(held: RepoVerdict, *, state: str, sha: str, reason: str, by: User, at: datetime) -> RepoVerdict:
    """Write it down everywhere: the row, the trail, mail, another audit, and last the log, which others wait for."""
    before, counted = held.final_state, held.final_sha
    reason = reason.strip()
    held.overruled_state, held.overruled_sha = state, sha
    held.overruled_reason = reason if state else ""
    held.overruled_at, held.overruled_by = (at, by) if state else (None, None)
    held.save(update_fields=["overruled_state", "overruled_sha", "overruled_reason", "overruled_at", "overruled_by"])
    verb = "verdict.overruled" if state else "verdict.reinstated"
    moved = {"before": before, "after": held.final_state, "sha": held.final_sha}
    trail.record(edition=held.edition, by=by, at=at, verb=verb, target=held, reason=reason, **moved)
    if held.final_sha != counted:
        audit_anew(edition=held.edition, repos=[held.repo_id], at=at)
    _tell(held, before=before, reason=reason, at=at)
    _log(held, reason=reason, at=at)
    return held


def _tell(verdict: RepoVerdict, *, before: str, reason: str, at: datetime) -> None:
    """A letter to everybody in the teams whose project has the repo."""
    submissions = Submission.objects.delivered().filter(edition=verdict.edition, current__entries__repo=verdict.repo)
    for submission in submissions.select_related("team", "current", "edition").distinct():
        with override(LANGUAGE):
            subject = _("El plazo de %(repo)s: ha decidido la organización") % {"repo": verdict.repo.repo_id}
            body = _letter(verdict, submission, before=before, reason=reason)
        occasion = f"submissions.overruled.{verdict.pk}.{iso(at)}"
        notices.to_members(submission.team, subject=subject, body=body, key=occasion, at=at)


def _letter(verdict: RepoVerdict, submission: Submission, *, before: str, reason: str) -> str:
    page = reverse("submissions:timeline", args=[submission.edition.slug, submission.pk])
    what = {
        "repo": verdict.repo.repo_id,
        "title": submission.current.title if submission.current else "",
        "before": wording.in_words(before),
        "after": wording.in_words(verdict.final_state),
    }
    decided = _("La organización ha revisado el plazo de %(repo)s, del proyecto «%(title)s».") % what
    undone = _("La organización ha retirado su decisión sobre %(repo)s, del proyecto «%(title)s».") % what
    counts = _("Revisión que cuenta: %(sha)s") % {"sha": verdict.final_sha} if verdict.final_sha else ""
    return "\n\n".join(
        part
        for part in (
            decided if verdict.overruled_state else undone,
            _("Antes: %(before)s. Ahora: %(after)s.") % what,
            counts,
            _("Motivo:") + f"\n{reason}",
            _("Aquí está todo lo que vimos y cuándo:") + f"\n{absolute(page)}",
            _("Si no estás de acuerdo, escribe a la organización."),
        )
        if part
    )


def _log(verdict: RepoVerdict, *, reason: str, at: datetime) -> None:
    body: dict[str, Any] = {
        "hub_id": verdict.repo.hub_id,
        "repo_id": verdict.repo.repo_id,
        "state": verdict.final_state,
        "sha": verdict.final_sha,
        "reason": hashlib.sha256(reason.encode("utf-8", "replace")).hexdigest(),
        "undone": not verdict.overruled_state,
    }
    key = f"overruled:{verdict.pk}:{iso(at)}"
    evidence.append(edition=verdict.edition, kind=EntryKind.OVERRULED, body=body, at=at, key=key, repo=verdict.repo)
