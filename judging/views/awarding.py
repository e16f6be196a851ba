"""Prizes and benefits for who runs the edition: who won what, who gets what, and the lists that sponsors get."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from judging.actions import awarding
from judging.models import Award
from judging.prizes.forms import AgainForm, NoteForm, ReasonForm
from judging.queries import awarded
from judging.queries import prizes as queries


@never_cache
@login_required
@require_safe
def prizes(request: HttpRequest, slug: str) -> HttpResponse:
    """What follows from the results, what was given, and what the jury says of it."""
    edition = own_edition(request, slug)
    return _page(request, edition)


@never_cache
@login_required
@require_POST
def award_all(request: HttpRequest, slug: str) -> HttpResponse:
    """Give everything that follows from the frozen results."""
    edition = own_edition(request, slug)
    try:
        new = awarding.award_all(edition=edition, by=request.user, at=request.now)
    except awarding.NotFrozen:
        messages.error(request, _("Los premios salen de los resultados congelados, y todavía no los hay."))
    else:
        text = ngettext("%(n)s premio otorgado.", "%(n)s premios otorgados.", len(new)) % {"n": len(new)}
        messages.success(request, text if new else _("No había ningún premio nuevo que otorgar."))
    return redirect("judging:prizes", slug=slug)


@never_cache
@login_required
@require_POST
def award_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a prize that was taken back."""
    edition = own_edition(request, slug)
    form = AgainForm(request.POST, edition=edition)
    try:
        if not form.is_valid():
            raise awarding.NotWon
        awarding.award(**form.cleaned_data, by=request.user, at=request.now)
    except (awarding.NotFrozen, awarding.NotWon):
        messages.error(request, _("Los resultados congelados no dan este premio a este proyecto."))
    else:
        messages.success(request, _("Premio otorgado de nuevo. Los certificados se hacen otra vez, uno a uno."))
    return redirect("judging:prizes", slug=slug)


@never_cache
@login_required
@require_POST
def note(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Write what the jury says of a prize."""
    award = _award(request, slug, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, award.edition, notes={award.pk: form})
    awarding.write_note(award=award, **form.cleaned_data, by=request.user, at=request.now)
    messages.success(request, _("Guardado."))
    return redirect("judging:prizes", slug=slug)


@never_cache
@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a prize back, and say why."""
    award = _award(request, slug, pk)
    form = ReasonForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        awarding.take_back(award=award, reason=reason, by=request.user, at=request.now)
    except awarding.NoReason:
        messages.error(request, _("Para retirar un premio di el motivo, en 300 letras como mucho."))
    else:
        messages.success(
            request, _("Premio retirado. Lo que ya se pidió o se entregó sigue en la lista de beneficios.")
        )
    return redirect("judging:prizes", slug=slug)


def _award(request: HttpRequest, slug: str, pk: int) -> Award:
    edition = own_edition(request, slug)
    return get_object_or_404(Award.objects.select_related("edition"), pk=pk, edition=edition)


def _page(request: HttpRequest, edition: Edition, notes: dict[int, NoteForm] | None = None) -> HttpResponse:
    awards = queries.awards_of(edition)
    proposals = queries.proposals(edition, awards=awards)
    follows = {each.award.pk for each in proposals if each.award}
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "results": awarded.is_frozen(edition),
        "public": awarded.is_out(edition, at=request.now),
        "waiting": [each for each in proposals if each.waiting],
        "gone": [each for each in proposals if each.taken_back],
        "awards": [
            {
                "award": award,
                "prize": queries.prize_of(edition, award.prize),
                "unfounded": award.pk not in follows,
                "form": (notes or {}).get(award.pk)
                or NoteForm(initial={"note": award.note}, prefix=None, auto_id=f"id_{award.pk}_%s"),
            }
            for award in awards
        ],
    }
    return render(request, "judging/prizes/prizes.html", context)
