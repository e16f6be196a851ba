"""Reading a result file of the harness. Pure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from submissions.evaluation.results.decoding import decode
from submissions.evaluation.results.lists import some_were_left
from submissions.evaluation.results.models import model_of
from submissions.evaluation.results.rows import Reading, read_rows
from submissions.evaluation.results.settings import settings_of
from submissions.evaluation.results.shapes import LEAVES_A_GAP, Left, NotResults, ParsedRun, Refusal
from submissions.evaluation.results.values import kind, mapping

MOST_TASKS: Final = 3_000
MOST_CELLS: Final = 20_000


def parse(content: bytes, *, name: str = "") -> ParsedRun:
    """The run in a result file, whichever version of the harness wrote it. Raises NotResults, with ``name`` as a note for logs.

    >>> run = parse(b'{"results": {"arc_es": {"acc": 0.5, "acc_stderr": 0.1}}, "config": {"model_args": "pretrained=a/b"}}')
    >>> run.model, [(score.task, score.metric, score.filter, score.value, score.stderr) for score in run.scores]
    ('a/b', [('arc_es', 'acc', 'none', 0.5, 0.1)])
    """
    with _noting(name):
        return _read(decode(content))


def parse_tree(tree: Mapping[str, Any], *, name: str = "") -> ParsedRun:
    """The same, of what JSON says: our engine's word on a task has the shape of a file. Raises NotResults."""
    with _noting(name):
        return _read(tree)


@contextmanager
def _noting(name: str) -> Iterator[None]:
    try:
        yield
    except NotResults as refused:
        refused.add_note(name)
        raise


def _read(tree: Mapping[str, Any]) -> ParsedRun:
    if not isinstance(tree, dict):
        raise NotResults(Refusal.NOT_A_MAPPING, kind=kind(tree))
    rows = _rows(tree)
    reading = Reading(tree)
    model = model_of(tree)
    if not model.name:
        reading.skip(Left.MODEL_UNKNOWN)
    read_rows(reading, rows)
    if not reading.scores:
        raise NotResults(Refusal.NO_SCORES, skipped=tuple(reading.skipped))
    return ParsedRun(
        model=model.name,
        model_is_repo=model.is_repo,
        revision=model.revision,
        base=model.base,
        scores=tuple(reading.scores),
        skipped=tuple(reading.skipped),
        partial=_is_partial(reading),
        **settings_of(tree),
    )


def _rows(tree: Mapping[str, Any]) -> dict[str, Any]:
    if "config_general" in tree:
        raise NotResults(Refusal.OTHER_TOOL, tool="lighteval")
    if "results" not in tree:
        raise NotResults(Refusal.NO_RESULTS)
    rows = tree["results"]
    if not isinstance(rows, dict):
        raise NotResults(
            Refusal.RESULTS_NOT_A_MAPPING, kind=kind(rows), rows=len(rows) if isinstance(rows, list) else 0
        )
    longest = max(len(mapping(tree.get(section))) for section in ("results", "groups", "configs", "versions"))
    cells = sum(len(mapping(row)) for row in (*rows.values(), *mapping(tree.get("groups")).values()))
    if longest > MOST_TASKS or cells > MOST_CELLS:
        raise NotResults(Refusal.TOO_MANY, most=MOST_TASKS, found=longest)
    return rows


def _is_partial(reading: Reading) -> bool:
    """Only so many questions of each task were asked, or a task has no value."""
    limit = mapping(reading.tree.get("config")).get("limit")
    return limit is not None or some_were_left(reading.tree) or any(one.code in LEAVES_A_GAP for one in reading.skipped)
