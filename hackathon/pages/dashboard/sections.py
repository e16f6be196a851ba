"""The dashboard's figures in words and drawings, in the reader's language: what the template shows as it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from hackathon.editions.wording import in_words
from hackathon.pages.dashboard import charts
from hackathon.pages.dashboard.figures import UNKNOWN, Funnel, Group, Period, share
from hackathon.registration.aggregates import NO_ANSWER
from hackathon.registration.queries import Answered

# A chart is for the eye: what comes after the largest is in the table under it.
MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """How many people have come this far, and which share they are of those who registered, in per cent."""

    name: str
    key: str
    people: int
    share: int


@dataclass(frozen=True, slots=True)
class Stages:
    """From registering to delivering."""

    chart: charts.Drawing
    rows: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: how many people of it are how far, and the share that each stage is of the first, in per cent."""

    name: str
    funnel: Funnel
    in_team_share: int
    delivered_share: int


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A chart of the largest groups, and every group in ``rows``; ``left_out`` of them are in no line of the chart."""

    chart: charts.Drawing
    rows: tuple[Row, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Answers:
    """A voluntary question: a chart of the groups that are shown, every group with its number (None: hidden), and how many
    people are in the hidden ones ``together``."""

    key: str
    title: str
    chart: charts.Drawing
    rows: tuple[tuple[str, int | None], ...]
    together: int


@dataclass(frozen=True, slots=True)
class Series:
    """One thing over time. ``total`` of it in all."""

    key: str
    name: str
    total: int
    chart: charts.Drawing


@dataclass(frozen=True, slots=True)
class Timeline:
    """What came to be, by day or by longer stretches; ``rows`` are those in which there was anything."""

    series: tuple[Series, ...]
    rows: tuple[tuple[str, Period], ...]
    is_daily: bool


def stages(of: Funnel) -> Stages:
    """Three bars, each a part of the one above."""
    rows = (
        Stage(_("Inscritas"), "registered", of.registered, share(of.registered, of.registered)),
        Stage(_("En un equipo"), "in_team", of.in_team, share(of.in_team, of.registered)),
        Stage(_("Con proyecto entregado"), "delivered", of.delivered, share(of.delivered, of.registered)),
    )
    lines = [charts.Line(each.name, f"{each.people} · {each.share} %", ((each.key, each.people),)) for each in rows]
    return Stages(charts.lines(lines, of=of.registered), rows)


def breakdown(groups: Sequence[Group], *, name: Callable[[str], str]) -> Breakdown:
    """People by something that each of them named; ``name`` is what a code is called."""
    rows = tuple(
        _row(name(group.key) if group.key != UNKNOWN else _("Sin respuesta"), group.funnel) for group in groups
    )
    shown = rows[:MOST_LINES]
    lines = [charts.Line(row.name, _numbers(row.funnel), _parts(row.funnel)) for row in shown]
    most = max((row.funnel.registered for row in shown), default=0)
    return Breakdown(charts.lines(lines, of=most), rows, len(rows) - len(shown))


def answers(answered: Sequence[Answered]) -> tuple[Answers, ...]:
    """What may be shown of the voluntary questions; a hidden group is named and has no number."""
    return tuple(_answers(each) for each in answered)


def timeline(periods: Sequence[Period]) -> Timeline:
    """Registrations, teams and submissions, one under the other over the same days."""
    names = {
        "registrations": _("Inscripciones"),
        "teams": _("Equipos creados"),
        "submissions": _("Proyectos entregados"),
    }
    series = tuple(_series(periods, key, name) for key, name in names.items())
    rows = tuple((_days(each), each) for each in periods if each.registrations or each.teams or each.submissions)
    return Timeline(series, rows, all(each.first == each.last for each in periods))


def _answers(answered: Answered) -> Answers:
    names = {choice.key: in_words(choice.label) for choice in answered.question.options} | {
        NO_ANSWER: _("Sin respuesta")
    }
    rows = tuple((names[group.key], group.count) for group in answered.shown.groups)
    counted = [(name, count) for name, count in rows if count is not None]
    lines = [charts.Line(name, str(count), (("registered", count),)) for name, count in counted]
    chart = charts.lines(lines, of=max((count for _name, count in counted), default=0))
    return Answers(answered.question.key, in_words(answered.question.title), chart, rows, answered.shown.together)


def _row(name: str, of: Funnel) -> Row:
    return Row(name, of, share(of.in_team, of.registered), share(of.delivered, of.registered))


def _numbers(of: Funnel) -> str:
    return f"{of.registered} · {of.in_team} · {of.delivered}"


def _parts(of: Funnel) -> tuple[tuple[str, int], ...]:
    return (("registered", of.registered), ("in_team", of.in_team), ("delivered", of.delivered))


def _series(periods: Sequence[Period], key: str, name: str) -> Series:
    values = [getattr(each, key) for each in periods]
    titles = [f"{_days(each)}: {value}" for each, value in zip(periods, values, strict=True)]
    ends = (_short(periods[0].first), _short(periods[-1].last)) if periods else ("", "")
    return Series(key, name, sum(values), charts.columns(values, titles=titles, ends=ends, kind=key))


def _days(period: Period) -> str:
    if period.first == period.last:
        return formats.date_format(period.first, "DATE_FORMAT")
    return _("%(first)s – %(last)s") % {"first": _short(period.first), "last": _short(period.last)}


def _short(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
