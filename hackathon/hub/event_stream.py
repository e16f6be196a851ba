"""A Job's log as the Hub streams it: server-sent events, read in bounded time and memory whatever the Job prints."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager

from hackathon.hub.errors import HubUnreachable
from hackathon.hub.job_reading import clean, log_line
from hackathon.hub.job_types import JobLogLine
from hackathon.hub.reading import as_promised
from hackathon.hub.transport import Streamed

LONGEST_EVENT = 10_000_000
"""Bytes. A longer event is cut: a Job that prints no end of line must not fill our memory."""
LONG_TEXT = 1000
"""Characters of a line by which it is known again."""


class JobLogStream:
    """The lines of a Job's log as they come. Iterate once.

    It ends when the Hub ends it (``complete`` is then True), when the connection breaks or is silent for too long, after
    ``seconds`` (and one silence at most), or with the line that makes up ``max_bytes`` of text. An error is raised only
    where nothing of the log came at all. ``after``: lines up to that one, which was read before, are passed over.
    """

    def __init__(
        self,
        connect: Callable[[], AbstractContextManager[Streamed]],
        *,
        seconds: float,
        max_bytes: int,
        after: JobLogLine | None = None,
    ) -> None:
        self.complete = False
        self._connect = connect
        self._seconds = seconds
        self._room = max_bytes
        self._after = after

    def __iter__(self) -> Iterator[JobLogLine]:
        give_up_at = time.monotonic() + self._seconds
        with self._connect() as answer:
            try:
                for line in later(map(as_line, events(_until(give_up_at, answer.chunks))), self._after):
                    self._room -= len(line.text.encode())
                    yield line
                    if self._room <= 0:
                        return
            except HubUnreachable:
                return
            self.complete = time.monotonic() <= give_up_at


def _until(give_up_at: float, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        if time.monotonic() > give_up_at:
            return


def events(chunks: Iterable[bytes], *, longest: int | None = None) -> Iterator[bytes]:
    r"""What the events of a stream carry, each cut at ``longest`` bytes. Comments and other fields are passed over.

    >>> list(events([b': keep-alive\n\ndata: {"da', b'ta": 1}\n\nevent: x\ndata: two\ndata: lines\n\ndata: rest']))
    [b'{"data": 1}', b'two\nlines']
    """
    longest = longest or LONGEST_EVENT
    said: list[bytes] = []
    for line in _lines(chunks, longest=longest):
        if line.startswith(b"data:") and sum(map(len, said)) < longest:
            said.append(line[5:].removeprefix(b" "))
        elif not line and said:
            yield b"\n".join(said)
            said = []


def _lines(chunks: Iterable[bytes], *, longest: int) -> Iterator[bytes]:
    """Whole lines without their ends; of a line that is longer than ``longest`` only so much."""
    line = bytearray()
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            line += part[: longest - len(line)]
            yield bytes(line).removesuffix(b"\r")
            line.clear()
        line += rest[: longest - len(line)]


def as_line(event: bytes) -> JobLogLine:
    r"""The line of a log that an event carries; one that was cut, or is no JSON, as it came.

    >>> as_line(b'{"data": "hola", "timestamp": "2024-04-20T12:00:00.000Z"}')
    JobLogLine(text='hola', at=datetime.datetime(2024, 4, 20, 12, 0, tzinfo=datetime.timezone.utc))
    >>> as_line(b'{"data": "ho')
    JobLogLine(text='{"data": "ho', at=None)
    """
    try:
        content = json.loads(event)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        return JobLogLine(clean(event.decode("utf-8", "replace")))
    with as_promised("a line of a log"):
        return log_line(content)


def later(lines: Iterable[JobLogLine], after: JobLogLine | None) -> Iterator[JobLogLine]:
    """The lines that follow ``after``: where it is told again, those behind it; else the first that is younger, and all that follow.

    Of several lines of one text and one moment nobody can say which was read: they are passed over together.
    """
    if after is None:
        yield from lines
        return
    met = False
    for line in lines:
        if _is_same(line, after):
            met = True
            continue
        met = met or bool(line.at and after.at and line.at > after.at)
        if met:
            yield line


def _is_same(line: JobLogLine, kept: JobLogLine) -> bool:
    """Whoever keeps a long line may have kept only its beginning."""
    if line.at != kept.at:
        return False
    return line.text == kept.text or (len(kept.text) >= LONG_TEXT and line.text.startswith(kept.text))
