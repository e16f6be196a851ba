"""From the harness's scores to a board: means, errors, ranks, and two models side by side. Pure."""

from submissions.evaluation.leaderboard.boards import (
    Board,
    Row,
    less_is_better,
    make_board,
    make_boards,
    standing,
    switches,
    tasks_in,
)
from submissions.evaluation.leaderboard.means import Mean, Score, counted, mean_of
from submissions.evaluation.leaderboard.pairs import Comparison, Difference, better, compare
from submissions.evaluation.leaderboard.ranks import CONFIDENCE, SURE, Rank, rank

__all__ = [
    "CONFIDENCE",
    "SURE",
    "Board",
    "Comparison",
    "Difference",
    "Mean",
    "Rank",
    "Row",
    "Score",
    "better",
    "compare",
    "counted",
    "less_is_better",
    "make_board",
    "make_boards",
    "mean_of",
    "rank",
    "standing",
    "switches",
    "tasks_in",
]
