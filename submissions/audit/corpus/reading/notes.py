"""What is written down about a file while it is read. Pure."""

from dataclasses import dataclass, field

from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.limits import Budget, Share
from submissions.audit.problems import Problem

LISTED_PROBLEMS = 10


@dataclass(slots=True)
class Notes:
    """``columns`` and ``rows`` (None: not known) as far as the file has told; ``rows_read``: handed on so far.

    ``counts``: problems that many rows have, by code: how many, and the line of the first. ``sampled``: parts were left out.
    """

    path: str
    budget: Budget
    share: Share
    columns: tuple[str, ...] = ()
    rows: int | None = None
    rows_read: int = 0
    sampled: bool = False
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def problem(self, code: str, *, line: int | None = None, detail: str = "") -> None:
        """Something is odd; of one kind, ten are kept."""
        if sum(known.code == code for known in self.problems) < LISTED_PROBLEMS:
            self.problems.append(Problem(code, self.path, line, detail[:200]))

    def count(self, code: str, line: int | None = None, more: int = 1) -> None:
        """Something is odd about a row, as it may be about many."""
        known, first = self.counts.get(code, (0, line))
        self.counts[code] = (known + more, first)

    def reach(self, limit: Limit, allowed: int, found: int | None = None) -> None:
        """A limit ended the reading of this file, or of a part of it."""
        self.sampled = True
        self.budget.reach(limit, allowed, found, self.path)

    def may_go_on(self) -> bool:
        """False once the file's share of rows or of time is used up, which is then written down."""
        limits = self.budget.limits
        if self.rows is not None and 0 < self.rows <= self.rows_read:
            return True  # it ends here anyway
        if self.rows_read >= self.share.rows:
            self.reach(Limit.ROWS, limits.rows, self.rows)
        elif self.budget.now() >= self.share.until:
            self.reach(Limit.SECONDS, limits.seconds)
        else:
            return True
        return False

    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem, those of many rows with how many they are."""
        counted = [Problem(code, self.path, line, str(count)) for code, (count, line) in self.counts.items()]
        return (*self.problems, *counted)
