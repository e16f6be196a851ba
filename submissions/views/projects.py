"""The page of a project, and its audit."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.editions.sdgs import SDGS
from submissions import actions, queries
from submissions.models import Audit, Submission

NO_CONTENT = 204


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The project's page: what was delivered, when, and what the audit found."""
    submission = readable(request, slug, pk)
    rules = submission.edition.parsed_rules
    current = submission.current
    context = {
        "edition": submission.edition,
        "rules": rules,
        "submission": submission,
        "team": submission.team,
        "current": current,
        "entries": list(current.entries.select_related("repo").order_by("position")) if current else [],
        "versions": queries.versions(submission),
        "sdgs": [(number, SDGS[number]) for number in current.sdgs if number in SDGS] if current else [],
        "opt_ins": [opt_in for opt_in in rules.submission.opt_ins if current and opt_in.key in current.opt_ins],
        "is_member": submission.team.memberships.filter(user=request.user).exists(),
        "window": rules.windows.submission,
        "window_open": rules.windows.submission.is_open(request.now),
        **_audit_context(request, submission),
    }
    return render(request, "submissions/detail.html", context)


@never_cache
@login_required
@require_safe
def audit_fragment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page about the audit, which asks for itself again while there is something to wait for.

    ``seen`` is the progress that the page shows already: if nothing has moved since, there is nothing to send.
    """
    submission = readable(request, slug, pk)
    context = _audit_context(request, submission)
    if request.GET.get("seen") == context["progress"]:
        return HttpResponse(status=NO_CONTENT)
    context |= {"edition": submission.edition, "rules": submission.edition.parsed_rules, "submission": submission}
    return render(request, "submissions/_audit.html", context)


@login_required
@require_POST
def reaudit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The button "look again"."""
    submission = get_object_or_404(
        queries.managed_by(request.user).select_related("edition", "current"), pk=pk, edition__slug=slug
    )
    try:
        actions.request_audit(submission=submission, by=request.user, at=request.now)
    except actions.AuditUnderWay:
        messages.info(request, _("Ya hay una auditoría en marcha. Su resultado aparecerá aquí."))
    except actions.TooSoon as too_soon:
        seconds = int(too_soon.wait.total_seconds()) + 1
        messages.info(
            request, _("Acabamos de revisarlo. Podrás pedirlo otra vez dentro de %(seconds)s s.") % {"seconds": seconds}
        )
    else:
        messages.success(request, _("Vamos a revisar tus repositorios otra vez."))
    return redirect("submissions:detail", slug=slug, pk=submission.pk)


def readable(request: HttpRequest, slug: str, pk: int) -> Submission:
    """The project, if the person may open its page; not found otherwise."""
    submissions = queries.readable_by(request.user).select_related("edition", "team", "current__by")
    return get_object_or_404(submissions, pk=pk, edition__slug=slug)


def _audit_context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """The newest audit, and beneath it the newest one with a result."""
    last = queries.last_audit(submission.current) if submission.current else None
    done = last
    if last is not None and last.state != Audit.State.DONE:
        done = queries.last_done_audit(submission.current)
    may_ask = queries.managed_by(request.user).filter(pk=submission.pk).exists()
    return {
        "audit": last,
        "report": queries.report(done) if done else None,
        "progress": f"{last.pk}-{last.state}-{last.attempts}-{last.error}" if last else "",
        "waiting": last is not None and last.state in (Audit.State.QUEUED, Audit.State.RUNNING),
        "may_ask": may_ask,
    }
