"""Whether a value is one that an edition's column allows, and if not, what was probably meant. Pure."""

import ast
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hackathon.editions.rules import Column, ColumnRole
from submissions.audit.columns import varieties
from submissions.audit.texts import plain, similar, squeezed

_BETWEEN: Final = re.compile(r"\s*[,;|/+&\n]\s*")
_MOST_PARTS: Final = 20


class Match(StrEnum):
    """How a value fits its column.

    EXACT: it is allowed as it is. NORMALISED: the same thing in another spelling. NEAR: something else was probably meant.
    SEVERAL: a list of allowed values in one cell. ODD: allowed in form, but hardly true. STRANGE: nothing that is known.
    """

    EXACT = "exact"
    NORMALISED = "normalised"
    NEAR = "near"
    SEVERAL = "several"
    ODD = "odd"
    STRANGE = "strange"


class Why(StrEnum):
    """What is wrong with a language: a country is missing, it is none of the edition's, or is not spoken in that country."""

    NO_COUNTRY = "no_country"
    OTHER_LANGUAGE = "other_language"
    NOT_SPOKEN_THERE = "not_spoken_there"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a value fits, what was ``meant`` (in the form that the edition wants), the ``parts`` of a list, and ``why`` where known."""

    match: Match
    meant: str | None = None
    parts: tuple[str, ...] = ()
    why: Why | None = None


EXACT: Final = Judgement(Match.EXACT)
STRANGE: Final = Judgement(Match.STRANGE)


def judge(column: Column, value: str, *, languages: Sequence[str] = ()) -> Judgement:
    """How ``value`` fits. ``languages``: those of the edition, the main one first; they matter where the column's role is a language.

    >>> from hackathon.editions.rules import Text
    >>> column = Column("x", Text((("es", "x"),)), values=("clásico", "literatura"), subvalues=True)
    >>> [str(judge(column, value).match) for value in ("clásico", "CLASICO", "literatura_poesia", "Literatura / Poesía", "clasicos")]
    ['exact', 'normalised', 'exact', 'normalised', 'near']
    """
    if column.role == ColumnRole.LANGUAGE and column.pattern:
        return _language(column, value, tuple(languages))
    if is_allowed(column, value):
        return EXACT
    return _other_spelling(column, value) or _list(column, value) or _near(column, value) or STRANGE


def is_allowed(column: Column, value: str) -> bool:
    """True for a listed value, one with a suffix where the column takes subvalues, or one of the column's form.

    ``literatura_poesia`` is allowed where ``literatura`` is listed and subvalues are taken.
    """
    value = unicodedata.normalize("NFC", value)
    allowed = tuple(unicodedata.normalize("NFC", one) for one in column.values)
    if value in allowed or (column.subvalues and value.startswith(tuple(f"{one}_" for one in allowed))):
        return True
    return bool(column.pattern) and re.fullmatch(column.pattern, value) is not None


def parts_of(value: str) -> tuple[str, ...]:
    """The values of a list that was written into one cell; nothing where it is only one.

    >>> parts_of("legal, salud"), parts_of("['legal', 'salud']"), parts_of("legal")
    (('legal', 'salud'), ('legal', 'salud'), ())
    """
    text = value.strip()
    if text.startswith(("[", "(", "{")):
        literal = _literal(text)
        if literal is not None:
            return literal
        text = text.strip("[](){}")
    parts = tuple(part.strip(" '\"") for part in _BETWEEN.split(text) if part.strip(" '\""))
    return parts[:_MOST_PARTS] if len(parts) > 1 else ()


def _literal(text: str) -> tuple[str, ...] | None:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None
    return tuple(str(one) for one in value)[:_MOST_PARTS] if isinstance(value, list | tuple | set) else None


def _other_spelling(column: Column, value: str) -> Judgement | None:
    """The same with other capitals, accents, spaces or signs; of the column's form, with other signs between."""
    listed = {squeezed(one): one for one in column.values}
    same = listed.get(squeezed(value))
    if same:
        return Judgement(Match.NORMALISED, same)
    if column.subvalues:
        sub = _subvalue(column, value)
        if sub:
            return Judgement(Match.NORMALISED, sub)
    rewritten = re.sub(r"[\s-]+", "_", value.strip())
    spellings = (rewritten, rewritten.lower(), rewritten.upper())
    meant = next((one for one in spellings if one != value and column.pattern and is_allowed(column, one)), None)
    return Judgement(Match.NORMALISED, meant) if meant else None


def _subvalue(column: Column, value: str) -> str | None:
    """``Literatura - Poesía`` as ``literatura_poesia``. A list of allowed values is no detail of the first."""
    words = plain(value).split()
    listed = {tuple(plain(one).split()): one for one in column.values}
    if all((word,) in listed for word in words):
        return None
    for size in range(len(words) - 1, 0, -1):
        one = listed.get(tuple(words[:size]))
        if one:
            return f"{one}_{'_'.join(words[size:])}"
    return None


def _list(column: Column, value: str) -> Judgement | None:
    """Several allowed values in one cell, or a list of a single one."""
    parts = parts_of(value)
    if not parts:
        return None
    meant = [part if is_allowed(column, part) else _spelt(column, part) for part in parts]
    if any(one is None for one in meant):
        return None
    return Judgement(Match.SEVERAL, parts=tuple(one for one in meant if one))


def _spelt(column: Column, part: str) -> str | None:
    other = _other_spelling(column, part)
    return other.meant if other else None


def _near(column: Column, value: str) -> Judgement | None:
    near = similar(value, column.values)
    return Judgement(Match.NEAR, near) if near and squeezed(near)[:1] == squeezed(value)[:1] else None


def _language(column: Column, value: str, languages: tuple[str, ...]) -> Judgement:
    """A language's variety: in the form asked for, or in any other that says the same."""
    variety = varieties.read(value, languages)
    if variety is None:
        return _languages(column, value, languages)
    meant = varieties.written(variety, column.pattern)
    if languages and variety.language not in languages:
        return Judgement(Match.ODD, meant if meant != value else None, why=Why.OTHER_LANGUAGE)
    if meant is None:
        return Judgement(Match.STRANGE, why=Why.NO_COUNTRY)
    if not varieties.is_spoken(variety):
        return Judgement(Match.ODD, why=Why.NOT_SPOKEN_THERE)
    if meant == value or (is_allowed(column, value) and not variety.guessed):
        return EXACT
    return Judgement(Match.NORMALISED, meant)


def _languages(column: Column, value: str, languages: tuple[str, ...]) -> Judgement:
    """Several varieties in one cell, if each of them is one."""
    read = [varieties.read(part, languages) for part in parts_of(value)]
    written = [varieties.written(one, column.pattern) if one else None for one in read]
    named = tuple(one for one in written if one)
    return Judgement(Match.SEVERAL, parts=named) if named and len(named) == len(written) else STRANGE
