"""What several checks do in the same way."""

from collections.abc import Mapping
from typing import Any

from hackathon.editions.rules import CardRules, EditionRules
from hackathon.hub.types import RepoType
from submissions.audit.cards.mentions import texts_of
from submissions.audit.texts import plain

LANGUAGE_KEYS = ("language", "languages", "language_bcp47")


def card_rules(rules: EditionRules, repo_type: RepoType) -> CardRules:
    """The edition's rules for the card of that type of repo."""
    return {RepoType.DATASET: rules.dataset, RepoType.MODEL: rules.model, RepoType.SPACE: rules.demo}[repo_type].card


def languages_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that a card's YAML names, whichever way they are written."""
    return tuple(text for key in LANGUAGE_KEYS for text in texts_of(metadata.get(key)))


def base_language(code: str) -> str:
    """``es`` for ``es-MX``, ``es_mx`` and ``ES``."""
    return plain(code).split(" ")[0]
