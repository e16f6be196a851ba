"""Countries as people write them: ISO codes, names in several languages, demonyms, a region beside, two at once. Pure.

Names are those of the Unicode CLDR; a short table adds what people write and it does not have.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global
from babel.languages import get_official_languages

from hackathon.registration.places import country_codes, country_names
from submissions.audit.texts import plain

NAMED_IN: Final = ("es", "en", "pt", "ca", "gl", "eu", "fr")
"""The languages whose names of countries are known; the first is the one that suggestions are written in."""

_ALSO: Final = {
    "eeuu": "US",
    "ee uu": "US",
    "usa": "US",
    "u s a": "US",
    "estados unidos de america": "US",
    "united states of america": "US",
    "mexico df": "MX",
    "mejico": "MX",
    "uk": "GB",
    "inglaterra": "GB",
    "gran bretana": "GB",
    "holanda": "NL",
    "rep dominicana": "DO",
    "dominicana": "DO",
    "salvador": "SV",
    "republica argentina": "AR",
    "estado espanol": "ES",
}
_DEMONYMS: Final = {
    "argentin": "AR",
    "bolivian": "BO",
    "brasilen": "BR",
    "chilen": "CL",
    "colombian": "CO",
    "costarricense": "CR",
    "cuban": "CU",
    "dominican": "DO",
    "ecuatorian": "EC",
    "ecuatoguinean": "GQ",
    "espanol": "ES",
    "estadounidense": "US",
    "guatemaltec": "GT",
    "honduren": "HN",
    "mexican": "MX",
    "nicaraguense": "NI",
    "panamen": "PA",
    "paraguay": "PY",
    "peninsular": "ES",
    "peruan": "PE",
    "puertorriquen": "PR",
    "rioplatense": "AR",
    "salvadoren": "SV",
    "uruguay": "UY",
    "venezolan": "VE",
}
_DEMONYM_ENDS: Final = ("", "a", "o", "as", "os", "es", "o a", "an", "ean", "ian", "n", "eno", "ena")
_SEVERAL: Final = re.compile(r"\s*(?:[/|;,&+()\[\]]|\by\b|\band\b|\be\b|\bo\b)\s*")
_SUBDIVISION: Final = re.compile(r"([A-Z]{2})-([A-Z0-9]{1,3})")
_LANGUAGE_TAG: Final = re.compile(r"[a-z]{2,3}[_-]([A-Za-z]{2})")


class Form(StrEnum):
    """How a country is written: two letters, three letters, a name, or in a way that says more than the country."""

    ALPHA2 = "alpha2"
    ALPHA3 = "alpha3"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says of countries. ``countries``: ISO 3166 codes of two letters, in the order of the text; several where it
    names several, none where it names none. ``region``: what is named beside one. ``wider``: it names a part of the world.
    """

    countries: tuple[str, ...] = ()
    form: Form = Form.OTHER
    region: str = ""
    wider: bool = False


@lru_cache(maxsize=4096)
def read(text: str) -> Place:
    """What ``text`` says of countries.

    >>> [read(text).countries for text in ("MX", "México", "mex", "ES (Galicia)", "AR/UY", "EE. UU.", "Narnia")]
    [('MX',), ('MX',), ('MX',), ('ES',), ('AR', 'UY'), ('US',), ()]
    """
    text = text.strip()[:200]
    whole = _one(text)
    if whole:
        return whole
    tagged = _LANGUAGE_TAG.fullmatch(text) or _SUBDIVISION.fullmatch(text)
    if tagged and tagged[1].upper() in country_codes():
        return Place((tagged[1].upper(),), region=tagged[2] if tagged.re is _SUBDIVISION else "")
    if plain(text) in _wider():
        return Place(wider=True)
    return _several(text)


def name(code: str, language: str = NAMED_IN[0]) -> str:
    """What the country is called; its code where CLDR has no name.

    >>> name("MX"), name("MX", "en")
    ('México', 'Mexico')
    """
    return country_names(language).get(code, code)


def written(code: str, form: Form) -> str:
    """The country in that form; where it is no plain form, by its two letters.

    >>> [written("PE", form) for form in Form]
    ['PE', 'PER', 'Perú', 'PE']
    """
    if form == Form.ALPHA3:
        return _alpha3_of().get(code, code)
    return name(code) if form == Form.NAME else code


@lru_cache
def official_languages(code: str) -> tuple[str, ...]:
    """The languages that are official in a country, by law or by use."""
    return tuple(get_official_languages(code, regional=True, de_facto=True))


def of_demonym(word: str) -> str | None:
    """The country whose people or Spanish are called so.

    >>> of_demonym("chilena"), of_demonym("mexicano"), of_demonym("marciano")
    ('CL', 'MX', None)
    """
    word = plain(word)
    found = (code for stem, code in _DEMONYMS.items() if word.startswith(stem) and word[len(stem) :] in _DEMONYM_ENDS)
    return next(found, None)


def _one(text: str) -> Place | None:
    """The place of a text that is nothing but one country."""
    if len(text) == 2 and text.upper() in country_codes():
        return Place((text.upper(),), Form.ALPHA2)
    if len(text) == 3 and text.upper() in _alpha3():
        return Place((_alpha3()[text.upper()],), Form.ALPHA3)
    code = _by_name().get(plain(text))
    return Place((code,), Form.NAME) if code else None


def _several(text: str) -> Place:
    """A text that names more than a country: a second one, or a region."""
    parts = [part for part in _SEVERAL.split(text) if part]
    known = [(part, one.countries[0]) for part in parts if (one := _one(part))]
    countries = tuple(dict.fromkeys(code for _, code in known))
    if countries:
        named = {part for part, _ in known}
        return Place(countries, region=", ".join(part for part in parts if part not in named))
    return _at_the_beginning(text) or _demonym(text)


def _at_the_beginning(text: str) -> Place | None:
    """``México D.F.``: a country and more words. Long names go first, for Guinea Ecuatorial is not Guinea."""
    words = plain(text).split()
    for size in range(len(words) - 1, 0, -1):
        code = _by_name().get(" ".join(words[:size]))
        if code:
            return Place((code,), region=" ".join(words[size:]))
    return None


def _demonym(text: str) -> Place:
    code = of_demonym(text)
    return Place((code,)) if code else Place()


@lru_cache
def _by_name() -> dict[str, str]:
    named = {plain(text): code for language in reversed(NAMED_IN) for code, text in country_names(language).items()}
    return named | _ALSO


@lru_cache
def _wider() -> frozenset[str]:
    """Names of parts of the world; CLDR gives them numbers."""
    parts = (Locale(language).territories for language in NAMED_IN)
    named = {plain(text) for part in parts for code, text in part.items() if code.isdigit() or code in ("EU", "UN")}
    return frozenset(
        named
        | {"latinoamerica", "america latina", "hispanoamerica", "iberoamerica", "global", "mundial", "internacional"}
    )


@lru_cache
def _alpha3() -> dict[str, str]:
    """ISO 3166 codes of three letters → of two."""
    aliases = get_global("territory_aliases")
    return {code: to[0] for code, to in aliases.items() if len(code) == 3 and code.isalpha() and len(to) == 1}


@lru_cache
def _alpha3_of() -> dict[str, str]:
    return {two: three for three, two in sorted(_alpha3().items(), reverse=True)}
