"""Audits that anybody may ask for, of any public repo: the form, the page with its progress and its report, and JSON."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hackathon.accounts.guards import network
from hackathon.editions.models import Edition
from submissions import actions, queries, reporting
from submissions.forms import OpenAuditForm
from submissions.models import OpenAudit
from submissions.open_wording import why_not

NO_CONTENT, ACCEPTED, UNPROCESSABLE, TOO_MANY, UNAVAILABLE = 204, 202, 422, 429, 503
LOOK_AGAIN_SECONDS = 3


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The form; with an edition in the address its rules are those that count. ``?repo=`` and ``?kind=`` fill it in."""
    edition = get_object_or_404(Edition, slug=slug) if slug else None
    editions = [edition] if edition else queries.editions_to_audit_by(at=request.now)
    if request.method != "POST":
        given = {"address": request.GET.get("repo", "")[:300], "kind": request.GET.get("kind", "")}
        return _form_page(request, OpenAuditForm(initial=given, editions=editions), edition)
    form = OpenAuditForm(request.POST, editions=editions)
    if not editions or not form.is_valid():
        return _form_page(request, form, edition)
    address = form.cleaned_data["address"]
    try:
        audit = actions.ask_open_audit(
            edition=form.cleaned_data["edition"],
            repo_type=address.repo_type,
            repo_id=address.repo_id,
            asked_from=network(request),
            at=request.now,
        )
    except actions.TooOften as refused:
        said = _("Ya se han pedido muchas auditorías. Podrás pedir otra dentro de %(wait)s.")
        return _later(request, form, edition, said, wait=refused.wait, status=TOO_MANY)
    except actions.QueueFull as refused:
        said = _("Hay muchas auditorías en cola. Prueba otra vez dentro de %(wait)s.")
        return _later(request, form, edition, said, wait=refused.wait, status=UNAVAILABLE)
    if not audit.waiting:
        messages.info(
            request, _("Lo acabamos de mirar. Si has cambiado algo, prueba otra vez dentro de un par de minutos.")
        )
    return redirect("submissions:open_audit", pk=audit.pk)


@never_cache
@require_safe
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """How far the audit is, then its report, for everybody who has the address.

    ``seen``: the progress that the page that asks shows already; if nothing has moved since there is nothing to send.
    """
    audit = get_object_or_404(OpenAudit.objects.select_related("edition"), pk=pk)
    progress = f"{audit.state}-{audit.attempts}-{audit.stage}-{audit.error}"
    if request.GET.get("seen") == progress:
        return _hidden(HttpResponse(status=NO_CONTENT))
    rules = audit.edition.parsed_rules
    context = {
        "audit": audit,
        "edition": audit.edition,
        "rules": rules,
        "progress": progress,
        "report": queries.open_report(audit, rubric=rules.rubric) if audit.state == OpenAudit.State.DONE else None,
        "kept_days": actions.OPEN_AUDITS_KEPT.days,
    }
    return _hidden(render(request, "submissions/open_audit.html", context))


@never_cache
@require_safe
def show_json(request: HttpRequest, pk: str) -> HttpResponse:
    """The report as ``manage.py audit --json`` writes it. 202 as long as there is none yet, 422 where there will be none."""
    audit = get_object_or_404(OpenAudit.objects.select_related("edition"), pk=pk)
    if audit.waiting:
        answer = JsonResponse({**_asked(audit), "state": audit.state}, status=ACCEPTED)
        answer.headers["Retry-After"] = str(LOOK_AGAIN_SECONDS)
        return _hidden(answer)
    if audit.state == OpenAudit.State.FAILED:
        return _hidden(_json({**_asked(audit), "error": why_not(audit)}, status=UNPROCESSABLE))
    told = reporting.report(
        repo=audit.repo_id,
        kind=audit.repo_type,
        revision=audit.revision,
        edition=audit.edition.slug,
        rules=audit.edition.parsed_rules,
        digest=audit.rules_digest,
        findings=queries.open_findings(audit),
        statistics=audit.statistics or {},
    )
    return _hidden(_json(told))


def _form_page(
    request: HttpRequest, form: OpenAuditForm, edition: Edition | None, *, later: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "later": later, "has_editions": form.has_editions}
    if edition is not None:
        context |= {"edition": edition, "rules": edition.parsed_rules}
    return render(request, "submissions/open_audit_form.html", context, status=status)


def _later(
    request: HttpRequest, form: OpenAuditForm, edition: Edition | None, said: str, *, wait: timedelta, status: int
) -> HttpResponse:
    """The form again, with what was typed and when it is worth trying again."""
    seconds = max(1, round(wait.total_seconds()))
    minutes = -(-seconds // 60)
    words = ngettext("%(n)s minuto", "%(n)s minutos", minutes) % {"n": minutes}
    answer = _form_page(request, form, edition, later=said % {"wait": words}, status=status)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _asked(audit: OpenAudit) -> dict[str, str]:
    return {"repo": audit.repo_id, "kind": audit.repo_type, "edition": audit.edition.slug}


def _json(told: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def _hidden(answer: HttpResponse) -> HttpResponse:
    """What somebody looked at is nothing for search engines."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
