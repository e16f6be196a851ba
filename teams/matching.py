"""Who suits whom: how well two sides of the board go together, and why. Pure.

A side is a person who looks for a team, or a team that looks for people. Codes of languages and keys of skills and topics
are those of the edition's rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache, reduce
from operator import and_
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# A day is 96 quarters of an hour: there are zones at half hours (Caracas, once; India) and at quarters (Nepal).
QUARTERS = 4
DAY = 24 * QUARTERS
WHOLE_DAY = (1 << DAY) - 1

# What each thing in common is worth, and how many of a kind count.
VARIETY, LANGUAGE, SKILL, TOPIC, HOUR = 5, 2, 4, 3, 1
MAX_SKILLS, MAX_TOPICS, MAX_HOURS = 3, 3, 4


@dataclass(frozen=True, slots=True)
class Stretch:
    """When somebody can work: from one whole hour to another of their own clock, past midnight where ``until`` comes first,
    the whole day where both are the same. ``timezone`` is an IANA name."""

    timezone: str
    from_hour: int
    until: int


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of a person or a team. ``wanted``: skills that a team still looks for. ``stretches``: when each of its
    people can work, of those who said so."""

    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    stretches: tuple[Stretch, ...] = ()


class Why(StrEnum):
    """A reason to suggest one side to the other."""

    VARIETY = "variety"
    LANGUAGE = "language"
    WANTED_SKILLS = "wanted_skills"
    OTHER_SKILLS = "other_skills"
    TOPICS = "topics"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two sides go together. ``keys``: the languages, skills or topics in question. ``hours``: of HOURS, a day."""

    why: Why
    keys: tuple[str, ...] = ()
    hours: float = 0


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` only orders; ``reasons`` are what a person is told, the weightiest first."""

    score: float
    reasons: tuple[Reason, ...]


def match(mine: Side, theirs: Side, *, on: date) -> Match:
    """How well the two go together, whichever of them is the reader. ``on``: the day whose clocks count.

    A person who speaks Mexican Spanish and can train models, free from 18 to 22 in Mexico City (0 to 4 UTC), and a team of
    that variety that wants somebody who trains, with people free from 0 to 6 in Madrid (23 to 5 UTC): 5 for the variety,
    4 for the skill, 4 for four hours.

    >>> person = Side(frozenset({"es_MX"}), skills=frozenset({"training"}), stretches=(Stretch("America/Mexico_City", 18, 22),))
    >>> team = Side(frozenset({"es_MX"}), wanted=frozenset({"training"}), stretches=(Stretch("Europe/Madrid", 0, 6),))
    >>> match(person, team, on=date(2026, 1, 15)).score
    13.0
    >>> [str(reason.why) for reason in match(person, team, on=date(2026, 1, 15)).reasons]
    ['variety', 'wanted_skills', 'hours']
    """
    found = [
        _languages(mine, theirs),
        _skills(mine, theirs),
        _topics(mine, theirs),
        _hours(hours_in_common((*mine.stretches, *theirs.stretches), on=on) if _both_said(mine, theirs) else None),
    ]
    weighed = [(weight, reason) for weight, reason in found if reason is not None]
    weighed.sort(key=lambda pair: -pair[0])
    return Match(float(sum(weight for weight, _reason in weighed)), tuple(reason for _weight, reason in weighed))


