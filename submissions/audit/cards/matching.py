"""Which headings of a card mean the sections that an edition asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hackathon.editions.rules import CardRules
from submissions.audit.cards.headings import asked_meanings, fit, is_slip, meaning
from submissions.audit.cards.outline import LABEL_LEVEL
from submissions.audit.evidence import CardEvidence, Section


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """What the headings of each section mean, by its key. Compared by identity, so that it can be a cache's key cheaply."""

    meanings: Mapping[str, tuple[frozenset[str], ...]]


def headings_for(rules: CardRules, card: CardEvidence) -> dict[str, list[Section]]:
    """For each section asked for, by its key, the headings of the card that mean it.

    A heading goes to what it fits best: "Evaluación de sesgos" is about biases, though "Evaluación" is asked for too. One that
    differs by a slip of the pen counts where no other does. The card's title and labels have to say just what is asked for.
    """
    wanted = _wanted(rules)
    found: dict[str, list[Section]] = {key: [] for key in wanted.meanings}
    title = title_of(card)
    free = []
    for section in card.sections:
        keys = _best(wanted, section.key, section is title or section.level == LABEL_LEVEL)
        for key in keys:
            found[key].append(section)
        if not keys and section is not title and section.level < LABEL_LEVEL:
            free.append(section)
    for key in [key for key, sections in found.items() if not sections]:
        found[key] = [section for section in free if _slipped(wanted, section.key, key)]
    return found


def title_of(card: CardEvidence) -> Section | None:
    """The card's own title: its first heading, where that is of the first level."""
    first = card.sections[0] if card.sections else None
    return first if first is not None and first.level == 1 else None


@lru_cache(maxsize=8192)
def place_among(key: str, headings: tuple[str, ...]) -> int:
    """The place of the first of ``headings`` that a heading of that key means; behind the last if it means none."""
    means = meaning(key)
    return next((n for n, one in enumerate(headings) if fit(means, asked_meanings((one,)))), len(headings))


@lru_cache(maxsize=16)
def _wanted(rules: CardRules) -> _Wanted:
    return _Wanted({asked.key: asked_meanings(asked.headings) for asked in rules.sections})


@lru_cache(maxsize=8192)
def _best(wanted: _Wanted, key: str, whole: bool) -> tuple[str, ...]:
    """The sections that a heading of that key fits best; none if it fits none."""
    fits = {asked: fit(meaning(key), meanings, whole=whole) for asked, meanings in wanted.meanings.items()}
    best = max(fits.values(), default=0.0)
    return tuple(asked for asked, value in fits.items() if value == best > 0)


@lru_cache(maxsize=8192)
def _slipped(wanted: _Wanted, key: str, asked: str) -> bool:
    return is_slip(meaning(key), wanted.meanings[asked])
