"""The boards of an edition's suites: who stands where, a few models side by side, one model with its history, and files."""

from submissions.views.leaderboards.files import picture, table_file
from submissions.views.leaderboards.pages import board, index, model

__all__ = ["board", "index", "model", "picture", "table_file"]
