"""Tables as JSON: what the columns are, then the rows as objects."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from hackathon.spreadsheets.tables import Cell, Column, Table, sound

JSON_TYPE = "application/json"


def json_lines(table: Table) -> Iterator[str]:
    """The table as JSON: ``{"title", "fields": [{"key", "title", "kind", "about"}], "rows": [{key: cell}]}``, a row at a time.

    Text is as it is: nothing takes JSON for formulas.
    """
    yield f'{{"title": {_written(table.title)},\n "fields": {_written(fields(table.columns))},\n "rows": ['
    comma = "\n  "
    for row in records(table):
        yield comma + _written(row)
        comma = ",\n  "
    yield "\n ]}\n"


def fields(columns: Iterable[Column]) -> list[dict[str, str]]:
    """What the columns are."""
    return [
        {"key": column.key, "title": column.header, "kind": column.kind.value, "about": column.about}
        for column in columns
    ]


def records(table: Table) -> Iterator[dict[str, Any]]:
    """The rows as objects of JSON, by the columns' keys; a moment is ISO 8601."""
    keys = [column.key for column in table.columns]
    for row in table.rows:
        yield dict(zip(keys, map(_value, row), strict=True))


def _value(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else cell


def _written(value: object) -> str:
    return sound(json.dumps(value, ensure_ascii=False, allow_nan=False))
