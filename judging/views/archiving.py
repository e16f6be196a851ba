"""The signed archive of an edition, for everybody how to check one; for who runs it, to make one and to send the data to the Hub."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import edition_or_404, own_edition
from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from judging import leaving_wording
from judging.actions import archiving, pushing
from judging.actions.dataset_errors import NoWriteToken
from judging.actions.outcome_errors import NotFrozen
from judging.dataset_forms import DatasetForm
from judging.models import Archive, DatasetPush
from judging.queries.publication import is_public, standing

ZIP_TYPE = "application/zip"
NO_CONTENT = 204
SHOWN = 3


@never_cache
@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """The key, and how an archive is checked; for organisers the archives, and what went to the Hub."""
    edition = edition_or_404(slug)
    if not is_organiser(request.user, edition):
        return render(request, "judging/archive/page.html", _for_all(edition))
    return _page(request, edition)


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the page about work under way, which asks for itself again; ``seen`` is what the page shows."""
    edition = own_edition(request, slug)
    context = {**_for_all(edition), **_work(edition)}
    if request.GET.get("seen") == context["progress"]:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "judging/archive/_work.html", context)


@login_required
@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an archive."""
    edition = own_edition(request, slug)
    try:
        archiving.request_archive(edition=edition, by=request.user, at=request.now)
    except NotFrozen:
        messages.error(request, leaving_wording.NOT_FROZEN)
    return redirect("judging:archive", slug=slug)


@login_required
@require_safe
def download(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An archive as a file; the trail says who took it."""
    edition = own_edition(request, slug)
    found = get_object_or_404(Archive, edition=edition, pk=pk)
    if found.content is None:
        raise Http404(_("Ese archivo no está hecho todavía."))
    archiving.record_download(archive=found, by=request.user, at=request.now)
    answer = HttpResponse(bytes(found.content), content_type=ZIP_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-{found.digest[:12]}.zip"'
    return answer


@login_required
@require_POST
def push(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the data to be sent to the Hub; what was typed stays where it cannot be."""
    edition = own_edition(request, slug)
    form = DatasetForm(request.POST, public=_is_out(request, edition))
    if not form.is_valid():
        return _page(request, edition, form=form, status=400)
    try:
        pushing.request_push(edition=edition, by=request.user, at=request.now, **form.cleaned_data)
    except (NoWriteToken, NotFrozen) as error:
        why = leaving_wording.NO_TOKEN if isinstance(error, NoWriteToken) else leaving_wording.NOT_FROZEN
        form.add_error(None, str(why))
        return _page(request, edition, form=form, status=400)
    return redirect("judging:archive", slug=slug)


def _page(
    request: HttpRequest, edition: Edition, *, form: DatasetForm | None = None, status: int = 200
) -> HttpResponse:
    last = DatasetPush.objects.filter(edition=edition).first()
    named = {"repo_id": last.repo_id, "license": last.license, "private": last.private} if last else {}
    context = {
        **_for_all(edition),
        **_work(edition),
        "organiser": True,
        "form": form or DatasetForm(initial=named, public=_is_out(request, edition)),
    }
    return render(request, "judging/archive/page.html", context, status=status)


def _for_all(edition: Edition) -> dict[str, Any]:
    return {"edition": edition, "rules": edition.parsed_rules, "key": archiving.public_key()}


def _work(edition: Edition) -> dict[str, Any]:
    """The newest archives and the last sending, in words; ``progress`` tells in a few characters whether anything moved."""
    archives = list(Archive.objects.filter(edition=edition).defer("content")[:SHOWN])
    sent = DatasetPush.objects.filter(edition=edition).first()
    rows: list[Archive | DatasetPush] = [*archives, *([sent] if sent else [])]
    return {
        "frozen": standing(edition),
        "has_token": bool(settings.HF_WRITE_TOKEN),
        "archives": [(one, leaving_wording.of_archive(one)) for one in archives],
        "sent": sent,
        "sent_said": leaving_wording.of_push(sent) if sent else "",
        "sent_address": f"{settings.HF_ENDPOINT}/datasets/{sent.repo_id}" if sent else "",
        "waiting": any(row.waiting for row in rows),
        "making": any(one.waiting for one in archives),
        "sending": bool(sent and sent.waiting),
        "progress": ".".join(f"{row.pk}{row.state[0]}{getattr(row, 'done', '')}" for row in rows),
    }


def _is_out(request: HttpRequest, edition: Edition) -> bool:
    found = standing(edition)
    return found is not None and is_public(found, at=request.now)
