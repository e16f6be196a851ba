"""The lines of a ranking: all numbers of each project, side by side. Pure."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from hackathon.editions.rules import Method
from judging.aggregate.columns import Columns
from judging.aggregate.outlook import Outlook, at_most
from judging.aggregate.sheets import ProjectRow
from judging.aggregate.table import Table, exactly
from judging.aggregate.ties import ranks


def project_rows(table: Table, columns: Columns, found: Outlook, method: Method) -> tuple[ProjectRow, ...]:
    """A line for each project with reviews: the joint ranking first, then those without a rank, by part and place in it."""
    part_of = {at: number for number, part in enumerate(found.parts, start=1) for at in part}
    unranked = sorted(set(part_of) - set(found.ranked), key=lambda at: (part_of[at], found.within[at].place, at))
    numbers, limits, chances = _numbers(columns, found, method), _limits(found), _chances(found)
    order = {row.project: row for row in found.order}
    lone = len(table.projects) == 1
    return tuple(
        ProjectRow(
            project=table.projects[at],
            reviews=len(columns.by_project[at]),
            rank=order[at].place if at in order else None,
            settled_by=order.get(at, found.within[at]).settled_by,
            groups=found.candidates[at].groups,
            provisional=lone or len(columns.by_project[at]) == 1,
            component=part_of[at],
            place=found.within[at].place,
            **numbers[at],
            **limits.get(at, {}),
            **chances.get(at, {}),
        )
        for at in [*(row.project for row in found.order), *unranked]
    )


def _numbers(columns: Columns, found: Outlook, method: Method) -> list[dict[str, Any]]:
    """The four numbers of each project, and its place by each among those with a joint rank."""
    places = {
        kind: ranks({at: at_most(values[at], found.most) for at in found.ranked})
        for kind, values in columns.values.items()
    }
    by_kind = (columns.values[kind] for kind in ("mean", "trimmed", "model", "weighted"))
    return [
        {
            "total": found.candidates[at].total,
            "capped": found.candidates[at].total < columns.values[method.value][at],
            "raw": raw,
            "trimmed": trimmed,
            "adjusted": adjusted,
            "weighted": weighted,
            "ranks": {kind: found_at[at] for kind, found_at in places.items() if at in found_at},
        }
        for at, (raw, trimmed, adjusted, weighted) in enumerate(zip(*by_kind, strict=True))
    ]


def _limits(found: Outlook) -> dict[int, dict[str, Fraction]]:
    """The interval of each total."""
    if found.fit is None:
        return {}
    low, high = (exactly(values) for values in found.fit.quality_interval())
    return {
        at: {"total_low": at_most(low[at], found.most), "total_high": at_most(high[at], found.most)}
        for at in range(len(low))
    }


def _chances(found: Outlook) -> dict[int, dict[str, Any]]:
    """What the draws say of each project with a joint rank. Who is alone there is first, whatever the draws."""
    if len(found.ranked) == 1:
        return {found.ranked[0]: {"rank_low": 1, "rank_high": 1, "p_first": 1.0, "p_places": (1.0,)}}
    if found.drawn is None or found.chances is None:
        return {}
    shrunk, chances, order = exactly(found.drawn.centre), found.chances, found.columns_in_order
    following = dict(pairwise(order))
    return {
        row.project: {
            "shrunk": shrunk[column],
            "rank_low": min(row.place, int(chances.low[column])),
            "rank_high": max(row.place, int(chances.high[column])),
            "p_first": float(chances.first[column]),
            "p_places": tuple(chances.places[column].tolist()),
            "p_beats_next": chances.beats(column, following[column]) if column in following else None,
        }
        for row, column in zip(found.order, order, strict=True)
    }
