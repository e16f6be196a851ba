"""A page of a board as a table: what each column is called and each cell says."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hackathon.editions.rules import SuiteRules, TaskRules
from hackathon.editions.wording import in_words
from submissions.boards.addresses import Address
from submissions.boards.numbers import Numbers
from submissions.evaluation.leaderboard import Mean, Score, better, less_is_better
from submissions.evaluation.leaderboard.choosing import BY_MEAN, BY_NAME, BY_RANK, BY_SIZE, BoardRow
from submissions.forms.boards import KINDS, OWN_BASE
from submissions.queries.leaderboards import Detail, Standings

FEW = 3
"""So many missing tasks are named; of more, their number is told."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what it is called and where a click leads. ``sorted``: ascending, descending or nothing. ``kind``: how it looks."""

    title: str
    address: str
    sorted: str = ""
    hint: str = ""
    kind: str = ""


class Cell(NamedTuple):
    """A score. ``tone``: better or worse than what it is compared with beyond chance, else nothing."""

    text: str = ""
    error: str = ""
    difference: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. ``place``: its rank, ``span`` the places that its error allows if there are several."""

    row: BoardRow
    address: str
    owner: str
    name: str
    place: str
    span: str
    size: str
    kind: str
    mean: Cell
    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    lacks: str
    under_way: bool
    project: str
    pinned: bool
    pin_address: str


@dataclass(frozen=True)
class Comparing:
    """What scores are set against: one run for all (its key), or each model's own base."""

    standings: Standings
    against: str = ""

    @cached_property
    def _named(self) -> Mapping[str, BoardRow]:
        return self.standings.named()

    @cached_property
    def _one(self) -> BoardRow | None:
        return self.standings.of(int(self.against))

    def base(self, name: str) -> BoardRow | None:
        """The row of the model that another one names as its base."""
        return self._named.get(name.casefold()) if name else None

    def other(self, row: BoardRow) -> BoardRow | None:
        """What a row is compared with, None where that is not on the board, or is the row itself."""
        if not self.against:
            return None
        found = self.base(row.model.base_model) if self.against == OWN_BASE else self._one
        return None if found is None or found.model.key == row.model.key else found


@dataclass(frozen=True, slots=True)
class PageOf:
    """What all rows of a page have in common. ``models``: where the models' own pages lie, the key of each coming next."""

    tasks: Sequence[TaskRules]
    details: Mapping[int, Detail]
    comparing: Comparing
    pins: list[int]
    address: Address
    models: str


def task_title(task: TaskRules) -> str:
    """What a task is called: as the rules say, or else by its name."""
    return in_words(task.title) if task.title else task.task


def heads(tasks: Sequence[TaskRules], order: str, address: Address, *, counted: Sequence[TaskRules]) -> list[Head]:
    """The columns of a board, place and model first."""
    mean_first = "-" if less_is_better(counted) else ""
    first = [
        (_("Puesto"), BY_RANK, "", ""),
        (_("Modelo"), BY_NAME, "", ""),
        (_("Media"), BY_MEAN, mean_first, "score"),
        (_("Parámetros"), BY_SIZE, "", ""),
    ]
    told = [
        Head(title, address.sorting(column, order, first=way), _sorted(column, order), kind=kind)
        for title, column, way, kind in first
    ]
    return [*told, *(_task_head(task, order, address, task in counted) for task in tasks)]


def lines(rows: Sequence[BoardRow], page: PageOf) -> list[Line]:
    """The rows of one page."""
    numbers = Numbers()
    return [_line(row, page, numbers) for row in rows]


def baselines(standings: Standings) -> list[tuple[str, str]]:
    """The models that all others may be compared with, as choices."""
    return [(str(row.model.key), row.model.name) for row in standings.rows if row.model.baseline]


