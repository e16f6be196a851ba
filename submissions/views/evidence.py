"""The evidence for everybody: a page about the log and its head, the log for organisers, and the Hub's calls."""

import json
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    HttpResponseForbidden,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts import roles
from hackathon.editions.actions import record_export
from hackathon.editions.models import Edition
from submissions import actions, queries
from submissions.deadline.hooks import Problem, Unreadable, read_call
from submissions.deadline.record import iso

NO_CONTENT = 204
LONGEST_CALL = 1_000_000
CACHED_SECONDS = 30
JSON_LINES = "application/jsonl; charset=utf-8"


@require_safe
def evidence(request: HttpRequest, slug: str) -> HttpResponse:
    """What the log is, how long it is by now and its head; with ``?format=json`` the same for programs."""
    edition = get_object_or_404(Edition, slug=slug)
    state = queries.log_state(edition)
    if request.GET.get("format") == "json":
        answer: HttpResponse = JsonResponse(_for_programs(edition, state))
        answer.headers["Cache-Control"] = f"public, max-age={CACHED_SECONDS}"
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "state": state,
        "closed": state.closes[-1] if state.closes else None,
        "earlier": state.closes[:-1],
        "is_organiser": roles.is_organiser(request.user, edition),
    }
    answer = render(request, "submissions/evidence.html", context)
    answer.headers["Cache-Control"] = f"private, max-age={CACHED_SECONDS}"
    return answer


@never_cache
@login_required
@require_safe
def evidence_export(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The whole log up to now, one entry a line, as ``manage.py verify_evidence`` reads it. For organisers."""
    edition = get_object_or_404(Edition, slug=slug)
    if not roles.is_organiser(request.user, edition):
        raise Http404
    length = queries.log_state(edition).length
    name = f"{edition.slug}-pruebas-{length}.jsonl"
    record_export(
        edition=edition,
        name=name,
        rows=length,
        columns=["at", "body", "hash", "kind", "previous", "sequence"],
        query="",
        by=request.user,
        at=request.now,
    )
    lines = queries.log_lines(edition, length=length)
    return StreamingHttpResponse(
        lines, content_type=JSON_LINES, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """The Hub says that a repo moved. Nothing is asked of it here; whoever does not know the secret learns nothing."""
    secret = settings.HUB_WEBHOOK_SECRET
    if not secret:
        raise Http404
    if not compare_digest(request.headers.get("X-Webhook-Secret", "").encode(), secret.encode()):
        return HttpResponseForbidden(_("El secreto no es el acordado."), content_type="text/plain; charset=utf-8")
    try:
        call = read_call(_body(request))
    except Unreadable as unreadable:
        return HttpResponseBadRequest(_sentence(unreadable.problem), content_type="text/plain; charset=utf-8")
    if call is not None:
        actions.receive_push(call=call, at=request.now)
    return HttpResponse(status=NO_CONTENT)


def _body(request: HttpRequest) -> Any:
    """Raises Unreadable."""
    try:
        if len(request.body) > LONGEST_CALL:
            raise Unreadable(Problem.TOO_LONG)
        return json.loads(request.body)
    except RequestDataTooBig as error:
        raise Unreadable(Problem.TOO_LONG) from error
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(Problem.NOT_JSON) from error


def _sentence(problem: Problem) -> str:
    sentences = {
        Problem.NOT_JSON: _("El mensaje no es JSON."),
        Problem.NOT_OURS: _("El mensaje no tiene la forma de los avisos del Hub."),
        Problem.TOO_MANY_REFS: _("El aviso nombra demasiadas ramas."),
        Problem.TOO_LONG: _("El mensaje pasa de un megabyte."),
    }
    return sentences[problem]


def _for_programs(edition: Edition, state: queries.LogState) -> dict[str, Any]:
    closes = [
        {"counts_until": iso(close.counts_until), "at": iso(close.at), "entries": close.length, "head": close.head}
        for close in state.closes
    ]
    return {
        "edition": edition.slug,
        "entries": state.length,
        "head": state.head,
        "watched": state.watched,
        "since": iso(state.since) if state.since else None,
        "last_look_at": iso(state.last_look_at) if state.last_look_at else None,
        "closes": closes,
    }
