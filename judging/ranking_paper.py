"""A ranking as people read it in a terminal: the projects with their intervals, the jury, and how much it agrees."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from judging.aggregate import SHARED, JudgeRow, ProjectRow, Ranking
from judging.ranking_sentences import FLAGS, METHODS, named, number, percent, printable
from judging.scorefiles.report import capped

LONGEST: Final = 40
NOTHING: Final = "–"
NINE_IN_TEN: Final = "90 %"


def lines(ranking: Ranking, *, most: float | None = None) -> Iterator[str]:
    """The whole report. ``most``: the stated maximum of a total, where there is one."""
    yield _heading(ranking)
    yield ""
    yield from table(_project_rows(ranking, most))
    yield from _settled(ranking)
    if len(ranking.winners) > 1:
        yield ""
        said = _("Con un 90 %% de probabilidad, el mejor está entre estos %(count)s: %(names)s.")
        yield said % {"count": len(ranking.winners), "names": named(ranking.winners)}
    yield ""
    yield from table(_judge_rows(ranking.judges))
    yield ""
    yield from _agreement(ranking)


def _heading(ranking: Ranking) -> str:
    reviews = sum(row.reviews for row in ranking.projects)
    return _("Clasificación %(method)s. Proyectos: %(projects)s; jurado: %(judges)s; evaluaciones: %(reviews)s.") % {
        "method": METHODS[ranking.method],
        "projects": len(ranking.projects),
        "judges": len(ranking.judges),
        "reviews": reviews,
    }


def _project_rows(ranking: Ranking, most: float | None) -> Iterator[list[str]]:
    groups = list(dict.fromkeys(key for row in ranking.projects for key in row.groups))
    yield [
        _("Puesto"),
        NINE_IN_TEN,
        _("Proyecto"),
        _("Total"),
        NINE_IN_TEN,
        _("P(1.º)"),
        _("Eval."),
        *(printable(key)[:LONGEST] for key in groups),
    ]
    for row in ranking.projects:
        yield [
            _place(row),
            _span(row.rank_low, row.rank_high),
            shortened(str(row.project)),
            _points(capped(row.total, most)),
            _span(*(None if end is None else number(end) for end in (row.total_low, row.total_high))),
            NOTHING if row.p_first is None else percent(row.p_first),
            str(row.reviews),
            *(_points(row.groups.get(key)) for key in groups),
        ]


def _settled(ranking: Ranking) -> Iterator[str]:
    """What decided between equal totals."""
    steps: dict[str, list[object]] = {}
    for row in ranking.projects:
        if row.settled_by:
            steps.setdefault(row.settled_by, []).append(row.project)
    if steps:
        yield ""
    for step, projects in steps.items():
        said = (
            _("Con el mismo total y sin nada que los distinga, comparten puesto: %(names)s.")
            if step == SHARED
            else _("Con el mismo total, decide «%(step)s»: %(names)s.")
        )
        yield said % {"step": step, "names": named(projects)}


def _place(row: ProjectRow) -> str:
    """The place, or that among the projects with which it can be compared."""
    if row.rank is None and row.place is not None:
        return _("%(place)s (grupo %(group)s)") % {"place": row.place, "group": row.component}
    return NOTHING if row.rank is None else str(row.rank)


def _judge_rows(rows: Iterable[JudgeRow]) -> Iterator[list[str]]:
    yield [_("Jurado"), _("Eval."), _("Severidad"), NINE_IN_TEN, _("Acuerdo"), _("Aviso")]
    for row in rows:
        yield [
            shortened(str(row.judge)),
            str(row.n),
            NOTHING if row.severity is None else _signed(row.severity),
            _span(*(None if end is None else _signed(end) for end in (row.severity_low, row.severity_high))),
            NOTHING if row.consistency is None else number(row.consistency),
            "; ".join(str(FLAGS[flag]) for flag in row.flags),
        ]


def _agreement(ranking: Ranking) -> Iterator[str]:
    found = ranking.agreement
    if found.alpha is not None:
        yield _(
            "Acuerdo del jurado (alfa de Krippendorff): %(alpha)s. Con 1 todas las personas dan lo mismo; con 0, como al azar."
        ) % {"alpha": number(found.alpha)}
    if ranking.shares is not None:
        yield _(
            "De lo que difieren las evaluaciones, %(projects)s viene de los proyectos, %(judges)s de la severidad y %(rest)s del resto."
        ) % {
            "projects": percent(ranking.shares.projects),
            "judges": percent(ranking.shares.judges),
            "rest": percent(ranking.shares.rest),
        }


def _points(value: Fraction | None) -> str:
    return NOTHING if value is None else number(value)


def _signed(value: Fraction) -> str:
    return ("+" if round(value, 2) > 0 else "") + number(value)


def _span(low: object, high: object) -> str:
    if low is None or high is None:
        return NOTHING
    return str(low) if low == high else _("%(low)s a %(high)s") % {"low": low, "high": high}


def shortened(text: str) -> str:
    """A name that fits into a column and stays on its line."""
    shown = printable(text)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"


def table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Rows as lines with columns of equal width; numbers stand to the right.

    >>> for line in table([["Puesto", "Proyecto"], ["1", "Quechua"], ["10", "日本"]]): print(line)
    Puesto  Proyecto
         1  Quechua
        10  日本
    """
    cells = [list(row) for row in rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*cells, strict=True)]
    right = [all(_is_figure(cell) for cell in column[1:]) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (
            " " * (width - _width(cell)) + cell if to_right else cell + " " * (width - _width(cell))
            for cell, width, to_right in zip(row, widths, right, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _is_figure(cell: str) -> bool:
    return cell == NOTHING or cell[:1] in "+-<>" or cell[:1].isdigit()


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    marks = sum(unicodedata.combining(letter) != 0 for letter in text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) - marks + wide
