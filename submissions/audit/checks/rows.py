"""What the checks of a corpus share: what was seen of its rows, as facts."""

from collections.abc import Iterable
from typing import Any, Final

from hackathon.editions.rules import Column, ColumnRole
from submissions.audit.columns.locating import Located, locate, profile_of
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence, Where
from submissions.audit.corpus.located import find_spots
from submissions.audit.evidence import Evidence
from submissions.audit.findings import Finding, unknown

NO_DATA: Final = "no_readable_data_files"
LIMITS: Final = "limits"
OUR_LIMITS: Final = frozenset(("column_not_read", "rows_not_counted", "too_large"))
"""Problems that are ours, not the corpus's."""
EXAMPLES: Final = 10
"""So many rows are named as examples of one thing."""


def read_corpus(evidence: Evidence) -> CorpusEvidence | None:
    """What was seen of the rows; None when no file could be read, or no row of any for our limits."""
    corpus = evidence.repo.corpus
    return corpus if corpus is not None and corpus.files and not stopped(corpus) else None


def stopped(corpus: CorpusEvidence) -> bool:
    """Whether it was our limits that kept every row from us. A file that one of them cut off is not to blame for how it ends."""
    cut = {one.path for one in corpus.reached}
    broken = {one.path for one in corpus.problems if one.code not in OUR_LIMITS} - cut
    return bool(corpus.reached) and not corpus.rows_read and len(broken) < corpus.data_files


def unread(evidence: Evidence) -> Finding:
    """The finding where ``read_corpus`` gives None."""
    return unknown(why=LIMITS if stopped(evidence.corpus) else NO_DATA)


def located(evidence: Evidence) -> dict[str, Located]:
    """The edition's columns that the corpus has, under whichever name."""
    return locate(evidence.rules.dataset, (column.name for column in evidence.corpus.columns))


def profiles(evidence: Evidence, *roles: ColumnRole) -> list[tuple[Column, ColumnProfile]]:
    """The edition's columns with these roles (none: all of them) that the corpus has, each with what was seen of it."""
    found = located(evidence)
    asked = evidence.rules.dataset.of_role(*roles) if roles else evidence.rules.dataset.columns
    pairs = ((column, profile_of(found, column, evidence.corpus)) for column in asked)
    return [(column, profile) for column, profile in pairs if profile is not None]


def texts(evidence: Evidence) -> dict[ColumnRole, ColumnProfile]:
    """What was seen of the questions and of the answers, also where they are the turns of a chat."""
    corpus = evidence.corpus
    spots = find_spots([column.name for column in corpus.columns], evidence.rules.dataset)
    found = {ColumnRole.QUESTION: spots.question, ColumnRole.ANSWER: spots.answer}
    pairs = ((role, corpus.column(name)) for role, name in found.items() if name)
    return {role: profile for role, profile in pairs if profile is not None}


def places(rows: Iterable[Where]) -> list[dict[str, Any]]:
    """Up to ten rows as facts."""
    return [place(row) for row in list(rows)[:EXAMPLES]]


def place(row: Where) -> dict[str, Any]:
    """A row as facts."""
    return {"path": row.path, "row": row.row, "excerpt": row.excerpt}


def exceeds(part: int, whole: int, percent: int) -> bool:
    """Whether ``part`` is more than so many percent of ``whole``; just as many is not.

    >>> exceeds(5, 100, 5), exceeds(6, 100, 5), exceeds(0, 0, 5)
    (False, True, False)
    """
    return part * 100 > whole * percent


def percent(part: int, whole: int) -> float:
    """``part`` as a percentage of ``whole``, with one decimal; with as many as it takes not to say 0 or 100 of what is neither.

    >>> percent(1, 3), percent(1, 100_000), percent(99_999, 100_000), percent(0, 0)
    (33.3, 0.001, 99.999, 0.0)
    """
    if not whole:
        return 0.0
    for digits in (1, 2, 3, 4):
        rounded = round(100 * part / whole, digits)
        if part in (0, whole) or rounded not in (0.0, 100.0):
            break
    return rounded
