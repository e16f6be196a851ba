"""Result files of the harness that organisers bring, and take away again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from submissions import actions
from submissions.actions.evaluating.importing import Imported, import_results
from submissions.evaluation.results import NotResults
from submissions.evaluation.results.decoding import MAX_BYTES
from submissions.evaluation.results_wording import why_left, why_refused
from submissions.forms.evaluating import MOST_TOGETHER, ReasonForm, ResultsForm
from submissions.models import EvaluationRun
from submissions.queries.evaluations import desk
from submissions.views.evaluation_panel import UNPROCESSABLE, panel_page

SHOWN_SKIPPED = 20


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of a file: ``refused`` says why it holds no results; else there is a run. ``skipped``: sentences on what was left out,
    ``more`` of them are not shown."""

    name: str
    refused: str = ""
    what: str = ""
    run: EvaluationRun | None = None
    scores: int = 0
    missing: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    more: int = 0


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for files, and what became of each that was sent. One that is broken does not stop the rest."""
    edition = own_edition(request, slug)
    suites = edition.parsed_rules.evaluation.suites
    if request.method != "POST":
        return _page(request, edition, ResultsForm(suites=suites))
    form = ResultsForm(request.POST, request.FILES, suites=suites)
    if not form.is_valid():
        return _page(request, edition, form, status=UNPROCESSABLE)
    suite = form.cleaned_data["suite"]
    reports = [_bring(request, edition, file, suite) for file in form.cleaned_data["files"]]
    return _page(request, edition, ResultsForm(suites=suites, initial={"suite": suite}), reports=reports)


# What is sent to it are files, which never stand in memory as a form's fields do. ``NotTooMuch`` asks for this.
bring.most_bytes = MOST_TOGETHER + 200_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Away with an imported run, for a reason."""
    edition, form = own_edition(request, slug), ReasonForm(request.POST)
    if request.method != "POST":
        return redirect("submissions:evaluation_panel", slug=slug)
    run = get_object_or_404(desk.imported(edition), pk=pk)
    if not form.is_valid():
        return panel_page(request, edition, removing=run.pk, remove_form=form)
    try:
        actions.remove_imported(run=run, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
    except actions.NotImported:
        messages.info(request, _("Ya no estaban."))
    else:
        messages.success(request, _("Borrados. El mismo fichero se puede volver a importar."))
    return redirect("submissions:evaluation_panel", slug=slug)


def _bring(request: HttpRequest, edition: Edition, file: Any, suite: str) -> FileReport:
    try:
        done = import_results(
            edition=edition,
            name=file.name,
            content=file.read(MAX_BYTES + 1),
            suite=suite,
            by=request.user,
            at=request.now,
        )
    except NotResults as refused:
        return _report(file.name, refused.skipped, refused=why_refused(refused))
    return _report(
        file.name,
        done.parsed.skipped,
        what=done.what.value,
        run=done.run if done.run.edition_id == edition.pk else None,
        scores=len(done.parsed.scores),
        missing=tuple(done.missing) if done.what != Imported.KNOWN else (),
    )


def _report(name: str, skipped: Any, **fields: Any) -> FileReport:
    told = tuple(why_left(one) for one in skipped[:SHOWN_SKIPPED])
    return FileReport(name, skipped=told, more=len(skipped) - len(told), **fields)


def _page(
    request: HttpRequest, edition: Edition, form: ResultsForm, *, reports: Any = (), status: int = 200
) -> HttpResponse:
    context = {"edition": edition, "rules": edition.parsed_rules, "form": form, "reports": reports}
    return render(request, "submissions/evaluations/bring.html", context, status=status)
