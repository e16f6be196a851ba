"""Questions about the evidence: what is due, what the log tells of a repo, the log as lines, and how far it has come."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from submissions.deadline import chain
from submissions.deadline.record import EntryKind, RepoRecord, gather
from submissions.models import EvidenceEntry, EvidenceLog, Repo, Watch

REPOS_AT_ONCE = 100

Told = tuple[int, str, datetime, Mapping[str, Any]]


def due(edition: Edition, *, at: datetime) -> QuerySet[Watch]:
    """The edition's repos that somebody should look at now, and nobody does; none while the Hub's quota is used up."""
    paused = EvidenceLog.objects.filter(edition=edition, paused_until__gt=at)
    return Watch.objects.filter(edition=edition, claim=None, due_at__lte=at).exclude(
        edition__in=paused.values("edition")
    )


def is_apart(repo: Repo, rules: EditionRules) -> bool:
    """Whether the repo lives outside the edition's organisations, so that none of their lists has it."""
    homes = {organisation.lower() for organisation in rules.hub.organisations}
    return repo.repo_id.partition("/")[0].lower() not in homes


def known_commits(*, edition: Edition, repo: Repo) -> frozenset[str]:
    """The commits of the repo that are in the log, each with all that it stands on, or as far as we read."""
    entries = EvidenceEntry.objects.filter(log__edition=edition, repo=repo, kind=EntryKind.SNAPSHOT)
    snapshots = [json.loads(body) for body in entries.values_list("body", flat=True)]
    return frozenset(commit["sha"] for snapshot in snapshots for commit in snapshot.get("commits") or ())


def record_of(*, edition: Edition, repo: Repo) -> RepoRecord:
    """Everything that the edition's log has about a repo."""
    return next(record for _repo, record in records_of(edition=edition, repos=[repo]))


def records_of(*, edition: Edition, repos: Sequence[Repo]) -> Iterator[tuple[Repo, RepoRecord]]:
    """The same for many, in their order; four queries for each hundred of them."""
    for start in range(0, len(repos), REPOS_AT_ONCE):
        some = repos[start : start + REPOS_AT_ONCE]
        entries = EvidenceEntry.objects.filter(log__edition=edition).order_by("sequence")
        shared = _told(entries.filter(Q(kind=EntryKind.SWEEP) | Q(kind=EntryKind.SILENCE, repo=None)))
        own = _own(entries, some)
        for repo in some:
            told = sorted([*shared, *own[repo.pk]], key=lambda one: one[0])
            hub_id = repo.hub_id or _named(own[repo.pk])
            yield repo, gather(hub_id, [one[1:] for one in told])


def log_lines(edition: Edition, *, length: int | None = None) -> Iterator[str]:
    """The edition's log as lines of an export, each with its end; the first ``length`` of them."""
    entries = EvidenceEntry.objects.filter(log__edition=edition).order_by("sequence")
    if length is not None:
        entries = entries.filter(sequence__lte=length)
    for sequence, at, kind, body, previous, hash in entries.values_list(
        "sequence", "at", "kind", "body", "previous", "hash"
    ).iterator(chunk_size=500):
        line = chain.line_of(sequence=sequence, at=at, kind=kind, body=body, previous=previous, hash=hash)
        yield f"{line}\n"


@dataclass(frozen=True, slots=True)
class Close:
    """The log as it was closed for a close of the delivery: when, for which, and its length and head at that moment."""

    at: datetime
    counts_until: datetime
    length: int
    head: str


@dataclass(frozen=True, slots=True)
class LogState:
    """How far an edition's log has come, as everybody may know. ``since`` and ``last_look_at`` None: it has not begun."""

    length: int
    head: str
    watched: int
    since: datetime | None
    last_look_at: datetime | None
    closes: tuple[Close, ...]


def has_log(edition: Edition) -> bool:
    """Whether the edition's log has begun: it does with the first delivery."""
    return EvidenceLog.objects.filter(edition=edition).exists()


def log_state(edition: Edition) -> LogState:
    """The edition's log; an empty one where nothing has been delivered yet. Five queries at most."""
    log = EvidenceLog.objects.filter(edition=edition).first()
    if log is None:
        return LogState(0, "", 0, None, None, ())
    first = log.entries.order_by("sequence").values_list("at", flat=True).first()
    looks = log.entries.filter(kind__in=(EntryKind.SNAPSHOT, EntryKind.SIGHTING, EntryKind.SWEEP))
    last = looks.order_by("-sequence").values_list("at", flat=True).first()
    closed = log.entries.filter(kind=EntryKind.CLOSED).order_by("sequence")
    watched = Watch.objects.filter(edition=edition).count()
    return LogState(log.length, log.head, watched, first, last, tuple(_close(entry) for entry in closed))


def _close(entry: EvidenceEntry) -> Close:
    body = json.loads(entry.body)
    return Close(entry.at, datetime.fromisoformat(body["counts_until"]), entry.sequence, entry.hash)


def _told(entries: QuerySet[EvidenceEntry]) -> list[Told]:
    rows = entries.values_list("sequence", "kind", "at", "body")
    return [(sequence, kind, at, json.loads(body)) for sequence, kind, at, body in rows]


def _own(entries: QuerySet[EvidenceEntry], repos: Sequence[Repo]) -> dict[int, list[Told]]:
    """What is about one repo alone, and the receipts of the versions that name it."""
    own: dict[int, list[Told]] = {repo.pk: [] for repo in repos}
    rows = entries.filter(repo__in=repos).values_list("repo", "sequence", "kind", "at", "body")
    for repo, sequence, kind, at, body in rows:
        own[repo].append((sequence, kind, at, json.loads(body)))
    receipts = entries.filter(kind=EntryKind.RECEIPT, version__entries__repo__in=repos)
    named = receipts.values_list("version__entries__repo", "sequence", "kind", "at", "body").distinct()
    for repo, sequence, kind, at, body in named:
        if repo in own:
            own[repo].append((sequence, kind, at, json.loads(body)))
    return own


def _named(told: Sequence[Told]) -> str:
    """The id that the Hub last gave for a repo whose row does not have it."""
    return next((body["hub_id"] for _number, _kind, _at, body in reversed(told) if body.get("hub_id")), "")
