"""What the jury's decisions do to a ranking. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Protocol

from hackathon.editions.rules import TieRules
from judging.aggregate import ProjectRow, Ranking
from judging.results.material import Decided


class Ranked(Protocol):
    """A project on a ranking; ``p_beats_next``: how sure it is that it is better than the one behind it."""

    @property
    def project(self) -> Any: ...
    @property
    def rank(self) -> int | None: ...
    @property
    def p_beats_next(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project stands in the end. ``reason``: why people put it there (empty: nobody did). ``shared``: others too."""

    row: ProjectRow
    rank: int | None
    shared: bool = False
    reason: str = ""


def placed(ranking: Ranking, decisions: Sequence[Decided], *, ties: TieRules) -> list[Place]:
    """The ranking, best first, with the decisions about order that still fit carried out, the oldest first."""
    places = [Place(row, row.rank) for row in ranking.projects]
    for decided in decisions:
        if decided.kind == "order" and may_order(ranking.projects, decided.order, ties=ties):
            places = _ordered(places, decided)
    return [replace(each, shared=_is_shared(each, places)) for each in places]


def may_order(ranked: Sequence[Ranked], order: Sequence[int], *, ties: TieRules) -> bool:
    """Whether people may settle the order of these projects: they are neighbours, each two of them tie, and nobody who shares
    a place with one of them is left out.

    The first is better than the second beyond doubt, the second and the third tie:

    >>> from types import SimpleNamespace as Row
    >>> rows = [Row(project=key, rank=place, p_beats_next=p) for key, place, p in ((7, 1, 0.9), (8, 2, 0.6), (9, 3, None))]
    >>> may_order(rows, [9, 8], ties=TieRules()), may_order(rows, [8, 7], ties=TieRules())
    (True, False)
    """
    wanted = set(order)
    rows = [row for row in ranked if row.project in wanted and row.rank is not None]
    if len(wanted) < 2 or len(order) != len(wanted) or len(rows) != len(wanted):
        return False
    places = {row.rank for row in rows}
    if any(row.rank in places and row.project not in wanted for row in ranked):
        return False
    first = [row.project for row in ranked].index(rows[0].project)
    together = {row.project for row in ranked[first : first + len(rows)]} == wanted
    return together and all(tied(upper, lower, ties=ties) for upper, lower in pairwise(rows))


def tied(upper: Ranked, lower: Ranked, *, ties: TieRules) -> bool:
    """Whether two neighbours share a place, or are nearer to each other than the rules ask to call one of them better.

    >>> from types import SimpleNamespace as Row
    >>> upper, lower = Row(rank=1, p_beats_next=0.7), Row(rank=2, p_beats_next=None)
    >>> tied(upper, lower, ties=TieRules(probability=0.75)), tied(upper, lower, ties=TieRules(probability=0.6))
    (True, False)
    """
    if upper.rank is None or lower.rank is None:
        return False
    return upper.rank == lower.rank or (upper.p_beats_next is not None and upper.p_beats_next < ties.probability)


def _ordered(places: Sequence[Place], decided: Decided) -> list[Place]:
    """The projects of the decision, in its order, on the places that they had together."""
    known = {each.row.project: each for each in places if each.row.project in decided.order}
    seats = [index for index, each in enumerate(places) if each.row.project in known]
    first = min(each.rank or 0 for each in known.values())
    result = list(places)
    for step, (seat, key) in enumerate(zip(seats, decided.order, strict=True)):
        result[seat] = Place(known[key].row, first + step, reason=decided.reason)
    return result


def _is_shared(each: Place, places: Sequence[Place]) -> bool:
    return each.rank is not None and sum(other.rank == each.rank for other in places) > 1
