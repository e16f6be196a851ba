"""From the bytes of a file to a table: whatever a spreadsheet saves as CSV, in whichever encoding. Pure."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 1_000
HEADER_WITHIN = 20
"""A list may open with its title and other lines; its header is looked for in the first ones."""

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_RECORDS = 60
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are zips, XLS is a compound file
UNREADABLE_CHARACTER = "\N{REPLACEMENT CHARACTER}"
NUL = "\x00"
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # how a spreadsheet is told which separator to use


class Reason(StrEnum):
    """Why a file is no list of people."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    WORKBOOK = "workbook"
    NOT_TEXT = "not_text"
    OPEN_QUOTE = "open_quote"
    NO_HEADER = "no_header"
    ONLY_HEADER = "only_header"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"


class Unreadable(Exception):
    """The file cannot be read: why, and the numbers that a sentence about it needs."""

    def __init__(self, reason: Reason, **facts: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Record:
    """One row below the header. ``number`` is what a spreadsheet calls it: the header of a plain file is row 1.
    ``cells`` are as many as there are columns."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: as many cells in each record as there are headings."""

    headings: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str
    delimiter: str


def read(content: bytes) -> Sheet:
    """The table in a CSV file. Raises Unreadable.

    >>> sheet = read("Título\\n\\nNombre;Correo\\nJosé;jose@example.org\\n".encode("latin-1"))
    >>> sheet.headings, sheet.records, sheet.encoding, sheet.delimiter
    (('Nombre', 'Correo'), (Record(number=4, cells=('José', 'jose@example.org')),), 'cp1252', ';')
    """
    if len(content) > MAX_BYTES:
        raise Unreadable(Reason.TOO_BIG, most=MAX_BYTES // 1_000_000)
    if content.startswith(WORKBOOKS):
        raise Unreadable(Reason.WORKBOOK)
    text, encoding = decode(content)
    told = SEPARATOR_LINE.match(text)
    delimiter = told.group(1) if told else find_delimiter(text)
    records = list(_records(text, delimiter))
    if told:
        records[0] = ()  # still a row to a spreadsheet, which counts it
    return _sheet(records, encoding=encoding, delimiter=delimiter)


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. A UTF-8 file with some broken bytes has U+FFFD in their place.

    >>> decode("año".encode("utf-8")), decode("año".encode("cp1252")), decode("año".encode("utf-16"))
    (('año', 'utf-8'), ('año', 'cp1252'), ('año', 'utf-16'))
    """
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return _text(content.decode(encoding, "replace")), encoding
    wide = _utf_16_without_bom(content)
    if wide:
        return _text(content.decode(wide, "replace")), wide
    text = content.decode("utf-8", "replace")
    broken = text.count(UNREADABLE_CHARACTER)
    whole = sum(character > "\x7f" for character in text) - broken
    # In a file of one byte a letter hardly any two accents in a row happen to make one of UTF-8's.
    if broken == 0 or whole > broken:
        return _text(text), "utf-8"
    try:
        return _text(content.decode("cp1252")), "cp1252"
    except UnicodeDecodeError:
        return _text(content.decode("latin-1")), "latin-1"


def find_delimiter(text: str) -> str:
    """What stands between the cells: that which cuts most of the first records into equally many, the more the better.

    >>> find_delimiter('Nombre;Notas\\nAna;"a, b, c"\\nLuis;"d, e"\\n')
    ';'
    """
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _text(text: str) -> str:
    """Without a mark at its beginning and the odd NUL. Raises Unreadable for what is no text."""
    controls = sum(text[:10_000].count(chr(code)) for code in (*range(9), *range(14, 27)))
    if controls > max(20, len(text[:10_000]) // 20):
        raise Unreadable(Reason.NOT_TEXT)
    cleaned = text.removeprefix("\ufeff").replace(NUL, "")
    if not cleaned.strip():
        raise Unreadable(Reason.EMPTY)
    return cleaned


def _utf_16_without_bom(content: bytes) -> str:
    """Every other byte of a European text in UTF-16 is zero."""
    start = content[:2000]
    if not start or start.count(0) * 4 < len(start):
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be"


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    widths = Counter[int]()
    try:
        for cells in _parsed(text[:200_000], delimiter, strict=False):
            if any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
            if widths.total() >= SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    return (times / widths.total(), width) if width > 1 else (0.0, 0)


def _parsed(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, strict=strict, skipinitialspace=True)


def _records(text: str, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Every record, without empty cells at its end. Raises Unreadable for a quote that nothing closes, and for too many."""
    number = filled = 0
    try:
        for cells in _parsed(text, delimiter, strict=False):
            number += 1
            record = _trimmed(cells)
            filled += bool(record)
            if filled > MAX_ROWS + HEADER_WITHIN:
                raise Unreadable(Reason.TOO_MANY_ROWS, most=MAX_ROWS)
            yield record
    except csv.Error:  # a cell of more than 128 KiB
        raise Unreadable(Reason.OPEN_QUOTE, row=number + 1) from None
    if _ends_inside_quotes(text, delimiter):
        raise Unreadable(Reason.OPEN_QUOTE, row=number)


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    kept = [cell[:MAX_CELL].strip() for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _ends_inside_quotes(text: str, delimiter: str) -> bool:
    """A reader that is not strict takes everything after a stray quote for one cell, and says nothing."""
    try:
        for _cells in _parsed(text, delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _sheet(records: Sequence[tuple[str, ...]], *, encoding: str, delimiter: str) -> Sheet:
    at = _header(records)
    width = len(records[at])
    if width > MAX_COLUMNS:
        raise Unreadable(Reason.TOO_MANY_COLUMNS, most=MAX_COLUMNS, found=width)
    rows = tuple(
        Record(number, (*cells[:width], *("",) * (width - len(cells))))
        for number, cells in enumerate(records[at + 1 :], start=at + 2)
        if cells
    )
    if not rows:
        raise Unreadable(Reason.ONLY_HEADER)
    if len(rows) > MAX_ROWS:
        raise Unreadable(Reason.TOO_MANY_ROWS, most=MAX_ROWS)
    return Sheet(records[at], rows, encoding, delimiter)


def _header(records: Sequence[tuple[str, ...]]) -> int:
    """Where the header is: the fullest of the first rows above any that holds an address; the first of equals."""
    above = list(takewhile(lambda cells: not any(map(_is_address, cells)), records[:HEADER_WITHIN]))
    if not any(above):
        raise Unreadable(Reason.NO_HEADER)
    return max(range(len(above)), key=lambda at: sum(map(bool, above[at])))


def _is_address(cell: str) -> bool:
    """Roughly; a pattern could be made to try for minutes by who writes the file."""
    local, at, domain = cell.partition("@")
    return bool(local and at and "@" not in domain and "." in domain.strip(".") and len(cell.split()) == 1)
