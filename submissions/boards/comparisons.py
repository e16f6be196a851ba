"""A few models side by side, and the first ones of a board, as pictures and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hackathon.editions.rules import SuiteRules
from submissions.boards.numbers import Numbers
from submissions.boards.tables import task_title
from submissions.evaluation.charts import BarRow, Dot, DotRow, Drawing, bars, dots
from submissions.evaluation.leaderboard import SURE, Comparison, Score, compare, counted, tasks_in
from submissions.evaluation.leaderboard.choosing import BoardRow
from submissions.queries.leaderboards import Detail

TOP = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """How one of the models that are compared stands to the first: ``tone`` as for a cell, ``decisive`` the tasks that tell them apart."""

    name: str
    difference: str
    tone: str
    decisive: tuple[str, ...]
    missing: tuple[str, ...]


def top_drawing(rows: Sequence[BoardRow]) -> Drawing:
    """The first rows of a board that are ranked, as bars; the interval of 95 % around each."""
    numbers = Numbers()
    shown = [(row, row.mean) for row in rows[:TOP] if row.rank is not None and row.mean is not None]
    return bars(
        [
            BarRow(
                label=f"{row.rank.rank if row.rank else ''}. {row.model.name}",
                value=mean.value,
                text=numbers.with_error(mean.value, mean.stderr),
                margin=None if mean.stderr is None else SURE * mean.stderr,
                kind="baseline" if row.model.baseline else "model",
            )
            for row, mean in shown
        ],
        write=numbers.plain,
    )


def dots_drawing(
    rows: Sequence[BoardRow], details: Mapping[int, Detail], suite: SuiteRules, *, language: str
) -> Drawing:
    """The models' scores on the tasks that count, one axis for all."""
    numbers = Numbers()
    tasks = counted(suite, tasks_in(suite, language))
    names = [row.model.name for row in rows]
    scores = [details[row.model.key].scores for row in rows]
    drawn = [
        DotRow(
            task_title(task),
            tuple(_dot(name, one.get(task.task), numbers) for name, one in zip(names, scores, strict=True)),
        )
        for task in tasks
    ]
    return dots(names, drawn, write=numbers.plain)


def pairs(
    rows: Sequence[BoardRow], details: Mapping[int, Detail], suite: SuiteRules, *, language: str
) -> Sequence[Pair]:
    """Each of the others beside the first."""
    first, *others = rows
    titles = {task.task: task_title(task) for task in suite.tasks}
    found = []
    for row in others:
        told = compare(suite, details[row.model.key].scores, details[first.model.key].scores, language=language)
        found.append(_pair(row.model.name, told, titles))
    return found


def in_words(rows: Sequence[BoardRow]) -> str:
    """What the picture of the first ones shows, for who does not see it."""
    numbers = Numbers()
    told = [
        f"{row.rank.rank}. {row.model.name}: {numbers.with_error(row.mean.value, row.mean.stderr)}"
        for row in rows[:TOP]
        if row.rank and row.mean
    ]
    return "; ".join(told) or _("Todavía no hay ningún modelo con todas las tareas.")


def _dot(name: str, score: Score | None, numbers: Numbers) -> Dot | None:
    if score is None:
        return None
    margin = None if score.stderr is None else SURE * score.stderr
    return Dot(score.value, margin, f"{name}: {numbers.with_error(score.value, score.stderr)}")


def _pair(name: str, told: Comparison, titles: Mapping[str, str]) -> Pair:
    numbers = Numbers()
    difference = ""
    if told.mean is not None:
        difference = f"{numbers.difference(told.mean.value)} {numbers.error(told.mean.stderr)}".strip()
    return Pair(
        name=name,
        difference=difference,
        tone={1: "better", -1: "worse"}.get(told.better, ""),
        decisive=tuple(titles[one.task.task] for one in told.decisive),
        missing=tuple(titles[task] for task in told.missing),
    )
