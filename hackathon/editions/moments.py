"""Readers for dates as people write them, in the edition's time zone, into half-open windows in UTC. Pure.

A window is written in one of two ways that cannot be mixed up:

- ``opens`` and ``until``, for people: a day or a local time, and ``until`` is still inside. ``until = 2030-03-22`` lasts that whole day,
  ``until = 2030-03-29T23:59:00`` lasts that whole minute.
- ``opens_at`` and ``closes_at``, for machines: exact moments, and at ``closes_at`` it is already closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hackathon.editions.reading import INVALID, Invalid, Place, Reader, kind_of, record, refuse_unknown
from hackathon.editions.rules import Window

_YEARS = range(2000, 2101)
_WRITTEN = ("opens", "until")
_EXACT = ("opens_at", "closes_at")


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC; ``whole_day``: only its day was written, and this is the day's first instant."""

    at: datetime
    whole_day: bool


def time_zone(value: Any, place: Place) -> str | Invalid:
    """Reads the name of a time zone, like ``Etc/GMT+12`` (Anywhere on Earth) or ``Europe/Madrid``."""
    if not isinstance(value, str):
        return place.refuse(f"debe ser el nombre de una zona horaria, no {kind_of(value)}")
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        return place.refuse("no es una zona horaria conocida (por ejemplo, «Etc/GMT+12» o «Europe/Madrid»)")
    return value


def moment(zone: ZoneInfo) -> Reader:
    """Reads a day, a local time of ``zone`` or a time with its offset into a ``Moment``."""

    def read(value: Any, place: Place) -> Moment | Invalid:
        written = _written(value, place)
        if written is INVALID:
            return INVALID
        if not isinstance(written, datetime):
            return Moment(_in_utc(datetime.combine(written, time()), zone), whole_day=True)
        return Moment(_in_utc(written, zone), whole_day=False)

    return read


def instant(zone: ZoneInfo) -> Reader:
    """Reads like ``moment`` and gives the plain instant in UTC."""
    read_moment = moment(zone)

    def read(value: Any, place: Place) -> datetime | Invalid:
        found = read_moment(value, place)
        return INVALID if found is INVALID else found.at

    return read


def last_moment(zone: ZoneInfo) -> Reader:
    """Reads the last day, minute (or second, where seconds are written) that is still inside; gives the instant after it, in UTC."""

    def read(value: Any, place: Place) -> datetime | Invalid:
        written = _written(value, place)
        if written is INVALID:
            return INVALID
        if not isinstance(written, datetime):
            return _in_utc(datetime.combine(written + timedelta(days=1), time()), zone)
        step = timedelta(seconds=1) if written.second else timedelta(minutes=1)
        return _in_utc(written.replace(microsecond=0), zone) + step

    return read


def window(zone: ZoneInfo) -> Reader:
    """Reads a window in either of the two ways; it must close after it opens."""
    written = record(
        lambda opens, until: Window(opens, until),
        {"opens": instant(zone), "until": last_moment(zone)},
        [_closes_after_it_opens("until")],
    )
    exact = record(
        Window, {"opens_at": _exact_instant, "closes_at": _exact_instant}, [_closes_after_it_opens("closes_at")]
    )

    def read(value: Any, place: Place) -> Any:
        if not isinstance(value, Mapping):
            return written(value, place)
        ways = [names for names in (_WRITTEN, _EXACT) if any(name in value for name in names)]
        if len(ways) == 2:
            refuse_unknown(value, (*_WRITTEN, *_EXACT), place)
            return place.refuse("usa opens y until, o bien opens_at y closes_at, pero no una mezcla")
        return (exact if ways == [_EXACT] else written)(value, place)

    return read


def _closes_after_it_opens(last_key: str) -> Any:
    def check(made: Window, place: Place) -> None:
        if made.closes_at <= made.opens_at:
            place.key(last_key).refuse("termina antes de empezar")

    return check


def _exact_instant(value: Any, place: Place) -> datetime | Invalid:
    written = _written(value, place)
    if written is INVALID:
        return INVALID
    if not isinstance(written, datetime) or written.tzinfo is None:
        return place.refuse("debe ser un instante exacto, con su desfase: 2030-03-30T12:00:00+00:00")
    return written.astimezone(UTC)


def _written(value: Any, place: Place) -> date | datetime | Invalid:
    found = _from_text(value) if isinstance(value, str) else value
    if not isinstance(found, date):
        return place.refuse(
            f"debe ser una fecha, con o sin hora (2030-03-29 o 2030-03-29T23:59:00), no {kind_of(value)}"
        )
    if found.year not in _YEARS:
        return place.refuse(f"el año debe estar entre {_YEARS[0]} y {_YEARS[-1]}")
    return found


def _from_text(text: str) -> date | datetime | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2030-03-29") else datetime.fromisoformat(text)
    except ValueError:
        return None


def _in_utc(written: datetime, zone: ZoneInfo) -> datetime:
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
