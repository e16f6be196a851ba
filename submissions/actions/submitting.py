"""Saving the delivery form: each save is a new version with a receipt, and each version is audited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import Delivery, SubmissionRules
from hackathon.hub.client import HubClient
from submissions import dispatch
from submissions.actions import drafting, receipts, versions, watching, withdrawing
from submissions.actions.resolving import EntriesRefused, ResolvedEntry, resolve
from submissions.actions.windows import check_open
from submissions.models import Audit, Submission, SubmissionVersion
from submissions.validators import Code, OutsideEntry, TypedEntry, read_entries
from teams.models import Team


class Superseded(Exception):
    """Somebody else of the team delivered meanwhile; their version is the current one."""


@dataclass(frozen=True, slots=True)
class SubmissionInput:
    """What the delivery form says. ``sdgs`` are numbers from 1 to 17, ``opt_ins`` and ``track`` keys of the edition's rules.

    ``code`` are addresses, ``languages`` codes; ``consent`` to publish is None where it is not asked. ``answers`` maps the key
    of a question of the edition's own to a text, a list of keys or a boolean.
    """

    title: str
    summary: str
    entries: tuple[TypedEntry, ...]
    sdgs: tuple[int, ...] = ()
    opt_ins: tuple[str, ...] = ()
    impact: str = ""
    video: str = ""
    code: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    consent: bool | None = None
    answers: Mapping[str, str | list[str] | bool] = field(default_factory=dict)
    track: str = ""


def submit(
    *, team: Team, form: SubmissionInput, by: User, at: datetime, hub: HubClient, after: int | None = None
) -> SubmissionVersion:
    """A new version of the team's project, queued to be audited; the current one if nothing in it has changed.

    ``at`` is the server's moment of receipt, and windows are half-open. A withdrawn project takes part again. ``after``: only
    if the current version still has that number (0: there is none). Outside its own window the video stays as it was.
    Raises WindowClosed, NotAMember, EntriesRefused, Superseded.
    """
    rules = team.edition.parsed_rules.submission
    check_open(team, by=by, at=at)
    resolved = _resolved(form, rules=rules, hub=hub, at=at)
    return _save(team, form=form, entries=resolved, by=by, at=at, after=after)


def _resolved(
    form: SubmissionInput, *, rules: SubmissionRules, hub: HubClient, at: datetime
) -> tuple[ResolvedEntry | OutsideEntry, ...]:
    """The Hub is asked about what could be read even if something else could not, so that all problems are told at once."""
    entries, unreadable = read_entries(form.entries, rules=rules, endpoint=hub.endpoint)
    if any(problem.code in (Code.TOO_MANY, Code.NOT_ACCEPTED) for problem in unreadable):
        raise EntriesRefused(unreadable)
    resolved, refused = resolve(entries, hub=hub, at=at)
    if unreadable or refused:
        raise EntriesRefused((*unreadable, *refused))
    return resolved


@transaction.atomic
def _save(
    team: Team,
    *,
    form: SubmissionInput,
    entries: Sequence[ResolvedEntry | OutsideEntry],
    by: User,
    at: datetime,
    after: int | None,
) -> SubmissionVersion:
    # One save of a team at a time. Team and edition are read afresh: both may have changed while the Hub was asked.
    team = Team.objects.select_for_update(of=("self",)).select_related("edition").get(pk=team.pk)
    check_open(team, by=by, at=at)
    submission = _submission(team, at=at)
    current = submission.current
    if after is not None and after != (current.number if current else 0):
        raise Superseded
    rules = team.edition.parsed_rules
    if not rules.video_window.is_open(at):
        form = replace(form, video=current.video if current else "")
    columns, parts = versions.columns(form), versions.parts(entries, at=at)
    if current is not None and versions.is_same(current, columns, parts):
        withdrawing.take_part_again(submission, by=by, at=at)
        return current
    late = rules.delivery(at) == Delivery.LATE
    version = versions.append(submission, columns=columns, parts=parts, by=by, at=at, late=late)
    trail.record(edition=team.edition, by=by, at=at, verb="submission.saved", target=submission, version=version.number)
    drafting.note_delivered(team, number=version.number, changed={}, by=by, at=at)
    _queue_audit(version, at=at)
    watching.watch(edition=team.edition, entries=version.entries.all(), at=at)
    # Last, for these hold the edition's evidence log until the commit.
    withdrawing.take_part_again(submission, by=by, at=at)
    receipts.issue(version=version, at=at)
    return version


def _submission(team: Team, *, at: datetime) -> Submission:
    """The team's project, made at its first delivery, with the rows that hang on it at hand."""
    known = Submission.objects.select_related("current").prefetch_related(
        "current__entries", "current__outside_entries"
    )
    submission = known.filter(team=team).first()
    if submission is None:
        submission = Submission.objects.create(team=team, edition=team.edition, created_at=at)
    submission.team, submission.edition = team, team.edition
    return submission


def _queue_audit(version: SubmissionVersion, *, at: datetime) -> None:
    # A version that nobody looked at yet and that is no longer the current one would only cost the Hub's quota.
    versions.unlooked_audits(version.submission).delete()
    audit = Audit.objects.create(version=version, reason=Audit.Reason.SUBMITTED, queued_at=at, not_before=at)
    transaction.on_commit(partial(dispatch.audit_soon, audit.pk))
