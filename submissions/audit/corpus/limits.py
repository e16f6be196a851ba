"""What bounds a look into a corpus, and what is left of it while it goes on. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from submissions.audit.corpus.evidence import Limit, ReachedLimit

Now = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Limits:
    """``bytes``: fetched from one repo. ``unpacked``: of one packed file. ``rows``: read of all files. ``seconds``: for all.

    ``memory``: by how much the process may grow, in bytes of address space. ``files``, ``columns`` (of a file). ``cell``: bytes of
    one cell. ``language_rows`` and ``exposure_rows``: rows whose language is identified, whose texts are searched for secrets.
    ``near_rows``: rows that are compared word by word.
    """

    bytes: int = 4_000_000_000
    unpacked: int = 16_000_000_000
    rows: int = 10_000_000
    seconds: int = 600
    memory: int = 1_500_000_000
    files: int = 500
    columns: int = 200
    cell: int = 4_000_000
    language_rows: int = 1_000
    exposure_rows: int = 1_000
    near_rows: int = 20_000


@dataclass(slots=True)
class Share:
    """What one file may use: bytes to fetch, rows to read, and until when."""

    bytes: int
    rows: int
    until: float


FLOOR = 0.1
"""The part of the limits that files share alike, whatever their size: a small one before a large one has hardly any share of its own,
and opening it takes as long."""


@dataclass(slots=True)
class Budget:
    """What is left of the limits. Files are given shares by their size, but none next to nothing; what one leaves over goes to the
    next. ``files``: how many there are."""

    limits: Limits
    now: Now
    total_size: int
    files: int = 1
    began: float = 0.0
    sizes_begun: int = 0
    bytes_used: int = 0
    rows_used: int = 0
    reached: list[ReachedLimit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = self.now()

    def share(self, size: int | None) -> Share:
        """The next file's share of what is left."""
        now = self.now()
        self.sizes_begun += size or 0
        part = min(self.sizes_begun / self.total_size, 1.0) if self.total_size else 1.0
        return Share(
            bytes=int(self._share(self.limits.bytes, part, self.bytes_used)),
            rows=int(self._share(self.limits.rows, part, self.rows_used)),
            until=now + self._share(self.limits.seconds, part, now - self.began),
        )

    def _share(self, limit: float, part: float, used: float) -> float:
        """What is left of this part of a limit; at least the floor, as long as there is that much."""
        floor = FLOOR * limit / max(self.files, 1)
        return max(limit * part - used, min(floor, limit - used), 0)

    def reach(self, limit: Limit, allowed: int, found: int | None = None, path: str = "") -> None:
        """Writes down, once for each file, that a limit was reached."""
        if all((one.limit, one.path) != (limit, path) for one in self.reached):
            self.reached.append(ReachedLimit(limit, allowed, found, path))

    @property
    def seconds(self) -> float:
        """Since the look began."""
        return self.now() - self.began
