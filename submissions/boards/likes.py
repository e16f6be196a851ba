"""The board of likes as readers see it: which lines they asked for, and how the first of them came to their likes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import ngettext

from hackathon.editions.rules import ArtefactKind
from submissions.evaluation.charts import MOST_SERIES, Drawing, Trend, trend
from submissions.evaluation.likes import Moment
from submissions.forms.likes import KINDS, LikesForm
from submissions.queries.likes import Board, ProjectLine, RepoLine, of_kind

BY_PROJECT, BY_REPO = "proyectos", "repositorios"


def repo_lines(board: Board, form: LikesForm) -> list[RepoLine]:
    """The repos that the reader asked for. Of one kind they have places among themselves; a search changes no place."""
    lines = of_kind(board.repos, form.kind) if form.kind else list(board.repos)
    return [line for line in lines if _is_wanted(line, form)]


def _is_wanted(line: RepoLine, form: LikesForm) -> bool:
    names = (line.repo_id, *line.projects)
    found = not form.search or any(form.search in name.casefold() for name in names)
    return found and (line.delivered or not form.delivered)


def project_lines(board: Board, form: LikesForm) -> list[ProjectLine]:
    """The projects that the reader asked for."""
    names = ((line, f"{line.title}\n{line.team}".casefold()) for line in board.projects)
    return [line for line, name in names if form.search in name]


def drawing(board: Board, lines: Sequence[ProjectLine | RepoLine], *, at: datetime) -> Drawing | None:
    """How the first of the lines came to their likes; None where there is nothing to see yet."""
    shown = [(_name(line), line.trend) for line in lines if line.trend and line.standing.likes and _name(line)]
    shown = shown[:MOST_SERIES]
    if not shown:
        return None
    since = min(moments[0].at for _, moments in shown)
    until = min(at, board.moment) if board.moment else at
    if until <= since:
        return None
    zone = ZoneInfo(board.edition.parsed_rules.timezone)
    return trend(
        [Trend(name, tuple(_seen(moments))) for name, moments in shown],
        since=since,
        until=until,
        ends=(_day(since, zone), _day(until, zone)),
        write="{:.0f}".format,
    )


def _seen(moments: Iterable[Moment]) -> Iterable[tuple[datetime, int]]:
    return ((moment.at, moment.likes) for moment in moments)


def _name(line: ProjectLine | RepoLine) -> str:
    return line.title if isinstance(line, ProjectLine) else line.repo_id.partition("/")[2]


def _day(at: datetime, zone: ZoneInfo) -> str:
    return formats.date_format(at.astimezone(zone), "j b")


def in_words(lines: Sequence[ProjectLine | RepoLine]) -> str:
    """The trend's drawing for who does not see it: who has how many now."""
    told = [
        ngettext("%(name)s: %(likes)s like", "%(name)s: %(likes)s likes", line.standing.likes)
        % {"name": _name(line), "likes": line.standing.likes}
        for line in lines[:MOST_SERIES]
        if _name(line)
    ]
    return "; ".join(told)


def kinds(board: Board) -> list[tuple[ArtefactKind, str]]:
    """The parts for which the edition asks, and what they are called."""
    return [(one.kind, str(KINDS[one.kind])) for one in board.edition.parsed_rules.submission.artefacts]
