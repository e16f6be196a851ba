"""How much of what was seen of a corpus's columns is kept, so that a look at a table of any width stays small. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hackathon.editions.rules import DatasetRules
from submissions.audit.columns.locating import locate
from submissions.audit.corpus.evidence import ColumnProfile

MAX_VALUES: Final = 3_000
"""So many values are listed over all columns: one of 80 characters takes 200 bytes where evidence is kept."""
MAX_BLANKS: Final = 1_000
"""So many blank rows are named."""


def bounded(columns: Sequence[ColumnProfile], rules: DatasetRules) -> tuple[ColumnProfile, ...]:
    """The same columns with no more than that listed of all together: those that the edition asks for in full, as far as that
    goes, and of the others as much as is left, each alike. A column of which less is listed says so (``more_values``)."""
    asked = {one.name for one in locate(rules, (column.name for column in columns)).values()}
    order = sorted(range(len(columns)), key=lambda place: columns[place].name not in asked)
    first = len(asked)
    values = _shares([len(columns[place].values) for place in order], first, MAX_VALUES)
    blanks = _shares([len(columns[place].blank_rows) for place in order], first, MAX_BLANKS)
    kept = {place: _cut(columns[place], *room) for place, *room in zip(order, values, blanks, strict=True)}
    return tuple(kept[place] for place in range(len(columns)))


def _shares(wanted: Sequence[int], first: int, room: int) -> list[int]:
    """How many each gets: the ``first`` ones as many as they want, the others equal parts, what one leaves over being shared on.

    >>> _shares([4, 4, 1, 9, 9], 2, 17), _shares([4, 4, 4], 1, 3)
    ([4, 4, 1, 4, 4], [3, 0, 0])
    """
    given = dict.fromkeys(range(len(wanted)), 0)
    for place in range(min(first, len(wanted))):
        given[place] = min(wanted[place], room)
        room -= given[place]
    others = sorted(range(first, len(wanted)), key=lambda place: wanted[place])
    for left, place in zip(range(len(others), 0, -1), others, strict=True):
        given[place] = min(wanted[place], room // left)
        room -= given[place]
    return list(given.values())


def _cut(column: ColumnProfile, values: int, blanks: int) -> ColumnProfile:
    if values >= len(column.values) and blanks >= len(column.blank_rows):
        return column
    more = column.more_values or values < len(column.values)
    return replace(column, values=column.values[:values], more_values=more, blank_rows=column.blank_rows[:blanks])
