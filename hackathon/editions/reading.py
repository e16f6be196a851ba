"""Readers that turn a plain tree into frozen objects and say, with a path, everything that is wrong with it. Pure.

A reader takes a value and the ``Place`` where it was found. It returns what it read, or ``INVALID`` after telling the place why;
so one pass finds every problem, and nothing is built from a part that could not be read. Reasons are in Spanish: organisers read them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum, StrEnum
from math import isfinite
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the path of the key, like ``rubric.groups[1].criteria[0].key``, and the reason, in Spanish."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path or '(todo)'}: {self.reason}"


class RulesError(ValueError):
    """The rules cannot be read. ``problems`` lists everything that is wrong, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Invalid(Enum):
    """Stands where something could not be read."""

    INVALID = "invalid"


INVALID: Final = Invalid.INVALID


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the tree we are, and the list in which everything wrong is written down."""

    path: str = ""
    problems: list[Problem] = field(default_factory=list)

    def key(self, name: object) -> "Place":
        """The place of the value under ``name``."""
        shown = f"({kind_of(name)})"
        if isinstance(name, str):
            shown = name if re.fullmatch(r"[\w-]+", name) else ascii(name[:40])
        return Place(f"{self.path}.{shown}" if self.path else shown, self.problems)

    def item(self, index: int) -> "Place":
        """The place of the item number ``index``, counted from 0."""
        return Place(f"{self.path}[{index}]", self.problems)

    def refuse(self, reason: str) -> Invalid:
        """Write down that what is here cannot be taken, and why."""
        self.problems.append(Problem(self.path, reason))
        return INVALID


Reader = Callable[[Any, Place], Any]
Check = Callable[[Any, Place], None]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A key that may be left out (or be null); then it counts as ``default``."""

    reader: Reader
    default: Any = None


def record(make: Callable[..., Any], fields: Mapping[str, Reader | Maybe], checks: Sequence[Check] = ()) -> Reader:
    """Reads a table with exactly these keys into ``make(**values)``; ``checks`` then look at the finished object."""

    def read(value: Any, place: Place) -> Any:
        if not isinstance(value, Mapping):
            return place.refuse(f"debe ser una tabla de claves, no {kind_of(value)}")
        refuse_unknown(value, fields, place)
        values = {name: _field(value, name, reader, place) for name, reader in fields.items()}
        if any(part is INVALID for part in values.values()):
            return INVALID
        made = make(**values)
        before = len(place.problems)
        for check in checks:
            check(made, place)
        return made if len(place.problems) == before else INVALID

    return read


def refuse_unknown(table: Mapping[Any, Any], known: Iterable[str], place: Place) -> None:
    """Write down every key of ``table`` that is not ``known``, with the known key that it resembles."""
    names = list(known)
    for name in table:
        if name in names:
            continue
        close = get_close_matches(name, names, n=1) if isinstance(name, str) else []
        place.key(name).refuse(f"clave desconocida; ¿quisiste decir «{close[0]}»?" if close else "clave desconocida")


def _field(table: Mapping[str, Any], name: str, reader: Reader | Maybe, place: Place) -> Any:
    if isinstance(reader, Maybe):
        return reader.default if table.get(name) is None else reader.reader(table[name], place.key(name))
    if name not in table:
        return place.key(name).refuse("falta esta clave")
    return reader(table[name], place.key(name))


def list_of(reader: Reader, *, unique: str = "", distinct: bool = False, at_least: int = 0) -> Reader:
    """Reads a list into a tuple. ``unique`` names an attribute in which no two items may agree; ``distinct``: no item twice."""

    def read(value: Any, place: Place) -> Any:
        if not isinstance(value, list | tuple):
            return place.refuse(f"debe ser una lista, no {kind_of(value)}")
        if len(value) < at_least:
            return place.refuse(
                "no puede estar vacía" if at_least == 1 else f"debe tener al menos {at_least} elementos"
            )
        items = tuple(reader(item, place.item(index)) for index, item in enumerate(value))
        repeated = (unique or distinct) and refuse_repeated(items, place, attribute=unique)
        return INVALID if repeated or any(item is INVALID for item in items) else items

    return read


