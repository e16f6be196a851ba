"""A project to practise on: the scores of all side by side, and what they say to each other about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hackathon.editions.rules import Criterion
from judging import actions, queries, sentences
from judging.admin.panel_pages import own_review
from judging.models import Assignment
from judging.queries.panels import Column, messages_about, side_by_side


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion over all judges: what each gave (None: nothing), the mean, and how far apart the ends are."""

    criterion: Criterion
    given: Sequence[int | None]
    mean: Fraction | None
    spread: int


def discuss(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a message about the project; the discussion itself stands on the review's page."""
    assignment = own_review(request, pk)
    if assignment.stage != Assignment.Stage.PRACTICE:
        raise Http404
    if request.method == "POST":
        _say(request, assignment)
    return redirect("judge_admin:judging_assignment_change", pk)


def _say(request: HttpRequest, assignment: Assignment) -> None:
    text = request.POST.get("text", "")
    try:
        actions.say_about_practice(assignment=assignment, text=text, by=request.user, at=request.now)
    except actions.BadText as refusal:
        blank = _("Escribe algo antes de enviarlo.")
        messages.error(request, sentences.of(refusal) if text.strip() else blank)
    except actions.NotAssigned:
        messages.error(
            request, _("Primero envía tus notas; después verás las de las demás personas y podrás comentar.")
        )


def practice_context(assignment: Assignment) -> dict[str, Any]:
    """What the page of a practice review shows once it is sent. Three queries; none for any other review."""
    if assignment.stage != Assignment.Stage.PRACTICE:
        return {}
    columns = side_by_side(assignment)
    return {
        "practice": True,
        "columns": columns,
        "lines": [_line(criterion, columns) for criterion in queries.asked_criteria(assignment)] if columns else [],
        "messages_about": messages_about(assignment),
    }


def _line(criterion: Criterion, columns: Sequence[Column]) -> Line:
    given = [column.scores.get(criterion.key) for column in columns]
    values = [value for value in given if value is not None]
    mean = Fraction(sum(values), len(values)) if values else None
    return Line(criterion, given, mean, max(values) - min(values) if values else 0)
