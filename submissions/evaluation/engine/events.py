"""What the engine tells whoever started it: lines of JSON among the log.

An event is ours only if nobody else can write one. A model's files reach the log (a warning quotes a name, and a name may
hold line breaks), so everything that is printed passes a guard that takes the mark out.
"""

import json
import math
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, TextIO

MARK: Final = "::hackathon "
HARMLESS: Final = ":: hackathon "


class Guarded:
    """A stream on which nobody can speak for the engine."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(text.replace(MARK, HARMLESS) if MARK in text else text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard() -> None:
    """From here on only ``tell`` writes events."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    sys.stdout, sys.stderr = Guarded(sys.stdout), Guarded(sys.stderr)  # type: ignore[assignment]


def tell(event: str, *, spell: Callable[[Any], Any] = str, **facts: Any) -> None:
    """Writes one event, whole and at once, on a line of its own. ``spell`` words what JSON does not know."""
    content = json.dumps(
        {"event": event, **finite(facts, spell)}, default=spell, ensure_ascii=True, allow_nan=False
    )  # ASCII: no character of a task can be taken for the end of a line
    sys.stdout.flush()
    sys.stderr.flush()
    # A progress bar may have left its line open, hence the first line break.
    rest = memoryview(f"\n{MARK}{content}\n".encode())
    while rest:
        rest = rest[os.write(sys.__stdout__.fileno(), rest) :]


def finite(value: Any, spell: Callable[[Any], Any] = str) -> Any:
    """``value`` as JSON can carry it: keys are texts, and a number that is none becomes None.

    >>> finite({"acc": float("nan"), 3: (1.5, "x")})
    {'acc': None, '3': [1.5, 'x']}
    """
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): finite(item, spell) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item, spell) for item in value]
    if value is None or isinstance(value, str | int):
        return value
    return finite(spell(value), str)
