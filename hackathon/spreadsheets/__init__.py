"""Tables as files: CSV, XLSX, JSON and Parquet. Text is text there, even when it looks like a formula."""

from hackathon.spreadsheets.comma import BOM, CSV_TYPE, csv_lines
from hackathon.spreadsheets.files import as_file
from hackathon.spreadsheets.objects import JSON_TYPE, fields, json_lines, records
from hackathon.spreadsheets.parquet import PARQUET_TYPE, parquet
from hackathon.spreadsheets.tables import (
    FORMULA_STARTS,
    Cell,
    Column,
    Kind,
    Table,
    batches,
    escaped,
    plain,
    sound,
    table_of,
)
from hackathon.spreadsheets.workbooks import MAX_ROWS, XLSX_TYPE, TooManyRows, xlsx

__all__ = [
    "BOM",
    "CSV_TYPE",
    "FORMULA_STARTS",
    "JSON_TYPE",
    "MAX_ROWS",
    "PARQUET_TYPE",
    "XLSX_TYPE",
    "Cell",
    "Column",
    "Kind",
    "Table",
    "TooManyRows",
    "as_file",
    "batches",
    "csv_lines",
    "escaped",
    "fields",
    "json_lines",
    "parquet",
    "plain",
    "records",
    "sound",
    "table_of",
    "xlsx",
]
