"""Notebooks as the pieces that they are made of, whatever shape their JSON is in. Pure."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from submissions.audit.problems import Problem

MAX_CELLS: Final = 5_000
MAX_OUTPUT: Final = 300_000
"""Letters of one cell's output that are looked at."""


class PieceKind(StrEnum):
    """What somebody wrote for a machine, what they wrote for people, and what the machine answered."""

    CODE = "code"
    PROSE = "prose"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a script or notebook. ``cell`` counts from 1; None: the file has no cells."""

    kind: PieceKind
    text: str
    cell: int | None = None


def pieces_of_notebook(text: str) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    """The cells of a notebook and their outputs. Never raises.

    One whose JSON is cut, broken or too deep is one piece of code, so that what lies open in it is found all the same; the problem
    is ``invalid_notebook``.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return _unread(text)
    cells = list(_cells(content))
    if not cells and not (isinstance(content, dict) and isinstance(content.get("cells"), list)):
        return _unread(text)
    pieces = tuple(piece for place, cell in enumerate(cells[:MAX_CELLS], 1) for piece in _pieces(cell, place))
    return pieces, ()


def _unread(text: str) -> tuple[tuple[Piece, ...], tuple[Problem, ...]]:
    plain = text.replace('\\"', '"').replace("\\n", "\n")
    return (Piece(PieceKind.CODE, plain),), (Problem("invalid_notebook"),)


def _cells(content: Any) -> Iterator[dict[str, Any]]:
    """Cells of today's format, and of the one with worksheets."""
    if not isinstance(content, dict):
        return
    sheets = content.get("worksheets")
    for holder in (content, *(sheets if isinstance(sheets, list) else ())):
        cells = holder.get("cells") if isinstance(holder, dict) else None
        yield from (cell for cell in (cells if isinstance(cells, list) else ()) if isinstance(cell, dict))


def _pieces(cell: dict[str, Any], place: int) -> Iterator[Piece]:
    source = _joined(cell.get("source", cell.get("input")))
    if source.strip():
        yield Piece(PieceKind.CODE if cell.get("cell_type") == "code" else PieceKind.PROSE, source, place)
    outputs = cell.get("outputs")
    shown = "\n".join(filter(None, _shown(outputs) if isinstance(outputs, list) else ()))[:MAX_OUTPUT]
    if shown.strip():
        yield Piece(PieceKind.OUTPUT, shown, place)


def _shown(outputs: list[Any]) -> Iterator[str]:
    """What outputs say in words; their pictures are left out."""
    for output in outputs:
        if not isinstance(output, dict):
            continue
        yield _joined(output.get("text"))
        yield _joined(output.get("traceback"))
        data = output.get("data")
        for kind in ("text/plain", "text/html", "text/markdown", "application/json"):
            shown = data.get(kind) if isinstance(data, dict) else None
            yield (
                json.dumps(shown)[:MAX_OUTPUT] if isinstance(shown, dict) and kind.endswith("json") else _joined(shown)
            )


def _joined(value: Any) -> str:
    """Texts as notebooks write them: whole, or as a list of lines."""
    if isinstance(value, str):
        return value
    return "".join(line for line in value if isinstance(line, str)) if isinstance(value, list) else ""
