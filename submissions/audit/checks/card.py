"""The cards: are they there, can the Hub read their YAML, and did somebody fill them in."""

from collections.abc import Iterable, Mapping
from typing import Any

from hackathon.editions.rules import CardSection
from hackathon.hub.types import RepoType
from submissions.audit.checks.shared import card_rules
from submissions.audit.evidence import CardEvidence, Evidence, Part, Problem, Section
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, warned
from submissions.audit.mentions import texts_of
from submissions.audit.registry import check
from submissions.audit.texts import heading_key, near_misses, plain, similar

LANGUAGE_KEYS = ("language", "languages")
BROKEN_YAML = (
    "no_front_matter",
    "unopened_front_matter",
    "front_matter_not_first",
    "unclosed_front_matter",
    "empty_front_matter",
    "invalid_yaml",
    "not_a_mapping",
    "too_complex",
)
ODD_YAML = ("two_front_matters", "duplicate_key")


@check("card.readable", needs=(Part.CARD,))
def readable(evidence: Evidence) -> Finding:
    """There is a README.md with text in it, in UTF-8."""
    repo = evidence.repo
    if repo.card is None:
        return failed(why="missing", others=[card.path for card in repo.cards])
    if repo.card.problem("empty"):
        return failed(why="empty", path=repo.card.path)
    for code in ("not_utf8", "too_large"):
        for card in repo.cards:
            problem = card.problem(code)
            if problem:
                return warned(why=code, path=card.path, line=problem.line)
    words = sum(card.words for card in repo.cards)
    if not words:
        return warned(why="no_text", path=repo.card.path)
    return passed(paths=[card.path for card in repo.cards], words=words)


@check("card.yaml", needs=(Part.CARD,))
def yaml_valid(evidence: Evidence) -> Finding:
    """README.md begins with a block of YAML that the Hub can read."""
    card = evidence.repo.card
    if card is None or card.problem("empty"):
        return not_applicable(why="no_card")
    broken = _first(card, BROKEN_YAML)
    if broken:
        return failed(why=broken.code, path=card.path, line=broken.line, detail=broken.detail)
    odd = _first(card, ODD_YAML) or _norwegian(card)
    if odd:
        return warned(why=odd.code, path=card.path, line=odd.line, detail=odd.detail)
    return passed(keys=sorted(card.metadata or {})[:LISTED])


@check("card.metadata", needs=(Part.CARD,))
def metadata_keys(evidence: Evidence) -> Finding:
    """The YAML gives what this edition asks for: licence, language and so on."""
    card = evidence.repo.card
    wanted = card_rules(evidence.rules, evidence.repo.repo_type).metadata
    if not wanted:
        return not_applicable(why="not_asked")
    if card is None or card.metadata is None:
        return not_applicable(why="no_yaml")
    metadata = card.metadata
    missing = [key for key in wanted if key not in metadata]
    empty = [key for key in wanted if key in metadata and _is_blank(metadata[key])]
    if not missing and not empty:
        return passed(keys=wanted)
    others = [key for key in metadata if key not in wanted]
    return failed(missing=missing, empty=empty, similar=near_misses(missing, others))


@check("card.language", applies_to=(RepoType.DATASET, RepoType.MODEL), needs=(Part.CARD,))
def language(evidence: Evidence) -> Finding:
    """The YAML names a language of this edition."""
    card = evidence.repo.card
    rules = evidence.rules.dataset if evidence.repo.repo_type == RepoType.DATASET else evidence.rules.model
    if not rules.languages:
        return not_applicable(why="not_asked")
    if card is None or card.metadata is None:
        return not_applicable(why="no_yaml")
    declared = languages_of(card.metadata)
    if not declared:
        return not_applicable(why="no_language")
    known = {language.lower() for language in rules.languages}
    if any(base_language(one) in known for one in declared):
        return passed(declared=declared[:LISTED])
    return warned(declared=declared[:LISTED], languages=rules.languages)


@check("card.sections", needs=(Part.CARD,))
def sections(evidence: Evidence) -> Finding:
    """Every section that this edition asks for is there and filled, in README.md or a translation beside it."""
    wanted = card_rules(evidence.rules, evidence.repo.repo_type).sections
    cards = [card for card in evidence.repo.cards if not card.problem("empty")]
    if not wanted:
        return not_applicable(why="not_asked")
    if not cards:
        return not_applicable(why="no_card")
    found = [section for card in cards for section in card.sections]
    missing, unfilled, filled = [], [], []
    for asked in wanted:
        matching = matching_sections(asked, found)
        if any(section.filled for section in matching):
            filled.append(asked.key)
        else:
            (unfilled if matching else missing).append((asked, matching))
    if not missing and not unfilled:
        return passed(filled=filled)
    headings = [section.heading for section in found]
    return failed(
        missing=[_asked(asked, similar(asked.headings[0], headings)) for asked, _ in missing][:LISTED],
        unfilled=[_asked(asked, matching[0].heading) for asked, matching in unfilled][:LISTED],
        filled=filled,
    )


def matching_sections(asked: CardSection, found: Iterable[Section]) -> list[Section]:
    """Sections under one of the headings asked for: the same words, or those words within a slightly longer heading.

    A card's own title ("Dataset Card for X") is matched by the same words only: all of the card lies under it.
    """
    keys = [heading_key(heading) for heading in asked.headings]
    return [
        section
        for section in found
        if section.key in keys or (section.level > 1 and any(_says(section.key.split(), key.split()) for key in keys))
    ]


def languages_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that a card's YAML names, whichever way they are written."""
    return tuple(text for key in LANGUAGE_KEYS for text in texts_of(metadata.get(key)))


def base_language(code: str) -> str:
    """``es`` for ``es-MX``, ``es_mx`` and ``ES``."""
    return plain(code).split(" ")[0]


def _says(heading: list[str], words: list[str]) -> bool:
    if not words or len(heading) > len(words) + 3:
        return False
    return any(heading[start : start + len(words)] == words for start in range(len(heading) - len(words) + 1))


def _asked(asked: CardSection, heading: str | None) -> dict[str, Any]:
    return {
        "key": asked.key,
        "title": dict(asked.title.translations),
        "headings": list(asked.headings[:3]),
        "heading": heading,
    }


def _first(card: CardEvidence, codes: Iterable[str]) -> Problem | None:
    return next(filter(None, map(card.problem, codes)), None)


def _norwegian(card: CardEvidence) -> Problem | None:
    """``language: no`` without quotes, which many programs read as False."""
    norway = card.problem("norway")
    languages = {text.lower() for text in languages_of(card.metadata or {})}
    return norway if norway and norway.detail.lower() in languages else None


def _is_blank(value: Any) -> bool:
    return not isinstance(value, bool) and not texts_of(value)
