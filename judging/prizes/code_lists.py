"""Sponsors' lists of codes, as organisers paste or upload them. Pure."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 200
MOST: Final = 20_000
MAX_BYTES: Final = 2_000_000


class TooMany(ValueError):
    """More codes than one list may have."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """The codes, each once, in their order; which lines said one again, and which cannot be a code (their numbers)."""

    codes: tuple[str, ...]
    repeated: tuple[int, ...]
    unusable: tuple[int, ...]


def read(text: str) -> CodeList:
    """One code a line; blank lines and space around are nothing. A column of a spreadsheet may have quotes around.

    >>> read('ABC-1\\n\\n  ABC-2 \\r\\nABC-1\\n"ABC-3"\\n')
    CodeList(codes=('ABC-1', 'ABC-2', 'ABC-3'), repeated=(4,), unusable=())
    """
    codes: dict[str, None] = {}
    repeated, unusable = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        code = _clean(line)
        if not code:
            continue
        if not _is_usable(code):
            unusable.append(number)
        elif code in codes:
            repeated.append(number)
        else:
            codes[code] = None
        if len(codes) > MOST:
            raise TooMany
    return CodeList(tuple(codes), tuple(repeated), tuple(unusable))


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 with or without its mark, or what old spreadsheets write."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def told(numbers: Sequence[int], *, most: int = 10) -> str:
    """Lines by their numbers, the first few: "2, 5, 9…"."""
    return ", ".join(map(str, numbers[:most])) + ("…" if len(numbers) > most else "")


def _clean(line: str) -> str:
    code = line.strip().strip("\ufeff").strip()
    return code[1:-1].strip() if len(code) > 1 and code[0] == code[-1] == '"' else code


def _is_usable(code: str) -> bool:
    return len(code) <= LONGEST and not any(unicodedata.category(sign) in ("Cc", "Cs", "Cn") for sign in code)
