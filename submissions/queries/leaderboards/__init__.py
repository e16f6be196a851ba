"""Questions about the boards of an edition's suites: who may see them, who stands where, and what a model got."""

from submissions.queries.leaderboards.boards import Shown, boards_of, has_boards, shown_board
from submissions.queries.leaderboards.details import (
    Detail,
    Past,
    details,
    history,
    kept_scores,
    missing_tasks,
    task_scores,
)
from submissions.queries.leaderboards.standings import Options, Standings, runs_of, standings

__all__ = [
    "Detail",
    "Options",
    "Past",
    "Shown",
    "Standings",
    "boards_of",
    "details",
    "has_boards",
    "history",
    "kept_scores",
    "missing_tasks",
    "runs_of",
    "shown_board",
    "standings",
    "task_scores",
]
