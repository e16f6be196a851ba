"""Tables as Parquet: each column of one type, whatever its rows are."""

import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pyarrow
import pyarrow.parquet

from hackathon.spreadsheets.objects import fields
from hackathon.spreadsheets.tables import Cell, Column, Kind, Table, batches, sound

PARQUET_TYPE = "application/vnd.apache.parquet"
ROWS_AT_ONCE = 5000
FIELDS: Final = b"fields"
"""Under which name the file's metadata says what the columns mean."""
TYPES: Final = {
    Kind.TEXT: pyarrow.string(),
    Kind.WHOLE: pyarrow.int64(),
    Kind.NUMBER: pyarrow.float64(),
    Kind.YES_NO: pyarrow.bool_(),
    Kind.MOMENT: pyarrow.timestamp("us", tz="UTC"),
}


def parquet(table: Table) -> bytes:
    """The table as a file; the same table gives the same bytes. What a column means is in its metadata and in the file's."""
    schema = _schema(table.columns)
    file = io.BytesIO()
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches(table.rows, ROWS_AT_ONCE):
            writer.write_batch(_batch(batch, table.columns, schema))
    return file.getvalue()


def _schema(columns: Iterable[Column]) -> pyarrow.Schema:
    found = [
        pyarrow.field(column.key, TYPES[column.kind], metadata={b"title": column.header, b"about": column.about})
        for column in columns
    ]
    return pyarrow.schema(found, metadata={FIELDS: json.dumps(fields(columns))})


def _batch(rows: list[tuple[Cell, ...]], columns: tuple[Column, ...], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    arrays = [
        pyarrow.array([_value(row[place], column.kind) for row in rows], TYPES[column.kind])
        for place, column in enumerate(columns)
    ]
    return pyarrow.RecordBatch.from_arrays(arrays, schema=schema)


def _value(cell: Cell, kind: Kind) -> Any:
    return None if cell is None else READERS[kind](cell)


def _moment(cell: datetime) -> datetime:
    return cell.astimezone(UTC)


def _text(cell: object) -> str:
    return sound(str(cell))


READERS: Final[dict[Kind, Callable[[Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: int,
    Kind.NUMBER: lambda cell: float(Decimal(cell)),
    Kind.YES_NO: bool,
    Kind.MOMENT: _moment,
}
