"""One job of an evaluation: how it stands and what it says, while it says it and afterwards."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts import roles
from submissions.evaluation_showing import without_places
from submissions.models import EvaluationJob
from submissions.queries import evaluations
from submissions.views.projects import NO_CONTENT


@never_cache
@login_required
@require_safe
def job(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How a job stands, and the end of what it said; the rest of that comes while one looks."""
    found = _job(request, slug, pk)
    rules = found.edition.parsed_rules
    context = {
        "edition": found.edition,
        "rules": rules,
        "standing": evaluations.standings_of([found], suites=rules.evaluation.suites, at=request.now)[0],
        "submission": evaluations.project_of(found, request.user),
        "is_organiser": roles.is_organiser(request.user, found.edition),
        **_tail(request, found, after=""),
    }
    return render(request, "submissions/evaluations/job.html", context)


@never_cache
@login_required
@require_safe
def log(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the job has said since the page asked last (``after``); nothing if it has said nothing."""
    found = _job(request, slug, pk)
    after = request.GET.get("after", "")[:40]
    context = {"edition": found.edition, **_tail(request, found, after=after)}
    if context["last"] == after and found.under_way:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "submissions/evaluations/_log.html", context)


@never_cache
@login_required
@require_safe
def log_text(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """The whole log, as text."""
    found = _job(request, slug, pk)
    shown = _whole(found, full=roles.is_organiser(request.user, found.edition), language=get_language())
    answer = StreamingHttpResponse(shown, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="evaluacion-{found.pk}.txt"'
    return answer


def _whole(found: EvaluationJob, *, full: bool, language: str) -> Iterator[str]:
    """The response is sent when the request's language is forgotten."""
    with override(language):
        for piece in evaluations.pieces(found):
            yield piece if full else without_places(piece)


def _tail(request: HttpRequest, found: EvaluationJob, *, after: str) -> dict[str, Any]:
    tail = evaluations.tail(found, after=after)
    full = roles.is_organiser(request.user, found.edition)
    text = tail.text if full else without_places(tail.text)
    return {"job": found, "log_text": text, "last": tail.last, "cut": tail.cut}


def _job(request: HttpRequest, slug: str, pk: int) -> EvaluationJob:
    jobs = evaluations.with_log_for(request.user).select_related("edition", "repo", "run", "submission", "finished_by")
    return get_object_or_404(jobs, pk=pk, edition__slug=slug)
