"""Server time and queries of a page, and how they are told."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

WARM_UP, TIMES = 3, 25


@dataclass(frozen=True, slots=True)
class Page:
    """Server time of one address, in milliseconds, and how many queries it takes."""

    median_ms: float
    p95_ms: float
    queries: int
    size_kb: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. ``small`` is the same thing with a tenth of the people; ``limit`` is its target, in the same unit."""

    name: str
    unit: str
    large: float
    small: float | None = None
    limit: float | None = None
    note: str = ""

    @property
    def within(self) -> bool:
        """True where the target is met, or there is none."""
        return self.limit is None or self.large < self.limit


def measure_page(client: Client, address: str) -> Page:
    """Asks for ``address`` again and again, middleware and template included; an answer other than 200 ends the run."""

    def ask() -> int:
        answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        return len(answer.content)

    for _ in range(WARM_UP):
        size = ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
        queries = len(captured)  # the next request forgets them
    seconds = sorted(seconds_of(ask) for _ in range(TIMES))
    return Page(
        median_ms=statistics.median(seconds) * 1000,
        p95_ms=seconds[int(TIMES * 0.95) - 1] * 1000,
        queries=queries,
        size_kb=size / 1024,
    )


def seconds_of(deed: Callable[[], object]) -> float:
    """How long ``deed`` takes."""
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def report(lines: Sequence[Line]) -> str:
    """The lines as a table for people, targets that were missed marked."""
    header = f"{'what':<46} {'measured':>12} {'a tenth':>12} {'ratio':>7} {'target':>12}"
    return "\n".join([header, "─" * len(header), *map(_row, lines)])


def _row(line: Line) -> str:
    small = f"{line.small:.1f} {line.unit}" if line.small is not None else ""
    ratio = f"{line.large / line.small:.2f}" if line.small else ""
    limit = f"< {line.limit:g} {line.unit}" if line.limit is not None else ""
    mark = "" if line.within else "   ← over"
    note = f"   {line.note}" if line.note else ""
    return f"{line.name:<46} {f'{line.large:.1f} {line.unit}':>12} {small:>12} {ratio:>7} {limit:>12}{mark}{note}"
