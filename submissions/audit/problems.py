"""Something odd about a file, as a code. Pure. Templates speak the sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd about a file, as a code; ``line`` counts from 1; ``detail`` is short and may quote the file.

    ``kind``: which of the things that the code can mean, where that is known.
    """

    code: str
    path: str = ""
    line: int | None = None
    detail: str = ""
    kind: str = ""


class Troubled:
    """What may have ``problems``."""

    __slots__ = ()
    problems: tuple[Problem, ...]

    def problem(self, code: str) -> Problem | None:
        """The first problem with that code."""
        return next((problem for problem in self.problems if problem.code == code), None)


class CutOff(Exception):
    """Reading had to be ended before it was done. ``reason``: memory, seconds, disk (there is no room on it) or crashed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
