"""Numbers in what people write about their models: "2e-4", "0,6", "tres", and the tables that hold them. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

MAX_TEXT: Final = 200_000
MAX_CELLS: Final = 40
MOST: Final = 1e30
"""Far more than anybody measures, and so little that nothing that is reckoned from it becomes infinite."""

WORDS: Final = {
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "cien": 100,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
NUMBER: Final = (
    r"(?<!\d)(?:\d{1,3}(?:[.,]\d{3}){1,4}(?!\d)|\d{1,15}(?:[.,]\d{1,15})?)"
    r"(?:\s?[x*·]\s?10\s?(?:\^|\*\*)?\s?[-−]?\d{1,2}|e[-−+]?\d{1,3})?"
)
WORDED: Final = rf"(?:{NUMBER}|\b(?:{'|'.join(WORDS)})\b)"
_MARKS = re.compile("[\u0300-\u036f]+")
_NUMBERED = re.compile(r"^.*\d.*$", re.MULTILINE)
_POWER = re.compile(r"^(.*?)(?:\s?[x*·]\s?10\s?(?:\^|\*\*)?\s?|e)([-−+]?\d{1,3})$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3}){2,4}|\d{1,3}[.,]\d{3}")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")


def folded(text: str) -> str:
    """``text`` in lower case and without accents, with its marks: superscripts become plain digits, × becomes x.

    >>> folded("Épocas: 3 × 10⁻⁴")
    'epocas: 3 x 10-4'
    """
    text = text[:MAX_TEXT].replace("×", "x").replace("−", "-")
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().replace("−", "-")


def numbered(plain: str) -> str:
    """The lines of a text that have a digit: most have none, and need not be searched."""
    return "\n".join(_NUMBERED.findall(plain))


def number(text: str) -> float | None:
    """The number that a text of ``NUMBER`` or ``WORDED`` means. A comma is a decimal one unless it can only part thousands. One that
    nothing of a model's can be is none.

    >>> [number(text) for text in ("0,6", "2e-4", "2 x 10^-4", "1.500", "0.125", "1,234,567", "tres", "x")]
    [0.6, 0.0002, 0.0002, 1500.0, 0.125, 1234567.0, 3.0, None]
    """
    text = text.strip().casefold()
    if text in WORDS:
        return float(WORDS[text])
    power = _POWER.fullmatch(text)
    base, exponent = (power[1], power[2].replace("−", "-")) if power else (text, "0")
    if _THOUSANDS.fullmatch(base) and not base.startswith("0"):
        base = re.sub("[.,]", "", base)
    try:
        found = float(f"{base.replace(',', '.')}e{int(exponent)}")
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < MOST else None


def said(value: object, *, longest: int) -> str:
    """A value of YAML as it is shown; a number of so many digits that Python will not write it stands for itself.

    >>> said(0.81, longest=40), said(10**5000, longest=40)
    ('0.81', '10^…')
    """
    if isinstance(value, int) and abs(value) >= 10**60:
        return "10^…"
    try:
        return str(value).strip()[:longest]
    except (ValueError, RecursionError):  # an endless number, or a list in a list in a list…
        return "…"


def table_rows(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """The rows of Markdown's tables, each with the header above it, as lists of cells.

    >>> list(table_rows("| Lote | Épocas |\\n|---|---|\\n| 8 | 3 |"))
    [(['Lote', 'Épocas'], ['8', '3'])]
    """
    header: list[str] | None = None
    before = ""
    for line in text[:MAX_TEXT].split("\n"):
        if header is None and "|" in before and _RULE.match(line[:2000]):
            header = _cells(before)
        elif header is not None:
            if "|" in line:
                yield header, _cells(line)
            else:
                header = None
        before = line


def _cells(line: str) -> list[str]:
    cells = line.strip()[:5000].removeprefix("|").removesuffix("|").split("|", MAX_CELLS)
    return [cell.strip(" *_`\t") for cell in cells[:MAX_CELLS]]
