"""The organisers' panel of an edition's evaluations: what waits, what it costs, whether anybody is at it, and what to do about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from submissions import actions
from submissions.evaluation_wording import JOB_STATES
from submissions.forms.evaluating import ReasonForm, RequestForm, ResultsForm
from submissions.queries.evaluations import desk
from submissions.views.team import quick_hub

UNPROCESSABLE = 422


@never_cache
@login_required
@require_safe
def panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about the evaluations of an edition at a glance."""
    return panel_page(request, own_edition(request, slug))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Evaluate a project's model now, at a revision or at its head. Whoever comes back to what was refused finds the panel."""
    edition = own_edition(request, slug)
    if request.method != "POST":
        return redirect("submissions:evaluation_panel", slug=slug)
    form = _request_form(edition, request.POST)
    if not form.is_valid():
        return panel_page(request, edition, request_form=form)
    typed = form.cleaned_data
    try:
        actions.request_evaluation(
            entry=typed["entry"],
            suite_key=typed["suite"],
            revision=typed["revision"],
            hub=quick_hub(),
            by=request.user,
            at=request.now,
        )
    except actions.NotPossible as error:
        state = JOB_STATES.get(error.state, error.state)
        form.add_error(
            None, _("Esa revisión ya está evaluada con esa batería, o en ello: %(state)s.") % {"state": state}
        )
    except actions.HubDidNotSay:
        form.add_error(
            None, _("Hugging Face no dice cuál es la última revisión de ese modelo. Prueba otra vez en un rato.")
        )
    else:
        messages.success(request, _("Está en la cola."))
        return redirect("submissions:evaluation_panel", slug=slug)
    return panel_page(request, edition, request_form=form)


@login_required
@require_POST
def retry_failed(request: HttpRequest, slug: str) -> HttpResponse:
    """Try everything again that failed by a fault of ours."""
    number = actions.retry_failed_evaluations(edition=own_edition(request, slug), by=request.user, at=request.now)
    text = ngettext("%(n)s evaluación vuelve a la cola.", "%(n)s evaluaciones vuelven a la cola.", number)
    messages.success(request, text % {"n": number})
    return redirect("submissions:evaluation_panel", slug=slug)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, suite: str) -> HttpResponse:
    """Let everybody see a board."""
    try:
        actions.publish_board(edition=own_edition(request, slug), suite_key=suite, by=request.user, at=request.now)
    except actions.NoSuchSuite:
        messages.error(request, _("Las bases ya no tienen esa batería."))
    else:
        messages.success(request, _("Publicada: cualquiera puede verla."))
    return redirect("submissions:evaluation_panel", slug=slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str, suite: str) -> HttpResponse:
    """Let only organisers see it again, for a reason."""
    edition, form = own_edition(request, slug), ReasonForm(request.POST)
    if request.method != "POST":
        return redirect("submissions:evaluation_panel", slug=slug)
    if not form.is_valid():
        return panel_page(request, edition, withdrawing=suite, withdraw_form=form)
    reason = form.cleaned_data["reason"]
    try:
        actions.withdraw_board(edition=edition, suite_key=suite, reason=reason, by=request.user, at=request.now)
    except actions.NoSuchSuite:
        messages.error(request, _("Las bases ya no tienen esa batería."))
    else:
        messages.success(request, _("Retirada: ahora solo la ve la organización."))
    return redirect("submissions:evaluation_panel", slug=slug)


def panel_page(request: HttpRequest, edition: Edition, **forms: Any) -> HttpResponse:
    """The panel, with what a refused form says."""
    rules = edition.parsed_rules
    context = {
        "edition": edition,
        "rules": rules,
        "counts": desk.counts(edition),
        "workers": desk.workers(at=request.now),
        "uses_own_machines": rules.evaluation.backend == "local",
        "budget": desk.budget(edition),
        "team_budgets": desk.team_budgets(edition),
        "boards": desk.boards(edition),
        "imported": desk.imported(edition)[:100],
        "request_form": _request_form(edition),
        "withdraw_form": ReasonForm(),
        "remove_form": ReasonForm(),
        "results_form": ResultsForm(suites=rules.evaluation.suites),
        "under_way": desk.under_way(edition),
        **forms,
    }
    refused = any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "submissions/evaluations/panel.html", context, status=UNPROCESSABLE if refused else 200)


def _request_form(edition: Edition, data: Any = None) -> RequestForm:
    return RequestForm(data, entries=desk.models_to_evaluate(edition), suites=edition.parsed_rules.evaluation.suites)
