"""Ways to compare names and words as people do: without case, accents, emoji or punctuation. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

_NUMBERING = re.compile(r"^\s*(?:(?:\d+|[a-z]|[ivx]+)[.)]\s*)*(?:\d+\s+)?", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{0,200}>|\]\([^()]{0,500}\)|[*_`\[\]]")
_LETTERS = re.compile(r"[^\W_]+")
_CLOSE = 0.8


def plain(text: str) -> str:
    """``text`` in lower case, without accents, with runs of anything but letters and digits as one space.

    >>> plain("📚  Evaluación (de Sesgos)")
    'evaluacion de sesgos'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(_LETTERS.findall(text.casefold()))


def heading_key(heading: str) -> str:
    """What a heading is called, whatever its emphasis, links, emoji and numbering.

    >>> heading_key("2.1. **Usos** [¶](#usos) 🚀")
    'usos'
    """
    without_markup = _MARKUP.sub(" ", heading)
    without_emoji = "".join(c for c in without_markup if c.isascii() or c.isalnum() or unicodedata.combining(c))
    key = plain(_NUMBERING.sub("", without_emoji.strip(), count=1))
    return key or plain(without_markup) or plain(heading)


def squeezed(text: str) -> str:
    """``plain`` without any space: ``es-MX`` and ``es_mx`` give the same."""
    return plain(text).replace(" ", "")


def similar(wanted: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was most likely meant as ``wanted``; None when none comes close.

    >>> similar("cómo_fue", ["Como Fue", "adónde"])
    'Como Fue'
    """
    best, best_score = None, _CLOSE
    for candidate in candidates:
        score = _closeness(squeezed(wanted), squeezed(candidate))
        if score > best_score or (best is None and score == best_score):
            best, best_score = candidate, score
    return best


def near_misses(wanted: Iterable[str], given: Sequence[str]) -> dict[str, str]:
    """For each wanted name the given one that was most likely meant; names without any are left out."""
    pairs = ((name, similar(name, given)) for name in wanted)
    return {name: near for name, near in pairs if near}


def _closeness(wanted: str, given: str) -> float:
    if not wanted or not given:
        return 0.0
    if wanted == given:
        return 1.0
    shorter, longer = sorted((wanted, given[:200]), key=len)
    beginning = 0.85 if len(shorter) >= 4 and longer.startswith(shorter) else 0.0
    return max(beginning, SequenceMatcher(None, wanted, given[:200]).ratio())
