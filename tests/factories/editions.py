"""Editions for tests: the shipped rules, moved in time so that a phase is going on at ``NOW``."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hackathon.editions.loading import shipped_rules
from hackathon.editions.models import Edition
from hackathon.editions.parsing import digest, dump_rules
from hackathon.editions.rules import EditionRules, Phase, Requirement, TeamRules
from hackathon.editions.shifting import shift_to_phase

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
BASE = "somos600m-2024"


def make_rules(
    slug: str = "demo", *, phase: Phase = Phase.BUILDING, at: datetime = NOW, **changes: Any
) -> EditionRules:
    """The rules of 2024 with their dates moved so that ``at`` lies in ``phase``; ``changes`` replace whole branches.

    Nobody has to bring anything to get a seat in a team: tests about that say so, with ``requiring``.
    """
    rules = shift_to_phase(shipped_rules(BASE), phase=phase, at=at, slug=slug)
    return replace(rules, **{"team": replace(rules.team, requires=frozenset()), **changes})


def requiring(*requirements: Requirement) -> TeamRules:
    """Team rules that ask for these first: ``make_edition(team=requiring(Requirement.REGISTRATION))``."""
    return replace(shipped_rules(BASE).team, requires=frozenset(requirements))


def make_edition(slug: str = "demo", phase: Phase = Phase.BUILDING, at: datetime = NOW, **changes: Any) -> Edition:
    """An edition that stands in ``phase`` at ``at``. While building, teams can still be formed."""
    rules = make_rules(slug, phase=phase, at=at, **changes)
    return Edition.objects.create(
        slug=slug, title=str(rules.title), rules=dump_rules(rules), rules_digest=digest(rules), rules_version=1
    )
