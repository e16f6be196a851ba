"""From the bytes of a CSV file to scores: one for each project, judge and criterion, or why not. Pure."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from judging.scorefiles.rubrics import FileRubric

COLUMNS: Final = ("project", "judge", "criterion", "score")
DELIMITERS: Final = (",", ";", "\t", "|")
MAX_BYTES: Final = 50_000_000
LONGEST_NAME: Final = 300
MOST_GUESSES: Final = 50
"""Guessing what somebody meant takes time, and of more nobody reads it."""
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
BOM: Final = b"\xef\xbb\xbf"
WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS are zips, XLS is a compound file


class ProblemKind(StrEnum):
    """Why a file, or a line of it, is refused."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    WORKBOOK = "workbook"
    ENCODING = "encoding"
    HEADER = "header"
    HEADER_TWICE = "header_twice"
    OPEN_QUOTE = "open_quote"
    CELLS = "cells"
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NOT_A_NUMBER = "not_a_number"
    OUTSIDE = "outside"
    UNKNOWN_CRITERION = "unknown_criterion"
    CONTRADICTION = "contradiction"
    NO_SCORES = "no_scores"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``line``: as an editor counts them, 0 for the whole file. ``facts`` is what its sentence says."""

    kind: ProblemKind
    line: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


class Refused(ValueError):
    """The file cannot be counted. ``problems``: everything that is wrong, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{problem.kind}:{problem.line}" for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Entry:
    """A score as it was written: ``score`` None is a blank, which is missing and never zero."""

    line: int
    project: str
    judge: str
    criterion: str
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was put right and should be known: the ``repeated`` lines that say again what a line before them said."""

    repeated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says. ``scores``: project and judge → criterion → score, blanks left out; ``projects`` and ``judges`` are all
    who are named, those with blanks alone included."""

    scores: Mapping[tuple[str, str], Mapping[str, Fraction]]
    projects: tuple[str, ...]
    judges: tuple[str, ...]
    noticed: Noticed = Noticed()


