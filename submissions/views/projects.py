"""The page of a project, and its audit."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts import roles
from hackathon.editions.rules import AnswerType, ArtefactKind, EditionRules
from submissions import actions, queries
from submissions.models import Audit, OutsideEntry, Submission, SubmissionVersion
from submissions.queries import progress
from submissions.queries.said import Said, said
from submissions.queries.verdicts import judged
from submissions.validators import is_web_address
from submissions.views.evaluation_context import evaluation_context

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
        "repos": judged(current) if current else [],
        "outside": _outside(current) if current else [],
        "versions": queries.versions(submission),
        "is_member": submission.team.memberships.filter(user=request.user).exists(),
        "window": rules.windows.submission,
        "delivery": rules.delivery(request.now),
        "video_only": actions.takes_only_video(rules, request.now),
        **_audit_context(request, submission),
        **evaluation_context(request, submission),
    }
    context["said"] = _said(current, rules, private=context["may_ask"]) if current else []
    context["may_move"] = bool(rules.jury.tracks) and roles.is_organiser(request.user, submission.edition)
    context["links"] = _links(context["said"], rules)
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


def _said(version: SubmissionVersion, rules: EditionRules, *, private: bool) -> Sequence[Said]:
    """What the version says beside its title and repos. Whether it may be published is between team and organisers."""
    elsewhere = {"title", *ArtefactKind} | (set() if private else {"consent"})
    return [part for part in said(version, rules=rules) if not part.is_empty and part.key not in elsewhere]


def _outside(version: SubmissionVersion) -> Sequence[OutsideEntry]:
    prefetch_related_objects([version], "outside_entries")
    return version.outside_entries.all()


def _links(parts: Sequence[Said], rules: EditionRules) -> frozenset[str]:
    """The keys of what a version says that are addresses. What was answered while the question asked for a text may be none."""
    asked = {"video", "code"} | {one.key for one in rules.submission.questions if one.answer == AnswerType.URL}
    return frozenset(
        part.key for part in parts if part.key in asked and all(map(is_web_address, part.lines or (part.text,)))
    )


def readable(request: HttpRequest, slug: str, pk: int) -> Submission:
    """The project, if the person may open its page; not found otherwise."""
    submissions = queries.readable_by(request.user).select_related("edition", "team", "current__by")
    return get_object_or_404(submissions, pk=pk, edition__slug=slug)


def audit_state(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """The newest audit (``audit``), the newest one with a result (``done``), whether there is something to wait for, and whether what
    people change from now on counts (``closed``: it does not)."""
    last = queries.last_audit(submission.current) if submission.current else None
    done = last
    if last is not None and last.state != Audit.State.DONE:
        done = queries.last_done_audit(submission.current)
    steps = progress.steps(last) if last is not None else []
    return {
        "audit": last,
        "done": done,
        "steps": steps,
        "cut_short": [step for step in steps if step.state == progress.StepState.CUT_SHORT],
        "progress": f"{last.pk}-{last.state}-{last.attempts}-{last.error}-{progress.told(steps)}" if last else "",
        "waiting": last is not None and last.waiting,
        "may_ask": queries.managed_by(request.user).filter(pk=submission.pk).exists(),
        "closed": request.now >= submission.edition.parsed_rules.counts_until,
    }


def _audit_context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """The state of the audit, with the report on the one that has a result."""
    state = audit_state(request, submission)
    done, rubric = state["done"], submission.edition.parsed_rules.rubric
    report = queries.report(done, rubric=rubric, before=queries.audit_before(done)) if done else None
    return {**state, "report": report}
