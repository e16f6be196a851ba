"""A suite's board: who is ranked, in which order, and who is not and why. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from hackathon.editions.rules import SuiteRules, TaskRules
from submissions.evaluation.leaderboard.means import Mean, Scores, clean, counted, mean_of
from submissions.evaluation.leaderboard.ranks import CONFIDENCE, Rank, rank

Model = TypeVar("Model")


class Row(NamedTuple, Generic[Model]):
    """A model on a board.

    ``mean``: of the board's tasks, None where one of them has no score. ``partial``: its run lacks tasks of the suite, those that
    are ``missing``, or asked only some of their questions. ``rank`` None: it is partial, or it has no mean.
    """

    model: Model
    mean: Mean | None
    partial: bool = False
    missing: tuple[str, ...] = ()
    rank: Rank | None = None


@dataclass(frozen=True, slots=True)
class Board(Generic[Model]):
    """The models by rank, then those that are not ranked, the most complete first.

    ``tasks`` are its columns, of which ``counted`` make the mean. ``language`` empty: all of them.
    """

    language: str
    tasks: tuple[TaskRules, ...]
    counted: tuple[TaskRules, ...]
    rows: tuple[Row[Model], ...]

    @property
    def ranked(self) -> tuple[Row[Model], ...]:
        """Those that have a rank."""
        return tuple(row for row in self.rows if row.rank is not None)


def make_board(
    suite: SuiteRules, results: Mapping[Model, Scores], *, language: str = "", confidence: float = CONFIDENCE
) -> Board[Model]:
    """The board of a suite, or of one of its languages.

    Only a run that has every task of the suite is ranked, on the boards of its languages too: a partial run is never shown as if
    it were finished. Models with the same rank stand in the order of their means.

    >>> tasks = TaskRules("arc_es", "acc", "es"), TaskRules("belebele_eu", "acc", "eu")
    >>> from submissions.evaluation.leaderboard.means import Score
    >>> board = make_board(SuiteRules("grande", None, 1, tasks), {
    ...     "org/a": {"arc_es": Score(0.25, 0.01), "belebele_eu": Score(0.5, 0.01)},
    ...     "org/b": {"arc_es": Score(0.50, 0.01), "belebele_eu": Score(0.5, 0.01)},
    ...     "org/c": {"arc_es": Score(0.90, 0.01)},
    ... })
    >>> [(row.model, row.rank and row.rank.rank, row.mean and row.mean.value, row.missing) for row in board.rows]
    [('org/b', 1, 0.5, ()), ('org/a', 2, 0.375, ()), ('org/c', None, None, ('belebele_eu',))]
    """
    tasks = tasks_in(suite, language)
    counts = counted(suite, tasks)
    rows = [_row(model, scores, suite, counts) for model, scores in results.items()]
    ordered = standing(rows, less_is_better=less_is_better(counts), confidence=confidence)
    return Board(language, tasks, counts, ordered)


def make_boards(
    suite: SuiteRules, results: Mapping[Model, Scores], *, confidence: float = CONFIDENCE
) -> dict[str, Board[Model]]:
    """The suite's board, under "", and that of each of its languages where it has several."""
    return {
        language: make_board(suite, results, language=language, confidence=confidence)
        for language in ("", *switches(suite))
    }


def standing(
    rows: Iterable[Row[Model]], *, less_is_better: bool = False, confidence: float = CONFIDENCE
) -> tuple[Row[Model], ...]:
    """The rows in their order, those that can be ranked with their rank.

    An error that is not known widens nothing: what the harness left out makes no ties.
    """
    able: list[tuple[Row[Model], Mean]] = []
    rest: list[Row[Model]] = []
    for row in rows:
        if row.mean is None or row.partial:
            rest.append(row)
        else:
            able.append((row, row.mean))
    goodness = [-mean.value if less_is_better else mean.value for _, mean in able]
    ranks = rank(goodness, [mean.known for _, mean in able], confidence=confidence)
    order = sorted(range(len(able)), key=lambda one: (ranks[one].rank, -goodness[one], str(able[one][0].model)))
    rest.sort(key=lambda row: (len(row.missing), str(row.model)))
    return (*(_placed(able[one][0], ranks[one]) for one in order), *rest)


def _placed(row: Row[Model], place: Rank) -> Row[Model]:
    return Row(row.model, row.mean, row.partial, row.missing, place)


def switches(suite: SuiteRules) -> tuple[str, ...]:
    """The languages that have a board of their own: all, unless there is only one."""
    return suite.languages if len(suite.languages) > 1 else ()


def tasks_in(suite: SuiteRules, language: str = "") -> tuple[TaskRules, ...]:
    """The tasks of a language, or all."""
    return tuple(task for task in suite.tasks if language in ("", task.language))


def less_is_better(tasks: Iterable[TaskRules]) -> bool:
    """Whether the mean of these, which count together, is better where it is lower."""
    return any(task.lower_is_better for task in tasks)


def _row(model: Model, scores: Scores, suite: SuiteRules, counts: tuple[TaskRules, ...]) -> Row[Model]:
    missing = tuple(task.task for task in suite.tasks if clean(scores.get(task.task)) is None)
    mean = mean_of(scores, counts, normalised=suite.normalised)
    return Row(model, mean, bool(missing) or suite.limit is not None, missing)
