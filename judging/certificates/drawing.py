"""A certificate as a PDF, A4 across. Pure: the words come in, the file goes out.

The files are PDF/A-2u, which is made to be kept, and which refuses what other PDFs show as an empty box: a character that
no font at hand has. Fonts are typst's own, those of the font packages where they are installed, and whatever folder is given.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import segno
import typst

FONT_PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
SCRIPTS: Final = (
    "Arabic",
    "Hebrew",
    "Devanagari",
    "Bengali",
    "Gurmukhi",
    "Gujarati",
    "Oriya",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Sinhala",
    "Thai",
    "Lao",
    "Myanmar",
    "Khmer",
    "Ethiopic",
    "Armenian",
    "Georgian",
)
FAMILIES: Final = (
    "Libertinus Serif",
    *(f"Noto Sans {script}" for script in SCRIPTS),
    "Noto Sans",
    "Noto Sans CJK JP",
    "Noto Emoji",
    "Noto Sans Symbols",
)
"""In the order in which they are asked for a character; after them typst asks all that it finds."""
STANDARD: Final = "a-2u"
_ONE_AT_A_TIME: Final = Lock()  # a compiler refuses a second thread while it works
_TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
_LONG_WORD: Final = re.compile(r"(\S{30})(?=\S)")
_MISSING: Final = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the sentence under the name."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a certificate says, in one language. ``address`` is what the QR leads to; ``sample``: written across it;
    ``day``: year, month and day of its issue, for the file's own date."""

    language: str
    edition: str
    title: str
    lead: str
    name: str
    body: tuple[Part, ...]
    issued: str
    how: str
    address: str
    code_label: str
    code: str
    day: tuple[int, int, int]
    sample: str = ""


class NoGlyphs(Exception):
    """No font at hand has these characters, so nothing was drawn."""

    def __init__(self, characters: Sequence[str]) -> None:
        super().__init__(" ".join(characters))
        self.characters = tuple(characters)


def pdf(sheet: Sheet, *, fonts: str = "") -> bytes:
    """The certificate. ``fonts``: a folder of more fonts. Raises ``NoGlyphs``."""
    return _compiled(sheet, fonts, format="pdf", pdf_standards=STANDARD)


def png(sheet: Sheet, *, fonts: str = "", dots_per_inch: float = 96.0) -> bytes:
    """The same as a picture, with an empty box for what no font has."""
    return _compiled(sheet, fonts, format="png", ppi=dots_per_inch)


def qr_runs(address: str) -> list[list[tuple[int, int]]]:
    """The QR of an address, row by row: where dark stretches begin and how long they are, without a margin."""
    rows = segno.make(address, error="m", micro=False, boost_error=False).matrix
    return [[(run.start(), len(run.group())) for run in re.finditer(b"\x01+", bytes(row))] for row in rows]


def _compiled(sheet: Sheet, fonts: str, **how: object) -> bytes:
    told = _breakable(asdict(sheet))
    told |= {"document": f"{sheet.title} – {sheet.name}", "fonts": FAMILIES, "qr": qr_runs(sheet.address)}
    try:
        with _ONE_AT_A_TIME:
            made = _compiler(fonts).compile(input=_template(), sys_inputs={"sheet": json.dumps(told)}, **how)
    except typst.TypstError as error:
        # The exception itself tells the first one only, its diagnosis all.
        missing = _MISSING.findall(error.diagnostic or str(error))
        if missing:
            raise NoGlyphs(list(dict.fromkeys(missing))) from error
        raise
    return made if isinstance(made, bytes) else made[0]


def _breakable(told: Any) -> Any:
    """The same, where a word that is longer than any line may be broken: people choose names without a space in them."""
    if isinstance(told, dict):
        return {
            key: value if key in ("address", "code", "language") else _breakable(value) for key, value in told.items()
        }
    if isinstance(told, (list, tuple)):
        return [_breakable(each) for each in told]
    return _LONG_WORD.sub("\\1\u200b", told) if isinstance(told, str) else told


@lru_cache(maxsize=1)
def _template() -> bytes:
    return _TEMPLATE.read_bytes()


@lru_cache(maxsize=4)
def _compiler(fonts: str) -> typst.Compiler:
    """One for the whole process: finding and reading fonts takes longer than drawing."""
    found = [place for name in FONT_PACKAGES if (spec := find_spec(name)) for place in spec.submodule_search_locations]
    return typst.Compiler(font_paths=[*found, *([fonts] if fonts else [])])