def set_of(reader: Reader) -> Reader:
    """Reads a list, not empty and without repetitions, into a frozenset."""
    read_list = list_of(reader, distinct=True, at_least=1)

    def read(value: Any, place: Place) -> Any:
        items = read_list(value, place)
        return INVALID if items is INVALID else frozenset(items)

    return read


def refuse_repeated(items: Iterable[Any], place: Place, *, attribute: str = "") -> bool:
    """Write down each item that equals an earlier one (in ``attribute``, if named). True if there was any."""
    first: dict[Any, int] = {}
    repeated = False
    for index, item in enumerate(items):
        value = getattr(item, attribute) if attribute and item is not INVALID else item
        if value is INVALID or value is None:
            continue
        if value in first:
            where = place.item(index).key(attribute) if attribute else place.item(index)
            where.refuse(f"repetido: ya está en la posición [{first[value]}]")
            repeated = True
        first.setdefault(value, index)
    return repeated


def string(value: Any, place: Place) -> str | Invalid:
    """Reads a text that is not blank and that any database can keep."""
    if not isinstance(value, str):
        return place.refuse(f"debe ser un texto, no {kind_of(value)}")
    if not value.strip():
        return place.refuse("no puede estar vacío")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return place.refuse("contiene caracteres que no se pueden guardar")
    return value


def matching(pattern: str, meaning: str, *, longest: int = 200) -> Reader:
    """Reads a text that matches ``pattern`` as a whole; ``meaning`` says in Spanish what it must be."""

    def read(value: Any, place: Place) -> str | Invalid:
        text = string(value, place)
        if text is INVALID or (re.fullmatch(pattern, text) and len(text) <= longest):
            return text
        return place.refuse(f"debe ser {meaning}")

    return read


def regular_expression(value: Any, place: Place) -> str | Invalid:
    """Reads a regular expression that Python can compile."""
    text = string(value, place)
    if text is INVALID:
        return INVALID
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError) as error:
        return place.refuse(f"no es una expresión regular válida: {error}")
    return text


def boolean(value: Any, place: Place) -> bool | Invalid:
    """Reads true or false, and nothing that only resembles them."""
    return value if isinstance(value, bool) else place.refuse(f"debe ser true o false, no {kind_of(value)}")


def integer(least: int, most: int) -> Reader:
    """Reads a whole number from ``least`` to ``most``, both included."""

    def read(value: Any, place: Place) -> int | Invalid:
        if isinstance(value, bool) or not isinstance(value, int):
            return place.refuse(f"debe ser un número entero, no {kind_of(value)}")
        return value if least <= value <= most else place.refuse(f"debe estar entre {least} y {most}")

    return read


def points(*, zero: bool = False, most: int = 1000) -> Reader:
    """Reads a number of points, above 0 (or from 0 on, with ``zero``) and at most ``most``, into a float."""

    def read(value: Any, place: Place) -> float | Invalid:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return place.refuse(f"debe ser un número, no {kind_of(value)}")
        if isinstance(value, float) and not isfinite(value):
            return place.refuse("debe ser un número finito")
        if value < 0 or (value == 0 and not zero):
            return place.refuse("no puede ser menor que 0" if zero else "debe ser mayor que 0")
        return float(value) if value <= most else place.refuse(f"debe ser como mucho {most}")

    return read


def one_of(choices: type[StrEnum] | Sequence[str], meaning: str) -> Reader:
    """Reads one of the ``choices``; ``meaning`` names in Spanish what is chosen, in the plural of the message."""
    known = {str(choice): choice for choice in choices}

    def read(value: Any, place: Place) -> Any:
        if isinstance(value, str) and str(value) in known:
            return known[str(value)]
        close = get_close_matches(value, known, n=1) if isinstance(value, str) else []
        hint = f"; ¿quisiste decir «{close[0]}»?" if close else ""
        return place.refuse(f"{meaning}: debe ser {' o '.join(f'«{choice}»' for choice in known)}{hint}")

    return read


def kind_of(value: Any) -> str:
    """What a value is, in Spanish: ``un texto``, ``una lista``, …"""
    kinds = (
        (type(None), "nada"),
        (bool, "un sí o no"),
        (int, "un número entero"),
        (float, "un número"),
        (str, "un texto"),
        (datetime, "una fecha con hora"),
        (date, "una fecha"),
        (Mapping, "una tabla"),
        (list | tuple, "una lista"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "otra cosa")
