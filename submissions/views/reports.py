"""The report on a project's audit: as a page to read and print, as JSON, and as a badge for its card."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from submissions import badges, queries
from submissions.audit.reports import Report
from submissions.models import Audit, Submission
from submissions.views.projects import NO_CONTENT, audit_state, readable
from submissions.whole_report import whole_report


@never_cache
@login_required
@require_safe
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The whole report, by criterion and by repo, and what changed since the audit before.

    ``waiting``: the page that asks shows an audit under way already; there is nothing to send until it has ended.
    """
    submission = readable(request, slug, pk)
    state = audit_state(request, submission)
    if "waiting" in request.GET and state["waiting"]:
        return HttpResponse(status=NO_CONTENT)
    rules = submission.edition.parsed_rules
    before = queries.audit_before(state["done"]) if state["done"] else None
    context: dict[str, Any] = {
        **state,
        "edition": submission.edition,
        "rules": rules,
        "submission": submission,
        "current": submission.current,
        "before": before,
        "report": _full(state["done"], submission, before),
        "badge_address": badges.address(submission) if state["may_ask"] else "",
        "badge_path": badges.path(submission),
    }
    return render(request, "submissions/report.html", context)


@never_cache
@login_required
@require_safe
def report_json(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The report as JSON; not found as long as no audit has ended."""
    submission = readable(request, slug, pk)
    done = queries.last_done_audit(submission.current) if submission.current else None
    if done is None:
        raise Http404
    return JsonResponse(as_json(submission, done), json_dumps_params={"ensure_ascii": False})


@require_safe
@cache_control(public=True, max_age=badges.SECONDS)
def badge(request: HttpRequest, slug: str, pk: int, token: str) -> HttpResponse:
    """The badge, for everybody who has its address. A project that takes no part any more has none."""
    if not badges.is_token(pk, token):
        raise Http404
    projects = Submission.objects.delivered().select_related("edition", "current")
    submission = get_object_or_404(projects, pk=pk, edition__slug=slug)
    done = queries.last_done_audit(submission.current)
    found = queries.report(done, rubric=submission.edition.parsed_rules.rubric) if done else None
    svg = badges.picture(badges.badge(found.readiness if found else None))
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")


def as_json(submission: Submission, done: Audit) -> dict[str, Any]:
    """What the page and the API tell of an audit with a result."""
    found = _full(done, submission, queries.audit_before(done))
    return whole_report(found, rules=submission.edition.parsed_rules, digest=done.rules_digest)


def _full(done: Audit | None, submission: Submission, before: Audit | None) -> Report | None:
    rubric = submission.edition.parsed_rules.rubric
    return queries.full_report(done, rubric=rubric, before=before) if done else None
