"""Which repos are watched, and which of them somebody should look at. The row is the queue: ``due_at`` set means wanted.

Who holds rows of watched repos takes them in order of their key, and before the log's: never the other way round.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from hackathon.editions.models import Edition
from submissions import dispatch
from submissions.deadline.record import Reason
from submissions.models import Entry, EvidenceLog, Repo, RepoVerdict, Watch

URGENCY = tuple(Reason)


def watch(*, edition: Edition, entries: Iterable[Entry], at: datetime) -> None:
    """From now on the repos of these entries are watched for the edition, and looked at soon. Again is as once.

    To be called in the caller's transaction, and before anything is appended to the log in it. A worker is nudged after it.
    """
    entries = list(entries)
    if not entries:
        return
    EvidenceLog.objects.get_or_create(edition=edition)
    repos = sorted({entry.repo_id for entry in entries})
    Watch.objects.bulk_create(
        [Watch(edition=edition, repo_id=repo, added_at=at) for repo in repos], ignore_conflicts=True
    )
    _take_note(edition, entries, at=at)
    want(Watch.objects.filter(edition=edition, repo__in=repos), reason=Reason.SUBMIT, at=at)
    transaction.on_commit(partial(dispatch.snapshots_soon, edition.pk))


def want(watches: QuerySet[Watch], *, reason: Reason, at: datetime) -> int:
    """Somebody should look at these; the number of them. A row that is due for something more urgent stays so."""
    more_urgent = URGENCY[: URGENCY.index(reason)]
    return watches.update(
        due_at=at,
        reason=Case(When(due_at__isnull=False, reason__in=more_urgent, then=F("reason")), default=Value(reason.value)),
    )


def held(watches: QuerySet[Watch]) -> list[Watch]:
    """The rows, held until the transaction ends."""
    return list(watches.select_for_update(of=("self",)).select_related("repo").order_by("pk"))


def merge_watches(repo: Repo, *, into: Repo) -> None:
    """The two are one repo: what is watched, what the log tells and what was judged of the first goes to the second."""
    known = set(Watch.objects.filter(repo=into).values_list("edition_id", flat=True))
    for twin in held(Watch.objects.filter(repo=repo)):
        if twin.edition_id not in known:
            Watch.objects.filter(pk=twin.pk).update(repo=into)
            continue
        if twin.due_at is not None:
            theirs = Watch.objects.filter(edition=twin.edition_id, repo=into)
            want(theirs, reason=Reason(twin.reason), at=twin.due_at)
        twin.delete()
    repo.evidence.update(repo=into)
    _merge_verdicts(repo, into=into)


def _merge_verdicts(repo: Repo, *, into: Repo) -> None:
    """What an organiser decided is kept; all else can be drawn from the log again."""
    for verdict in RepoVerdict.objects.filter(repo=repo):
        theirs = RepoVerdict.objects.filter(edition=verdict.edition_id, repo=into)
        if verdict.overruled_at is not None:
            theirs.filter(overruled_at=None).delete()
        if theirs.exists():
            verdict.delete()
        else:
            RepoVerdict.objects.filter(pk=verdict.pk).update(repo=into)


def _take_note(edition: Edition, entries: Iterable[Entry], *, at: datetime) -> None:
    """The receipt that follows tells of these heads: the row says what the log's newest entry does."""
    told = {entry.repo_id: entry for entry in entries if entry.sha}
    for row in held(Watch.objects.filter(edition=edition, repo__in=told)):
        entry = told[row.repo_id]
        news = {"head_sha": entry.sha, "head_seen_at": entry.sha_seen_at or at}
        if any(getattr(row, name) != value for name, value in news.items()):
            Watch.objects.filter(pk=row.pk).update(**news)
