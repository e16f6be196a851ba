"""The organisers' pages about who judges what: as it is, thought out anew, put in force, undone, and by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging import queries
from judging.actions import planning
from judging.actions.errors import AlreadyScored, ConflictOfInterest, NotAJudge, NotAssigned, ProjectWithdrawn
from judging.actions.jury_errors import AlreadyHas, PlanApplied, PlanBegun, PlanNotApplied, PlanStale
from judging.actions.seating import assign_judge
from judging.jury_forms import MoveForm, PlanForm
from judging.jury_words import conflict_name
from judging.models import Assignment, Plan
from judging.queries import plan_pages
from judging.queries.planning import PlanTask
from submissions.models import Submission

Refusal = (
    AlreadyScored,
    AlreadyHas,
    ConflictOfInterest,
    NotAJudge,
    NotAssigned,
    PlanApplied,
    PlanBegun,
    PlanNotApplied,
    PlanStale,
    ProjectWithdrawn,
)

PAGE = 25


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Who judges what now, the plans so far, and the form that thinks out another one."""
    edition = own_edition(request, slug)
    if request.method != "POST":
        return _page(request, edition, _form_as_linked(request, edition))
    form = PlanForm(request.POST, edition=edition)
    if not form.is_valid():
        return _page(request, edition, form)
    said = dict(form.cleaned_data)
    chosen = tuple(project.pk for project in said.pop("extra"))
    extra = () if said["stage"] == Assignment.Stage.FIRST else chosen
    plan = planning.make_plan(edition=edition, task=PlanTask(**said, extra=extra), by=request.user, at=request.now)
    return redirect("judging:plan", slug=slug, pk=plan.pk)


@never_cache
@login_required
@require_safe
def detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A plan, with why each judge judges each project and what gave."""
    edition = own_edition(request, slug)
    plan = get_object_or_404(Plan.objects.select_related("edition", "made_by", "applied_by"), pk=pk, edition=edition)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "plan": plan,
        "page": plan_pages.in_words(plan),
        "stage": Assignment.Stage(plan.stage).label,
        "task": plan.problem["task"],
        "tab": "plans",
    }
    return render(request, "judging/jury/plan.html", context)


@login_required
@require_POST
def apply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put the plan in force, whole."""
    plan = _plan(request, slug, pk)
    try:
        applied = planning.apply_plan(plan=plan, by=request.user, at=request.now)
    except Refusal as refusal:
        messages.error(request, _refused(refusal))
        return redirect("judging:plan", slug=slug, pk=pk)
    count = len(applied.report["added"])
    text = ngettext("Reparto aplicado: %(n)s evaluación nueva.", "Reparto aplicado: %(n)s evaluaciones nuevas.", count)
    messages.success(request, text % {"n": count})
    return redirect("judging:plans", slug=slug)


@login_required
@require_POST
def undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back what the plan assigned, while nobody has begun any of it."""
    try:
        planning.undo_plan(plan=_plan(request, slug, pk), by=request.user, at=request.now)
    except Refusal as refusal:
        messages.error(request, _refused(refusal))
    else:
        messages.success(request, _("Reparto deshecho. Puedes volver a aplicarlo mientras no cambie nada."))
    return redirect("judging:plan", slug=slug, pk=pk)


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget a plan that is not in force."""
    try:
        planning.discard_plan(plan=_plan(request, slug, pk), by=request.user, at=request.now)
    except Refusal as refusal:
        messages.error(request, _refused(refusal))
    else:
        messages.success(request, _("Reparto descartado."))
    return redirect("judging:plans", slug=slug)


