"""Certificates for who runs the edition: what there is to make, a look before it is made, and what became of it."""

import tempfile
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging.actions import batching, certifying
from judging.certificates import codes, samples, wording
from judging.certificates.forms import BatchForm, FilterForm, ReissueForm, RevokeForm, SampleForm
from judging.models import Certificate, CertificateBatch
from judging.queries import certificates as queries

PAGE = 50
NO_CONTENT = 204
KEPT_IN_MEMORY = 8_000_000
State = CertificateBatch.State


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """How many of each kind there are to make and are made, the last batch, and the list."""
    edition = own_edition(request, slug)
    return _overview(request, edition)


@never_cache
@login_required
@require_POST
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the missing certificates of some kinds."""
    edition = own_edition(request, slug)
    form = BatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Elige al menos un tipo de certificado."))
        return redirect("judging:certificates", slug=slug)
    try:
        batching.request_batch(edition=edition, kinds=form.cleaned_data["kinds"], by=request.user, at=request.now)
    except batching.NotYetPublic:
        messages.error(
            request,
            _("Los de premios y menciones se hacen cuando los resultados son públicos. Quítalos y sigue con el resto."),
        )
    return redirect("judging:certificates", slug=slug)


@never_cache
@login_required
@require_safe
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page about how far a batch is, which asks for itself again; ``seen`` is what the page shows."""
    edition = own_edition(request, slug)
    batch = get_object_or_404(queries.batches(edition), pk=pk)
    context = {"edition": edition, "rules": edition.parsed_rules, **_progress(batch)}
    if request.GET.get("seen") == context["progress"]:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "judging/certificates/_batch.html", context)


@never_cache
@login_required
@require_safe
def sample(request: HttpRequest, slug: str) -> HttpResponse:
    """One certificate as it would be, for a look before all are made."""
    edition = own_edition(request, slug)
    form = SampleForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Elige un tipo y un idioma, y un nombre de hasta 150 letras."))
        return redirect("judging:certificates", slug=slug)
    try:
        made = samples.pdf_of(edition, **form.cleaned_data, at=request.now)
    except samples.NoGlyphs as missing:
        messages.error(
            request, _("Ninguna tipografía tiene estos caracteres: %(these)s") % {"these": " ".join(missing.characters)}
        )
        return redirect("judging:certificates", slug=slug)
    except samples.NotDrawn:
        messages.error(
            request, _("La muestra no se ha podido dibujar. Avisa a quien lleva el servidor: está en su registro.")
        )
        return redirect("judging:certificates", slug=slug)
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'inline; filename="muestra.pdf"'
    return answer


@never_cache
@login_required
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One certificate: revoke it, or make it out anew with another name."""
    edition = own_edition(request, slug)
    found = get_object_or_404(queries.certificates(edition), pk=pk)
    revoking = RevokeForm(request.POST if "revoke" in request.POST else None)
    renaming = ReissueForm(request.POST if "reissue" in request.POST else None, initial={"name": found.name})
    if request.method == "POST" and (answer := _done(request, found, revoking, renaming)):
        return answer
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "certificate": found,
        "title": wording.title(found.kind),
        "sentence": wording.sentence_of(found),
        "shown_code": codes.shown(found.code),
        "languages": certifying.languages_of(found),
        "revoking": revoking,
        "renaming": renaming,
    }
    return render(request, "judging/certificates/detail.html", context)


@login_required
@require_safe
def all_files(request: HttpRequest, slug: str, language: str) -> HttpResponseBase:
    """Every certificate that holds, in one language, as one archive."""
    edition = own_edition(request, slug)
    kept = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115 - the answer closes it
    n = 0
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for file in queries.files_of(edition, language=language).iterator(chunk_size=50):
            code = codes.shown(file.certificate.code)
            archive.writestr(f"{file.certificate.kind}/{code}-{language}.pdf", bytes(file.pdf))
            n += 1
    certifying.record_download(edition=edition, language=language, rows=n, by=request.user, at=request.now)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename=f"{edition.slug}-certificados-{language}.zip")


def _done(request: HttpRequest, found: Certificate, revoking: RevokeForm, renaming: ReissueForm) -> HttpResponse | None:
    """Do what was asked for; None when the page is to be shown again with what was typed."""
    try:
        if revoking.is_bound and revoking.is_valid():
            reason = revoking.cleaned_data["reason"]
            certifying.revoke(certificate=found, reason=reason, by=request.user, at=request.now)
            messages.success(request, _("Certificado revocado: quien mire su código lo sabrá."))
            return redirect("judging:certificate_detail", slug=found.edition.slug, pk=found.pk)
        if renaming.is_bound and renaming.is_valid():
            fresh = certifying.reissue(certificate=found, **renaming.cleaned_data, by=request.user, at=request.now)
            messages.success(request, _("Certificado nuevo hecho. El anterior ya no vale."))
            return redirect("judging:certificate_detail", slug=found.edition.slug, pk=fresh.pk)
    except certifying.AlreadyRevoked:
        messages.info(request, _("Este certificado ya estaba revocado."))
        return redirect("judging:certificate_detail", slug=found.edition.slug, pk=found.pk)
    except certifying.AlreadyReplaced:
        messages.info(request, _("Ya hay otro certificado en lugar de este."))
        return redirect("judging:certificate_detail", slug=found.edition.slug, pk=found.pk)
    except (certifying.NoReason, certifying.NoName):
        messages.error(request, _("Escribe el nombre y el motivo con letras que se vean."))
    return None


def _overview(request: HttpRequest, edition: Edition) -> HttpResponse:
    filters = FilterForm(request.GET)
    rows = filters.narrowed(queries.certificates(edition))
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    out = queries.results_are_out(edition, at=request.now)
    batch = queries.batches(edition).first()
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "counts": [
            {
                "count": count,
                "title": wording.title(count.kind),
                "locked": count.kind in ("winner", "mention") and not out,
            }
            for count in queries.counts(edition, languages=len(certifying.LANGUAGES), at=request.now)
        ],
        "filters": filters,
        "query": filters.query(),
        "page": page,
        "rows": [
            {"certificate": each, "title": wording.title(each.kind), "code": codes.shown(each.code)} for each in page
        ],
        "sample_form": SampleForm(initial={"kind": "participant", "language": "es", "name": _("María Ñandú Pérez")}),
        "languages": certifying.LANGUAGES,
        "batch": batch,
        **(_progress(batch) if batch else {}),
    }
    return render(request, "judging/certificates/overview.html", context)


def _progress(batch: CertificateBatch) -> dict[str, Any]:
    gone = batch.done + batch.failed
    return {
        "batch": batch,
        "gone": gone,
        "kinds_told": [wording.title(kind) for kind in batch.kinds],
        "waiting": batch.state != State.DONE,
        "percent": 100 * gone // batch.total if batch.total else 0,
        "progress": f"{batch.state}-{gone}-{batch.total}",
    }
