"""Moving a deadline in the organisers' admin: choose which, say until when and why, see what it means, and do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hackathon.editions.deadlines import Deadline, Due, moment_of
from hackathon.editions.extending import Contradiction, Moved, NotMovable
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.wording import deadline_name
from hackathon.outreach import actions
from hackathon.outreach.discord import default_channel
from hackathon.outreach.forms.deadlines import DeadlineForm
from hackathon.outreach.mailing import ENGLISH, SPANISH
from hackathon.outreach.news_of_deadlines import announced, consequences
from hackathon.outreach.queries import deadlines as queries
from hackathon.outreach.wording import what_contradicts, why_not_moved

HISTORY = 20
STATES = ("preview", "confirm")


@dataclass(frozen=True, slots=True)
class Row:
    """A deadline on the list. ``undo_to``: where it can go back to, None: nowhere."""

    due: Due
    name: str
    is_over: bool
    undo_to: Due | None


@dataclass(frozen=True, slots=True)
class Line:
    """A time that a deadline was moved."""

    entry: TrailEntry
    name: str
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way, in words; ``other`` is the deadline that has to move first, if it is one."""

    text: str
    other: Deadline | None = None


class DeadlinesMixin:
    """The pages of deadlines, of the editions' admin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        one = "<int:object_id>/deadlines"
        return [
            path(f"{one}/", view(self.deadlines_view), name="editions_edition_deadlines"),
            path(f"{one}/<slug:which>/", view(self.deadline_view), name="editions_edition_deadline"),
            *super().get_urls(),
        ]

    def deadlines_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Every deadline with where it stands, and what was done to them."""
        edition = get_object_or_404(self.get_queryset(request), pk=object_id)
        rules = edition.parsed_rules
        context = {
            "rows": [_row(edition, which, at=request.now) for which in Deadline if moment_of(rules, which)],
            "lines": [_line(entry) for entry in queries.moves(edition)[:HISTORY]],
            "is_over": rules.windows.results_at <= request.now,
        }
        return self._deadlines_page(request, edition, "list", title=_("Plazos"), **context)

    def deadline_view(self, request: HttpRequest, object_id: int, which: str) -> HttpResponse:
        """One deadline: its new moment and why; then what that means; then done. Nothing is kept in between."""
        edition = get_object_or_404(self.get_queryset(request), pk=object_id)
        due = _due(edition, which)
        form = _form(request, edition, due)
        context: dict[str, Any] = {"due": due, "form": form, "title": deadline_name(due.which)}
        if request.POST.get("deed") not in STATES or not form.is_valid():
            return self._deadlines_page(request, edition, "one", **context)
        if request.POST["deed"] == "confirm" and form.to == due.at:  # a second click
            return self._done(request, edition, messages.INFO, _("Ya estaba hecho: el plazo está en ese momento."))
        moved, obstacles = _plan(edition, form, at=request.now)
        if moved is None:
            return self._deadlines_page(request, edition, "one", obstacles=obstacles, **context)
        if request.POST["deed"] == "confirm":
            return self._move(request, edition, form)
        return self._deadlines_page(request, edition, "preview", **context, **_meaning(edition, form, moved))

    def _move(self, request: HttpRequest, edition: Edition, form: DeadlineForm) -> HttpResponse:
        """Do what was previewed, and say so; where somebody else was quicker, nothing is done."""
        try:
            done = actions.move_deadline(
                edition=edition,
                which=form.due.which,
                to=form.to,
                reason=form.why,
                based_on=form.cleaned_data["based_on"],
                on_discord=form.cleaned_data.get("on_discord", False),
                by=request.user,
                at=request.now,
            )
        except (actions.RulesMovedOn, NotMovable, Contradiction):
            text = _("No se ha cambiado nada: otra persona ha cambiado las bases mientras tanto. Así han quedado.")
            return self._done(request, edition, messages.ERROR, text)
        text = ngettext("Hecho. Avisamos a %(n)s persona.", "Hecho. Avisamos a %(n)s personas.", done.people)
        return self._done(request, edition, messages.SUCCESS, text % {"n": done.people})

    def _done(self, request: HttpRequest, edition: Edition, level: int, text: str) -> HttpResponse:
        messages.add_message(request, level, text)
        return redirect(f"{self.admin_site.name}:editions_edition_deadlines", edition.pk)

    def _deadlines_page(self, request: HttpRequest, edition: Edition, page: str, **context: Any) -> TemplateResponse:
        request.current_app = self.admin_site.name
        common = {**self.admin_site.each_context(request), "opts": self.opts, "edition": edition}
        common["rules"] = edition.parsed_rules
        return TemplateResponse(request, f"outreach/admin/deadlines/{page}.html", {**common, **context})


