"""Languages, countries and the rules' choices in the reader's language."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hackathon.editions.rules import Choice
from hackathon.editions.wording import in_words
from hackathon.registration.places import country_names

# Spoken by many, and without a name in CLDR.
OTHER_LANGUAGES: dict[str, Promise] = {"nah": _("náhuatl"), "yua": _("maya yucateco")}


def language_name(code: str) -> str:
    """What a language or variety is called: "español (México)" for ``es_MX``, the code itself where nobody knows it."""
    language, _underscore, country = code.partition("_")
    name = _locale().languages.get(language) or str(OTHER_LANGUAGES.get(language, language))
    return f"{name} ({country_name(country)})" if country else name


def country_name(code: str) -> str:
    """What a country is called; the code itself where nobody knows it."""
    return _locale().territories.get(code) or code


def country_choices() -> Sequence[tuple[str, str]]:
    """Every country as (code, name), in the order of the reader's alphabet."""
    return _countries(_code())


def language_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """These languages as (code, name), in the order of the rules."""
    return [(code, language_name(code)) for code in codes]


def choices(offered: Iterable[Choice]) -> list[tuple[str, str]]:
    """What the rules offer as (key, label)."""
    return [(choice.key, in_words(choice.label)) for choice in offered]


def choice_label(offered: Iterable[Choice], key: str) -> str:
    """The label of ``key``; the key itself where the rules no longer offer it."""
    return next((in_words(choice.label) for choice in offered if choice.key == key), key)


def choice_labels(offered: Sequence[Choice], keys: Iterable[str]) -> list[str]:
    """The labels of ``keys``, in their order."""
    return [choice_label(offered, key) for key in keys]


def _code() -> str:
    return (get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _locale() -> Locale:
    return Locale(_code())


@lru_cache
def _countries(code: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(country_names(code).items(), key=lambda pair: _sorted_as(pair[1])))


def _sorted_as(name: str) -> str:
    """Without accents: "África" stands beside "Afganistán", not after "Zimbabue"."""
    return "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