def _line(row: BoardRow, page: PageOf, numbers: Numbers) -> Line:
    model, detail = row.model, page.details[row.model.key]
    other = page.comparing.other(row)
    other_scores = page.details[other.model.key].scores if other else {}
    owner, slash, name = model.name.rpartition("/")
    rank = row.rank
    return Line(
        row=row,
        address=f"{page.models}{model.key}/",
        owner=f"{owner}{slash}",
        name=name,
        place=str(rank.rank) if rank else "",
        span=f"{rank.best}–{rank.worst}" if rank and rank.best != rank.worst else "",
        size=numbers.weights(model.parameters),
        kind=str(KINDS.get(model.model_type, model.model_type)),
        mean=_mean_cell(row.mean, other.mean if other else None, page.tasks, numbers),
        cells=tuple(task_cell(task, detail.scores, other_scores, numbers) for task in page.tasks),
        missing=tuple(detail.missing),
        lacks=_lacks(tuple(detail.missing)),
        under_way=detail.under_way,
        project=detail.project,
        pinned=model.key in page.pins,
        pin_address=page.address.pinning(model.key, page.pins),
    )


def task_cell(task: TaskRules, scores: Mapping[str, Score], others: Mapping[str, Score], numbers: Numbers) -> Cell:
    """A score on a task, set against that of another model if it has one."""
    score = scores.get(task.task)
    if score is None:
        return Cell()
    return _cell(score, others.get(task.task), numbers, lower=task.lower_is_better)


def _lacks(missing: Sequence[str]) -> str:
    """Which tasks are missing; of many only how many."""
    if len(missing) > FEW:
        return ngettext("Falta %(n)s tarea", "Faltan %(n)s tareas", len(missing)) % {"n": len(missing)}
    return _("Falta: %(tasks)s") % {"tasks": ", ".join(missing)} if missing else ""


def _mean_cell(mean: Mean | None, other: Mean | None, tasks: Sequence[TaskRules], numbers: Numbers) -> Cell:
    if mean is None:
        return Cell()
    against = Score(other.value, other.stderr) if other else None
    lower = all(task.lower_is_better for task in tasks)
    return _cell(Score(mean.value, mean.stderr), against, numbers, lower=lower)


def _cell(score: Score, other: Score | None, numbers: Numbers, *, lower: bool) -> Cell:
    text, error = numbers.value(score.value), numbers.error(score.stderr)
    if other is None:
        return Cell(text, error)
    ahead = score.value - other.value
    return Cell(text, error, numbers.difference(ahead), _tone(ahead, score.stderr, other.stderr, lower=lower))


def _tone(ahead: float, error: float | None, other: float | None, *, lower: bool) -> str:
    stderr = None if error is None or other is None else math.hypot(error, other)
    return ("", "better", "worse")[better(ahead, stderr, lower=lower)]


def _task_head(task: TaskRules, order: str, address: Address, counts: bool) -> Head:
    first = "-" if task.lower_is_better else ""
    shots = "" if task.num_fewshot is None else _shots(task.num_fewshot)
    lower = _("menos es mejor") if task.lower_is_better else ""
    weight = _("no cuenta en la media") if not counts else _("peso %(w)s") % {"w": f"{task.weight:g}"}
    hint = " · ".join(part for part in (task.task, task.metric, shots, weight, lower) if part)
    return Head(
        task_title(task), address.sorting(task.task, order, first=first), _sorted(task.task, order), hint, kind="task"
    )


def _shots(number: int) -> str:
    return ngettext("%(shots)s ejemplo", "%(shots)s ejemplos", number) % {"shots": number}


def _sorted(column: str, order: str) -> str:
    """As a screen reader says it. Names and places begin with the smallest, all else with the largest."""
    if order.removeprefix("-") != column:
        return ""
    rising = column in (BY_NAME, BY_RANK)
    return "descending" if order.startswith("-") == rising else "ascending"


def suite_title(suite: SuiteRules) -> str:
    """What a suite is called."""
    return in_words(suite.title)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task on a model's page: its score, beside that of the model's base."""

    task: TaskRules
    title: str
    cell: Cell
    base: Cell


def task_lines(suite: SuiteRules, own: Detail, base: Detail | None) -> list[TaskLine]:
    """A model's scores, in the order of the suite."""
    numbers = Numbers()
    others = base.scores if base else {}
    return [
        TaskLine(
            task=task,
            title=task_title(task),
            cell=task_cell(task, own.scores, others, numbers),
            base=task_cell(task, others, {}, numbers),
        )
        for task in suite.tasks
    ]
