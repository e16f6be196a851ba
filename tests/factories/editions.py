"""Editions for tests: the shipped rules, moved in time so that a phase is going on at ``NOW``."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from hackathon.editions.loading import shipped_rules
from hackathon.editions.models import Edition
from hackathon.editions.parsing import digest, dump_rules
from hackathon.editions.rules import EditionRules, Phase, Requirement, TeamRules
from hackathon.editions.shifting import shift_to_phase

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
BASE = "somos600m-2024"


@cache
def base_rules() -> EditionRules:
    """The rules of 2024, read once per process: nobody can change them, and nearly every test wants an edition."""
    return shipped_rules(BASE)


def make_rules(
    slug: str = "demo", *, phase: Phase = Phase.BUILDING, at: datetime = NOW, **changes: Any
) -> EditionRules:
    """The rules of 2024 with their dates moved so that ``at`` lies in ``phase``; ``changes`` replace whole branches.

    Nobody has to bring anything to get a seat in a team: tests about that say so, with ``requiring``.
    """
    rules = shift_to_phase(base_rules(), phase=phase, at=at, slug=slug)
    return replace(rules, **{"team": replace(rules.team, requires=frozenset()), **changes})


def requiring(*requirements: Requirement) -> TeamRules:
    """Team rules that ask for these first: ``make_edition(team=requiring(Requirement.REGISTRATION))``."""
    return replace(base_rules().team, requires=frozenset(requirements))


def make_edition(slug: str = "demo", phase: Phase = Phase.BUILDING, at: datetime = NOW, **changes: Any) -> Edition:
    """An edition that stands in ``phase`` at ``at``. While building, teams can still be formed."""
    rules = make_rules(slug, phase=phase, at=at, **changes)
    tree, found = _written(rules)
    return Edition.objects.create(
        slug=slug, title=str(rules.title), rules=json.loads(tree), rules_digest=found, rules_version=1
    )


@lru_cache(maxsize=256)
def _written(rules: EditionRules) -> tuple[str, str]:
    """The rules as JSON, and their digest."""
    return json.dumps(dump_rules(rules)), digest(rules)
