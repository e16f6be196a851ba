"""Doing the audits that anybody may ask for: after those of the teams, as a stranger would, and for some days only.

The Hub is asked without our token: what the organisation may see is not for everybody.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db.models import QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.parsing import digest
from hackathon.editions.rules import EditionRules
from hackathon.hub.client import HubClient
from hackathon.hub.types import Commit, RepoInfo, RepoType
from submissions import dispatch
from submissions.actions import queueing
from submissions.actions.asking import FOUND_AS
from submissions.audit.apart import profile_apart
from submissions.audit.collecting import Opened, open_repo, read_corpus, read_repo
from submissions.audit.collecting.reader import Reader
from submissions.audit.collecting.texts import MAX_SCRIPTS_ALONE
from submissions.audit.corpus.limits import Limits
from submissions.audit.evidence import EntryRef, Part, RepoEvidence, Status
from submissions.audit.exposed.masking import masked, masked_finding, summary
from submissions.audit.local.alone import judge_alone, kind_of
from submissions.audit.looks import backoff, retry_after
from submissions.audit.statistics import statistics
from submissions.audit.wire import to_wire
from submissions.models import Audit, OpenAudit
from submissions.queries.evaluation_sets import evaluation_sets

logger = logging.getLogger(__name__)
State = OpenAudit.State

MAX_ATTEMPTS: Final = 3
AT_ONCE: Final = 2
"""So many are done at the same moment at most: the other workers are the teams'."""
GIVE_WAY: Final = timedelta(seconds=10)
PATIENCE: Final = timedelta(minutes=10)
"""After so long a wait an audit gives way to teams no more: a queue that never empties must not starve it."""
SAME: Final = timedelta(hours=1)
"""A repo that has not moved is not looked at again for so long."""
KEPT: Final = timedelta(days=7)
LIMITS: Final = Limits(seconds=90)
COUNTED: Final = timedelta(days=1)

PRIVATE: Final = "private"


def open_audit(*, audit_id: str, hub: HubClient, at: datetime) -> OpenAudit | None:
    """Do an open audit if it is still to be done and no team waits; None if it is not ours to do, or not yet.

    ``hub`` must ask anonymously. A Hub that will not speak puts it off, a few times; then it fails, and says why.
    """
    claimed = _claim(audit_id, at=at)
    if claimed is None:
        return None
    try:
        return _do(claimed, hub=hub, at=at)
    except Exception as error:
        logger.exception("Open audit %s broke at attempt %s", audit_id, claimed.attempts)
        return _again(claimed, error=type(error).__name__[:40], wait=backoff(attempts=claimed.attempts), at=at)


def sweep_open_audits(*, at: datetime) -> int:
    """Leave none stranded, forget the old ones and where they were asked from; the number that a worker was nudged towards."""
    OpenAudit.objects.filter(asked_at__lt=at - KEPT).exclude(state=State.RUNNING).delete()
    OpenAudit.objects.filter(asked_at__lt=at - COUNTED).exclude(asker="").update(asker="")
    queueing.put_back_stale(OpenAudit, at=at, most=MAX_ATTEMPTS)
    return _nudge(at=at)


def _nudge(*, at: datetime) -> int:
    """Workers towards as many of those that are due as may be done at once, the longest waiting first."""
    due = OpenAudit.objects.filter(queueing.is_due(at=at)).order_by("asked_at", "pk").values_list("pk", flat=True)
    return queueing.nudged(map(str, due[:AT_ONCE]), dispatch.open_audit_soon)


def _claim(audit_id: str, *, at: datetime) -> OpenAudit | None:
    """Where others come first it is put off, and the sweep comes back to it."""
    due = OpenAudit.objects.filter(queueing.is_due(at=at), pk=audit_id)
    if _others_first(due, at=at):
        due.update(not_before=at + GIVE_WAY)
        return None
    won = queueing.claim(due, at=at, stage="")
    return OpenAudit.objects.select_related("edition").get(pk=audit_id) if won else None


def _others_first(due: QuerySet[OpenAudit], *, at: datetime) -> bool:
    if OpenAudit.objects.filter(state=State.RUNNING).count() >= AT_ONCE:
        return True
    teams = Audit.objects.filter(queueing.is_due(at=at)).exclude(reason__in=Audit.AUTOMATIC)
    return teams.exists() and due.filter(asked_at__gt=at - PATIENCE).exists()


