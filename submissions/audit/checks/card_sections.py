"""What the cards say: the sections that an edition asks for, its motivation, its team, and the goals that it serves."""

from collections.abc import Iterable, Sequence
from typing import Any

from hackathon.editions.rules import SectionRole, Severity
from hackathon.hub.types import RepoType
from submissions.audit.cards.completeness import Judged, SectionState, judge_role, judge_sections
from submissions.audit.checks.shared import card_rules
from submissions.audit.evidence import CardEvidence, Evidence, Part
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, warned
from submissions.audit.registry import check
from submissions.audit.texts import similar

_TYPES = (RepoType.DATASET, RepoType.MODEL)
OWN_CHECKS = (SectionRole.MOTIVATION, SectionRole.TEAM)
"""Sections of these roles are judged by checks of their own."""


@check("card.sections", needs=(Part.CARD,))
def sections(evidence: Evidence) -> Finding:
    """Every section that this edition asks for is there and filled, in README.md or a translation beside it.

    One that is missing or left as the template has it fails; a thin one, and one that is only recommended, is a warning.
    """
    cards = _cards(evidence)
    rules = card_rules(evidence.rules, evidence.repo.repo_type)
    if not [asked for asked in rules.sections if asked.role not in OWN_CHECKS]:
        return not_applicable(why="not_asked")
    if not cards:
        return not_applicable(why="no_card")
    judged = [
        one for one in judge_sections(rules, cards, evidence.rules.audit.thin_words) if one.asked.role not in OWN_CHECKS
    ]
    facts = {_FACTS[state]: _listed(judged, state, cards) for state in SectionState}
    if any(one.asked.required and one.state in _NOT_THERE for one in judged):
        return failed(**facts)
    return warned(**facts) if any(one.state != SectionState.FILLED for one in judged) else passed(**facts)


@check("card.motivation", applies_to=_TYPES, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def motivation(evidence: Evidence) -> Finding:
    """The card says why the project exists and what it is good for."""
    return _one(evidence, SectionRole.MOTIVATION)


@check("card.team", applies_to=_TYPES, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def team(evidence: Evidence) -> Finding:
    """The card names the people who made it: their names, or links to their profiles."""
    finding = _one(evidence, SectionRole.TEAM)
    linked = finding.facts.get("state") == SectionState.THIN and finding.facts.get("links")
    return passed(**finding.facts) if linked else finding


@check(
    "card.sdgs",
    applies_to=_TYPES,
    needs=(Part.CARD,),
    severity=Severity.INFORMATIVE,
)
def sdgs(evidence: Evidence) -> Finding:
    """The card says which of the Sustainable Development Goals the project serves, by number or by name."""
    cards = _cards(evidence)
    if not cards:
        return not_applicable(why="no_card")
    goals = sorted({goal for card in cards for goal in card.goals})
    if goals:
        return passed(goals=goals)
    spoken = next((card.path for card in cards if card.speaks_of_goals), None)
    return warned(why="which", path=spoken) if spoken else warned(why="none")


def _one(evidence: Evidence, role: SectionRole) -> Finding:
    """The finding about the section with that role."""
    cards = _cards(evidence)
    rules = card_rules(evidence.rules, evidence.repo.repo_type)
    if not rules.of_role(role):
        return not_applicable(why="not_asked")
    if not cards:
        return not_applicable(why="no_card")
    judged = judge_role(rules, cards, evidence.rules.audit.thin_words, role)[0]
    facts = _told(judged, cards) | {"state": judged.state}
    if judged.state == SectionState.FILLED:
        return passed(**facts)
    return warned(**facts) if judged.state == SectionState.THIN else failed(**facts)


_NOT_THERE = (SectionState.MISSING, SectionState.TEMPLATE)
_FACTS = {
    SectionState.MISSING: "missing",
    SectionState.TEMPLATE: "unfilled",
    SectionState.THIN: "thin",
    SectionState.FILLED: "filled",
}


def _cards(evidence: Evidence) -> list[CardEvidence]:
    return [card for card in evidence.repo.cards if not card.problem("empty")]


def _listed(judged: Iterable[Judged], state: SectionState, cards: Sequence[CardEvidence]) -> list[dict[str, Any]]:
    return [_told(one, cards) for one in judged if one.state == state][:LISTED]


def _told(judged: Judged, cards: Sequence[CardEvidence]) -> dict[str, Any]:
    """A section as facts; of a missing one, the heading that comes nearest and how it may be called."""
    asked = judged.asked
    told: dict[str, Any] = {
        "key": asked.key,
        "title": dict(asked.title.translations),
        "required": asked.required,
        "words": judged.words,
        "least": judged.least,
        "links": judged.links + judged.media,
    }
    if judged.state == SectionState.MISSING:
        headings = [section.heading for card in cards for section in card.sections]
        return told | {"headings": list(asked.headings[:3]), "heading": similar(asked.headings[0], headings)}
    return told | {"heading": judged.heading, "path": judged.path, "line": judged.line, "repeats": judged.repeats}
