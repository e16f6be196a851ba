"""Looking at repos for audits: once for each revision and set of rules, whoever needs it. The row is the queue.

Two audits that need the same look at the same moment: one UPDATE decides whose it is, and the other waits for it. A look that
the Hub cut short keeps what was read, and is finished later.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import Commit, RepoInfo, RepoType
from submissions import dispatch
from submissions.actions import queueing
from submissions.audit.apart import profile_apart
from submissions.audit.collecting import (
    Hub,
    Opened,
    open_repo,
    read_again,
    read_corpus,
    read_repo,
    with_commits,
)
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.remembering import Remembering
from submissions.audit.evidence import EntryRef, Part, RepoEvidence, Status, Unread
from submissions.audit.looks import (
    LONGEST_BACKOFF,
    MAX_LOOKS,
    NOT_THERE,
    backoff,
    is_whole,
    look_digest,
    retry_after,
    trouble,
    with_rest_gone,
)
from submissions.audit.wire import from_wire, to_wire
from submissions.models import Audit, Repo, RepoAudit, Watch
from submissions.queries.evaluation_sets import evaluation_digests, evaluation_sets
from submissions.queries.heads import logged_commits

SHARED: Final = "shared"
"""An audit waits for a look that another worker does."""
PARTS: Final = {
    RepoType.DATASET: (Part.REPO, Part.CARD, Part.SCRIPTS, Part.DATA),
    RepoType.MODEL: (Part.REPO, Part.CARD, Part.SCRIPTS, Part.BASES),
    RepoType.SPACE: (Part.REPO, Part.CARD, Part.CODE, Part.ANSWER),
}
"""What is read of a repo, as far as the page says how much of it is done."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A repo that an audit has to know. ``ref.revision`` None: the newest.

    ``frozen``: no other revision will do. ``at_once``: a person waits, so that the Hub is asked again even if it asked for a pause.
    ``passing_since``: what is no matter of the revision must have been asked since then.
    """

    repo: Repo
    ref: EntryRef
    head_at: datetime | None = None
    frozen: bool = False
    at_once: bool = False
    passing_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a repo. ``evidence`` None: another worker is looking. ``look`` None: there was no revision to look at."""

    evidence: RepoEvidence | None
    look: RepoAudit | None = None


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
        hub = Remembering(self.hub, row.answers)
        opened = open_repo(hub=self.hub, rules=self.rules, entry=wanted.ref, at=self.at)
        if opened.seen.status == Status.REVISION_GONE and not wanted.frozen:
            queueing.ours(row).delete()  # the branch was rewritten since we heard of its head
            return self._look_at_head(replace(wanted, ref=replace(wanted.ref, revision=None)))
        return self._read(row, wanted, opened, hub)

    def _look_at_head(self, wanted: Wanted) -> Seen:
        opened = open_repo(hub=self.hub, rules=self.rules, entry=wanted.ref, at=self.at)
        if opened.info is None or not opened.seen.sha:
            return Seen(read_repo(hub=self.hub, rules=self.rules, opened=opened))
        row = self._row(wanted, opened.seen.sha, head_at=self.at)
        if (known := self._known(row, wanted)) is not None:
            return known
        return self._read(row, wanted, opened, Remembering(self.hub, row.answers))

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
        evidence = _evidence(row) or _unseen(row, wanted.ref, at=self.at)
        return Seen(_as_asked(evidence, wanted.ref), row)

    def _read(self, row: RepoAudit, wanted: Wanted, opened: Opened, hub: Remembering) -> Seen:
        before = _evidence(row)
        if before is not None and before.status == Status.FOUND and opened.seen.status == Status.REVISION_GONE:
            seen = with_rest_gone(before)
            return Seen(_as_asked(seen, wanted.ref), _keep(row, seen, dict, at=self.at, passing_at=row.passing_at))
        if before is not None and row.answers is None and not row.error:
            return self._read_again(row, wanted, opened, before)
        if before is not None and before.status == Status.FOUND and opened.seen.status == Status.SILENT:
            return self._put_back(row, wanted, opened, before)
        seen = read_repo(
            hub=hub,
            rules=self.rules,
            opened=opened,
            before=before if row.answers is not None else None,
            history=partial(self._history, wanted.repo),
            tell=_Progress(row, PARTS[wanted.ref.repo_type]),
            read_rows=self._read_rows,
        )
        return Seen(_as_asked(seen, wanted.ref), _keep(row, seen, hub.answers, at=self.at, passing_at=self.at))

    def _read_again(self, row: RepoAudit, wanted: Wanted, opened: Opened, before: RepoEvidence) -> Seen:
        """A whole look is asked only for what passes; where the Hub does not tell, what was known stays."""
        seen, passing_at = read_again(hub=self.hub, rules=self.rules, opened=opened, before=before), self.at
        if not is_whole(seen):
            seen, passing_at = before, row.passing_at
        return Seen(_as_asked(seen, wanted.ref), _keep(row, seen, dict, at=self.at, passing_at=passing_at))

    def _put_back(self, row: RepoAudit, wanted: Wanted, opened: Opened, before: RepoEvidence) -> Seen:
        """What was read of a look that was cut short stays, while the Hub does not say whether the repo is public still."""
        given, pause = row.answers or {}, retry_after([opened.seen])
        look = _keep(row, before, lambda: given, at=self.at, passing_at=row.passing_at, pause=pause)
        return Seen(_as_asked(before, wanted.ref), look)

    def _history(self, repo: Repo, seen: RepoEvidence) -> tuple[Commit, ...] | None:
        """What the watch has read, or is about to, is not asked for, nor kept twice: whoever judges takes it from the log, as it
        is then. Of a head that the watch has not heard of nobody else asks."""
        coming = Watch.objects.filter(edition=self.edition, repo=repo, due_at__isnull=False).exists()
        return () if coming or logged_commits(self.edition, repo, seen.sha) is not None else None

    def _read_rows(self, reader: Reader, seen: RepoEvidence, info: RepoInfo, rules: EditionRules) -> RepoEvidence:
        sets = evaluation_sets(self.edition)
        return read_corpus(reader, seen, info, rules, evaluation_sets=sets, profile=profile_apart)