def read(content: bytes, rubric: FileRubric) -> Read:
    """The scores in a CSV file with the columns ``project,judge,criterion,score``, in any order and among others. Raises ``Refused``.

    Between cells there may be semicolons or tabs; decimals may have a comma. Names are compared without spaces around them, and
    with accents written in either way.
    """
    entries, problems = [], []
    for found in _entries(_text(content)):
        (entries if isinstance(found, Entry) else problems).append(found)
    problems += _unknown(entries, rubric)
    problems += [problem for entry in entries for problem in _outside(entry, rubric)]
    scores, repeated, contradictions = _collected(entries)
    problems += contradictions
    if not problems and not scores:
        problems = [Problem(ProblemKind.NO_SCORES)]
    if problems:
        raise Refused(sorted(problems, key=lambda problem: problem.line))
    return Read(
        scores=scores,
        projects=tuple(dict.fromkeys(entry.project for entry in entries)),
        judges=tuple(dict.fromkeys(entry.judge for entry in entries)),
        noticed=Noticed(repeated),
    )


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Refused([Problem(ProblemKind.TOO_BIG, facts={"most": MAX_BYTES // 1_000_000})])
    if content.startswith(WORKBOOKS):
        raise Refused([Problem(ProblemKind.WORKBOOK)])
    try:
        return content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refused([Problem(ProblemKind.ENCODING, line)]) from error


def _entries(text: str) -> Iterator[Entry | Problem]:
    """A row below the header after the other: an entry, or what is wrong with it. Blank rows are passed over."""
    if not text.strip("\ufeff \r\n\t,;|"):
        raise Refused([Problem(ProblemKind.EMPTY)])
    rows = _rows(text)
    first, heading = next((row for row in rows if any(row[1])), (1, []))
    place = _header(first, heading)
    for line, cells in rows:
        if not any(cells):
            continue
        while len(cells) > len(heading) and not cells[-1]:
            cells.pop()
        if len(cells) != len(heading):
            yield Problem(ProblemKind.CELLS, line, {"cells": len(cells), "columns": len(heading)})
        else:
            yield _entry(line, [cells[place[name]] for name in COLUMNS])


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows as cells without spaces around them, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused([Problem(ProblemKind.OPEN_QUOTE, before + 1)]) from error
        yield before + 1, [unicodedata.normalize("NFC", cell.strip("\ufeff \t\r\n\u00a0")) for cell in cells]
        before = reader.line_num


def _delimiter(text: str) -> str:
    """What is most often between the headings, on the first line that is not blank.

    >>> _delimiter("project;judge;criterion;score\\n"), _delimiter("\\nproject,judge\\n")
    (';', ',')
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=first.count)


def _header(line: int, heading: Sequence[str]) -> dict[str, int]:
    """Where each of our columns is."""
    named = [cell.casefold() for cell in heading]
    twice = [name for name in COLUMNS if named.count(name) > 1]
    if twice:
        raise Refused([Problem(ProblemKind.HEADER_TWICE, line, {"columns": twice})])
    missing = [name for name in COLUMNS if name not in named]
    if missing:
        raise Refused([Problem(ProblemKind.HEADER, line, {"missing": missing, "found": list(heading)})])
    return {name: named.index(name) for name in COLUMNS}


def _entry(line: int, cells: Sequence[str]) -> Entry | Problem:
    project, judge, criterion, score = cells
    for name, column in zip((project, judge, criterion), COLUMNS, strict=False):
        if not name:
            return Problem(ProblemKind.NO_NAME, line, {"column": column})
        if len(name) > LONGEST_NAME:
            return Problem(ProblemKind.LONG_NAME, line, {"column": column, "most": LONGEST_NAME})
    if not score:
        return Entry(line, project, judge, criterion, None)
    if not NUMBER.fullmatch(score):
        return Problem(ProblemKind.NOT_A_NUMBER, line, {"score": score})
    return Entry(line, project, judge, criterion, Fraction(score.replace(",", ".")))


def _unknown(entries: Iterable[Entry], rubric: FileRubric) -> list[Problem]:
    """Each criterion that the rubric lacks, once, with the first of its lines, how many they are, and what it resembles."""
    lines: dict[str, list[int]] = {}
    for entry in entries:
        if entry.criterion not in rubric.low:
            lines.setdefault(entry.criterion, []).append(entry.line)
    problems = []
    for number, (criterion, found) in enumerate(lines.items()):
        close = get_close_matches(criterion[:LONGEST_NAME], rubric.low, n=1) if number < MOST_GUESSES else []
        facts = {"criterion": criterion, "close": close[0] if close else "", "lines": len(found)}
        problems.append(Problem(ProblemKind.UNKNOWN_CRITERION, found[0], facts))
    return problems


def _outside(entry: Entry, rubric: FileRubric) -> list[Problem]:
    """The entry, where it lies outside its criterion's scale."""
    if entry.score is None or entry.criterion not in rubric.low:
        return []
    low = rubric.low[entry.criterion]
    high = low + rubric.steps[entry.criterion]
    facts = {"criterion": entry.criterion, "score": entry.score, "low": low, "high": high}
    return [] if low <= entry.score <= high else [Problem(ProblemKind.OUTSIDE, entry.line, facts)]


def _collected(
    entries: Iterable[Entry],
) -> tuple[dict[tuple[str, str], dict[str, Fraction]], tuple[int, ...], list[Problem]]:
    """The scores by project and judge; which lines say again what was said; and what contradicts a line before it."""
    first: dict[tuple[str, str, str], Entry] = {}
    scores: dict[tuple[str, str], dict[str, Fraction]] = {}
    repeated: list[int] = []
    problems: list[Problem] = []
    for entry in entries:
        if entry.score is None:
            continue
        known = first.setdefault((entry.project, entry.judge, entry.criterion), entry)
        if known is entry:
            scores.setdefault((entry.project, entry.judge), {})[entry.criterion] = entry.score
        elif known.score == entry.score:
            repeated.append(entry.line)
        else:
            facts = {"first": known.line, "project": entry.project, "judge": entry.judge, "criterion": entry.criterion}
            problems.append(Problem(ProblemKind.CONTRADICTION, entry.line, facts))
    return scores, tuple(repeated), problems
