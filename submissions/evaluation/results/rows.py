"""The rows of a result file, cell by cell: what was measured of each task, and what is no score. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from submissions.evaluation.results import lists
from submissions.evaluation.results.shapes import Left, Skipped, TaskScore
from submissions.evaluation.results.values import finite, is_clean, kind, mapping, number, text

LONGEST_TASK: Final = 200
LONGEST_METRIC: Final = 100
BYPASS: Final = "bypass"
NOT_AVAILABLE: Final = "N/A"
NO_SCORE: Final = frozenset({"alias", "name", "sample_len", "sample_count", "samples", " "})
"""What stands beside the metrics of a row."""


class Key(NamedTuple):
    """``acc_stderr,none`` taken apart."""

    metric: str
    filter: str
    is_stderr: bool


@dataclass(slots=True)
class Reading:
    """A file, and what was found in it so far."""

    tree: Mapping[str, Any]
    scores: list[TaskScore] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How much it has to say."""
        return len(self.scores) + len(self.skipped)

    def skip(self, code: Left, task: str = "", key: Key | None = None, value: object = "") -> None:
        """Note what was left out, in what a person can read of it."""
        names = (text(part, most=LONGEST_METRIC) for part in (task, *(key[:2] if key else ("", ""))))
        is_plain = isinstance(value, int | float | str) and not isinstance(value, bool)
        self.skipped.append(Skipped(code, *names, value=text(value if is_plain else kind(value), most=40)))


@dataclass(slots=True)
class Row:
    """A row, with all that its cells share. ``names_filters``: it was written by a version that names each metric's filter."""

    task: str
    cells: Mapping[str, Any]
    shared: Mapping[str, Any]
    directions: Mapping[str, bool | None]
    names_filters: bool
    seen: set[tuple[str, str]] = field(default_factory=set)

    def has_metric_of(self, key: Key) -> bool:
        """Whether there is the metric that a standard error belongs to."""
        plain = key.filter == lists.NO_FILTER and key.metric in self.cells
        return plain or f"{key.metric},{key.filter}" in self.cells

    def stderr(self, key: Key) -> Any:
        """What stands there as the standard error of a metric; None for nothing."""
        plain = self.cells.get(f"{key.metric}_stderr") if key.filter == lists.NO_FILTER else None
        return self.cells.get(f"{key.metric}_stderr,{key.filter}", plain)


def take_apart(name: str) -> Key:
    """The metric, the filter and whether it is a standard error, of a cell's name in any version of the harness.

    >>> take_apart("acc_norm_stderr,none"), take_apart("acc")
    (Key(metric='acc_norm', filter='none', is_stderr=True), Key(metric='acc', filter='none', is_stderr=False))
    """
    metric, _comma, filter_ = name.partition(",")
    bare = metric.removesuffix("_stderr")
    return Key(bare, filter_ or lists.NO_FILTER, bare != metric)


def read_rows(reading: Reading, rows: Mapping[str, Any]) -> None:
    """Take in every row of ``results``, and the groups that stand only beside them."""
    groups = lists.groups_of(reading.tree, rows)
    rows = {**rows, **{name: row for name, row in mapping(reading.tree.get("groups")).items() if name not in rows}}
    listed = lists.listed(reading.tree)
    bare = not listed and not any("alias" in mapping(row) for row in rows.values())
    for task, row in rows.items():
        if not is_clean(task, most=LONGEST_TASK):
            reading.skip(Left.BAD_NAME, task)
        elif not isinstance(row, dict):
            reading.skip(Left.NOT_A_ROW, task, value=row)
        elif bare or task in listed or "alias" in row:
            _read_row(reading, _row(reading.tree, task, row, is_group=task in groups))
        else:  # the harness lists each of its tasks, or gives each an alias
            reading.skip(Left.UNLISTED, task)
    for task in lists.missing(reading.tree, rows, groups):
        reading.skip(Left.NO_VALUES, task)


def _row(tree: Mapping[str, Any], task: str, cells: Mapping[str, Any], *, is_group: bool) -> Row:
    shared = {
        "alias": lists.alias_of(cells, task, most=LONGEST_TASK),
        "is_group": is_group,
        "num_fewshot": lists.num_fewshot(tree, task),
        "version": text(lists.about(tree, "versions", task), most=60),
        "task_hash": text(lists.about(tree, "task_hashes", task), most=64),
    }
    names_filters = any("," in name and not take_apart(name).is_stderr for name in cells)
    return Row(task, cells, shared, lists.directions(tree, task), names_filters)


def _read_row(reading: Reading, row: Row) -> None:
    before = reading.found
    for name in row.cells:
        key = take_apart(name)
        if name in NO_SCORE or (key.is_stderr and row.has_metric_of(key)):
            continue  # a standard error is read with its metric
        why = _why_left(row, name, key)
        if why is None:
            _read_cell(reading, row, name, key)
        else:
            reading.skip(why, row.task, key, row.cells[name])
    if reading.found == before:
        reading.skip(Left.GROUP_WITHOUT_MEAN if row.shared["is_group"] else Left.NO_VALUES, row.task)


def _why_left(row: Row, name: str, key: Key) -> Left | None:
    """Why a cell is no score, if it is none."""
    value, is_bare = row.cells[name], "," not in name
    if key.metric == BYPASS:
        return Left.BYPASS
    if not (is_clean(key.metric, most=LONGEST_METRIC) and is_clean(key.filter, most=LONGEST_METRIC)):
        return Left.BAD_NAME
    if (key.metric, key.filter) in row.seen or (is_bare and f"{name},{lists.NO_FILTER}" in row.cells):
        return Left.DUPLICATE
    if key.is_stderr or (is_bare and row.names_filters):
        return Left.UNKNOWN_KEY
    return None if _is_absent(value) or number(value) is not None else Left.NOT_A_NUMBER


def _read_cell(reading: Reading, row: Row, name: str, key: Key) -> None:
    given = row.cells[name]
    read = finite(given)
    if read is None:
        reading.skip(Left.NOT_A_NUMBER if _is_absent(given) else Left.NOT_FINITE, row.task, key, given)
    row.seen.add((key.metric, key.filter))
    reading.scores.append(
        TaskScore(
            row.task,
            filter=key.filter,
            metric=key.metric,
            value=read,
            stderr=None if read is None else _stderr(reading, row, key),
            higher_is_better=row.directions.get(key.metric),
            n_samples=lists.n_samples(reading.tree, row.task, row.cells, name),
            **row.shared,
        )
    )


def _stderr(reading: Reading, row: Row, key: Key) -> float | None:
    given = row.stderr(key)
    read = finite(given, least=0)
    if read is None and not _is_absent(given):
        reading.skip(Left.STDERR, row.task, key, given)
    return read


def _is_absent(value: object) -> bool:
    """The harness's own ways to say that there is none."""
    return value is None or value == NOT_AVAILABLE
