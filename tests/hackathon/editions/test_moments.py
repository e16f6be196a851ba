from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hackathon.editions.moments import last_moment, moment, window
from hackathon.editions.reading import Place
from hackathon.editions.rules import Window

AOE = ZoneInfo("Etc/GMT+12")
MADRID = ZoneInfo("Europe/Madrid")


def read(reader: Any, value: object) -> Any:
    """What the reader makes of the value, which must be right."""
    place = Place("here")
    found = reader(value, place)
    assert place.problems == []
    return found


def local(*parts: int) -> datetime:
    """A time without a zone, as TOML gives it."""
    return datetime(*parts)  # noqa: DTZ001 that is the point


@pytest.mark.parametrize(
    ("written", "zone", "closes_at"),
    [
        (local(2024, 3, 29, 23, 59), AOE, datetime(2024, 3, 30, 12, tzinfo=UTC)),
        ("2024-03-29T23:59", AOE, datetime(2024, 3, 30, 12, tzinfo=UTC)),
        (date(2024, 3, 29), AOE, datetime(2024, 3, 30, 12, tzinfo=UTC)),
        (local(2024, 3, 29, 23, 59, 59), AOE, datetime(2024, 3, 30, 12, tzinfo=UTC)),
        (local(2024, 3, 29, 23, 59, 59, 999_999), AOE, datetime(2024, 3, 30, 12, tzinfo=UTC)),
        (date(2024, 3, 31), MADRID, datetime(2024, 3, 31, 22, tzinfo=UTC)),  # a day of 23 hours
        (
            datetime(2024, 3, 29, 23, 59, tzinfo=timezone(timedelta(hours=1))),
            AOE,
            datetime(2024, 3, 29, 23, tzinfo=UTC),
        ),
    ],
)
def test_until_is_the_last_moment_that_is_still_inside(written: object, zone: ZoneInfo, closes_at: datetime) -> None:
    assert read(last_moment(zone), written) == closes_at


def test_a_day_starts_at_midnight_in_the_editions_zone() -> None:
    found = read(moment(MADRID), date(2024, 7, 1))
    assert (found.at, found.whole_day) == (datetime(2024, 6, 30, 22, tzinfo=UTC), True)


def test_a_time_with_an_offset_is_taken_as_it_is() -> None:
    found = read(moment(MADRID), "2024-07-01T10:00:00-05:00")
    assert (found.at, found.whole_day) == (datetime(2024, 7, 1, 15, tzinfo=UTC), False)


def test_both_ways_to_write_a_window_give_the_same() -> None:
    people = read(window(AOE), {"opens": date(2024, 3, 1), "until": local(2024, 3, 29, 23, 59)})
    machines = read(window(AOE), {"opens_at": "2024-03-01T12:00:00+00:00", "closes_at": "2024-03-30T12:00:00+00:00"})
    assert people == machines == Window(datetime(2024, 3, 1, 12, tzinfo=UTC), datetime(2024, 3, 30, 12, tzinfo=UTC))


def test_a_window_of_one_day_lasts_that_whole_day() -> None:
    found = read(window(AOE), {"opens": "2024-03-01", "until": "2024-03-01"})
    assert found.closes_at - found.opens_at == timedelta(days=1)
