"""Languages and their varieties as people write them (``es-MX``, ``español de México``, ``castellano``, ``mx``). Pure.

Codes and names of languages are those of the Unicode CLDR; a short table adds what people write and it does not have.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.core import get_global

from submissions.audit.columns import countries
from submissions.audit.texts import plain

_ALSO: Final = {
    "castellano": "es",
    "castilian": "es",
    "castella": "es",
    "spa": "es",
    "valenciano": "ca",
    "valencia": "ca",
    "catalan valenciano": "ca",
    "vasco": "eu",
    "vascuence": "eu",
    "aranes": "oc",
    "kichwa": "qu",
    "quichua": "qu",
    "runasimi": "qu",
    "aymara": "ay",
    "mapudungun": "arn",
    "maya yucateco": "yua",
    "maya": "yua",
    "nahuatl": "nah",
}
_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:[\s_.-]+([A-Za-z]{2,3}|\d{3}))?")
_GLUED: Final = re.compile(r"([A-Za-z]{2})([A-Za-z]{2})")
_SMALL_WORDS: Final = frozenset(
    ("de", "del", "la", "el", "los", "las", "from", "of", "en", "con", "variedad", "dialecto", "idioma")
)


@dataclass(frozen=True, slots=True)
class Variety:
    """A language (ISO 639-1, or 639-3 where there is none) and the country it is spoken in (ISO 3166, two letters; empty: not said).

    ``guessed``: only the country was named. ``region``: a part of the country that was named beside.
    """

    language: str
    country: str = ""
    guessed: bool = False
    region: str = ""


@lru_cache(maxsize=4096)
def read(text: str, languages: Sequence[str] = ()) -> Variety | None:
    """The variety that ``text`` names; None where it names none, or more than one country.

    ``languages`` (a tuple) are those that are likely, the likeliest first: they decide what ``ar`` is, and what is spoken where
    only a country is named.

    >>> read("español de México"), read("ES-mx") == read("es_MX")
    (Variety(language='es', country='MX', guessed=False, region=''), True)
    >>> read("cl", ("es",)), read("dothraki de Chile")
    (Variety(language='es', country='CL', guessed=True, region=''), None)
    """
    text = text.strip()[:200]
    tag = _TAG.fullmatch(text)
    found = _of_tag(tag[1], tag[2] or "", languages) if tag else None
    return found or _of_words(text) or _of_country(text, languages) or _glued(text, languages)


def spellings(variety: Variety) -> Iterator[str]:
    """Ways to write a variety as a code, the likeliest first.

    >>> list(spellings(Variety("es", "MX")))
    ['es_MX', 'es_mx', 'es-MX', 'es-mx', 'ES_MX']
    """
    language, country = variety.language, variety.country
    if not country:
        yield from (language, language.upper())
        return
    for between in "_-":
        yield f"{language}{between}{country}"
        yield f"{language}{between}{country.lower()}"
    yield f"{language.upper()}_{country}"


def written(variety: Variety, pattern: str) -> str | None:
    """The variety in the form that an edition asks for; for a language of which it wants no country, without one.

    None where the form wants a country and none was named.

    >>> wanted = "es_[a-z]{2}|(?!es$)[a-z]{2}"
    >>> [written(one, wanted) for one in (Variety("es", "MX"), Variety("ca", "ES"), Variety("es"))]
    ['es_mx', 'ca', None]
    """
    ways = [*spellings(variety), *(spellings(Variety(variety.language)) if variety.country else ())]
    return next((way for way in ways if re.fullmatch(pattern, way)), None)


def is_spoken(variety: Variety) -> bool:
    """Whether people speak the language in the country, as far as CLDR knows; true where no country is named.

    >>> is_spoken(Variety("es", "MX")), is_spoken(Variety("es", "LA"))
    (True, False)
    """
    if not variety.country:
        return True
    spoken = get_global("territory_languages").get(variety.country, {})
    return variety.language in {tag.partition("_")[0] for tag in spoken} or variety.language not in _spoken_anywhere()


def language_code(text: str) -> str | None:
    """The ISO code of a language that is written as a code or as a name; None where there is no such language.

    >>> [language_code(text) for text in ("spa", "Castellano", "quechua", "ES", "xx")]
    ['es', 'es', 'qu', 'es', None]
    """
    lowered = text.strip().lower()
    if lowered in _codes():
        return lowered
    return get_global("language_aliases").get(lowered) or _by_name().get(plain(text))


def _of_tag(language: str, country: str, languages: Sequence[str]) -> Variety | None:
    """``es``, ``spa``, ``es-MX``, ``es-419``; a lone code that no likely language has may be a country."""
    code = language_code(language)
    if not country:
        if language.lower() in languages or code in languages:
            return Variety(language.lower() if language.lower() in languages else str(code))
        lone = _of_country(language, languages)
        return lone or (Variety(code) if code else None)
    if code is None:
        return None
    if country.isdigit():
        return Variety(code)
    place = countries.read(country)
    return Variety(code, place.countries[0]) if len(place.countries) == 1 and not place.region else None


def _glued(text: str, languages: Sequence[str]) -> Variety | None:
    """``esmx``, of a likely language."""
    glued = _GLUED.fullmatch(text)
    found = _of_tag(glued[1], glued[2], languages) if glued and glued[1].lower() in languages else None
    return found if found and is_spoken(found) else None


def _of_words(text: str) -> Variety | None:
    """``catalán``, ``español de México``, ``español (Chile)``, ``español rioplatense``, ``mexicano``."""
    words = [word for word in plain(text).split() if word not in _SMALL_WORDS]
    for size in range(len(words), 0, -1):
        for named, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            language = _by_name().get(" ".join(named))
            if language:
                return _with_rest(language, " ".join(rest))
    return None


def _with_rest(language: str, rest: str) -> Variety | None:
    """The variety of a language beside which other words stand; a second language makes it none."""
    if any(_by_name().get(word) for word in rest.split()):
        return None
    place = countries.read(rest)
    if len(place.countries) == 1:
        return Variety(language, place.countries[0], region=place.region)
    return None if place.countries else Variety(language, region=rest)


def _of_country(text: str, languages: Sequence[str]) -> Variety | None:
    """A country alone: what is spoken there, of the likely languages if one of them is."""
    place = countries.read(text)
    if len(place.countries) != 1:
        return None
    spoken = countries.official_languages(place.countries[0])
    likely = [language for language in languages if language in spoken]
    if languages and not likely:
        return None
    language = next(iter(likely or spoken), None)
    return Variety(language, place.countries[0], guessed=True, region=place.region) if language else None


@lru_cache
def _spoken_anywhere() -> frozenset[str]:
    """Languages of which CLDR says where they are spoken; of small ones it does not."""
    places = get_global("territory_languages").values()
    return frozenset(tag.partition("_")[0] for spoken in places for tag in spoken)


@lru_cache
def _codes() -> frozenset[str]:
    return frozenset(code for code in Locale("en").languages if "_" not in code)


@lru_cache
def _by_name() -> dict[str, str]:
    named = {
        plain(text): code
        for language in reversed(countries.NAMED_IN)
        for code, text in Locale(language).languages.items()
        if "_" not in code
    }
    return named | _ALSO
