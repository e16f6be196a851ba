"""The carbon footprint that a card tells, and whether it can be true. Pure.

The Hub wants ``co2_eq_emissions`` in grams of CO2 equivalent, as a number or as ``emissions`` in a mapping. Kilograms written
there are the commonest slip, a factor of a thousand; so is a number that no such training can have caused.

The footprint of a training is the energy that it drew times the carbon that this energy cost where it was drawn (Lacoste and
others, 2019, "Quantifying the Carbon Emissions of Machine Learning"):

    grams = watts of one device × devices × hours / 1000 × grams per kilowatt-hour × overhead of the data centre

Nobody knows the exact factors afterwards, so a range is given: devices at a fifth of their rated power and 10 g/kWh (a grid of
water and wind) up to full power, twice the overhead and 1000 g/kWh (a grid of coal).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from submissions.audit.models.figures import NUMBER, WORDED, folded, number, said

DEVICES: Final = {
    "t4": 70, "l4": 72, "l40s": 350, "a10g": 150, "a10": 150, "a100": 400, "h100": 700, "h200": 700, "v100": 300, "p100": 250,
    "k80": 300, "a6000": 300, "a5000": 230, "a4000": 140, "rtx 4090": 450, "rtx4090": 450, "4090": 450, "3090": 350, "4080": 320,
    "3080": 320, "3060": 170, "2080": 250, "tpu": 250, "cpu": 100,
}  # fmt: skip
"""Rated power in watts."""
UNKNOWN_WATTS: Final = (40, 700)
LEAST_SHARE: Final = 0.2
CLEANEST: Final = 10.0
DIRTIEST: Final = 1000.0
OVERHEAD: Final = 2.0
LEAST_GRAMS: Final = 0.1
MOST_GRAMS: Final = 1_000_000.0
"""Of a fine-tuning about which nothing else is known: a minute on a small card, a month on a hundred large ones."""

UNITS: Final = {"mg": 0.001, "g": 1.0, "gr": 1.0, "kg": 1000.0, "t": 1_000_000.0, "lb": 453.592}
_UNIT_WORDS: Final = (
    (r"mg|miligramos?|milligrams?", "mg"),
    (r"kg|kgs|kilos?|kilogramos?|kilograms?|kgco2\w*", "kg"),
    (r"g|gr|grs|gramos?|grams?|gco2\w*", "g"),
    (r"t|toneladas?|tons?|tonnes?", "t"),
    (r"lbs?|libras?|pounds?", "lb"),
)
_GRAMS = re.compile(rf"(?<![\w.,])({NUMBER})\s?({'|'.join(words for words, _ in _UNIT_WORDS)})\b(?!\s?/)")
_ABOUT_CARBON = re.compile(r"co2|co 2|carbon|emision|emission|huella")
_HOURS = re.compile(rf"(?<![\w.,])({WORDED})\s?(?:h\b|hs\b|hrs?\b|horas?\b|hours?\b)")
_HOURS_AFTER = re.compile(rf"(?:hours used|horas[^\d\n:|]{{0,20}}[:|]|hours ?[:|])\W{{0,6}}({NUMBER})")
_MINUTES = re.compile(rf"(?<![\w.,])({WORDED})\s?(?:min\b|mins\b|minutos?\b|minutes?\b)")
_HOW_MANY = re.compile(r"\b(\d{1,3})\s?(?:x|gpus?\b|x\s?nvidia)")


@dataclass(frozen=True, slots=True)
class Emissions:
    """What a card tells of its footprint, in grams of CO2 equivalent. None: it does not say.

    ``declared``: the YAML's number, in whatever unit it was meant; ``written``: what stands there when it is no number.
    ``told``: the text's number, with its unit. ``hours`` and ``hardware``: what it ran on, and for how long.
    """

    declared: float | None = None
    written: str = ""
    told: float | None = None
    told_as: str = ""
    hours: float | None = None
    watts: float | None = None
    hardware: str = ""

    @property
    def said(self) -> bool:
        """Whether there is any number."""
        return self.declared is not None or self.told is not None


def read_emissions(metadata: Mapping[str, Any] | None, text: str) -> Emissions:
    """The footprint of a card: its YAML, and ``text``, what its section about it says.

    >>> found = read_emissions({"co2_eq_emissions": 0.6}, "Unas cuatro horas en una A10G; 0,6 kg de CO2")
    >>> found.declared, found.told, found.hours, found.watts
    (0.6, 600.0, 4.0, 150.0)
    """
    yaml = (metadata or {}).get("co2_eq_emissions")
    mapping = yaml if isinstance(yaml, Mapping) else {"emissions": yaml}
    declared, written = _declared(mapping.get("emissions"))
    plain = folded(text)
    hardware = said(mapping.get("hardware_used") or "", longest=200)
    told, told_as = _told(plain)
    device, watts = _watts(f"{folded(hardware)} {plain}")
    return Emissions(declared, written, told, told_as, _hours(plain), watts, hardware[:100] or device)


def plausible(emissions: Emissions) -> tuple[float, float]:
    """The least and the most grams that such a training may have caused.

    One T4 (70 W) for two hours: from 70 × 0.2 × 2 / 1000 × 10 = 0.28 g to 70 × 2 / 1000 × 1000 × 2 = 280 g.

    >>> plausible(Emissions(hours=2.0, watts=70.0))
    (0.28, 280.0)
    >>> plausible(Emissions())
    (0.1, 1000000.0)
    """
    if emissions.hours is None:
        return LEAST_GRAMS, MOST_GRAMS
    low, high = (emissions.watts, emissions.watts) if emissions.watts else UNKNOWN_WATTS
    kilowatt_hours = emissions.hours / 1000
    return round(low * LEAST_SHARE * kilowatt_hours * CLEANEST, 6), round(
        high * kilowatt_hours * DIRTIEST * OVERHEAD, 6
    )


def seems_kilograms(emissions: Emissions) -> bool:
    """Whether the YAML's number was meant in kilograms: the text says so, or only then it can be true.

    >>> seems_kilograms(Emissions(declared=0.6, told=600.0)), seems_kilograms(Emissions(declared=140.0, told=140.0))
    (True, False)
    >>> seems_kilograms(Emissions(declared=0.06, hours=4.0, watts=150.0))
    True
    """
    declared, told = emissions.declared, emissions.told
    if not declared:
        return False
    if told:
        return abs(declared * 1000 / told - 1) < 0.1
    low, high = plausible(emissions)
    return declared < low <= declared * 1000 <= high


def _declared(value: object) -> tuple[float | None, str]:
    if value is None or isinstance(value, bool):
        return None, ""
    if isinstance(value, int | float):
        return (float(value), "") if 0 <= value < 1e15 else (None, said(value, longest=60))
    text = said(value, longest=200)
    found = number(text) if re.fullmatch(NUMBER, folded(text)) else None
    return found, "" if found is not None else text[:60]


def _told(plain: str) -> tuple[float | None, str]:
    """The first amount with a unit of weight in a line that speaks of carbon."""
    for line in plain.split("\n"):
        if _ABOUT_CARBON.search(line) and (match := _GRAMS.search(line)) and (found := number(match[1])) is not None:
            unit = next(unit for words, unit in _UNIT_WORDS if re.fullmatch(words, match[2]))
            return round(found * UNITS[unit], 6), match[0]
    return None, ""


def _hours(plain: str) -> float | None:
    for pattern, share in ((_HOURS_AFTER, 1.0), (_HOURS, 1.0), (_MINUTES, 1 / 60)):
        if (match := pattern.search(plain)) and (found := number(match[1])):
            return round(found * share, 4)
    return None


def _watts(plain: str) -> tuple[str, float | None]:
    for name, watts in DEVICES.items():
        if re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![0-9])", plain):
            many = _HOW_MANY.search(plain)
            return name.upper(), float(watts * max(1, int(many[1]) if many else 1))
    return "", None
