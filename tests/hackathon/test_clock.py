"""The clock is read in one place."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.test import RequestFactory

from hackathon import clock

ROOT = Path(__file__).resolve().parent.parent.parent
APART = {"sandbox", "engine"}  # a Hub with a clock of its own; what runs in another environment, without the site
READS = re.compile(r"timezone\.now\(|datetime\.(utc)?now\(|date\.today\(|time\.time\(")


def test_now_is_aware_and_in_utc() -> None:
    with time_machine.travel(datetime(2024, 3, 30, 12, 0, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
        assert clock.now().tzinfo == UTC


def test_nothing_else_reads_the_system_clock() -> None:
    packages = ("hackathon", "teams", "submissions", "judging")
    readers = [
        str(path.relative_to(ROOT))
        for package in packages
        for path in sorted((ROOT / package).rglob("*.py"))
        if READS.search(path.read_text(encoding="utf-8")) and not APART & {*path.parts}
    ]

    assert readers == ["hackathon/clock.py"]


NOON = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
BEFORE_NOON = f"t={NOON.timestamp() - 30:.3f}"


def arrived(header: str | None) -> datetime:
    """What the clock says of a request that is taken up at noon."""
    headers = {} if header is None else {"X-Request-Start": header}
    with time_machine.travel(NOON, tick=False):
        return clock.arrival(RequestFactory().get("/", headers=headers))


def test_a_request_that_waited_for_a_thread_counts_from_when_the_proxy_took_it(settings) -> None:
    settings.TRUST_REQUEST_START = True
    assert arrived(BEFORE_NOON) == datetime(2024, 3, 30, 11, 59, 30, tzinfo=UTC)


def test_nobody_moves_the_clock_where_no_proxy_is_trusted() -> None:
    assert arrived(BEFORE_NOON) == NOON


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "t=later",
        f"t={NOON.timestamp() + 1:.3f}",
        f"t={NOON.timestamp() - 121:.3f}",
        f"{NOON.timestamp() - 30:.3f}",
        "t=٠٠٠٠٠٠٠٠٠٠.0",
    ],
)
def test_a_start_that_cannot_be_is_not_believed(settings, header) -> None:
    settings.TRUST_REQUEST_START = True
    assert arrived(header) == NOON
