"""A board as a table for other programs: CSV, JSON and Parquet."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow
import pyarrow.parquet

from hackathon.editions.rules import SuiteRules, TaskRules
from hackathon.spreadsheets import Cell, Table
from submissions.evaluation.leaderboard.choosing import BoardRow
from submissions.queries.leaderboards import Detail

_FIELDS = (
    ("rank", pyarrow.int64()),
    ("rank_best", pyarrow.int64()),
    ("rank_worst", pyarrow.int64()),
    ("model", pyarrow.string()),
    ("revision", pyarrow.string()),
    ("parameters", pyarrow.int64()),
    ("license", pyarrow.string()),
    ("type", pyarrow.string()),
    ("base_model", pyarrow.string()),
    ("languages", pyarrow.string()),
    ("baseline", pyarrow.bool_()),
    ("partial", pyarrow.bool_()),
    ("missing", pyarrow.string()),
    ("mean", pyarrow.float64()),
    ("mean_stderr", pyarrow.float64()),
)


def records(
    rows: Iterable[BoardRow], details: Mapping[int, Detail], tasks: Sequence[TaskRules]
) -> Iterator[dict[str, Any]]:
    """Each row as a mapping, every one with the same keys: what the model is, its place and mean, then ``task`` and ``task_stderr``.

    Lists are joined by commas. ``rank`` None: not ranked; ``missing`` are the suite's tasks without a score.
    """
    for row in rows:
        model, rank, mean, detail = row.model, row.rank, row.mean, details[row.model.key]
        told: dict[str, Any] = {
            "rank": rank.rank if rank else None,
            "rank_best": rank.best if rank else None,
            "rank_worst": rank.worst if rank else None,
            "model": model.name,
            "revision": model.revision,
            "parameters": model.parameters,
            "license": model.license,
            "type": model.model_type,
            "base_model": model.base_model,
            "languages": ",".join(model.languages),
            "baseline": model.baseline,
            "partial": row.partial,
            "missing": ",".join(detail.missing),
            "mean": mean.value if mean else None,
            "mean_stderr": mean.stderr if mean else None,
        }
        for task in tasks:
            score = detail.scores.get(task.task)
            told[task.task] = score.value if score else None
            told[f"{task.task}_stderr"] = score.stderr if score else None
        yield told


def as_table(found: Sequence[Mapping[str, Any]], tasks: Sequence[TaskRules], title: str) -> Table:
    """The records for a spreadsheet."""
    header = _names(tasks)
    return Table(title, header, [tuple(_cell(one[name]) for name in header) for one in found])


def as_json(found: Sequence[Mapping[str, Any]], suite: SuiteRules) -> bytes:
    """The records, under what they are of."""
    told = {"suite": suite.key, "version": suite.version, "normalised": suite.normalised, "models": found}
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode()


def as_parquet(found: Sequence[Mapping[str, Any]], tasks: Sequence[TaskRules]) -> bytes:
    """The records as columns, each of one type, empty ones too."""
    types = [*_FIELDS, *((name, pyarrow.float64()) for name in _names(tasks)[len(_FIELDS) :])]
    table = pyarrow.Table.from_pylist([dict(one) for one in found], schema=pyarrow.schema(types))
    file = io.BytesIO()
    pyarrow.parquet.write_table(table, file)
    return file.getvalue()


def _names(tasks: Sequence[TaskRules]) -> tuple[str, ...]:
    scores = (name for task in tasks for name in (task.task, f"{task.task}_stderr"))
    return (*(name for name, _type in _FIELDS), *scores)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return str(value).lower()
    return Decimal(repr(value)) if isinstance(value, float) else value