def with_history(edition: Edition, repo: Repo, seen: RepoEvidence) -> RepoEvidence:
    """What was seen, with the commits that the edition's log has of it where they were not asked for."""
    known = logged_commits(edition, repo, seen.sha) if seen.sha and not seen.commits else None
    return with_commits(seen, known) if known is not None else seen


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
    cut_short = RepoAudit.objects.filter(state=RepoAudit.State.QUEUED, answers__isnull=False, not_before__lte=at)
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


class _Progress:
    """Writes down how far a look is, as it goes."""

    def __init__(self, row: RepoAudit, parts: Sequence[Part]) -> None:
        self._row, self._parts, self._done = row, parts, 0

    def __call__(self, part: Part) -> None:
        done = self._parts.index(part) if part in self._parts else 0
        if done > self._done:
            self._done = done
            queueing.ours(self._row).update(stage=part.value, parts_done=done)


def _keep(
    row: RepoAudit,
    seen: RepoEvidence,
    answers: Callable[[], Mapping[str, Any]],
    *,
    at: datetime,
    passing_at: datetime | None,
    pause: float = 0.0,
) -> RepoAudit | None:
    """What was seen, for everybody; a look that was cut short is due again. Whoever waited for it need not wait any longer."""
    known = {"stage": "", "evidence": to_wire(seen), "error": trouble(seen)}
    if is_whole(seen) or row.attempts >= MAX_LOOKS:
        over = {"claim": None, "claimed_at": None, "attempts": 0, "parts_done": row.parts, "answers": None}
        kept = queueing.end(row, at=at, state=RepoAudit.State.DONE, passing_at=passing_at, **over, **known)
    else:
        asked = timedelta(seconds=max(retry_after([seen]), pause))
        wait = min(max(backoff(attempts=row.attempts), asked), LONGEST_BACKOFF)
        kept = queueing.put_off(row, until=at + wait, answers=answers(), **known)
    for audit_id in _wake(row, at=at) if kept is not None else ():
        transaction.on_commit(partial(dispatch.audit_soon, audit_id))
    return kept


def _wake(row: RepoAudit, *, at: datetime) -> list[int]:
    """The audits that waited for this look."""
    waiting = Audit.objects.filter(looks=row, state=Audit.State.QUEUED, error=SHARED)
    ids = list(waiting.values_list("pk", flat=True))
    Audit.objects.filter(pk__in=ids, state=Audit.State.QUEUED, not_before__gt=at).update(not_before=at)
    return ids


def _evidence(row: RepoAudit) -> RepoEvidence | None:
    return from_wire(RepoEvidence, row.evidence) if row.evidence is not None else None


def _as_asked(seen: RepoEvidence, ref: EntryRef) -> RepoEvidence:
    """The same for one project: as what, and under which name, it has the repo."""
    return replace(seen, kind=ref.kind, repo_id=ref.repo_id, revision=ref.revision)


def _unseen(row: RepoAudit, ref: EntryRef, *, at: datetime) -> RepoEvidence:
    """Nobody could look yet: the Hub was silent, or we were at fault."""
    failed = row.state == RepoAudit.State.FAILED
    pause = max((row.not_before - at).total_seconds(), 0.0)
    unread = Unread(Part.REPO, "internal_error") if failed else Unread(Part.REPO, row.error or "unreachable", pause)
    return RepoEvidence(ref.kind, ref.repo_type, ref.repo_id, Status.SILENT, at, ref.revision, (unread,))


def _ref(row: RepoAudit) -> EntryRef:
    """The repo as such: what it is handed in as is no matter of a look."""
    evidence = _evidence(row)
    kind = evidence.kind if evidence is not None else ArtefactKind.CORPUS
    revision = evidence.sha if evidence is not None and evidence.sha else row.revision
    return EntryRef(kind, RepoType(row.repo.repo_type), row.repo.repo_id, revision)
