"""Countries and time zones that a person may pick, by their codes."""

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
def timezones() -> tuple[str, ...]:
    """IANA names by area and city, old spellings too, since browsers still give them; and UTC."""
    return (*sorted(name for name in available_timezones() if name.split("/")[0] in AREAS and "/" in name), "UTC")
