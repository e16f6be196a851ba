"""Scores that come in files: what somebody's spreadsheet says, by which rubric, and the reviews that follow. Pure."""

from judging.scorefiles.counting import Counted, Left, count
from judging.scorefiles.reading import Entry, Noticed, Problem, ProblemKind, Read, Refused, read
from judging.scorefiles.rubrics import FileRubric, group_tables, of_edition, of_tables

__all__ = [
    "Counted",
    "Entry",
    "FileRubric",
    "Left",
    "Noticed",
    "Problem",
    "ProblemKind",
    "Read",
    "Refused",
    "count",
    "group_tables",
    "of_edition",
    "of_tables",
    "read",
]
