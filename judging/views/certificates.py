"""Certificates for their owners, and for whoever wants to know whether one is true."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts.guards import network
from judging.actions import certifying
from judging.certificates import asking, codes, wording
from judging.models import Certificate
from judging.queries import certificates as queries

TOO_MANY, NOT_FOUND = 429, 404
LONGEST_CODE = 60


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """A form for a code; ``?codigo=`` leads to the page of that certificate."""
    typed = request.GET.get("codigo", "")[:LONGEST_CODE].strip()
    if not typed:
        return _unlisted(render(request, "judging/certificates/ask.html"))
    code = codes.read(typed)
    if code is None:
        return _no_such(request, typed, well_copied=False)
    return redirect("judging:certificate", code=codes.shown(code))


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a certificate holds: what it says, or since when it does not, or that there is none."""
    if not asking.may_ask(_who(request), at=request.now):
        return _unlisted(render(request, "judging/certificates/too_often.html", status=TOO_MANY))
    found = _of_code(code)
    if found is None:
        return _no_such(request, code, well_copied=codes.read(code[:LONGEST_CODE]) is not None)
    context = {
        "certificate": found,
        "languages": certifying.languages_of(found),
        "edition_title": wording.edition_of(found),
        "title": wording.title(found.kind),
        "sentence": wording.sentence_of(found),
        "shown_code": codes.shown(found.code),
        "linkedin": wording.linkedin(found) if found.user_id and found.user_id == request.user.pk else "",
    }
    return _unlisted(render(request, "judging/certificates/verify.html", context))


@require_safe
def download(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The PDF, for whoever has the code; drawn now where no batch has got to it. One that was revoked is handed out to nobody."""
    if not asking.may_ask(_who(request), at=request.now):
        return _unlisted(render(request, "judging/certificates/too_often.html", status=TOO_MANY))
    found = _of_code(code)
    file = certifying.file_of(certificate=found, language=language, at=request.now) if found else None
    if file is None:
        raise Http404(_("No hay ningún certificado con esta dirección."))
    answer = HttpResponse(bytes(file.pdf), content_type="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="certificado-{codes.shown(found.code)}-{language}.pdf"'
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return _unlisted(answer)


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The reader's certificates of all editions."""
    rows = [
        {
            "certificate": each,
            "title": wording.title(each.kind),
            "edition": wording.edition_of(each),
            "sentence": wording.sentence_of(each),
            "code": codes.shown(each.code),
            "linkedin": wording.linkedin(each),
            "languages": certifying.languages_of(each),
        }
        for each in queries.own_certificates(request.user)
    ]
    return render(request, "judging/certificates/own.html", {"rows": rows})


def _who(request: HttpRequest) -> str:
    """Whose questions are counted together: a whole university may ask from one network when results come out."""
    return f"user-{request.user.pk}" if request.user.is_authenticated else network(request)


def _of_code(code: str) -> Certificate | None:
    read = codes.read(code[:LONGEST_CODE])
    return queries.by_code(read) if read else None


def _no_such(request: HttpRequest, typed: str, *, well_copied: bool) -> HttpResponse:
    context = {"typed": typed[:LONGEST_CODE], "well_copied": well_copied}
    return _unlisted(render(request, "judging/certificates/ask.html", context, status=NOT_FOUND))


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """People's names are nothing for search engines."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
