"""Countries and time zones by their codes: those that a person may pick, and that a cell may mean. Pure."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale

# What CLDR has codes for and nobody's passport names: unions, test regions, parts of other countries.
NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@lru_cache
def country_codes() -> frozenset[str]:
    """ISO 3166 codes of two letters."""
    territories = Locale("en").territories
    return frozenset(code for code in territories if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


@lru_cache
def country_names(language: str) -> dict[str, str]:
    """What the countries are called in that language, by their codes; without those that CLDR has no name for.

    >>> country_names("es")["MX"], country_names("en")["MX"]
    ('México', 'Mexico')
    """
    return {code: name for code, name in Locale(language).territories.items() if code in country_codes()}


@lru_cache
def timezones() -> tuple[str, ...]:
    """IANA names by area and city, old spellings too, since browsers still give them; and UTC."""
    return (*sorted(name for name in available_timezones() if name.split("/")[0] in AREAS and "/" in name), "UTC")
