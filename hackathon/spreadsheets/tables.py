"""Tables that are written to files: their columns, what each means, and their cells."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

Cell = str | int | Decimal | bool | datetime | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Kind(StrEnum):
    """What the cells of a column are, for files whose columns have a type."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a person may want in a file: what it is called, and what it says of a row.

    ``about`` is what it means, in a sentence. ``personal``: it tells who somebody is, or something about them.
    """

    key: str
    header: str
    value: Callable[[Any], Cell]
    kind: Kind = Kind.TEXT
    about: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of equal length. None is an empty cell. ``columns``: what the header stands for, where that is known."""

    title: str
    header: tuple[str, ...]
    rows: Iterable[tuple[Cell, ...]]
    columns: tuple[Column, ...] = ()


def table_of(rows: Iterable[Any], *, columns: Sequence[Column], wanted: Container[str], title: str) -> Table:
    """The ``wanted`` ones of ``columns``, in the order of ``columns``, for every row; rows are read as they are written.

    >>> columns = [Column("name", "Nombre", str.title), Column("length", "Letras", len)]
    >>> table = table_of(["ana"], columns=columns, wanted={"length"}, title="Personas")
    >>> table.header, list(table.rows)
    (('Letras',), [(3,)])
    """
    chosen = tuple(column for column in columns if column.key in wanted)
    cells = (tuple(column.value(row) for column in chosen) for row in rows)
    return Table(title=title, header=tuple(column.header for column in chosen), rows=cells, columns=chosen)


def batches(rows: Iterable[tuple[Cell, ...]], size: int) -> Iterator[list[tuple[Cell, ...]]]:
    """The rows, ``size`` at a time.

    >>> [len(batch) for batch in batches([(1,), (2,), (3,)], 2)]
    [2, 1]
    """
    batch: list[tuple[Cell, ...]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def escaped(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> escaped("=1+1"), escaped("Corpus de refranes")
    ("'=1+1", 'Corpus de refranes')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def sound(text: str) -> str:
    """Text that can be written in UTF-8: halves of characters become question marks.

    >>> sound("ñ"), sound("a\\ud800")
    ('ñ', 'a?')
    """
    return text.encode("utf-8", "replace").decode()


def plain(value: Decimal) -> str:
    """A number without exponent or idle zeros.

    >>> plain(Decimal("7.50")), plain(Decimal("1E+1"))
    ('7.5', '10')
    """
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def told(cell: Cell) -> str | int | Decimal | bool | None:
    """The cell for a file that has no moments: they are ISO 8601."""
    return cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else cell
