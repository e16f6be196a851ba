"""Looks at repos for audits: one for each revision and set of rules, whoever needs it. The row is the queue.

Two audits that need the same look at the same moment: one UPDATE decides whose it is, and the other waits for it. How a look
that is ours is done: ``submissions.actions.reading_repos``.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import RepoType
from submissions.actions import queueing
from submissions.actions.reading_repos import PARTS, Reading, Seen, Wanted, as_asked, evidence_of
from submissions.audit.collecting import Hub, Opened, open_repo, read_repo
from submissions.audit.evidence import EntryRef, Part, RepoEvidence, Status, Unread
from submissions.audit.looks import MAX_LOOKS, NOT_THERE, look_digest
from submissions.models import Audit, RepoAudit
from submissions.queries.evaluation_sets import evaluation_digests


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    """Looks at repos on behalf of one attempt at an audit, whose ``claim`` the looks carry too.

    ``key`` names what of the rules a look depends on. ``note`` hears of every look that the audit stands on, before it is done.
    """

    edition: Edition
    rules: EditionRules
    key: str
    hub: Hub
    claim: uuid.UUID
    at: datetime
    note: Callable[[RepoAudit], None]

    def look(self, wanted: Wanted) -> Seen:
        """What is known of the repo, after a look at it if there was none yet and nobody else is at it."""
        if wanted.ref.revision is None:
            return self._look_at_head(wanted)
        row = self._row(wanted, wanted.ref.revision, head_at=wanted.head_at)
        if (known := self._known(row, wanted)) is not None:
            return known
        opened = open_repo(hub=self.hub, rules=self.rules, entry=wanted.ref, at=self.at)
        if opened.seen.status == Status.REVISION_GONE and not wanted.frozen:
            queueing.ours(row).delete()  # the branch was rewritten since we heard of its head
            return self._look_at_head(replace(wanted, ref=replace(wanted.ref, revision=None)))
        return self._read(row, wanted, opened)

    def _look_at_head(self, wanted: Wanted) -> Seen:
        opened = open_repo(hub=self.hub, rules=self.rules, entry=wanted.ref, at=self.at)
        if opened.info is None or not opened.seen.sha:
            return Seen(read_repo(hub=self.hub, rules=self.rules, opened=opened))
        row = self._row(wanted, opened.seen.sha, head_at=self.at)
        if (known := self._known(row, wanted)) is not None:
            return known
        return self._read(row, wanted, opened)

    def _row(self, wanted: Wanted, revision: str, *, head_at: datetime | None) -> RepoAudit:
        """The one row of that look, made if need be."""
        defaults = {"edition": self.edition, "queued_at": self.at, "not_before": self.at, "head_at": head_at}
        row, made = RepoAudit.objects.get_or_create(
            repo=wanted.repo, revision=revision, rules_digest=self.key, defaults=defaults
        )
        if head_at is not None and not made and (row.head_at is None or row.head_at < head_at):
            RepoAudit.objects.filter(pk=row.pk).update(head_at=head_at)
        self.note(row)
        return row

    def _known(self, row: RepoAudit, wanted: Wanted) -> Seen | None:
        """What is known without us; None once the look is ours to do."""
        if _claim(row, claim=self.claim, at=self.at, wanted=wanted):
            row.refresh_from_db()
            return None
        row.refresh_from_db()
        if row.state == RepoAudit.State.RUNNING:
            return Seen(None, row)
        evidence = evidence_of(row) or _unseen(row, wanted.ref, at=self.at)
        return Seen(as_asked(evidence, wanted.ref), row)

    def _read(self, row: RepoAudit, wanted: Wanted, opened: Opened) -> Seen:
        reading = Reading(
            row=row,
            wanted=wanted,
            opened=opened,
            hub=self.hub,
            edition=self.edition,
            rules=self.rules,
            at=self.at,
        )
        return reading.look()


def look_key(edition: Edition) -> str:
    """The name of all that a look for the edition depends on beside the repo's revision."""
    return look_digest(edition.parsed_rules, evaluation_sets=evaluation_digests(edition))


