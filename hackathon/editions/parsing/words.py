"""Readers of the smallest things in a tree of rules: texts, keys, codes, and what refers to something else. Pure."""

from collections.abc import Mapping
from typing import Any

from hackathon.editions.reading import (
    INVALID,
    Invalid,
    Place,
    integer,
    kind_of,
    list_of,
    matching,
    one_of,
    record,
    string,
)
from hackathon.editions.rules import ArtefactKind, Choice, Text

MANY = 1_000
TAKEN_SLUGS = frozenset(
    {
        "api",
        "auditar",
        "certificado",
        "correo",
        "cuenta",
        "evaluaciones",
        "hub",
        "idioma",
        "jurado",
        "organizacion",
        "static",
        "unirse",
    }
)


def text(value: Any, place: Place) -> Text | Invalid:
    """A text in Spanish, or a table with a text for each language, Spanish among them."""
    if isinstance(value, str):
        spanish = string(value, place)
        return INVALID if spanish is INVALID else Text((("es", spanish),))
    if not isinstance(value, Mapping):
        return place.refuse(f"debe ser un texto o una tabla de idiomas, no {kind_of(value)}")
    if "es" not in value:
        return place.key("es").refuse("falta el texto en español")
    read = {code: _translation(code, value[code], place) for code in value}
    if any(translation is INVALID for translation in read.values()):
        return INVALID
    return Text(tuple(sorted(read.items(), key=lambda item: (item[0] != "es", item[0]))))


def _translation(code: object, value: Any, place: Place) -> str | Invalid:
    name = language(code, Place())
    return place.key(code).refuse("no es un código de idioma") if name is INVALID else string(value, place.key(code))


key = matching(r"[a-z][a-z0-9_-]*", "un identificador en minúsculas, sin espacios ni acentos", longest=60)
_any_slug = matching(r"[a-z0-9]+(-[a-z0-9]+)*", "un identificador como «hackathon-2030»", longest=50)


def slug(value: Any, place: Place) -> str | Invalid:
    """The first part of an edition's addresses, so none of the site's own."""
    found = _any_slug(value, place)
    return place.refuse("es una dirección del propio sitio; elige otro") if found in TAKEN_SLUGS else found


language = matching(r"[a-z]{2,3}", "un código de idioma ISO 639, como «es» o «ca»")
variety = matching(
    r"[a-z]{2,3}(_[A-Z]{2})?", "un código de idioma, con el país si es una variedad, como «ca» o «es_MX»"
)
kind = one_of(ArtefactKind, "artefacto desconocido")
strings = list_of(string, distinct=True)
choices = list_of(record(Choice, {"key": key, "label": text}), unique="key")
check_id = matching(r"[a-z]+\.([a-z_]+|\*)", "una comprobación, como «card.sections» o «card.*»", longest=60)
minutes = integer(0, 7 * 24 * 60)


def refuse_unlisted(kinds: frozenset[ArtefactKind], place: Place) -> None:
    """A problem at ``place`` when any ``kinds`` are named that the edition does not take."""
    if kinds:
        place.refuse(f"nombra artefactos que no están en submission.artefacts: {', '.join(sorted(kinds))}")
