"""Doing a look at a repo that is ours to do: reading what is not known yet, keeping it for everybody, waking whoever waited for it.

A look that the Hub cuts short keeps what was read, and is due again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from hackathon.hub.types import Commit, RepoInfo, RepoType
from submissions import dispatch
from submissions.actions import queueing
from submissions.audit.apart import profile_apart
from submissions.audit.collecting import Hub, Opened, read_again, read_corpus, read_repo, with_commits
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.remembering import Remembering
from submissions.audit.evidence import EntryRef, Part, RepoEvidence, Status
from submissions.audit.looks import LONGEST_BACKOFF, MAX_LOOKS, backoff, is_whole, retry_after, trouble, with_rest_gone
from submissions.audit.wire import from_wire, to_wire
from submissions.models import Audit, Repo, RepoAudit, Watch
from submissions.queries.evaluation_sets import evaluation_sets
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
    """What is known of a repo. ``evidence`` None: another worker is looking. ``look`` None: there was no revision to look at, or
    another worker has taken the look over meanwhile."""

    evidence: RepoEvidence | None
    look: RepoAudit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An attempt at a look that we have claimed, of a repo that the Hub has just been asked for (``opened``)."""

    row: RepoAudit
    wanted: Wanted
    opened: Opened
    hub: Hub
    edition: Edition
    rules: EditionRules
    at: datetime

    def look(self) -> Seen:
        """Read what the row lacks, if the Hub lets us, and keep it."""
        row, before = self.row, evidence_of(self.row)
        found_before = before is not None and before.status == Status.FOUND
        if found_before and self.opened.seen.status == Status.REVISION_GONE:
            return self._keep(with_rest_gone(before), passing_at=row.passing_at)
        if before is not None and row.answers is None and not row.error:
            return self._read_again(before)
        if found_before and self.opened.seen.status == Status.SILENT:
            return self._put_back(before)
        return self._read(before if row.answers is not None else None)

    def _read(self, before: RepoEvidence | None) -> Seen:
        hub = Remembering(self.hub, self.row.answers)
        seen = read_repo(
            hub=hub,
            rules=self.rules,
            opened=self.opened,
            before=before,
            history=self._history,
            tell=_Progress(self.row, PARTS[self.wanted.ref.repo_type]),
            read_rows=self._read_rows,
        )
        return self._keep(seen, hub.answers, passing_at=self.at)

    def _read_again(self, before: RepoEvidence) -> Seen:
        """A whole look is asked only for what passes; where the Hub does not tell, what was known stays."""
        seen = read_again(hub=self.hub, rules=self.rules, opened=self.opened, before=before)
        if not is_whole(seen):
            return self._keep(before, passing_at=self.row.passing_at)
        return self._keep(seen, passing_at=self.at)

    def _put_back(self, before: RepoEvidence) -> Seen:
        """What was read of a look that was cut short stays, while the Hub does not say whether the repo is public still."""
        given, pause = self.row.answers or {}, retry_after([self.opened.seen])
        return self._keep(before, lambda: given, passing_at=self.row.passing_at, pause=pause)

    def _keep(
        self,
        seen: RepoEvidence,
        answers: Callable[[], Mapping[str, Any]] = dict,
        *,
        passing_at: datetime | None,
        pause: float = 0.0,
    ) -> Seen:
        look = keep(self.row, seen, answers, at=self.at, passing_at=passing_at, pause=pause)
        return Seen(as_asked(seen, self.wanted.ref), look)

    def _history(self, seen: RepoEvidence) -> tuple[Commit, ...] | None:
        """What the watch has read, or is about to, is not asked for, nor kept twice: whoever judges takes it from the log, as it
        is then. Of a head that the watch has not heard of nobody else asks."""
        repo = self.wanted.repo
        coming = Watch.objects.filter(edition=self.edition, repo=repo, due_at__isnull=False).exists()
        return () if coming or logged_commits(self.edition, repo, seen.sha) is not None else None

    def _read_rows(self, reader: Reader, seen: RepoEvidence, info: RepoInfo, rules: EditionRules) -> RepoEvidence:
        sets = evaluation_sets(self.edition)
        return read_corpus(reader, seen, info, rules, evaluation_sets=sets, profile=profile_apart)


class _Progress:
    """Writes down how far a look is, as it goes."""

    def __init__(self, row: RepoAudit, parts: Sequence[Part]) -> None:
        self._row, self._parts, self._done = row, parts, 0

    def __call__(self, part: Part) -> None:
        done = self._parts.index(part) if part in self._parts else 0
        if done > self._done:
            self._done = done
            queueing.ours(self._row).update(stage=part.value, parts_done=done)


def keep(
    row: RepoAudit,
    seen: RepoEvidence,
    answers: Callable[[], Mapping[str, Any]],
    *,
    at: datetime,
    passing_at: datetime | None,
    pause: float = 0.0,
) -> RepoAudit | None:
    """What was seen, for everybody; a look that was cut short is due again. Whoever waited for it need not wait any longer.

    None, and nothing kept, if another worker has taken the look over.
    """
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


def evidence_of(row: RepoAudit) -> RepoEvidence | None:
    """What the look has brought so far."""
    return from_wire(RepoEvidence, row.evidence) if row.evidence is not None else None


def as_asked(seen: RepoEvidence, ref: EntryRef) -> RepoEvidence:
    """The same for one project: as what, and under which name, it has the repo."""
    return replace(seen, kind=ref.kind, repo_id=ref.repo_id, revision=ref.revision)


def with_history(edition: Edition, repo: Repo, seen: RepoEvidence) -> RepoEvidence:
    """What was seen, with the commits that the edition's log has of it where they were not asked for."""
    known = logged_commits(edition, repo, seen.sha) if seen.sha and not seen.commits else None
    return with_commits(seen, known) if known is not None else seen