def finish_look(*, look_id: int, hub: Hub, at: datetime) -> RepoAudit | None:
    """Ask again for what the Hub kept from us; None if that is not wanted any more, or not yet, or is being done."""
    row = RepoAudit.objects.select_related("edition", "repo").filter(pk=look_id, answers__isnull=False).first()
    if row is None or (key := look_key(row.edition)) != row.rules_digest:
        return None
    looker = Looker(
        edition=row.edition,
        rules=row.edition.parsed_rules,
        key=key,
        hub=hub,
        claim=uuid.uuid4(),
        at=at,
        note=lambda _look: None,
    )
    seen = looker.look(Wanted(row.repo, _ref(row), frozen=True))
    return seen.look


def unfinished(*, at: datetime) -> QuerySet[RepoAudit]:
    """The looks that were cut short, are due again, and count for the newest audit of a project."""
    newer = Audit.objects.filter(version=OuterRef("version"), pk__gt=OuterRef("pk"))
    standing = Audit.objects.filter(looks=OuterRef("pk"), version__submission__current=F("version")).exclude(
        Exists(newer)
    )
    cut_short = RepoAudit.objects.filter(queueing.is_due(at=at), answers__isnull=False)
    return cut_short.filter(Exists(standing)).order_by("not_before", "pk")


def release(claims: Collection[uuid.UUID | None], *, error: str = "") -> int:
    """Looks whose worker is gone, or has given up, are anybody's again."""
    held = RepoAudit.objects.filter(state=RepoAudit.State.RUNNING, claim__in=[claim for claim in claims if claim])
    return queueing.put_back(held, error=error)


def put_back_lost(*, at: datetime) -> None:
    """Looks of a worker that was killed while it finished them are anybody's again; those that kill it time and again are given up."""
    lost = RepoAudit.objects.filter(queueing.is_stale(at=at))
    given_up = {"claim": None, "claimed_at": None, "error": queueing.WORKER_LOST, "answers": None}
    lost.filter(attempts__gte=MAX_LOOKS).update(state=RepoAudit.State.FAILED, finished_at=at, **given_up)
    queueing.put_back(lost, error=queueing.WORKER_LOST)  # a pause that the Hub asked for still holds


def _claim(row: RepoAudit, *, claim: uuid.UUID, at: datetime, wanted: Wanted) -> bool:
    """One UPDATE decides who looks."""
    state = RepoAudit.State
    free = queueing.is_due(at=at) | queueing.is_stale(at=at)
    free |= Q(state=state.DONE, error__in=[one.value for one in NOT_THERE])
    if wanted.at_once:
        free |= Q(state__in=(state.QUEUED, state.FAILED)) | Q(state=state.DONE) & ~Q(error="")
    if wanted.passing_since is not None and wanted.ref.repo_type == RepoType.SPACE:
        free |= Q(state=state.DONE, passing_at__lt=wanted.passing_since)
    begun = {"stage": Part.REPO.value, "parts_done": 0, "parts": len(PARTS[wanted.ref.repo_type])}
    return queueing.claim(RepoAudit.objects.filter(free, pk=row.pk), at=at, claim=claim, **begun)


def _unseen(row: RepoAudit, ref: EntryRef, *, at: datetime) -> RepoEvidence:
    """Nobody could look yet: the Hub was silent, or we were at fault."""
    failed = row.state == RepoAudit.State.FAILED
    pause = max((row.not_before - at).total_seconds(), 0.0)
    unread = Unread(Part.REPO, "internal_error") if failed else Unread(Part.REPO, row.error or "unreachable", pause)
    return RepoEvidence(ref.kind, ref.repo_type, ref.repo_id, Status.SILENT, at, ref.revision, (unread,))


def _ref(row: RepoAudit) -> EntryRef:
    """The repo as such: what it is handed in as is no matter of a look."""
    evidence = evidence_of(row)
    kind = evidence.kind if evidence is not None else ArtefactKind.CORPUS
    revision = evidence.sha if evidence is not None and evidence.sha else row.revision
    return EntryRef(kind, RepoType(row.repo.repo_type), row.repo.repo_id, revision)