@login_required
@require_POST
def pin(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let no plan move a review, or let plans move it again."""
    pinned = request.POST.get("pinned") == "1"
    try:
        planning.pin_review(assignment=_review(request, slug, pk), pinned=pinned, by=request.user, at=request.now)
    except Refusal as refusal:
        messages.error(request, _refused(refusal))
    else:
        said = _("Fijada: ningún reparto la moverá.") if pinned else _("Ya no está fijada: un reparto puede moverla.")
        messages.success(request, said)
    shown = request.POST.get("pagina", "")
    address = reverse("judging:plans", args=[slug])
    return redirect(f"{address}?pagina={shown}" if shown.isascii() and shown.isdigit() else address)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidates(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who could review a project, best first, and why others cannot; one of them is asked by hand."""
    edition = own_edition(request, slug)
    delivered = Submission.objects.delivered().select_related("edition", "current", "team")
    submission = get_object_or_404(delivered, pk=pk, edition=edition)
    form = MoveForm(request.POST if request.method == "POST" else None, edition=edition)
    if request.method == "POST" and form.is_valid():
        try:
            assign_judge(submission=submission, judge=form.cleaned_data["judge"], by=request.user, at=request.now)
        except Refusal as refusal:
            messages.error(request, _refused(refusal))
        else:
            messages.success(request, _("Asignada."))
            return redirect("judging:plans", slug=slug)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "submission": submission,
        "candidates": plan_pages.candidates(submission, at=request.now),
        "form": form,
    }
    return render(request, "judging/jury/candidates.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Give a review that nobody has begun to somebody else."""
    review = _review(request, slug, pk)
    form = MoveForm(request.POST if request.method == "POST" else None, edition=review.edition)
    if request.method == "POST" and form.is_valid():
        try:
            planning.move_review(assignment=review, judge=form.cleaned_data["judge"], by=request.user, at=request.now)
        except Refusal as refusal:
            form.add_error(None, _refused(refusal))
        else:
            messages.success(request, _("Evaluación pasada y fijada: ningún reparto la moverá."))
            return redirect("judging:plans", slug=slug)
    context = {
        "edition": review.edition,
        "rules": review.edition.parsed_rules,
        "review": review,
        "submission": review.submission,
        "form": form,
        "candidates": plan_pages.candidates(review.submission, at=request.now),
    }
    return render(request, "judging/jury/candidates.html", context)


def _plan(request: HttpRequest, slug: str, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.select_related("edition"), pk=pk, edition=own_edition(request, slug))


def _review(request: HttpRequest, slug: str, pk: int) -> Assignment:
    found = Assignment.objects.select_related("edition", "submission__current", "submission__team", "judge")
    return get_object_or_404(found, pk=pk, edition=own_edition(request, slug))


def _form_as_linked(request: HttpRequest, edition: Edition) -> PlanForm:
    """The form, filled in by the link that led here: ``?ronda=tie&proyecto=1&proyecto=2``; the best so far with ``?ronda=finals``."""
    stage = request.GET.get("ronda", "")
    if stage not in Assignment.Stage.values:
        return PlanForm(edition=edition)
    named = [int(key) for key in request.GET.getlist("proyecto") if key.isascii() and key.isdigit() and len(key) < 10]
    best = (
        _finalists(edition) if stage == Assignment.Stage.FINALS and not named else []
    )  # a whole ranking is made for it
    return PlanForm(edition=edition, stage=stage, chosen=named or best)


def _finalists(edition: Edition) -> list[int]:
    """The best of the ranking as it stands, as many as the rules have finalists; organisers change them as they like."""
    count = edition.parsed_rules.jury.finals.projects
    if not count:
        return []
    ranked = [row for row in queries.results(edition).rows if row.rank is not None]
    return [row.submission_id for row in ranked if row.rank <= count]


def _page(request: HttpRequest, edition: Edition, form: PlanForm) -> HttpResponse:
    rows = plan_pages.assigned_now(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("pagina")),
        "short": sum(row.short for row in rows),
        "plans": plan_pages.plans(edition),
        "has_judges": queries.judges_of(edition).exists(),
        "tab": "plans",
    }
    return render(request, "judging/jury/plans.html", context)


def _refused(refusal: Exception) -> str:
    if isinstance(refusal, ConflictOfInterest):
        return _("Entre esa persona y el proyecto hay un conflicto (%(kind)s). Levántalo antes, con un motivo.") % {
            "kind": conflict_name(refusal.kind)
        }
    if isinstance(refusal, PlanBegun):
        text = ngettext(
            "No se puede deshacer: %(n)s evaluación de este reparto ya está empezada.",
            "No se puede deshacer: %(n)s evaluaciones de este reparto ya están empezadas.",
            refusal.count,
        )
        return text % {"n": refusal.count}
    return {
        AlreadyScored: _("Esa evaluación ya está empezada: lo que alguien ha escrito no se mueve."),
        AlreadyHas: _("Esa persona ya tiene ese proyecto."),
        NotAJudge: _("Esa persona ya no está en el jurado."),
        NotAssigned: _("Esa evaluación ya no existe."),
        PlanApplied: _("Este reparto ya está aplicado."),
        PlanNotApplied: _("Este reparto no está aplicado."),
        PlanStale: _(
            "Desde entonces ha cambiado algo: proyectos, jurado, conflictos o evaluaciones. Calcula otro reparto."
        ),
        ProjectWithdrawn: _("El equipo ha retirado ese proyecto."),
    }[type(refusal)]