def _due(edition: Edition, which: str) -> Due:
    found = moment_of(edition.parsed_rules, Deadline(which)) if which in set(Deadline) else None
    if found is None:
        raise Http404
    return Due(Deadline(which), None, found)


def _row(edition: Edition, which: Deadline, *, at: datetime) -> Row:
    due, back = _due(edition, which), queries.where_it_was(edition, which, at=at)
    return Row(due, deadline_name(which), due.at <= at, Due(which, None, back) if back else None)


def _line(entry: TrailEntry) -> Line:
    which = Deadline(entry.detail["which"])
    moments = (Due(which, None, datetime.fromisoformat(entry.detail[name])).said for name in ("before", "after"))
    return Line(entry, deadline_name(which), *moments)


def _form(request: HttpRequest, edition: Edition, due: Due) -> DeadlineForm:
    """What was typed; else the deadline as it stands, or where it was before, for who wants it back there."""
    zone = edition.parsed_rules.timezone
    options: dict[str, Any] = {"due": due, "zone": zone, "discord": default_channel() is not None}
    if request.method == "POST":
        return DeadlineForm(request.POST, **options)
    back = queries.where_it_was(edition, due.which, at=request.now) if "volver" in request.GET else None
    said = Due(due.which, None, back or due.at).said
    return DeadlineForm(initial=DeadlineForm.showing(said, zone=zone, based_on=edition.rules_version), **options)


def _plan(edition: Edition, form: DeadlineForm, *, at: datetime) -> tuple[Moved | None, Sequence[Obstacle]]:
    """What the form would do, or what stands in the way of it."""
    if form.cleaned_data["based_on"] != edition.rules_version:
        text = _("Otra persona ha cambiado las bases desde que abriste esta página. Recárgala y mira cómo han quedado.")
        return None, [Obstacle(text)]
    try:
        return queries.plan(edition, form.due.which, to=form.to, at=at), ()
    except NotMovable as error:
        return None, [Obstacle(why_not_moved(error.why))]
    except Contradiction as error:
        return None, _contradictions(edition, form.due.which, error)


def _contradictions(edition: Edition, which: Deadline, error: Contradiction) -> Sequence[Obstacle]:
    rules = edition.parsed_rules
    if error.deadlines:
        return [Obstacle(what_contradicts(rules, which, other), other) for other in error.deadlines]
    text = _("Choca con otra fecha de las bases (%(path)s: %(reason)s). Cámbiala antes en las bases.")
    return [Obstacle(text % {"path": each.path, "reason": each.reason}) for each in error.problems]


def _meaning(edition: Edition, form: DeadlineForm, moved: Moved) -> dict[str, Any]:
    """What the preview shows of ``moved``."""
    rules = moved.rules
    people = queries.told(edition, jury=moved.jury is not None)
    closes_first = (
        rules.windows.video is not None and rules.windows.video.closes_at < rules.windows.submission.closes_at
    )
    return {
        "moved": moved,
        "consequences": consequences(moved),
        "people": len(people),
        "texts": [(language, announced(moved, form.why, language)) for language in (SPANISH, ENGLISH)],
        "jury_waits": moved.jury is not None and moved.reopened,
        "video_closes_first": rules.windows.video if closes_first else None,
        "on_discord": form.cleaned_data.get("on_discord", False),
    }
