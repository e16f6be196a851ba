"""From a list that somebody kept in a spreadsheet to counts per project and activity. Pure.

The first column whose heading says so (or the first one) names the project, by its number, its title or its team. Any other
column whose heading is an activity's key or title has its counts; an empty cell says nothing, which is not zero.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hackathon.imports.reading import Sheet

MOST = 10_000_000
"""A larger count is a slip."""

PROJECT_HEADINGS = frozenset({"proyecto", "project", "id", "id del proyecto", "titulo", "title", "equipo", "team"})
_NUMBER = re.compile(r"[0-9]{1,3}([ \u00a0\u202f][0-9]{3})+|[0-9]{1,12}")


class Fault(StrEnum):
    """What is wrong with a row: no such project, several of that name, there twice, no count."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    REPEATED = "repeated"
    NO_COUNT = "no_count"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be taken: the row as a spreadsheet numbers it, what stands there, and under which heading."""

    row: int
    fault: Fault
    value: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """``counts``: (project, activity) → how many. ``ignored``: headings that name no activity."""

    counts: Mapping[tuple[int, str], int]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...] = ()


class Unusable(Exception):
    """No column has an activity for its heading."""


def read_counts(sheet: Sheet, *, projects: Mapping[str, Sequence[int]], activities: Mapping[str, str]) -> Read:
    """What the list says. Raises Unusable.

    ``projects``: what a project may be called (as ``same_name`` gives it) → those that are; ``activities``: the same → key.

    >>> from hackathon.imports.reading import Record
    >>> sheet = Sheet(("Proyecto", "Prompts"), (Record(2, ("Recetas", "1 200")), Record(3, ("Refranes", ""))), "utf-8", ";")
    >>> read_counts(sheet, projects={"recetas": [7], "refranes": [8]}, activities={"prompts": "prompts"}).counts
    {(7, 'prompts'): 1200}
    """
    names = [same_name(heading) for heading in sheet.headings]
    where = next((at for at, name in enumerate(names) if name in PROJECT_HEADINGS and name not in activities), 0)
    columns = {at: activities[name] for at, name in enumerate(names) if at != where and name in activities}
    if not columns:
        raise Unusable
    ignored = tuple(heading for at, heading in enumerate(sheet.headings) if at != where and at not in columns)
    counts: dict[tuple[int, str], int] = {}
    problems: list[Problem] = []
    seen: set[int] = set()
    for record in sheet.records:
        found = projects.get(same_name(record.cells[where]), ())
        fault = _fault(found, seen)
        if fault is not None:
            problems.append(Problem(record.number, fault, record.cells[where]))
            continue
        seen.add(found[0])
        for at, key in columns.items():
            _take(record.number, record.cells[at], sheet.headings[at], (found[0], key), counts, problems)
    return Read(counts, tuple(problems), ignored)


def same_name(text: str) -> str:
    """What two ways to write a name have in common: without accents, capitals and spaces too many.

    >>> same_name("  Traducción  VALIDADA ")
    'traduccion validada'
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in folded if not unicodedata.combining(each)).split())


def _fault(found: Sequence[int], seen: set[int]) -> Fault | None:
    if not found:
        return Fault.UNKNOWN
    if len(found) > 1:
        return Fault.AMBIGUOUS
    return Fault.REPEATED if found[0] in seen else None


def _take(
    row: int,
    cell: str,
    heading: str,
    place: tuple[int, str],
    counts: dict[tuple[int, str], int],
    problems: list[Problem],
) -> None:
    text = cell.strip()
    if not text:
        return
    if not _NUMBER.fullmatch(text):
        problems.append(Problem(row, Fault.NO_COUNT, text, heading))
        return
    count = int(re.sub(r"\s", "", text))
    if count > MOST:
        problems.append(Problem(row, Fault.TOO_MANY, text, heading))
        return
    counts[place] = count
