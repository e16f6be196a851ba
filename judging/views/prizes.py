"""Prizes and benefits of one's own: what was won, what to ask for, and the code behind a tap."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from judging.actions import claiming, coding
from judging.models import Entitlement
from judging.prizes.moves import Deed, moved
from judging.queries import prizes as queries

DEEDS = {"claim": Deed.CLAIM, "decline": Deed.DECLINE, "undo": Deed.UNDO}


@never_cache
@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everything that the reader and their teams may have, of all editions."""
    return _page(request, {})


@never_cache
@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a benefit, decline it, or take either back."""
    found = _own_or_404(request, pk)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("No hemos entendido qué quieres hacer. Prueba otra vez."))
        return redirect("judging:own_prizes")
    try:
        claiming.move(entitlement=found, deed=deed, by=request.user, at=request.now)
    except claiming.NotYours:
        messages.error(request, _("Esto lo decide quien capitanea el equipo."))
    except claiming.CannotMove:
        messages.info(request, _("Mientras tanto ha cambiado: así está ahora."))
    else:
        messages.success(request, _said(deed))
    return redirect("judging:own_prizes")


@never_cache
@login_required
@require_POST
def show_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code of a benefit, on this page only. The first look hands it out."""
    found = _own_or_404(request, pk)
    if not claiming.is_own(found, request.user):
        messages.error(request, _("El código es para quien capitanea el equipo."))
        return redirect("judging:own_prizes")
    try:
        code = coding.hand_code(entitlement=found, by=request.user, at=request.now)
    except coding.NoCodeLeft:
        messages.warning(
            request, _("Ahora mismo no quedan códigos. La organización los ha pedido o los va a pedir: vuelve pronto.")
        )
        return redirect("judging:own_prizes")
    except (coding.NoCodes, coding.NotEntitled):
        messages.info(request, _("Mientras tanto ha cambiado: así está ahora."))
        return redirect("judging:own_prizes")
    return _page(request, {found.pk: code})


def _own_or_404(request: HttpRequest, pk: int) -> Entitlement:
    """What the reader may know of."""
    for row in queries.own_entitlements(request.user, at=request.now):
        if row.pk == pk:
            return row
    raise Http404(_("No hay ningún beneficio tuyo con esta dirección."))


def _page(request: HttpRequest, codes: Mapping[int, str]) -> HttpResponse:
    rows = queries.own_entitlements(request.user, at=request.now)
    awards = queries.own_awards(request.user, at=request.now)
    groups: dict[tuple[int, str], dict[str, Any]] = {}
    for award in awards:
        groups[award.edition_id, award.prize] = _group(award.edition, award.prize) | {"award": award}
    for row in rows:
        group = groups.setdefault((row.edition_id, row.prize), _group(row.edition, row.prize))
        group["items"].append(_item(row, request, codes))
    shown = sorted((group for group in groups.values() if group["prize"]), key=lambda group: -group["edition"].pk)
    return render(request, "judging/prizes/own.html", {"groups": shown})


def _group(edition: Any, key: str) -> dict[str, Any]:
    """A prize as the page shows it. Benefits without a key are only told."""
    prize = queries.prize_of(edition, key)
    told = [each for each in prize.benefits if not each.key] if prize else []
    return {"edition": edition, "prize": prize, "award": None, "items": [], "told": told}


def _item(row: Entitlement, request: HttpRequest, codes: Mapping[int, str]) -> dict[str, Any]:
    benefit = queries.benefit_of(row.edition, row.prize, row.benefit)
    own = claiming.is_own(row, request.user)
    claim = benefit is not None and benefit.claim
    return {
        "row": row,
        "benefit": benefit,
        "key": row.benefit,
        "own": own,
        "code": codes.get(row.pk, ""),
        "can_show": own
        and benefit is not None
        and benefit.codes
        and row.state != "declined"
        and not (claim and row.state == "eligible"),
        "deeds": [name for name, deed in DEEDS.items() if own and moved(deed, row.state, claim=claim) is not None],
    }


def _said(deed: Deed) -> str:
    return {
        Deed.CLAIM: _("Pedido. La organización te lo hará llegar."),
        Deed.DECLINE: _("Rechazado: nadie recibirá tus datos por esto. Puedes deshacerlo."),
        Deed.UNDO: _("Deshecho: vuelve a estar disponible."),
    }[deed]
