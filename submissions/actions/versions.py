"""Rows of versions: what a version says, whether another would say the same, and adding one. Inside a transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from hackathon.accounts.models import User
from hackathon.editions.rules import ArtefactKind
from submissions.actions.repos import row_for
from submissions.actions.resolving import EntriesRefused, ResolvedEntry
from submissions.models import Audit, Entry, OutsideEntry, Repo, Submission, SubmissionVersion
from submissions.validators import Code, EntryProblem
from submissions.validators import OutsideEntry as TypedOutside

if TYPE_CHECKING:
    from submissions.actions.submitting import SubmissionInput

COLUMNS = (
    "title", "summary", "impact", "video", "code", "languages", "consent", "sdgs", "opt_ins", "track",
    "answers",
)  # fmt: skip
"""What a version says beside its repos."""

Part = Entry | OutsideEntry


def columns(form: "SubmissionInput") -> dict[str, Any]:
    """What the form says, as a version keeps it."""
    return {
        "title": form.title,
        "summary": form.summary,
        "impact": form.impact,
        "video": form.video,
        "code": list(form.code),
        "languages": sorted(set(form.languages)),
        "consent": form.consent,
        "sdgs": sorted(set(form.sdgs)),
        "opt_ins": sorted(set(form.opt_ins)),
        "track": form.track,
        "answers": dict(form.answers),
    }


def parts(entries: Sequence[ResolvedEntry | TypedOutside], *, at: datetime) -> list[Part]:
    """The entries as unsaved rows in their order, with the rows of their repos, which are made if need be."""
    repos = _repos([entry for entry in entries if isinstance(entry, ResolvedEntry)], at=at)
    return [_part(entry, position, repos) for position, entry in enumerate(entries)]


def copied(version: SubmissionVersion) -> list[Part]:
    """The same entries once more, for a version that differs in something else."""
    rows = version.parts
    for row in rows:
        row.pk, row._state.adding = None, True
    return rows


def is_same(version: SubmissionVersion, columns: Mapping[str, Any], parts: Sequence[Part]) -> bool:
    """Whether the version says just that. A repo is the same however its address was written."""
    if any(getattr(version, name) != value for name, value in columns.items()):
        return False
    return sorted(map(_named, version.parts)) == sorted(_named(part) for part in _numbered(parts))


def append(
    submission: Submission,
    *,
    columns: Mapping[str, Any],
    parts: Sequence[Part],
    by: User,
    at: datetime,
    late: bool,
) -> SubmissionVersion:
    """The project's next version, which becomes its current one."""
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.current.number + 1 if submission.current else 1,
        late=late,
        rules_digest=submission.edition.rules_digest,
        at=at,
        by=by,
        **columns,
    )
    for part in _numbered(parts):
        part.version = version
    Entry.objects.bulk_create(part for part in parts if isinstance(part, Entry))
    OutsideEntry.objects.bulk_create(part for part in parts if isinstance(part, OutsideEntry))
    submission.current = version
    submission.save(update_fields=["current"])
    # Whoever issues the receipt, watches the repos and answers reads them all: once is enough.
    prefetch_related_objects(
        [version], Prefetch("entries", Entry.objects.select_related("repo").order_by("position")), "outside_entries"
    )
    return version


def unlooked_audits(submission: Submission) -> QuerySet[Audit]:
    """Those that a delivery asked for, or that came by themselves, and that no worker has begun."""
    reasons = (Audit.Reason.SUBMITTED, *Audit.AUTOMATIC)
    return Audit.objects.filter(
        version__submission=submission, state=Audit.State.QUEUED, attempts=0, reason__in=reasons
    )


def _part(entry: ResolvedEntry | TypedOutside, position: int, repos: Mapping[ResolvedEntry, Repo]) -> Part:
    if isinstance(entry, TypedOutside):
        return OutsideEntry(kind=entry.kind, position=position, address=entry.address)
    return Entry(
        kind=entry.kind,
        position=position,
        repo=repos[entry],
        address=entry.address,
        sha=entry.sha,
        sha_seen_at=entry.seen_at,
    )


def _numbered(parts: Sequence[Part]) -> Sequence[Part]:
    for position, part in enumerate(parts):
        part.position = position
    return parts


def _named(part: Part) -> tuple[int, str, str]:
    what = str(part.repo_id) if isinstance(part, Entry) else part.address
    return part.position, str(part.kind), what


def _repos(entries: Sequence[ResolvedEntry], *, at: datetime) -> dict[ResolvedEntry, Repo]:
    """In one order for everybody, so that two teams with the same repos cannot wait for each other in a circle."""
    known = {row.hub_id: row for row in Repo.objects.filter(hub_id__in={e.hub_id for e in entries if e.hub_id})}
    repos: dict[ResolvedEntry, Repo] = {}
    for entry in sorted(entries, key=lambda entry: (entry.hub_id or "", entry.repo_type, entry.repo_id)):
        row = known.get(entry.hub_id)
        if row is None or row.repo_id != entry.repo_id:
            row = row_for(repo_type=entry.repo_type, repo_id=entry.repo_id, hub_id=entry.hub_id, at=at)
        repos[entry] = row
    _check_distinct(entries, repos)
    return repos


def _check_distinct(entries: Sequence[ResolvedEntry], repos: Mapping[ResolvedEntry, Repo]) -> None:
    """An old name that the Hub did not answer for may turn out to be a repo that is named already."""
    first: dict[tuple[ArtefactKind, int], ResolvedEntry] = {}
    for entry in entries:
        twin = first.setdefault((entry.kind, repos[entry].pk), entry)
        if twin is not entry:
            raise EntriesRefused([EntryProblem(entry.kind, entry.address, Code.TWICE, other=twin.address)])
