"""Who can be ranked with whom, in which order, and what the draws say of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from hackathon.editions.rules import Method, TieRules
from judging.aggregate.columns import Columns, fit_of
from judging.aggregate.draws import Chances, Drawn, chances, draw
from judging.aggregate.means import group_means, median
from judging.aggregate.model import Fit
from judging.aggregate.table import Table, components
from judging.aggregate.ties import Candidate, Placed, placed

Parts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Outlook:
    """Projects are places in the table. ``parts``: those that can be compared. ``order``: the joint ranking, best first, empty
    where there is none; ``within``: each project's place in its own part. ``fit`` and ``drawn`` are None where no uncertainty
    can be estimated; ``drawn`` and ``chances`` have the projects of ``order`` as columns, in the order of ``ranked``."""

    parts: Parts
    candidates: tuple[Candidate, ...]
    order: tuple[Placed, ...]
    within: dict[int, Placed]
    ranked: tuple[int, ...]
    fit: Fit | None
    drawn: Drawn | None
    most: Fraction | None = None

    @cached_property
    def chances(self) -> Chances | None:
        return None if self.drawn is None else chances(self.drawn.draws)

    @cached_property
    def column(self) -> dict[int, int]:
        """Where a project is in the draws."""
        return {project: column for column, project in enumerate(self.ranked)}

    @property
    def columns_in_order(self) -> list[int]:
        """The columns of the draws, best project first."""
        return [self.column[row.project] for row in self.order]


def outlook(
    table: Table,
    columns: Columns,
    method: Method,
    ties: TieRules,
    *,
    seed: int,
    draws: int,
    most: Fraction | None = None,
) -> Outlook:
    """The order by the method's totals, and draws of everybody who is in it."""
    parts = components(table)
    ranked = _ranked(parts)
    candidates = tuple(_candidate(columns, method, at, most) for at in range(len(table.projects)))
    fit = fit_of(table, columns, method)
    return Outlook(
        parts=parts,
        candidates=candidates,
        order=_placed(candidates, ranked, ties),
        within={row.project: row for part in parts for row in _placed(candidates, part, ties)},
        ranked=ranked,
        fit=fit,
        most=most,
        drawn=None if fit is None or len(ranked) < 2 else draw(fit.of(ranked), draws=draws, seed=seed),
    )


def _ranked(parts: Parts) -> tuple[int, ...]:
    """Who has a joint rank: whom judges connect. Two juries without a common judge are two rankings, by a plain mean as well: it
    takes no offset between them out, and nobody can see whether there is one. A project alone takes nobody else's rank away."""
    several = [part for part in parts if len(part) > 1]
    if len(several) > 1:
        return ()
    return several[0] if several else (parts[0] if len(parts) == 1 else ())


def _placed(candidates: Sequence[Candidate], places: Sequence[int], ties: TieRules) -> tuple[Placed, ...]:
    return placed([candidates[at] for at in places], ties.order)


def at_most(value: Fraction, most: Fraction | None) -> Fraction:
    """The value, and no more than ``most`` where there is one.

    >>> at_most(Fraction(12), Fraction(10)), at_most(Fraction(12), None)
    (Fraction(10, 1), Fraction(12, 1))
    """
    return value if most is None else min(value, most)


def _candidate(columns: Columns, method: Method, at: int, most: Fraction | None) -> Candidate:
    sheets = columns.by_project[at]
    return Candidate(
        project=at,
        total=at_most(columns.values[method.value][at], most),
        median=median([sheet.total for sheet in sheets]),
        groups=group_means(sheets, method),
    )
