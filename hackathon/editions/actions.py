"""Deeds on editions: load rules from a file, change them, put up the demonstration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from hackathon.editions import queries, trail
from hackathon.editions.loading import read_rules, shipped_rules
from hackathon.editions.models import Edition, EditionRulesVersion
from hackathon.editions.parsing import digest, dump_rules, parse_rules
from hackathon.editions.reading import Problem, RulesError
from hackathon.editions.rules import EditionRules, EvaluationRules, Phase
from hackathon.editions.shifting import shift_to_phase, stands_in
from hackathon.editions.verbs import CHANGED, LOADED, SHIFTED


class Outcome(StrEnum):
    """What loading did. KEPT: a person changed the rules since they were loaded, so they stay."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The edition as it is now, and what loading did to it."""

    edition: Edition
    outcome: Outcome


class RulesMovedOn(Exception):
    """Someone else changed the rules after the version that this change was based on."""


def load_edition(
    *,
    slug: str = "",
    path: Path | None = None,
    by: Model | None,
    at: datetime,
    reason: str = "",
    overwrite: bool = False,
) -> Loaded:
    """The edition of a shipped ``slug`` or of the TOML file at ``path``, made or brought up to date.

    Loading twice writes once. The file seeds, what is in the database is the truth: rules that a person has changed since
    stay as they are, unless ``overwrite``. Raises ``NoSuchRules`` or ``RulesError``, and then nothing is written.
    """
    rules = read_rules(path) if path else shipped_rules(slug)
    return _put(rules, by=by, at=at, reason=reason, verb=LOADED, overwrite=overwrite)


@transaction.atomic
def change_rules(
    *,
    edition: Edition,
    rules: EditionRules | Mapping[str, Any],
    by: Model | None,
    at: datetime,
    reason: str,
    based_on: int | None = None,
) -> Edition:
    """The edition with new rules, a new version of them and a line in the trail; the same rules write nothing.

    ``based_on`` is the version that the person was looking at: if it is no longer the last, ``RulesMovedOn``.
    Raises ``RulesError`` when the rules are wrong or another edition's.
    """
    new = rules if isinstance(rules, EditionRules) else parse_rules(rules)
    if new.slug != edition.slug:
        raise RulesError([Problem("slug", f"no se puede cambiar: esta edición es «{edition.slug}»")])
    current = Edition.objects.select_for_update().get(pk=edition.pk)
    if based_on is not None and based_on != current.rules_version:
        raise RulesMovedOn(current.rules_version)
    if current.rules_digest != digest(new):
        _write(current, new, by=by, at=at, reason=reason, verb=CHANGED)
    return current


@transaction.atomic
def load_demo_edition(
    *,
    base_slug: str,
    phase: Phase,
    by: Model | None,
    at: datetime,
    slug: str = "demo",
    evaluation: EvaluationRules | None = None,
) -> Loaded:
    """The demonstration edition, which follows ``base_slug``'s rules and stands in ``phase`` at ``at``.

    ``evaluation``: how it evaluates models instead (the base's suites need a GPU and days).

    One that does both already is left as it is, with whatever was changed in it. Raises ``Edition.DoesNotExist`` if the
    base is not loaded, and ``PhaseTooShort``.
    """
    base = queries.edition(base_slug)
    current = Edition.objects.select_for_update().filter(slug=slug).first()
    if current and _follows(current, base) and stands_in(current.parsed_rules, phase=phase, at=at):
        return Loaded(current, Outcome.UNCHANGED)
    rules = shift_to_phase(base.parsed_rules, phase=phase, at=at, slug=slug)
    if evaluation is not None:
        rules = replace(rules, evaluation=replace(evaluation, likes=rules.evaluation.likes))
    reason = f"Demostración de «{base.slug}» en la fase «{phase}»"
    return _put(rules, by=by, at=at, reason=reason, verb=SHIFTED, overwrite=True, source=base)


def record_export(
    *, edition: Edition, name: str, rows: int, columns: Sequence[str], query: str, by: Model, at: datetime
) -> None:
    """Write down that somebody took a list out of the house: which one, how many rows, which columns, by which filter."""
    trail.record(
        edition=edition,
        by=by,
        at=at,
        verb="list.exported",
        target=edition,
        name=name,
        rows=rows,
        columns=list(columns),
        query=query,
    )


def _follows(demo: Edition, base: Edition) -> bool:
    return (demo.source, demo.source_digest) == (base.slug, base.rules_digest)


@transaction.atomic
def _put(
    rules: EditionRules,
    *,
    by: Model | None,
    at: datetime,
    reason: str,
    verb: str,
    overwrite: bool,
    source: Edition | None = None,
) -> Loaded:
    origin = {"source": source.slug, "source_digest": source.rules_digest} if source else {}
    blank = {"title": str(rules.title), "rules": dump_rules(rules), "rules_version": 0, **origin}
    edition, created = Edition.objects.select_for_update().get_or_create(slug=rules.slug, defaults=blank)
    if not created and edition.rules_digest == digest(rules) and not _moves(edition, origin):
        return Loaded(edition, Outcome.UNCHANGED)
    if not created and not overwrite and queries.last_rules_verb(edition) == CHANGED:
        return Loaded(edition, Outcome.KEPT)
    _write(edition, rules, by=by, at=at, reason=reason, verb=verb, **origin)
    return Loaded(edition, Outcome.CREATED if created else Outcome.UPDATED)


def _moves(edition: Edition, origin: Mapping[str, str]) -> bool:
    return any(getattr(edition, name) != value for name, value in origin.items())


def _write(
    edition: Edition, rules: EditionRules, *, by: Model | None, at: datetime, reason: str, verb: str, **origin: str
) -> None:
    """Make these the edition's rules: one place where row, version and trail move together."""
    before = edition.rules_digest
    edition.title = str(rules.title)
    edition.rules = dump_rules(rules)
    edition.rules_digest = digest(rules)
    edition.rules_version += 1
    for name, value in origin.items():
        setattr(edition, name, value)
    edition.save()
    EditionRulesVersion.objects.create(
        edition=edition,
        number=edition.rules_version,
        rules=edition.rules,
        digest=edition.rules_digest,
        at=at,
        by=by,
        reason=reason,
    )
    trail.record(
        edition=edition,
        by=by,
        at=at,
        verb=verb,
        target=edition,
        reason=reason,
        version=edition.rules_version,
        before=before,
        after=edition.rules_digest,
    )
