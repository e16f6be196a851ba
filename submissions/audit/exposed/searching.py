"""Looks for what lies open in a file, piece by piece. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Final

from submissions.audit.exposed import personal_data, secrets
from submissions.audit.exposed.exposure import Exposure, hidden
from submissions.audit.scripts.notebooks import Piece, PieceKind

MAX_IN_ROWS: Final = 50


def search(path: str, pieces: Iterable[Piece]) -> tuple[Exposure, ...]:
    """What lies open in the pieces of a file. What people wrote for people is read as prose, whatever file it stands in."""
    return tuple(
        replace(exposure, path=path, cell=piece.cell)
        for piece in pieces
        for find in (secrets.find, personal_data.find)
        for exposure in find(piece.text, "README.md" if piece.kind == PieceKind.PROSE else path)
    )


def search_rows(path: str, rows: Iterable[tuple[int, str]]) -> tuple[Exposure, ...]:
    """What lies open in the texts of a data file, given with the number of their rows. At most ``MAX_IN_ROWS``."""
    found = (
        replace(exposure, line=None, row=row)
        for row, text in rows
        for find in (secrets.find, personal_data.find)
        for exposure in find(text, path)
    )
    return tuple(islice(found, MAX_IN_ROWS))


def without_secrets(raw: bytes, path: str) -> bytes:
    """The bytes of a card with masks where secrets stood, otherwise as they are: line ends, marks and odd bytes stay."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    text = raw.decode(encoding, errors="replace" if encoding == "utf-16" else "surrogateescape")
    spots = secrets.secret_spots(text, path)
    return hidden(text, spots).encode(encoding, errors="surrogateescape") if spots else raw
