"""Drawing verdicts from the log. They can be drawn again at any time; what an organiser decided stays as it is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from hackathon.editions.models import Edition
from submissions.actions.deadline_audits import audit_anew
from submissions.actions.evidence import append
from submissions.deadline.record import EntryKind, iso
from submissions.deadline.verdict import Level, Verdict, VerdictState, judge_by
from submissions.models import EvidenceEntry, EvidenceLog, Repo, RepoVerdict, Watch
from submissions.queries import records_of

AT_ONCE = 100
NOT_FINAL = (VerdictState.UNKNOWN, VerdictState.NOT_YET)
DRAWN = ["closes_at", "state", "level", "frozen_sha", "facts", "judged_at", "evidence_head"]


def rejudge(*, edition: Edition, at: datetime, repos: Iterable[Repo] | None = None) -> int:
    """Draw the verdicts on ``repos`` (None: on all that are watched) from the log as it is; how many were drawn.

    Before the close there is no verdict, except one of an earlier close that has moved: that one waits again.
    """
    edition = Edition.objects.get(pk=edition.pk)
    watched = Repo.objects.filter(watches__edition=edition).order_by("pk")
    if repos is not None:
        watched = watched.filter(pk__in={repo.pk for repo in repos})
    if at < edition.parsed_rules.counts_until:
        watched = watched.filter(verdicts__edition=edition)
    return sum(_judge_some(edition, some, at=at) for some in _in_parts(list(watched.distinct())))


def rejudge_stale(*, edition: Edition, at: datetime) -> int:
    """Draw those verdicts again of which the log may say something else by now: seen since, not known yet, other rules."""
    stale = Repo.objects.filter(pk__in=_stale(edition).values("repo"))
    return rejudge(edition=edition, at=at, repos=stale)


def _stale(edition: Edition) -> QuerySet[Watch]:
    log = EvidenceLog.objects.filter(edition=edition).values("swept_at")[:1]
    verdict = RepoVerdict.objects.filter(
        edition=edition, repo=OuterRef("repo"), closes_at=edition.parsed_rules.counts_until
    )
    watches = Watch.objects.filter(edition=edition).annotate(
        judged_at=Subquery(verdict.values("judged_at")[:1]),
        judged=Subquery(verdict.values("state")[:1]),
        swept_at=Subquery(log),
    )
    seen_since = Q(judged_at__lt=Coalesce("snapshot_at", "added_at"))
    told_since = Q(judged_at__lt=Coalesce("head_seen_at", "added_at"))
    swept_since = Q(judged__in=NOT_FINAL) & Q(judged_at__lt=Coalesce("swept_at", "added_at"))
    stale = Q(judged_at=None) | seen_since | told_since | swept_since
    if (changed_at := edition.rules_versions.aggregate(at=Max("at"))["at"]) is not None:
        stale |= Q(judged_at__lt=changed_at)
    return watches.filter(stale)


def _in_parts(repos: Sequence[Repo]) -> Iterator[Sequence[Repo]]:
    yield from (repos[start : start + AT_ONCE] for start in range(0, len(repos), AT_ONCE))


@transaction.atomic
def _judge_some(edition: Edition, repos: Sequence[Repo], *, at: datetime) -> int:
    """The rows are held first and the log is read then, so that no older reading overwrites a newer one."""
    rules = edition.parsed_rules
    rows = _held(edition, repos, at=at)
    head = EvidenceLog.objects.get(edition=edition).head
    frozen: list[tuple[Repo, Verdict]] = []
    others: list[int] = []
    for repo, record in records_of(edition=edition, repos=repos):
        verdict = judge_by(rules, record, at=at)
        others += [repo.pk] if rows[repo.pk].frozen_sha != (verdict.frozen or "") else []
        _draw(rows[repo.pk], verdict, at=at, head=head)
        if verdict.frozen and at >= rules.counts_until:
            frozen.append((repo, verdict))
    RepoVerdict.objects.bulk_update(rows.values(), DRAWN)
    if others:
        audit_anew(edition=edition, repos=others, at=at)
    _freeze(edition, frozen, at=at)
    return len(rows)


def _held(edition: Edition, repos: Sequence[Repo], *, at: datetime) -> dict[int, RepoVerdict]:
    closes_at = edition.parsed_rules.counts_until
    blank = {"closes_at": closes_at, "state": VerdictState.NOT_YET, "level": Level.NONE, "judged_at": at}
    RepoVerdict.objects.bulk_create(
        [RepoVerdict(edition=edition, repo=repo, **blank) for repo in repos], ignore_conflicts=True
    )
    rows = RepoVerdict.objects.select_for_update().filter(edition=edition, repo__in=repos).order_by("pk")
    return {row.repo_id: row for row in rows}


def _draw(row: RepoVerdict, verdict: Verdict, *, at: datetime, head: str) -> None:
    row.closes_at = verdict.closes_at
    row.state, row.level = verdict.state.value, verdict.level.value
    row.frozen_sha = verdict.frozen or ""
    row.facts = verdict.facts()
    row.judged_at, row.evidence_head = at, head


def _freeze(edition: Edition, frozen: Sequence[tuple[Repo, Verdict]], *, at: datetime) -> None:
    """The log says once for each repo and close which revision counts."""
    keys = {repo.pk: f"frozen:{repo.hub_id or repo.pk}:{iso(verdict.closes_at)}" for repo, verdict in frozen}
    known = set(EvidenceEntry.objects.filter(log__edition=edition, key__in=keys.values()).values_list("key", flat=True))
    for repo, verdict in frozen:
        if keys[repo.pk] not in known:
            append(
                edition=edition,
                kind=EntryKind.FROZEN,
                body=_frozen(repo, verdict),
                at=at,
                key=keys[repo.pk],
                repo=repo,
            )


def _frozen(repo: Repo, verdict: Verdict) -> dict[str, object]:
    return {
        "hub_id": repo.hub_id,
        "repo_id": repo.repo_id,
        "closes_at": iso(verdict.closes_at),
        "sha": verdict.frozen,
        "basis": verdict.basis.value if verdict.basis else None,
        "state": verdict.state.value,
        "level": verdict.level.value,
    }
