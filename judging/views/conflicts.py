"""The organisers' page about conflicts of interest."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.editions.rules import ConflictKind
from judging.actions import conflicts
from judging.actions.conflicts import Outcome, Review
from judging.actions.errors import NotAJudge
from judging.actions.jury_errors import CannotLift
from judging.jury_forms import ConflictForm
from judging.models import Conflict
from judging.queries import conflicts as questions
from judging.results_forms import ReasonForm

PAGE = 25


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands, what was lifted and why; and the form that writes down another one."""
    edition = own_edition(request, slug)
    form = ConflictForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid() and _declared(request, form):
        return redirect("judging:conflicts", slug=slug)
    return _page(request, edition, form)


@login_required
@require_POST
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for conflicts in what is known of judges and teams."""
    outcomes = conflicts.detect_conflicts(edition=own_edition(request, slug), by=request.user, at=request.now)
    if not outcomes:
        messages.info(request, _("No hay conflictos nuevos."))
    else:
        text = ngettext("%(n)s conflicto nuevo.", "%(n)s conflictos nuevos.", len(outcomes))
        messages.success(request, text % {"n": len(outcomes)})
    _say_reviews(request, outcomes)
    return redirect("judging:conflicts", slug=slug)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say why somebody may judge a project after all."""
    edition = own_edition(request, slug)
    conflict = get_object_or_404(questions.standing(edition), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            conflicts.lift_conflict(
                conflict=conflict, reason=form.cleaned_data["reason"], by=request.user, at=request.now
            )
        except CannotLift:
            form.add_error(None, _("Está en el equipo, y nadie evalúa a su propio equipo."))
        else:
            messages.success(request, _("Conflicto levantado. El motivo queda en el registro."))
            return redirect("judging:conflicts", slug=slug)
    context = {"edition": edition, "rules": edition.parsed_rules, "conflict": conflict, "form": form}
    return render(request, "judging/jury/lift.html", context)


def _declared(request: HttpRequest, form: ConflictForm) -> bool:
    said = dict(form.cleaned_data)
    kind = ConflictKind(said.pop("kind"))
    try:
        outcome = conflicts.declare_conflict(**said, kind=kind, by=request.user, at=request.now)
    except NotAJudge:  # the role was taken away while the form was open
        form.add_error("judge", _("Esa persona ya no está en el jurado."))
        return False
    messages.success(request, _("Conflicto anotado."))
    _say_reviews(request, (outcome,))
    return True


def _say_reviews(request: HttpRequest, outcomes: tuple[Outcome, ...]) -> None:
    """What became of reviews, and what to do: the projects lack a judge now."""
    lost = [str(each.conflict.submission) for each in outcomes if each.review != Review.NONE]
    if lost:
        text = _("Se han quedado sin una evaluación: %(projects)s. Calcula un reparto para proponer a otra persona.")
        messages.warning(request, text % {"projects": ", ".join(dict.fromkeys(lost))})


def _page(request: HttpRequest, edition: Edition, form: ConflictForm) -> HttpResponse:
    lifted = Conflict.objects.filter(edition=edition, lifted_at__isnull=False)
    newest = lifted.select_related("judge", "submission__current", "submission__team", "lifted_by")
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "form": form,
        "page": Paginator(questions.standing(edition), PAGE).get_page(request.GET.get("pagina")),
        "lifted": newest.order_by("-lifted_at", "-pk")[:PAGE],
        "lifted_left": max(0, lifted.count() - PAGE),
        "tab": "conflicts",
    }
    return render(request, "judging/jury/conflicts.html", context)
