"""Results as tables for a spreadsheet: CSV and XLSX, one row per project or one row per review.

Scores leave as the whole numbers that were given; means and totals are rounded half up to four decimals. Rows are made at once:
a file that is streamed is written when the reader's language is no longer the one in force.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from hackathon.editions.rules import Rubric
from hackathon.editions.wording import in_words
from hackathon.spreadsheets import Cell, Table, plain
from judging import aggregate
from judging.models import Assignment
from judging.queries import ResultRow, Results, ReviewRow
from judging.results import Line
from submissions.deadline import sentences, wording

PLACES = 4


def results_table(results: Results) -> Table:
    """One row per project, best first; a group that does not apply to a project is an empty cell."""
    extra = (_("Punto extra"),) if results.rubric.juror_point else ()
    header = (
        _("Puesto"),
        _("Proyecto"),
        _("Equipo"),
        _("Evaluaciones"),
        _("Sin enviar"),
        _("Total"),
        *_numbers_header(),
        *(
            f"{in_words(group.title)} ({plain(aggregate.points(aggregate.exact(group.points), PLACES))})"
            for group in results.groups
        ),
        *extra,
        _("Plazo"),
        _("Plazo de cada repositorio"),
        _("Prueba"),
        _("Revisiones que cuentan"),
        _("Decisiones de la organización"),
        _("Id del proyecto"),
    )
    return Table(
        title=_("Clasificación"), header=header, rows=[_result_cells(row, results.rubric) for row in results.rows]
    )


def reviews_table(rubric: Rubric, reviews: Iterable[ReviewRow], *, counted: Collection[int]) -> Table:
    """One row per review that was begun, with every score as given; a blank is an empty cell. ``counted``: the keys of those that
    count, if they are complete: only these are in the ranking."""
    extra = (_("Punto extra"),) if rubric.juror_point else ()
    header = (
        _("Proyecto"),
        _("Equipo"),
        _("Jurado"),
        _("Ronda"),
        _("Estado"),
        _("Cuenta para el total"),
        _("Enviada"),
        _("Total"),
        *(f"{in_words(group.title)}: {in_words(item.title)}" for group in rubric.groups for item in group.criteria),
        *extra,
        _("Comentario"),
        _("Id del proyecto"),
    )
    return Table(title=_("Evaluaciones"), header=header, rows=[_review_cells(row, rubric, counted) for row in reviews])


def _result_cells(row: ResultRow, rubric: Rubric) -> tuple[Cell, ...]:
    groups = (_number(row.groups.get(group.key)) for group in rubric.groups)
    extra = (_number(row.juror_point),) if rubric.juror_point else ()
    head = (row.rank, row.title, row.team, row.reviews, row.drafts, _number(row.score))
    return (*head, *_numbers(row.line), *groups, *extra, *_deadline_cells(row), row.submission_id)


def _numbers_header() -> tuple[str, ...]:
    return (
        _("Total, desde (90 %)"),
        _("Total, hasta (90 %)"),
        _("Puesto, desde (90 %)"),
        _("Puesto, hasta (90 %)"),
        _("Probabilidad de ser primero"),
        _("Media sin ajustar"),
        _("Media sin extremos"),
        _("Ajustado"),
        _("Con pesos"),
        _("Puesto por la media sin ajustar"),
        _("Línea"),
    )


def _numbers(line: Line) -> tuple[Cell, ...]:
    """What the jury's numbers say of a project besides its total; an empty cell for what cannot be told."""
    first = None if line.p_first is None else aggregate.points(aggregate.exact(line.p_first), PLACES)
    return (
        _number(line.low),
        _number(line.high),
        line.rank_low,
        line.rank_high,
        first,
        *map(_number, (line.raw, line.trimmed, line.adjusted, line.weighted)),
        line.ranks.get("mean"),
        line.track,
    )


def _deadline_cells(row: ResultRow) -> tuple[Cell, ...]:
    """The worst state, then one line for each repo in each cell: its state, its evidence, where to look, who decided why."""
    judged = [(one, one.verdict) for one in row.repos if one.verdict is not None]
    states = (f"{one.entry.repo.repo_id}: {wording.in_words(verdict.final_state)}" for one, verdict in judged)
    levels = (f"{one.entry.repo.repo_id}: {sentences.LEVELS[verdict.level]}" for one, verdict in judged)
    places = (one.address for one, verdict in judged if verdict.final_sha)
    reasons = (
        f"{one.entry.repo.repo_id}: {verdict.overruled_reason}" for one, verdict in judged if verdict.overruled_reason
    )
    return (wording.in_words(row.verdict), *("\n".join(lines) for lines in (states, levels, places, reasons)))


def _review_cells(row: ReviewRow, rubric: Rubric, counted: Collection[int]) -> tuple[Cell, ...]:
    scores = (row.scores.get(criterion.key) for criterion in rubric.criteria)
    extra = (int(row.juror_point),) if rubric.juror_point else ()
    submitted = row.submitted_at.isoformat(timespec="seconds") if row.submitted_at else None
    return (
        row.title,
        row.team,
        row.judge,
        str(Assignment.Stage(row.stage).label),
        str(Assignment.State(row.state).label),
        _("sí") if row.key in counted and row.total is not None else _("no"),
        submitted,
        _number(row.total),
        *scores,
        *extra,
        row.comment,
        row.submission_id,
    )


def _number(value: Fraction | None) -> Decimal | None:
    return None if value is None else aggregate.points(value, PLACES)
