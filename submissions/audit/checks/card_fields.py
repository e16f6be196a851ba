"""The fields of a card's YAML: are those that are asked for there, and do they hold what the Hub takes."""

from typing import Any

from hackathon.hub.types import RepoType
from submissions.audit.cards.mentions import texts_of
from submissions.audit.cards.metadata import KEYS_OF_THEIR_OWN, OLD_KEYS, OddField, odd_fields, odd_language
from submissions.audit.checks.shared import base_language, card_rules, languages_of
from submissions.audit.evidence import CardEvidence, Evidence, Part
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, warned
from submissions.audit.registry import check
from submissions.audit.texts import near_misses


@check("card.metadata", needs=(Part.CARD,))
def metadata_keys(evidence: Evidence) -> Finding:
    """The YAML gives what this edition asks for, licence, language and so on, and what it gives is as the Hub takes it."""
    card = evidence.repo.card
    wanted = card_rules(evidence.rules, evidence.repo.repo_type).metadata
    if not wanted:
        return not_applicable(why="not_asked")
    if card is None or card.metadata is None:
        return not_applicable(why="no_yaml")
    metadata = card.metadata
    missing = [key for key in wanted if key not in metadata]
    empty = [key for key in wanted if key in metadata and _is_blank(metadata[key])]
    odd = [_told(one, card) for one in odd_fields(metadata, evidence.repo.repo_type)][:LISTED]
    if missing or empty:
        renamed = {new for old, new in OLD_KEYS.items() if old in metadata}
        others = [key for key in metadata if key not in wanted and key not in OLD_KEYS and key not in KEYS_OF_THEIR_OWN]
        similar = near_misses([key for key in missing if key not in renamed], others)
        return failed(missing=missing, empty=empty, similar=similar, odd=odd, path=card.path)
    return warned(odd=odd, path=card.path) if odd else passed(keys=wanted)


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
    meant = {code: _meant(code) for code in declared}
    if any(meant[code] in rules.languages for code in declared):
        return passed(declared=declared[:LISTED])
    return warned(declared=declared[:LISTED], languages=rules.languages, path=card.path, line=_line(card, "language"))


def _meant(code: str) -> str:
    """The base language of a code, or of a language's name."""
    odd = odd_language(code)
    return odd.instead if odd and odd.instead else base_language(code)


def _told(odd: OddField, card: CardEvidence) -> dict[str, Any]:
    return {"key": odd.key, "why": odd.why, "value": odd.value, "instead": odd.instead, "line": _line(card, odd.key)}


def _line(card: CardEvidence, key: str) -> int | None:
    return card.key_lines.get(key)


def _is_blank(value: Any) -> bool:
    return not isinstance(value, bool) and not texts_of(value)
