"""Which column of a list is what, and which country a cell means. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache

from babel.core import get_global

from hackathon.registration.places import country_names


class Field(StrEnum):
    """What a column can hold for us."""

    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COUNTRY = "country"
    TEAM = "team"
    EXTERNAL_ID = "external_id"
    STATUS = "status"


# Headings as ``key`` writes them, the ones to be preferred first: a ticket has a number of its own, an order may hold many.
HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.EMAIL: (
        "email",
        "e mail",
        "attendee email",
        "email address",
        "correo electronico",
        "correo",
        "correo electronico del asistente",
        "direccion de correo electronico",
        "direccion de correo",
        "email del asistente",
        "mail",
        "e mail address",
        "email de contacto",
    ),
    Field.NAME: (
        "name",
        "full name",
        "attendee name",
        "nombre completo",
        "nombre y apellidos",
        "nombre y apellido",
        "nombres y apellidos",
        "apellidos y nombre",
        "nombre del asistente",
        "certificate name",
        "nombre para el certificado",
    ),
    Field.FIRST_NAME: (
        "first name",
        "attendee first name",
        "given name",
        "nombre",
        "nombres",
        "nombre de pila",
        "primer nombre",
        "forename",
    ),
    Field.LAST_NAME: (
        "last name",
        "surname",
        "attendee surname",
        "attendee last name",
        "family name",
        "apellidos",
        "apellido",
        "apellido s",
    ),
    Field.COUNTRY: (
        "country",
        "home country",
        "country of residence",
        "pais",
        "pais de residencia",
        "pais de origen",
        "home address country",
        "pais particular",
        "billing country",
        "nacionalidad",
    ),
    Field.TEAM: ("team", "team name", "equipo", "nombre del equipo", "nombre de equipo", "grupo"),
    Field.EXTERNAL_ID: (
        "attendee id",
        "attendee",
        "n de asistente",
        "id de asistente",
        "id del asistente",
        "asistente",
        "ticket id",
        "barcode",
        "codigo de barras",
        "order id",
        "order",
        "id de pedido",
        "n de pedido",
        "no de pedido",
        "n pedido",
        "numero de pedido",
        "numero pedido",
        "pedido",
        "id",
    ),
    Field.STATUS: ("attendee status", "estado del asistente", "estado de asistente", "status", "estado de la entrada"),
}
LONGEST_HEADING = 60
"""No heading that we know is nearly as long, and likeness takes its time with long ones."""
LONGEST_WORD = 100
"""Nor is any country or status that we know, and there may be thousands of cells to read."""
NEAR = 0.87
"""How alike a heading has to be to one that we know: a typing mistake, not another word."""

CANCELLED = ("cancelled", "canceled", "refunded", "deleted", "transferred", "not attending", "cancelado", "cancelada")
CANCELLED += ("reembolsado", "reembolsada", "eliminado", "eliminada", "anulado", "anulada", "transferido", "no asiste")
NOT_GIVEN = ("info requested", "informacion solicitada")
NO_TEAM = ("n a", "na", "no", "none", "null", "ninguno", "ninguna", "sin equipo", "no team", "no tengo")
NICKNAMES = {
    "usa": "US",
    "u s a": "US",
    "u s": "US",
    "eeuu": "US",
    "ee uu": "US",
    "estados unidos de america": "US",
    "united states of america": "US",
    "uk": "GB",
    "great britain": "GB",
    "gran bretana": "GB",
    "inglaterra": "GB",
    "england": "GB",
    "holanda": "NL",
    "holland": "NL",
    "corea": "KR",
    "rd": "DO",
    "republica de colombia": "CO",
    "czech republic": "CZ",
    "republica checa": "CZ",
    "turkey": "TR",
    "hong kong": "HK",
    "macao": "MO",
    "palestina": "PS",
    "palestine": "PS",
}
CODE = re.compile(r"[A-Za-z]{2,3}")


def key(text: str) -> str:
    """A text as it is compared: no case, no accents, words of letters and digits with one space between.

    >>> key("  Correo_Electrónico: "), key("Order #"), key("N.º de pedido")
    ('correo electronico', 'order', 'n de pedido')
    """
    decomposed = unicodedata.normalize("NFD", text.replace("º", " ").replace("ª", " ")).casefold()
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", bare))


def guess(headings: Sequence[str]) -> dict[Field, int]:
    """Which column holds what, as far as the headings tell; no column is taken twice.

    >>> guess(["Order #", "First Name", "Surname", "Correo electrónico", "Ticket Type"]) == {
    ...     Field.EMAIL: 3, Field.FIRST_NAME: 1, Field.LAST_NAME: 2, Field.EXTERNAL_ID: 0
    ... }
    True
    """
    keys = [key(heading) for heading in headings]
    found: dict[Field, int] = {}
    for finder in (_same, _alike):
        for each in Field:
            if each not in found:
                at = finder(keys, HEADINGS[each], taken=set(found.values()))
                if at is not None:
                    found[each] = at
    return {each: found[each] for each in _without_rivals(found)}


def is_complete(mapping: Mapping[str, int]) -> bool:
    """True when the columns say who somebody is: an e-mail and a name."""
    return Field.EMAIL in mapping and (Field.NAME in mapping or Field.FIRST_NAME in mapping)


def full_name(cells: Mapping[Field, str]) -> str:
    """A person's name, from one column or from two; a ticket that nobody has filled in yet has none.

    >>> full_name({Field.FIRST_NAME: "Ana", Field.LAST_NAME: "Díaz Rey"})
    'Ana Díaz Rey'
    """
    parts = (cells.get(each, "") for each in (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME))
    return " ".join(part for part in parts if is_given(part))


def is_given(cell: str) -> bool:
    """False for an empty cell, and for what ticket shops write where nothing was told."""
    return bool(cell.strip()) and _word(cell) not in NOT_GIVEN


def team_name(cell: str) -> str:
    """The team that a cell names; empty where it says that there is none.

    >>> team_name("Los Ñandúes"), team_name("N/A")
    ('Los Ñandúes', '')
    """
    return cell.strip() if is_given(cell) and _word(cell) not in NO_TEAM else ""


def is_cancelled(status: str) -> bool:
    """True for a ticket that was given back.

    >>> is_cancelled("Cancelled"), is_cancelled("Reembolsado"), is_cancelled("Attending")
    (True, True, False)
    """
    return _word(status) in CANCELLED


def country_code(cell: str) -> str:
    """The country's ISO code of two letters, from its name in Spanish or English or a code; empty where we know none.

    >>> country_code("México"), country_code("United Kingdom"), country_code("esp"), country_code("EE. UU."), country_code("?")
    ('MX', 'GB', 'ES', 'US', '')
    """
    typed = cell.strip()
    if CODE.fullmatch(typed):
        found = _codes().get(typed.upper(), "")
        if found:
            return found
    return _countries().get(_word(typed), "")


def _word(cell: str) -> str:
    """``key`` of a cell that may hold a word that we know; empty for one that is longer than any."""
    return key(cell) if len(cell) <= LONGEST_WORD else ""


def _same(keys: Sequence[str], known: Sequence[str], *, taken: set[int]) -> int | None:
    return next((keys.index(each) for each in known if each in keys and keys.index(each) not in taken), None)


def _alike(keys: Sequence[str], known: Sequence[str], *, taken: set[int]) -> int | None:
    likeness = {
        at: max(SequenceMatcher(None, each, heading).ratio() for each in known if len(each) > 3)
        for at, heading in enumerate(keys)
        if at not in taken and 0 < len(heading) <= LONGEST_HEADING
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= NEAR else None


def _without_rivals(found: Mapping[Field, int]) -> list[Field]:
    """A whole name makes its parts superfluous; "Nombre" alone, without surnames beside it, is a whole name's column too."""
    rivals = {Field.FIRST_NAME, Field.LAST_NAME} if Field.NAME in found else set()
    return [each for each in Field if each in found and each not in rivals]


@cache
def _codes() -> dict[str, str]:
    """Two- and three-letter codes in use."""
    own = {code: code for code in country_names("en")}
    three = {
        code: aliases[0]
        for code, aliases in get_global("territory_aliases").items()
        if len(code) in (2, 3) and code.isalpha() and len(aliases) == 1 and aliases[0] in own
    }
    return {**three, **own}


@cache
def _countries() -> dict[str, str]:
    names = {key(name): code for language in ("en", "es") for code, name in country_names(language).items()}
    return {**names, **NICKNAMES}
