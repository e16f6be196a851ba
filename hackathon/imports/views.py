"""Pages of lists of attendees, for who runs the edition: they translate between people and ``imports.actions``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.imports import actions, exports, queries
from hackathon.imports.forms import MappingForm, UploadForm
from hackathon.imports.models import ImportJob
from hackathon.imports.reading import MAX_BYTES, Unreadable, read
from hackathon.imports.sentences import of_file
from hackathon.spreadsheets import as_file

State = ImportJob.State
NO_CONTENT, CONFLICT = 204, 409
SHOWN_REMARKABLE = 100


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lists(request: HttpRequest, slug: str) -> HttpResponse:
    """The lists of an edition, and a form for another one."""
    edition = own_edition(request, slug)
    if request.method != "POST":
        return _lists_page(request, edition, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _lists_page(request, edition, form)
    file = form.cleaned_data["file"]
    try:
        job = actions.upload(edition=edition, file_name=file.name, content=file.read(), by=request.user, at=request.now)
    except Unreadable as error:
        form.add_error("file", of_file(error))
        return _lists_page(request, edition, form)
    return _to_list(job)


# What is sent to it is a file, which never stands in memory as a form's fields do. ``NotTooMuch`` asks for this.
lists.most_bytes = MAX_BYTES + 100_000


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One list: what importing it would do, how far it is, or what became of it."""
    job = _own_list(request, slug, pk)
    if job.state != State.PREVIEW:
        if request.method == "POST":
            messages.info(request, _("Esta lista ya no espera confirmación: así está ahora."))
            return _to_list(job)
        return _list_page(request, job)
    if request.method != "POST":
        return _preview_page(request, job, None)
    return _choose(request, job)


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page about how far the list is, which asks for itself again; ``seen`` is what the page shows."""
    job = _own_list(request, slug, pk)
    context = _progress_context(job)
    if request.GET.get("seen") == context["progress"]:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "imports/_progress.html", context)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget the file."""
    job = _own_list(request, slug, pk)
    try:
        actions.discard(job=job, by=request.user, at=request.now)
    except actions.NotWaiting:
        messages.info(request, _("Esta lista ya no espera confirmación: así está ahora."))
        return _to_list(job)
    messages.success(request, _("Lista descartada: no se ha importado nada y el archivo se ha borrado."))
    return redirect("imports:lists", slug=slug)


@login_required
@require_POST
def retry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Go on with a list that our own fault interrupted."""
    job = _own_list(request, slug, pk)
    if actions.retry(job=job, at=request.now):
        messages.success(request, _("Seguimos por donde se quedó."))
    return _to_list(job)


@login_required
@require_safe
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """What became of every row, as a file."""
    job = _own_list(request, slug, pk)
    table = exports.report_table(queries.report_rows(job))
    actions.record_report_export(job=job, rows=len(table.rows), by=request.user, at=request.now)
    return as_file(table, f"{job.edition.slug}-importacion-{job.pk}", "csv")


def _own_list(request: HttpRequest, slug: str, pk: int) -> ImportJob:
    edition = own_edition(request, slug)
    return get_object_or_404(queries.jobs(edition).select_related("edition", "uploaded_by"), pk=pk)


def _to_list(job: ImportJob) -> HttpResponse:
    return redirect("imports:detail", slug=job.edition.slug, pk=job.pk)


def _choose(request: HttpRequest, job: ImportJob) -> HttpResponse:
    """The columns as they were chosen: shown, or taken if they are those that were shown and the button said so."""
    form = MappingForm(request.POST, headings=read(bytes(job.content)).headings)
    if not form.is_valid():
        return _preview_page(request, job, form)
    mapping = form.to_mapping()
    try:
        if "import" in request.POST:
            actions.confirm(job=job, mapping=mapping, by=request.user, at=request.now)
        else:
            actions.choose_columns(job=job, mapping=mapping)
    except actions.LooksOtherwise:
        actions.choose_columns(job=job, mapping=mapping)
        messages.warning(request, _("Las columnas han cambiado: mira cómo queda y confírmalo otra vez."))
    except actions.NotWaiting:
        messages.info(request, _("Esta lista ya no espera confirmación: así está ahora."))
    return _to_list(job)


def _lists_page(request: HttpRequest, edition: Edition, form: UploadForm) -> HttpResponse:
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "form": form,
        "jobs": queries.jobs(edition)[: queries.SHOWN_JOBS],
    }
    return render(request, "imports/lists.html", context)


def _preview_page(request: HttpRequest, job: ImportJob, form: MappingForm | None) -> HttpResponse:
    preview = queries.preview(job)
    context: dict[str, Any] = {
        "edition": job.edition,
        "rules": job.edition.parsed_rules,
        "job": job,
        "form": form or MappingForm(initial=job.mapping, headings=preview.headings),
        "preview": preview,
        "before": queries.same_file(job),
    }
    return render(request, "imports/preview.html", context)


def _list_page(request: HttpRequest, job: ImportJob) -> HttpResponse:
    return render(request, "imports/detail.html", _progress_context(job))


def _progress_context(job: ImportJob) -> dict[str, Any]:
    waiting = job.state in (State.QUEUED, State.RUNNING)
    remarkable = [] if waiting else list(queries.remarkable(job)[: SHOWN_REMARKABLE + 1])
    counts = queries.counts(job)
    return {
        "edition": job.edition,
        "rules": job.edition.parsed_rules,
        "job": job,
        "waiting": waiting,
        "progress": f"{job.state}-{job.done}-{job.error}",
        "percent": 100 * job.done // job.total if job.total else 100,
        "counts": counts,
        "nothing_new": not counts.keys() & queries.CHANGES,
        "remarkable": remarkable[:SHOWN_REMARKABLE],
        "more": len(remarkable) > SHOWN_REMARKABLE,
    }
