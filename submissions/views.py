"""Pages of submissions: they translate between people and ``submissions.actions``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.editions.sdgs import SDGS
from hackathon.hub.client import default_client
from submissions import actions, queries, sentences
from submissions.forms import SubmissionForm, initial_from
from submissions.models import Audit, Submission, SubmissionVersion
from teams.models import Team

NO_CONTENT, CONFLICT = 204, 409


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The delivery form, for the people of the team. Whatever goes wrong, what was typed stays in it."""
    teams = Team.objects.select_related("edition", "submission__current")
    team = get_object_or_404(teams, pk=pk, edition__slug=slug, memberships__user=request.user)
    rules = team.edition.parsed_rules
    if request.method != "POST":
        form = SubmissionForm(initial=initial_from(_current(team)), rules=rules)
        return _edit_page(request, team, form)
    form = SubmissionForm(request.POST, rules=rules)
    window_open = rules.windows.submission.is_open(request.now)
    if not form.is_valid():
        return _edit_page(request, team, form, status=200 if window_open else CONFLICT)
    try:
        version = actions.submit(
            team=team, form=form.to_input(), by=request.user, at=request.now, hub=default_client(patient=False)
        )
    except actions.WindowClosed:
        return _edit_page(request, team, form, status=CONFLICT)
    except actions.EntriesRefused as refused:
        form.add_problems(refused.problems)
        return _edit_page(request, team, form)
    except actions.NotAMember:
        form.add_error(None, _("No se ha guardado: ya no formas parte de este equipo."))
        return _edit_page(request, team, form, status=CONFLICT)
    _tell_saved(request, version)
    return redirect("submissions:detail", slug=slug, pk=version.submission_id)


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The project's page: what was delivered, when, and what the audit found."""
    submission = _readable(request, slug, pk)
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
    submission = _readable(request, slug, pk)
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


def _current(team: Team) -> SubmissionVersion | None:
    submission = getattr(team, "submission", None)
    return submission.current if submission else None


def _readable(request: HttpRequest, slug: str, pk: int) -> Submission:
    submissions = queries.readable_by(request.user).select_related("edition", "team", "current__by")
    return get_object_or_404(submissions, pk=pk, edition__slug=slug)


def _edit_page(request: HttpRequest, team: Team, form: SubmissionForm, *, status: int = 200) -> HttpResponse:
    rules = team.edition.parsed_rules
    window = rules.windows.submission
    context = {
        "edition": team.edition,
        "rules": rules,
        "team": team,
        "current": _current(team),
        "form": form,
        "accepted": sentences.accepted(rules.submission),
        "window": window,
        "window_open": window.is_open(request.now),
    }
    return render(request, "submissions/edit.html", context, status=status)


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


def _tell_saved(request: HttpRequest, version: SubmissionVersion) -> None:
    if version.at != request.now:
        messages.info(request, _("No había cambios: sigue siendo la versión %(number)s.") % {"number": version.number})
        return
    saved = _("Entrega guardada: versión %(number)s. Ya estamos revisando los repositorios.")
    messages.success(request, saved % {"number": version.number})
    unknown = [entry.address for entry in version.entries.filter(repo__hub_id=None).order_by("position")]
    if unknown:
        unconfirmed = _("Hugging Face no ha contestado a tiempo. Comprobaremos más tarde que exista: %(repos)s.")
        messages.warning(request, unconfirmed % {"repos": ", ".join(unknown)})
