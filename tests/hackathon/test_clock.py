"""The clock is read in one place."""

import re
from datetime import UTC, datetime
from pathlib import Path

import time_machine

from hackathon import clock

ROOT = Path(__file__).resolve().parent.parent.parent
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
        if READS.search(path.read_text(encoding="utf-8")) and "sandbox" not in path.parts
    ]

    assert readers == ["hackathon/clock.py"]
