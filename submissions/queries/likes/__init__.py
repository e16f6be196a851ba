"""Questions about likes: what belongs to an edition's board, and the board itself."""

from submissions.queries.likes.board import board, of_kind
from submissions.queries.likes.lines import Board, LeftOutLine, ProjectLine, RepoLine, Stage, Standing
from submissions.queries.likes.parts import Delivered, belongs, delivered, why_not_listed

__all__ = [
    "Board",
    "Delivered",
    "LeftOutLine",
    "ProjectLine",
    "RepoLine",
    "Stage",
    "Standing",
    "belongs",
    "board",
    "delivered",
    "of_kind",
    "why_not_listed",
]
