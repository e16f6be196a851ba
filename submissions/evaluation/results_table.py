"""A run as a table that people read in a terminal."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from submissions.evaluation.results import ParsedRun, TaskScore
from submissions.plaintext import harmless

WIDEST_NAME = 48
INDENT = "  "


def lines(run: ParsedRun) -> Iterator[str]:
    """What it is about, then a line for each task and metric. Names come from strangers: nothing of them moves the cursor."""
    yield INDENT + harmless(" · ".join(_about(run)))
    cells = [(_("tarea"), _("métrica"), _("valor"), "±", "num_fewshot"), *map(_cells, run.scores)]
    widths = [max(len(row[column]) for row in cells) for column in range(5)]
    for row in cells:
        left = (cell.ljust(width) for cell, width in zip(row[:2], widths, strict=False))
        right = (cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True))
        yield (INDENT * 2 + "  ".join((*left, *right))).rstrip()


def _about(run: ParsedRun) -> Iterator[str]:
    """The model at its revision, the engine, the day, the machine; what is not known is not said."""
    name = run.model or _("modelo sin nombre")
    yield f"{name}@{run.revision[:8]}" if run.revision else name
    if run.engine_version:
        yield f"lm-eval {run.engine_version}"
    if run.date:
        yield f"{run.date:%Y-%m-%d}"
    yield from filter(None, (run.dtype, run.hardware))
    if run.limit is not None:
        yield f"limit {run.limit:g}"
    if run.partial:
        yield _("incompleta")


def _cells(score: TaskScore) -> tuple[str, str, str, str, str]:
    metric = score.metric if score.filter == "none" else f"{score.metric},{score.filter}"
    return (
        _short(f"{score.task} ({_('grupo')})" if score.is_group else score.task),
        _short(metric),
        _number(score.value),
        _number(score.stderr),
        "" if score.num_fewshot is None else str(score.num_fewshot),
    )


def _short(name: str) -> str:
    return name if len(name) <= WIDEST_NAME else f"{name[: WIDEST_NAME - 1]}…"


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4f}" if abs(value) < 1e6 else f"{value:.4g}"
