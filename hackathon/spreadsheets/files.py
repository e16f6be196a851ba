"""Tables as files to be saved."""

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from hackathon.spreadsheets.comma import CSV_TYPE, csv_lines
from hackathon.spreadsheets.objects import JSON_TYPE, json_lines
from hackathon.spreadsheets.parquet import PARQUET_TYPE, parquet
from hackathon.spreadsheets.tables import Table
from hackathon.spreadsheets.workbooks import XLSX_TYPE, xlsx

WRITERS: Final[dict[str, Callable[[Table], HttpResponseBase]]] = {
    "csv": lambda table: StreamingHttpResponse(csv_lines(table), content_type=CSV_TYPE),
    "xlsx": lambda table: HttpResponse(xlsx(table), content_type=XLSX_TYPE),
    "json": lambda table: StreamingHttpResponse(json_lines(table), content_type=JSON_TYPE),
    "parquet": lambda table: HttpResponse(parquet(table), content_type=PARQUET_TYPE),
}
"""By the file's extension. CSV and JSON go row by row as they are read, the others at once."""


def as_file(table: Table, name: str, extension: str) -> HttpResponseBase:
    """The table to be saved as ``name.extension``. JSON and Parquet want a table that knows its columns."""
    answer = WRITERS[extension](table)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
    return answer
