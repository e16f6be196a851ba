"""Where organisers read what the jury says to the teams, before it goes out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging import actions, results_sentences
from judging.models import Assignment, ModeratedComment
from judging.queries import publication
from judging.results_forms import CommentForm

UNPROCESSABLE = 422
PAGE = 25


@never_cache
@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """All comments, those that nobody has looked at first."""
    return page(request, own_edition(request, slug))


@require_POST
@login_required
def moderate(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a comment go out, changed or not, or keep it back."""
    edition = own_edition(request, slug)
    review = get_object_or_404(publication.commented(edition), pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return page(request, edition, refused=(pk, form))
    state, text = form.cleaned_data["state"], form.cleaned_data["text"]
    try:
        actions.moderate_comment(review=review, state=state, text=text, by=request.user, at=request.now)
    except results_sentences.REFUSALS as refusal:
        form.add_error("text", results_sentences.of(refusal))
        return page(request, edition, refused=(pk, form))
    following = publication.to_moderate(edition).first()
    shown = following.pk if following else pk
    address = reverse("judging:comments", args=[slug])
    return redirect(f"{address}?pagina={_number(_rows(edition), shown)}#comentario-{shown}")


@require_POST
@login_required
def approve_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Let all that nobody has looked at go out as they are."""
    number = actions.approve_comments(edition=own_edition(request, slug), by=request.user, at=request.now)
    text = ngettext("%(n)s comentario aprobado.", "%(n)s comentarios aprobados.", number)
    messages.success(request, text % {"n": number})
    return redirect("judging:comments", slug=slug)


def page(request: HttpRequest, edition: Edition, *, refused: tuple[int, CommentForm] | None = None) -> HttpResponse:
    """One page of them, with what a refused form says."""
    rows = _rows(edition, refused)
    waiting = sum(1 for row in rows if row["state"] == "waiting")
    asked = _number(rows, refused[0]) if refused else request.GET.get("pagina")
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "page": Paginator(rows, PAGE).get_page(asked),
        "waiting": waiting,
        "frozen": publication.standing(edition),
    }
    return render(request, "judging/outcome/comments.html", context, status=UNPROCESSABLE if refused else 200)


def _rows(edition: Edition, refused: tuple[int, CommentForm] | None = None) -> list[dict[str, Any]]:
    """All of them, those that wait first."""
    rows = [_card(review, refused) for review in publication.commented(edition)]
    return sorted(rows, key=lambda row: row["state"] != "waiting")


def _number(rows: list[dict[str, Any]], pk: int) -> int:
    """On which page the comment of that review stands; the first when it does not."""
    place = next((place for place, row in enumerate(rows) if row["review"].pk == pk), 0)
    return place // PAGE + 1


def _card(review: Assignment, refused: tuple[int, CommentForm] | None) -> dict[str, Any]:
    moderated: ModeratedComment | None = getattr(review, "moderated", None)
    fresh = moderated is not None and review.saved_at is not None and review.saved_at <= moderated.at
    form = refused[1] if refused and refused[0] == review.pk else None
    text = form["text"].value() if form else moderated.text if moderated and fresh else review.comment
    return {
        "review": review,
        "state": moderated.state if moderated and fresh else "waiting",
        "text": text,
        "errors": form.errors.get("text", []) if form else [],
        "changed": bool(moderated and fresh and moderated.text != review.comment.strip()),
    }
