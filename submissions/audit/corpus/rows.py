"""Where rows lie: their places among all rows of a corpus, and their files. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from submissions.audit.corpus.evidence import Split, Where

EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Span:
    """Rows that follow each other: the place of the first among all rows, its number in the file, and how many there are."""

    place: int
    path: str
    first: int
    count: int


class Register:
    """Remembers which rows came by, and the split that each belongs to."""

    def __init__(self) -> None:
        self.rows = 0
        self._spans: list[Span] = []
        self._splits: dict[Split, list[range]] = {}

    def add(self, path: str, first: int, count: int, splits: Sequence[Split]) -> int:
        """Rows that come next, and belong to these splits; the place of the first of them."""
        place = self.rows
        self.rows += count
        last = self._spans[-1] if self._spans else None
        if last and last.path == path and last.first + last.count == first:
            self._spans[-1] = Span(last.place, path, last.first, last.count + count)
        else:
            self._spans.append(Span(place, path, first, count))
        for split in splits:
            places = self._splits.setdefault(split, [])
            begin = places.pop().start if places and places[-1].stop == place else place
            places.append(range(begin, self.rows))
        return place

    def where(self, place: int, text: str | None = None) -> Where:
        """The file and row at a place; ``text`` is what stands there."""
        span = self._spans[bisect_right(self._spans, place, key=lambda span: span.place) - 1]
        return Where(span.path, span.first + place - span.place, excerpt(text))

    def splits(self) -> list[tuple[Split, list[range]]]:
        """All splits, with the places of their rows."""
        return list(self._splits.items())


def excerpt(text: str | None) -> str:
    """The beginning of a text, in one line.

    >>> excerpt("uno\\n dos")
    'uno dos'
    """
    line = " ".join((text or "")[: EXCERPT * 2].split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
