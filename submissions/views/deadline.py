"""What happened around the close, for everybody concerned; and the page where an organiser decides otherwise."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from submissions import queries
from submissions.actions import overruling
from submissions.deadline.verdict import VerdictState
from submissions.forms.deciding import DecisionForm, ReasonForm
from submissions.models import RepoVerdict, Submission
from submissions.queries import stories, verdicts
from submissions.views.projects import readable

CONFLICT = 409


@never_cache
@login_required
@require_safe
def timeline(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """When we saw what of the project's repos, and what that says of the deadline. The Hub is not asked."""
    submission = readable(request, slug, pk)
    context = {
        "edition": submission.edition,
        "rules": submission.edition.parsed_rules,
        "submission": submission,
        "current": submission.current,
        "outside": list(submission.current.outside_entries.all()) if submission.current else [],
        "stories": stories.of_project(submission, at=request.now),
        "is_organiser": roles.is_organiser(request.user, submission.edition),
    }
    return render(request, "submissions/timeline.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overrule(request: HttpRequest, slug: str, pk: int, repo: int) -> HttpResponse:
    """Decide about one repo of a project, for the organisers of its edition."""
    submission, verdict = _to_decide(request, slug, pk, repo)
    revisions = verdicts.known_revisions(verdict)
    if request.method != "POST":
        return _decision_page(request, submission, verdict, DecisionForm(verdict=verdict, revisions=revisions))
    form = DecisionForm(request.POST, verdict=verdict, revisions=revisions)
    if not form.is_valid():
        return _decision_page(request, submission, verdict, form)
    typed = form.cleaned_data
    try:
        overruling.overrule(
            verdict=verdict,
            state=VerdictState(typed["state"]),
            sha=typed["sha"],
            reason=typed["reason"],
            seen=typed["seen"],
            by=request.user,
            at=request.now,
        )
    except (overruling.ChangedMeanwhile, overruling.CannotOverrule) as refused:
        return _refused(request, submission, form, refused)
    messages.success(request, _("Decisión guardada. El equipo la recibirá por correo con tu motivo."))
    return _back(submission, verdict)


@login_required
@require_POST
def reinstate(request: HttpRequest, slug: str, pk: int, repo: int) -> HttpResponse:
    """Take a decision back, so that the evidence speaks again."""
    submission, verdict = _to_decide(request, slug, pk, repo)
    form = ReasonForm(request.POST, verdict=verdict)
    if not form.is_valid():
        return _undo_page(request, submission, verdict, form)
    try:
        overruling.reinstate(
            verdict=verdict,
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=request.now,
        )
    except (overruling.ChangedMeanwhile, overruling.CannotOverrule) as refused:
        return _refused(request, submission, form, refused)
    messages.success(request, _("Decisión retirada: vuelve a valer lo que dicen las pruebas."))
    return _back(submission, verdict)


def _to_decide(request: HttpRequest, slug: str, pk: int, repo: int) -> tuple[Submission, RepoVerdict]:
    run = roles.editions_with_role(request.user, Role.Kind.ORGANISER)
    submissions = Submission.objects.filter(edition__in=run).select_related("edition", "team", "current")
    submission = get_object_or_404(submissions, pk=pk, edition__slug=slug, current__isnull=False)
    found = queries.verdicts_of(submission.current).get(repo)
    return submission, get_object_or_404(
        RepoVerdict.objects.select_related("edition", "repo", "overruled_by"), pk=found.pk if found else None
    )


def _decision_page(
    request: HttpRequest, submission: Submission, verdict: RepoVerdict, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    return _page(request, submission, verdict, {"form": form, "undo": ReasonForm(verdict=verdict)}, status=status)


def _undo_page(
    request: HttpRequest, submission: Submission, verdict: RepoVerdict, undo: ReasonForm, *, status: int = 200
) -> HttpResponse:
    form = DecisionForm(verdict=verdict, revisions=verdicts.known_revisions(verdict))
    return _page(request, submission, verdict, {"form": form, "undo": undo}, status=status)


def _page(
    request: HttpRequest, submission: Submission, verdict: RepoVerdict, context: dict[str, Any], *, status: int
) -> HttpResponse:
    context |= {
        "edition": submission.edition,
        "rules": submission.edition.parsed_rules,
        "submission": submission,
        "verdict": verdict,
        "repo": verdict.repo,
        "closed": request.now >= submission.edition.parsed_rules.counts_until,
    }
    return render(request, "submissions/overrule.html", context, status=status)


def _refused(request: HttpRequest, submission: Submission, form: ReasonForm, refused: Exception) -> HttpResponse:
    """The same page with what was typed in it, and the verdict as it is now."""
    now = refused.now if isinstance(refused, overruling.ChangedMeanwhile) else form.verdict
    form.verdict = now
    form.look_again()
    form.add_error(None, _why(refused))
    page = _decision_page if isinstance(form, DecisionForm) else _undo_page
    return page(request, submission, now, form, status=CONFLICT)


def _why(refused: Exception) -> str:
    if isinstance(refused, overruling.ChangedMeanwhile):
        return _(
            "El veredicto ha cambiado mientras escribías. Mira cómo está ahora y vuelve a guardar si sigue haciendo falta."
        )
    return {
        "too_early": _("El plazo aún no ha cerrado: no hay nada que decidir todavía."),
        "nothing_to_undo": _("No hay ninguna decisión que retirar."),
        "unknown_revision": _("No tenemos constancia de esa revisión. Elige una de la lista."),
    }.get(getattr(refused, "why", ""), _("No se ha podido guardar. Recarga la página y vuelve a intentarlo."))


def _back(submission: Submission, verdict: RepoVerdict) -> HttpResponse:
    page = redirect("submissions:timeline", slug=submission.edition.slug, pk=submission.pk)
    page["Location"] += f"#repo-{verdict.repo_id}"
    return page
