"""Saving the delivery form: each save is a new version, and each version is audited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.rules import ArtefactKind, SubmissionRules, Window
from hackathon.hub.client import HubClient
from submissions import dispatch
from submissions.actions.repos import row_for
from submissions.actions.resolving import EntriesRefused, ResolvedEntry, resolve
from submissions.models import Audit, Entry, Repo, Submission, SubmissionVersion
from submissions.validators import Code, EntryProblem, TypedEntry, read_entries
from teams.models import Team


class WindowClosed(Exception):
    """Submissions are not taken at ``at``; ``window`` says when they are."""

    def __init__(self, *, window: Window, at: datetime) -> None:
        super().__init__(f"{at} is not in [{window.opens_at}, {window.closes_at})")
        self.window = window
        self.at = at

    @property
    def too_early(self) -> bool:
        """True before the window opens, false after it closed."""
        return self.at < self.window.opens_at


class NotAMember(Exception):
    """Only the people in the team deliver its project."""


@dataclass(frozen=True, slots=True)
class SubmissionInput:
    """What the delivery form says. ``sdgs`` are numbers from 1 to 17, ``opt_ins`` keys of the edition's rules."""

    title: str
    summary: str
    entries: tuple[TypedEntry, ...]
    sdgs: tuple[int, ...] = ()
    opt_ins: tuple[str, ...] = ()


def submit(*, team: Team, form: SubmissionInput, by: User, at: datetime, hub: HubClient) -> SubmissionVersion:
    """A new version of the team's project, queued to be audited; the current one if nothing in it has changed.

    ``at`` is the server's moment of receipt, and the window is half-open. Raises WindowClosed, NotAMember, EntriesRefused.
    """
    rules = team.edition.parsed_rules.submission
    _check(team, by=by, at=at)
    resolved = _resolved(form, rules=rules, hub=hub)
    return _save(team, form=form, entries=resolved, by=by, at=at)


def _resolved(form: SubmissionInput, *, rules: SubmissionRules, hub: HubClient) -> tuple[ResolvedEntry, ...]:
    """The Hub is asked about what could be read even if something else could not, so that all problems are told at once."""
    entries, unreadable = read_entries(form.entries, rules=rules, endpoint=hub.endpoint)
    if any(problem.code in (Code.TOO_MANY, Code.NOT_ACCEPTED) for problem in unreadable):
        raise EntriesRefused(unreadable)
    resolved, refused = resolve(entries, hub=hub)
    if unreadable or refused:
        raise EntriesRefused((*unreadable, *refused))
    return resolved


def _check(team: Team, *, by: User, at: datetime) -> None:
    window = team.edition.parsed_rules.windows.submission
    if not window.is_open(at):
        raise WindowClosed(window=window, at=at)
    if not team.memberships.filter(user=by).exists():
        raise NotAMember


@transaction.atomic
def _save(
    team: Team, *, form: SubmissionInput, entries: Sequence[ResolvedEntry], by: User, at: datetime
) -> SubmissionVersion:
    # One save of a team at a time. Team and edition are read afresh: both may have changed while the Hub was asked.
    team = Team.objects.select_for_update(of=("self",)).select_related("edition").get(pk=team.pk)
    _check(team, by=by, at=at)
    submission, _ = Submission.objects.get_or_create(team=team, defaults={"edition": team.edition, "created_at": at})
    repos = _repos(entries, at=at)
    current = submission.current
    if current is not None and _content(current) == _wanted(form, entries, repos):
        return current
    version = _append(submission, form=form, entries=entries, repos=repos, by=by, at=at)
    trail.record(edition=team.edition, by=by, at=at, verb="submission.saved", target=submission, version=version.number)
    # A version that nobody looked at yet and that is no longer the current one would only cost the Hub's quota.
    Audit.objects.filter(
        version__submission=submission, state=Audit.State.QUEUED, attempts=0, reason=Audit.Reason.SUBMITTED
    ).delete()
    audit = Audit.objects.create(version=version, reason=Audit.Reason.SUBMITTED, queued_at=at, not_before=at)
    transaction.on_commit(partial(dispatch.audit_soon, audit.pk))
    return version


def _repos(entries: Sequence[ResolvedEntry], *, at: datetime) -> dict[ResolvedEntry, Repo]:
    """In one order for everybody, so that two teams with the same repos cannot wait for each other in a circle."""
    repos = {
        entry: row_for(repo_type=entry.repo_type, repo_id=entry.repo_id, hub_id=entry.hub_id, at=at)
        for entry in sorted(entries, key=lambda entry: (entry.hub_id or "", entry.repo_type, entry.repo_id))
    }
    _check_distinct(entries, repos)
    return repos


def _check_distinct(entries: Sequence[ResolvedEntry], repos: Mapping[ResolvedEntry, Repo]) -> None:
    """An old name that the Hub did not answer for may turn out to be a repo that is named already."""
    first: dict[tuple[ArtefactKind, int], ResolvedEntry] = {}
    for entry in entries:
        twin = first.setdefault((entry.kind, repos[entry].pk), entry)
        if twin is not entry:
            raise EntriesRefused([EntryProblem(entry.kind, entry.address, Code.TWICE, other=twin.address)])


def _append(
    submission: Submission,
    *,
    form: SubmissionInput,
    entries: Sequence[ResolvedEntry],
    repos: Mapping[ResolvedEntry, Repo],
    by: User,
    at: datetime,
) -> SubmissionVersion:
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.current.number + 1 if submission.current else 1,
        title=form.title,
        summary=form.summary,
        sdgs=sorted(set(form.sdgs)),
        opt_ins=sorted(set(form.opt_ins)),
        rules_digest=submission.edition.rules_digest,
        at=at,
        by=by,
    )
    Entry.objects.bulk_create(
        Entry(version=version, kind=entry.kind, position=position, repo=repos[entry], address=entry.address)
        for position, entry in enumerate(entries)
    )
    submission.current = version
    submission.save(update_fields=["current"])
    return version


def _content(version: SubmissionVersion) -> tuple[object, ...]:
    entries = [(entry.kind, entry.repo_id) for entry in version.entries.order_by("position")]
    return version.title, version.summary, version.sdgs, version.opt_ins, entries


def _wanted(
    form: SubmissionInput, entries: Sequence[ResolvedEntry], repos: Mapping[ResolvedEntry, Repo]
) -> tuple[object, ...]:
    """The same as ``_content``, of what was typed; a repo is the same however its address was written."""
    named = [(entry.kind.value, repos[entry].pk) for entry in entries]
    return form.title, form.summary, sorted(set(form.sdgs)), sorted(set(form.opt_ins)), named
