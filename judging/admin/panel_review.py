"""One project: the evidence, and beside it the rubric. With a script every part saves itself; without one the form is sent."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from judging import actions, aggregate, queries, sentences
from judging.admin.panel_pages import own_review, show
from judging.admin.panel_practice import practice_context
from judging.admin.state import TONES
from judging.forms import Filled, ReviewForm
from judging.models import Assignment
from judging.queries import evidence
from judging.queries.outgrown import blanks
from judging.queries.own import next_to_do
from judging.queries.panels import is_of_panel, panel_view


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Score one project: keep a draft, or submit."""
    assignment = own_review(request, pk)
    is_open = assignment.voided_at is None and queries.is_writable(assignment, request.now)
    form = form_of(assignment, data=request.POST if request.method == "POST" else None, read_only=not is_open)
    if request.method == "POST" and _saved(request, assignment, form):
        return HttpResponseRedirect(request.path)
    context = {
        **review_context(request, assignment, form),
        **_project_context(request, assignment),
        **practice_context(assignment),
        "is_open": is_open,
        "lacking": _lacking(assignment),
        "opens_later": request.now < assignment.edition.parsed_rules.windows.judging.opens_at,
        "panel": panel_view(assignment, at=request.now),
        "panel_later": is_open and is_of_panel(assignment),
        "next": next_to_do(request.user, at=request.now, after=assignment.pk),
        "point_elsewhere": queries.juror_point_elsewhere(assignment) if form.rubric.juror_point else None,
    }
    return show(request, "judging/panel/review.html", context)


def form_of(assignment: Assignment, *, data: Any = None, read_only: bool = False) -> ReviewForm:
    """The scoring form with what the review holds. Two queries."""
    filled = Filled(
        scores=queries.scores_of(assignment),
        remarks=queries.remarks_of(assignment),
        comment=assignment.comment,
        note=assignment.note,
        confidence=assignment.confidence,
        juror_point=assignment.juror_point,
    )
    rubric = assignment.edition.parsed_rules.rubric
    practice = assignment.stage == Assignment.Stage.PRACTICE
    return ReviewForm(
        data,
        rubric=replace(rubric, juror_point=0.0) if practice else rubric,  # the one extra point is for what counts
        artefacts=queries.artefacts_of(assignment.submission),
        track=queries.track_of(assignment.submission),
        filled=filled,
        sent=assignment.submitted_at is not None,
        read_only=read_only,
    )


def review_context(request: HttpRequest, assignment: Assignment, form: ReviewForm) -> dict[str, Any]:
    """What the form is drawn with, here and on the page for the stage."""
    rules = assignment.edition.parsed_rules
    limit = aggregate.cap(rules.rubric, form.artefacts)
    in_total = {group.key for group in rules.rubric.groups if group.in_total}
    worth = aggregate.group_points(rules.rubric, form.artefacts, form.track)
    most = sum(points for key, points in worth.items() if key in in_total)
    return {
        "title": str(assignment.submission),
        "edition": assignment.edition,
        "rules": rules,
        "assignment": assignment,
        "form": form,
        "state": assignment.state.label,
        "tone": TONES[assignment.state],
        "total": queries.total_of(assignment, rules.rubric),
        "limit": limit,
        "most": most if limit is None else min(most, limit),
        "blind": rules.jury.blind,
        "now": request.now,
    }


def _lacking(assignment: Assignment) -> list[Any]:
    """The titles of the criteria that a review which was sent has no score for, since the rules changed."""
    if (
        assignment.state not in (Assignment.State.SUBMITTED, Assignment.State.AMENDED)
        or assignment.stage == Assignment.Stage.PRACTICE
    ):
        return []
    blank = blanks(assignment)
    return [criterion.title for criterion in queries.asked_criteria(assignment) if criterion.key in blank]


def _project_context(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    rules = assignment.edition.parsed_rules
    return {
        **evidence.facts_of(assignment),
        "repos": evidence.repos_of(assignment),
        "standings": evidence.model_numbers(assignment, rules.evaluation.suites, request.now),
    }


def _saved(request: HttpRequest, assignment: Assignment, form: ReviewForm) -> bool:
    """Do what the judge asked for and say so; False when the page has to be shown again with what was typed."""
    if not form.is_valid():
        messages.error(request, _("Revisa los campos marcados: todavía no se ha guardado nada."))
        return False
    try:
        saved = actions.save_review(
            assignment=assignment,
            scores=form.changed_scores,
            remarks=form.changed_remarks,
            comment=form.changed_value("comment"),
            note=form.changed_value("note"),
            confidence=form.changed_value("confidence"),
            juror_point=form.changed_value("juror_point") if form.rubric.juror_point else None,
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            at=request.now,
        )
    except sentences.REFUSALS as refusal:
        messages.error(request, sentences.of(refusal))
        return False
    if "submit" in request.POST:
        return _submitted(request, assignment)
    messages.success(request, _("Cambios guardados.") if saved.submitted_at else _("Borrador guardado."))
    return True


def _submitted(request: HttpRequest, assignment: Assignment) -> bool:
    try:
        actions.submit_review(assignment=assignment, by=request.user, at=request.now)
    except actions.IncompleteReview as incomplete:
        text = ngettext(
            "Guardado como borrador: falta %(n)s criterio por puntuar.",
            "Guardado como borrador: faltan %(n)s criterios por puntuar.",
            len(incomplete.missing),
        )
        messages.warning(request, text % {"n": len(incomplete.missing)})
    else:
        messages.success(request, _("Evaluación enviada. Puedes corregirla hasta que cierre el plazo del jurado."))
    return True