def hours_in_common(stretches: Iterable[Stretch], *, on: date) -> float | None:
    """How many hours of a day everybody is free, by the clocks of the day ``on``; None where no zone is known.

    18–22 in Mexico City is 0–4 UTC, 20–24 in Lima 1–5 UTC: three hours, whatever the day it is called on each clock.

    >>> hours_in_common([Stretch("America/Mexico_City", 18, 22), Stretch("America/Lima", 20, 0)], on=date(2026, 1, 15))
    3.0

    In summer Madrid is two hours ahead of UTC, in winter one: 20–23 there and 15–18 in Santo Domingo (19–22 UTC).

    >>> pair = [Stretch("Europe/Madrid", 20, 23), Stretch("America/Santo_Domingo", 15, 18)]
    >>> hours_in_common(pair, on=date(2026, 1, 15)), hours_in_common(pair, on=date(2026, 7, 15))
    (3.0, 2.0)

    Zones at half hours: 18–22 in Kolkata is 12:30–16:30 UTC.

    >>> hours_in_common([Stretch("Asia/Kolkata", 18, 22), Stretch("UTC", 10, 14)], on=date(2026, 1, 15))
    1.5
    """
    known = [quarters for quarters in (free_quarters(stretch, on=on) for stretch in stretches) if quarters is not None]
    return reduce(and_, known).bit_count() / QUARTERS if known else None


@lru_cache(maxsize=8192)
def free_quarters(stretch: Stretch, *, on: date) -> int | None:
    """The quarters of an hour of a UTC day in which somebody is free, as bits, the first one lowest; None for a zone that
    nobody knows.

    Free from 22 to 1 in UTC: the last eight quarters of the day and the first four.

    >>> free_quarters(Stretch("UTC", 22, 1), on=date(2026, 1, 15)) == 0b1111 | 0b1111_1111 << 88
    True
    """
    offset = _utc_offset(stretch.timezone, on)
    if offset is None:
        return None
    length = (stretch.until - stretch.from_hour) % 24 * QUARTERS or DAY
    begin = (stretch.from_hour * QUARTERS - offset) % DAY
    bits = ((1 << length) - 1) << begin
    return (bits | bits >> DAY) & WHOLE_DAY


@lru_cache(maxsize=2048)
def _utc_offset(timezone: str, on: date) -> int | None:
    """How many quarters of an hour the zone is ahead of UTC at noon of that day."""
    try:
        offset = datetime.combine(on, time(12), ZoneInfo(timezone)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return round(offset.total_seconds() / 900) if offset is not None else None


def _both_said(mine: Side, theirs: Side) -> bool:
    return bool(mine.stretches and theirs.stretches)


def _languages(mine: Side, theirs: Side) -> tuple[float, Reason | None]:
    """A variety, or a language without varieties, in common; else two varieties of one language."""
    shared = mine.languages & theirs.languages
    if shared:
        return VARIETY, Reason(Why.VARIETY, _sorted(shared))
    related = _bases(mine.languages) & _bases(theirs.languages)
    return (LANGUAGE, Reason(Why.LANGUAGE, _sorted(related))) if related else (0, None)


def _bases(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code.partition("_")[0] for code in codes)


def _skills(mine: Side, theirs: Side) -> tuple[float, Reason | None]:
    """What one side looks for and the other can do; where no side has said so, what they can do and we cannot."""
    if mine.wanted or theirs.wanted:
        met = (mine.skills & theirs.wanted) | (theirs.skills & mine.wanted)
        return _worth(SKILL, met, MAX_SKILLS), Reason(Why.WANTED_SKILLS, _sorted(met)) if met else None
    new = theirs.skills - mine.skills if mine.skills else frozenset()
    return _worth(SKILL / 2, new, MAX_SKILLS), Reason(Why.OTHER_SKILLS, _sorted(new)) if new else None


def _topics(mine: Side, theirs: Side) -> tuple[float, Reason | None]:
    shared = mine.topics & theirs.topics
    return _worth(TOPIC, shared, MAX_TOPICS), Reason(Why.TOPICS, _sorted(shared)) if shared else None


def _hours(hours: float | None) -> tuple[float, Reason | None]:
    """Less than an hour is no time to meet."""
    if hours is None or hours < 1:
        return 0, None
    return HOUR * min(hours, MAX_HOURS), Reason(Why.HOURS, hours=hours)


def _worth(each: float, things: frozenset[str], most: int) -> float:
    return each * min(len(things), most)


def _sorted(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(keys))
