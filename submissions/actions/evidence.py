"""Adding to an edition's evidence log: the only place where its entries are made."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from hackathon.editions.models import Edition
from submissions.audit.wire import to_wire
from submissions.deadline import chain
from submissions.deadline.record import EntryKind, iso
from submissions.models import EvidenceEntry, EvidenceLog, Repo, SubmissionVersion


def append(
    *,
    edition: Edition,
    kind: EntryKind,
    body: Mapping[str, Any],
    at: datetime,
    key: str | None = None,
    repo: Repo | None = None,
    version: SubmissionVersion | None = None,
) -> EvidenceEntry:
    """Add an entry to the end of the edition's log. With a ``key`` that the log has already, that entry is returned instead.

    Whoever appends holds the log's row until their transaction ends, so this comes last in one. A log that is new, or whose
    edition has other rules since, first says so in an entry of its own.
    """
    with transaction.atomic():
        _check_what_was_written()
        log = _held(edition)
        rules_key = _rules_key(edition)
        known = {entry.key: entry for entry in log.entries.filter(key__in=[rules_key, *([key] if key else [])])}
        if key in known:
            return known[key]
        if rules_key not in known:
            _tell_rules(log, edition, at=at)
        return _add(log, kind=kind, body=body, at=at, key=key, repo=repo, version=version)


def _check_what_was_written() -> None:
    """What this transaction wrote may refer to rows that others hold who wait for the log: PostgreSQL asks for those now and
    not at the end, when this transaction holds the log itself. SQLite has one writer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _held(edition: Edition) -> EvidenceLog:
    held = EvidenceLog.objects.select_for_update().filter(edition=edition)
    log = held.first()
    if log is None:
        EvidenceLog.objects.get_or_create(edition=edition)
        log = held.get()
    return log


def _rules_key(edition: Edition) -> str:
    """The rules that hold now, which may have changed since the edition was read."""
    now = Edition.objects.only("rules_version", "rules_digest").get(pk=edition.pk)
    return f"rules:{now.rules_version}:{now.rules_digest}"


def _tell_rules(log: EvidenceLog, edition: Edition, *, at: datetime) -> None:
    """The rules that hold from here on."""
    edition = Edition.objects.get(pk=edition.pk)
    key = f"rules:{edition.rules_version}:{edition.rules_digest}"
    if not log.length:
        _add(log, kind=EntryKind.OPENED, body={"edition": edition.slug}, at=at)
    rules = edition.parsed_rules
    body = {
        "version": edition.rules_version,
        "digest": edition.rules_digest,
        "closes_at": iso(rules.windows.submission.closes_at),
        "counts_until": iso(rules.counts_until),
        "taken_until": iso(rules.taken_until),
    }
    _add(log, kind=EntryKind.RULES, body=body, at=at, key=key)


def _add(
    log: EvidenceLog,
    *,
    kind: EntryKind,
    body: Mapping[str, Any],
    at: datetime,
    key: str | None = None,
    repo: Repo | None = None,
    version: SubmissionVersion | None = None,
) -> EvidenceEntry:
    text = chain.canonical(to_wire(body))
    sequence, previous = log.length + 1, log.head
    hash = chain.hash_of(sequence=sequence, at=at, kind=kind.value, body=text, previous=previous)
    entry = EvidenceEntry.objects.create(
        log=log,
        sequence=sequence,
        kind=kind.value,
        at=at,
        body=text,
        previous=previous,
        hash=hash,
        key=key,
        repo=repo,
        version=version,
    )
    log.length, log.head = sequence, hash
    log.save(update_fields=["length", "head"])
    return entry
