"""What a request asks of a board, read once for the page, its pictures and its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hackathon.accounts.guards import edition_or_404
from hackathon.editions.rules import TaskRules
from submissions.boards.tables import Comparing, baselines
from submissions.evaluation.leaderboard import switches, tasks_in
from submissions.evaluation.leaderboard.choosing import BY_RANK, COLUMNS, BoardRow, Wanted, chosen, ordered
from submissions.forms.boards import BoardForm, pinned
from submissions.queries import leaderboards
from submissions.queries.leaderboards import Detail, Shown, Standings


@dataclass(frozen=True, slots=True)
class Asked:
    """A board and what of it somebody wants. ``pins``: the rows that they set side by side, in their order."""

    shown: Shown
    language: str
    standings: Standings
    form: BoardForm
    wanted: Wanted
    pins: tuple[BoardRow, ...]
    comparing: Comparing

    @property
    def tasks(self) -> Sequence[TaskRules]:
        """The board's columns."""
        return tasks_in(self.shown.suite, self.language)

    @property
    def pinned(self) -> list[int]:
        """The keys of the pins."""
        return [row.model.key for row in self.pins]

    def rows(self) -> list[BoardRow]:
        """The rows that are wanted, in the order that is wanted. One query where that is by a task."""
        column = self.wanted.order.removeprefix("-")
        rows = chosen(self.standings.rows, self.wanted)
        if self.wanted.order == BY_RANK:
            return rows
        suite = self.shown.suite
        scores = None if column in COLUMNS else leaderboards.task_scores(self.shown.edition, suite, column)
        return ordered(rows, self.wanted.order, scores=scores)

    def details(self, rows: Iterable[BoardRow]) -> Mapping[int, Detail]:
        """What these rows got, and what they are compared with, and the pins. One query."""
        rows = [*rows, *self.pins]
        others = (self.comparing.other(row) for row in rows)
        keys = {row.model.key for row in (*rows, *others) if row is not None}
        return leaderboards.details(keys, self.shown.suite)


def shown_or_404(request: HttpRequest, slug: str, suite: str) -> Shown:
    """The board, for who may see it; for anybody else there is none."""
    shown = leaderboards.shown_board(edition_or_404(slug), suite, request.user)
    if shown is None:
        raise Http404(_("No hay ninguna clasificación con esta dirección."))
    return shown


def read(request: HttpRequest, shown: Shown) -> Asked:
    """What is wanted of the board; what is not understood is left out."""
    language = request.GET.get("lengua", "")
    language = language if language in switches(shown.suite) else ""
    standings = leaderboards.standings(shown.edition, shown.suite, language=language)
    form = BoardForm(request.GET, suite=shown.suite, options=standings.options, compared=baselines(standings))
    pins = (standings.of(key) for key in pinned(request.GET.getlist("fijar")))
    return Asked(
        shown=shown,
        language=language,
        standings=standings,
        form=form,
        wanted=form.wanted(),
        pins=tuple(row for row in pins if row is not None),
        comparing=Comparing(standings, form.chosen("frente")),
    )