def _do(audit: OpenAudit, *, hub: HubClient, at: datetime) -> OpenAudit | None:
    rules, repo_type = audit.edition.parsed_rules, RepoType(audit.repo_type)
    entry = EntryRef(kind_of(rules, repo_type), repo_type, audit.repo_id)
    opened = open_repo(hub=hub, rules=rules, entry=entry, at=at)
    if opened.seen.private:  # a token that should not be there: nothing is told of what others may not see
        return _failed(audit, error=PRIVATE, at=at)
    twin = _twin(audit, opened, key=digest(rules), at=at)
    if twin is not None:
        return _copied(audit, twin, at=at)
    seen = read_repo(
        hub=hub,
        rules=rules,
        opened=opened,
        history=_untold,
        tell=lambda part: _tell(audit, part),
        read_rows=partial(_rows, audit.edition),
        scripts=MAX_SCRIPTS_ALONE,
    )
    if seen.status == Status.SILENT:
        asked = timedelta(seconds=retry_after([seen]))
        return _again(audit, error=_silence(seen), wait=max(backoff(attempts=audit.attempts), asked), at=at)
    if seen.status != Status.FOUND:
        return _failed(audit, error=_why_not(seen), at=at)
    return _store(audit, seen, rules=rules, at=at)


def _twin(audit: OpenAudit, opened: Opened, *, key: str, at: datetime) -> OpenAudit | None:
    """What was found not long ago in the same revision by the same rules, all of it."""
    if opened.info is None or not opened.seen.sha:
        return None
    same = OpenAudit.objects.filter(
        state=State.DONE,
        edition=audit.edition,
        repo_type=audit.repo_type,
        repo_id__iexact=audit.repo_id,
        revision=opened.seen.sha,
        rules_digest=key,
        finished_at__gt=at - SAME,
    )
    return same.order_by("-finished_at").first()


def _store(audit: OpenAudit, seen: RepoEvidence, *, rules: EditionRules, at: datetime) -> OpenAudit | None:
    return _ended(
        audit,
        at=at,
        state=State.DONE,
        error="",
        revision=seen.sha or "",
        rules_digest=digest(rules),
        findings=[masked_finding(finding).to_json() for finding in judge_alone(rules, seen)],
        statistics=masked(statistics(seen)),
        evidence=to_wire(summary(seen)),
    )


def _copied(audit: OpenAudit, twin: OpenAudit, *, at: datetime) -> OpenAudit | None:
    same = {name: getattr(twin, name) for name in ("revision", "rules_digest", "findings", "statistics", "evidence")}
    return _ended(audit, at=at, state=State.DONE, error="", **same)


def _failed(audit: OpenAudit, *, error: str, at: datetime) -> OpenAudit | None:
    return _ended(audit, at=at, state=State.FAILED, error=error)


def _again(audit: OpenAudit, *, error: str, wait: timedelta, at: datetime) -> OpenAudit | None:
    if audit.attempts >= MAX_ATTEMPTS:
        return _failed(audit, error=error, at=at)
    return queueing.put_off(audit, until=at + wait, error=error)


def _ended(audit: OpenAudit, *, at: datetime, state: State, error: str, **fields: object) -> OpenAudit | None:
    """Then the next in the queue gets its turn."""
    ended = queueing.end(audit, at=at, state=state, error=error, stage="", **fields)
    _nudge(at=at)
    return ended


def _rows(edition: Edition, reader: Reader, seen: RepoEvidence, info: RepoInfo, rules: EditionRules) -> RepoEvidence:
    """As for the teams, in a process of its own, and for half as long."""
    sets, profile = evaluation_sets(edition), partial(profile_apart, limits=LIMITS)
    return read_corpus(reader, seen, info, rules, evaluation_sets=sets, profile=profile)


def _untold(_seen: RepoEvidence) -> Sequence[Commit]:
    """Who committed what is no matter of a lone repo's: nothing is asked of it, nothing kept."""
    return ()


def _tell(audit: OpenAudit, part: Part) -> None:
    queueing.ours(audit).update(stage=part.value)


def _silence(seen: RepoEvidence) -> str:
    unread = seen.why_unread(Part.REPO)
    return unread.reason if unread is not None else "unreachable"


def _why_not(seen: RepoEvidence) -> str:
    """missing, forbidden, or as what else it is there: found_as_model."""
    return f"{FOUND_AS}{seen.found_as.value}" if seen.found_as is not None else seen.status.value
