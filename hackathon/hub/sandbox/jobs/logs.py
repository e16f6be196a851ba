"""What a Job printed, line by line, each with its moment; the oldest lines give way when it is too much."""

import itertools
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

MOST_BYTES = 16_000_000
LONGEST_LINE = 4_000_000
MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line and when it came."""

    at: datetime
    text: str


class JobLog:
    """The log of one Job. Safe to share between threads; a reader asks for what came ``since`` a place."""

    def __init__(self, *, now: Callable[[], datetime], most_bytes: int = MOST_BYTES) -> None:
        self.closed = False
        self._now = now
        self._most = most_bytes
        self._lines: deque[LogLine] = deque()
        self._bytes = 0
        self._dropped = 0
        self._lock = threading.Lock()

    def add(self, line: bytes) -> None:
        """A line, with or without its end."""
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        with self._lock:
            self._lines.append(LogLine(self._now(), text))
            self._bytes += len(text.encode())
            while self._bytes > self._most:
                self._bytes -= len(self._lines.popleft().text.encode())
                self._dropped += 1

    def since(self, place: int, *, most: int = MOST_AT_ONCE) -> tuple[list[LogLine], int]:
        """The lines from number ``place`` on that are still kept, ``most`` of them, and the number of the one behind them."""
        with self._lock:
            start = max(place - self._dropped, 0)
            lines = list(itertools.islice(self._lines, start, start + most))
            return lines, self._dropped + start + len(lines)

    def place_of_last(self, lines: int) -> int:
        """Where the last so many lines begin."""
        with self._lock:
            return self._dropped + max(len(self._lines) - lines, 0)

    def close(self) -> None:
        """Nothing more will come."""
        self.closed = True
