"""What whoever reads a ranking has to know: codes, and whom they are about. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

import numpy as np

from judging.aggregate.agreement import LOW
from judging.aggregate.sheets import SHARED, Agreement, Caution, Code, JudgeRow, ProjectRow, Tie
from judging.aggregate.table import Table


def about_table(table: Table, parts: Sequence[Sequence[int]]) -> Iterator[Caution]:
    """What is seen of the reviews alone; ``parts`` are the components, with places of the table's projects."""
    if not table.sheets:
        yield Caution(Code.NO_REVIEWS)
        return
    if len(table.judges) == 1:
        yield Caution(Code.ONE_JUDGE)
    if len(table.projects) == 1:
        yield Caution(Code.ONE_PROJECT)
    if len(table.sheets) > 1 and len({sheet.total for sheet in table.sheets}) == 1:
        yield Caution(Code.ALL_EQUAL)
    if not table.replicated:
        yield Caution(Code.NO_REPLICATION)
    yield from _about_parts(table, parts)


def _about_parts(table: Table, parts: Sequence[Sequence[int]]) -> Iterator[Caution]:
    alone = [part[0] for part in parts if len(part) == 1]
    if len(parts) - len(alone) > 1:
        yield Caution(Code.DISCONNECTED, projects=table.projects)
    if alone and len(parts) > 1:
        yield Caution(Code.ISOLATED, projects=_names(table, sorted(alone)))


def _names(table: Table, places: Iterable[int]) -> tuple[Hashable, ...]:
    return tuple(table.projects[place] for place in places)


def about_people(
    table: Table, unreviewed: Sequence[Hashable], judges: Sequence[JudgeRow], agreed: Agreement
) -> Iterator[Caution]:
    """What is seen of single projects and judges."""
    if unreviewed:
        yield Caution(Code.UNREVIEWED, projects=tuple(unreviewed))
    once = _names(table, np.flatnonzero(table.reviews == 1).tolist())
    if once:
        yield Caution(Code.ONE_REVIEW, projects=once)
    idle = tuple(row.judge for row in judges if row.n == 0)
    if idle:
        yield Caution(Code.IDLE_JUDGES, judges=idle)
    zeros = _names_of_zeros(table)
    if zeros:
        yield Caution(Code.ONLY_ZEROS, judges=zeros)
    flagged = tuple(row.judge for row in judges if row.flags)
    if flagged:
        yield Caution(Code.OUTLIERS, judges=flagged)
    if agreed.alpha is not None and agreed.alpha < LOW:
        yield Caution(Code.LOW_AGREEMENT)


def _names_of_zeros(table: Table) -> tuple[Hashable, ...]:
    """Who gave two projects or more, and each of them nothing."""
    above = np.bincount(table.judge, np.abs(table.total), len(table.judges)) > 0
    return tuple(table.judges[at] for at in np.flatnonzero(~above & (table.given > 1)).tolist())


def about_places(rows: Sequence[ProjectRow], tied: Sequence[Tie], boundaries: Iterable[int]) -> Iterator[Caution]:
    """What is seen of the places where something is decided."""
    for boundary in sorted(set(boundaries)):
        sharing = [row for row in rows if row.rank is not None and row.settled_by == SHARED]
        ranks = {row.rank for row in sharing if row.rank is not None and row.rank <= boundary}
        across = [rank for rank in ranks if rank + sum(row.rank == rank for row in sharing) - 1 > boundary]
        if across:
            yield Caution(Code.SHARED_PLACE, projects=tuple(row.project for row in sharing if row.rank in across))
    if tied:
        yield Caution(
            Code.STATISTICAL_TIE, projects=tuple(dict.fromkeys(one for tie in tied for one in tie.contenders))
        )
