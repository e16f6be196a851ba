"""Benefits for who runs the edition: who has which, the sponsors' codes, and the lists that sponsors get."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.spreadsheets import as_file
from judging.actions import benefits, claiming, coding, delivering
from judging.exports import sponsors
from judging.prizes import code_lists
from judging.prizes.forms import BenefitFilterForm, CodesForm
from judging.queries import prizes as queries

PAGE = 100
MOST_AT_ONCE = 2000
_DIGITS = re.compile(r"[0-9]{1,18}")


@never_cache
@login_required
@require_safe
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """How far each benefit is, and the list."""
    edition = own_edition(request, slug)
    filters = BenefitFilterForm(request.GET, edition=edition)
    page = Paginator(filters.narrowed(queries.entitlements(edition)), PAGE).get_page(request.GET.get("pagina"))
    standing = queries.standing(edition)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "progress": queries.benefits_progress(edition),
        "filters": filters,
        "query": filters.query(),
        "page": page,
        "rows": [_row(edition, each, standing) for each in page],
        "lacking": standing.lacking,
        "columns": sponsors.sponsor_columns(edition),
        "standard": sponsors.STANDARD,
        "unshared": queries.unshared(filters.narrowed(queries.entitlements(edition))),
    }
    return render(request, "judging/prizes/benefits.html", context)


@never_cache
@login_required
@require_POST
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring the list up to date."""
    edition = own_edition(request, slug)
    told = benefits.refresh(edition=edition, by=request.user, at=request.now)
    if not (told.new or told.gone or told.kept):
        messages.success(request, _("Ya estaba al día."))
        return redirect("judging:benefits", slug=slug)
    text = ngettext("%(n)s beneficio nuevo", "%(n)s beneficios nuevos", told.new) % {"n": told.new}
    text += " · " + ngettext("%(n)s quitado", "%(n)s quitados", told.gone) % {"n": told.gone}
    if told.kept:
        kept = ngettext(
            "%(n)s ya no corresponde y se conserva porque se pidió, se entregó o se rechazó",
            "%(n)s ya no corresponden y se conservan porque se pidieron, se entregaron o se rechazaron",
            told.kept,
        )
        text += " · " + kept % {"n": told.kept}
    messages.success(request, f"{text}.")
    return redirect("judging:benefits", slug=slug)


@never_cache
@login_required
@require_POST
def deliver(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down that the marked ones were delivered, or were not after all."""
    edition = own_edition(request, slug)
    chosen = _chosen(request, edition)
    if not chosen:
        messages.error(request, _("Marca al menos una fila."))
    elif request.POST.get("deed") == "undeliver":
        _undeliver(request, chosen)
    else:
        _deliver(request, edition, chosen)
    query = BenefitFilterForm(request.GET, edition=edition).query()
    return redirect(f"{reverse('judging:benefits', args=[slug])}{'?' + query if query else ''}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, slug: str, prize: str, benefit: str) -> HttpResponse:
    """Take a sponsor's list of codes in, or take what nobody has got off it."""
    edition = own_edition(request, slug)
    found = queries.benefit_of(edition, prize, benefit)
    if found is None or not found.codes:
        raise Http404(_("Este beneficio no se entrega con códigos."))
    if "drop" in request.POST:
        n = coding.drop_free_codes(edition=edition, prize=prize, benefit=benefit, by=request.user, at=request.now)
        messages.success(request, ngettext("%(n)s código quitado.", "%(n)s códigos quitados.", n) % {"n": n})
        return redirect("judging:benefit_codes", slug=slug, prize=prize, benefit=benefit)
    form = CodesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _add(request, edition, prize, benefit, form)
        return redirect("judging:benefit_codes", slug=slug, prize=prize, benefit=benefit)
    progress = next(
        each for each in queries.benefits_progress(edition) if (each.prize.key, each.benefit.key) == (prize, benefit)
    )
    context = {"edition": edition, "rules": edition.parsed_rules, "form": form, "progress": progress}
    return render(request, "judging/prizes/codes.html", context)


codes.most_bytes = code_lists.MAX_BYTES * 2 + 100_000


@login_required
@require_safe
def sponsor_list(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The filtered list as a file, of people who agreed to the rules and have not declined."""
    edition = own_edition(request, slug)
    filters = BenefitFilterForm(request.GET, edition=edition)
    rows = queries.shareable(filters.narrowed(queries.entitlements(edition)), edition, at=request.now)
    wanted = frozenset(request.GET.getlist("columna")) or frozenset(sponsors.STANDARD)
    made = sponsors.sponsor_table(edition, rows, wanted=wanted)
    benefits.record_export(
        edition=edition,
        columns=[column.key for column in sponsors.sponsor_columns(edition) if column.key in wanted],
        rows=len(rows),
        by=request.user,
        at=request.now,
    )
    return as_file(made, f"{edition.slug}-beneficios", extension)


def _chosen(request: HttpRequest, edition: Edition) -> list[Any]:
    """The marked rows; or, where that was asked for, all of the filter."""
    found = queries.entitlements(edition)
    if request.POST.get("deed") == "deliver_all":
        return list(BenefitFilterForm(request.GET, edition=edition).narrowed(found)[:MOST_AT_ONCE])
    marked = request.POST.getlist("row")[:MOST_AT_ONCE]
    return list(found.filter(pk__in=[int(key) for key in marked if _DIGITS.fullmatch(key)]))


def _row(edition: Edition, each: Any, standing: queries.Standing) -> dict[str, Any]:
    return {
        "row": each,
        "stale": each.pk in standing.stale,
        "prize": queries.prize_of(edition, each.prize),
        "benefit": queries.benefit_of(edition, each.prize, each.benefit),
    }


def _deliver(request: HttpRequest, edition: Edition, chosen: list[Any]) -> None:
    done, stuck, lacking = delivering.deliver_many(
        edition=edition, entitlements=chosen, by=request.user, at=request.now
    )
    messages.success(request, ngettext("%(n)s entregado.", "%(n)s entregados.", done) % {"n": done})
    if stuck:
        text = ngettext(
            "%(n)s no se puede entregar: falta pedirlo, se rechazó, ya está entregado, "
            "su proyecto quedó fuera de concurso o los resultados no son públicos.",
            "%(n)s no se pueden entregar: falta pedirlos, se rechazaron, ya están entregados, "
            "sus proyectos quedaron fuera de concurso o los resultados no son públicos.",
            stuck,
        )
        messages.warning(request, text % {"n": stuck})
    if lacking:
        text = ngettext("Falta %(n)s código: pídelo y súbelo.", "Faltan %(n)s códigos: pídelos y súbelos.", lacking)
        messages.error(request, text % {"n": lacking})


def _undeliver(request: HttpRequest, chosen: list[Any]) -> None:
    done = stuck = 0
    for each in chosen:
        try:
            claiming.undeliver(entitlement=each, by=request.user, at=request.now)
        except (claiming.CannotMove, claiming.CodeIsOut):
            stuck += 1
        else:
            done += 1
    messages.success(
        request, ngettext("%(n)s vuelve a estar pendiente.", "%(n)s vuelven a estar pendientes.", done) % {"n": done}
    )
    if stuck:
        text = ngettext(
            "%(n)s se queda como está: no estaba entregado, o su código ya salió.",
            "%(n)s se quedan como están: no estaban entregados, o su código ya salió.",
            stuck,
        )
        messages.warning(request, text % {"n": stuck})


def _add(request: HttpRequest, edition: Edition, prize: str, benefit: str, form: CodesForm) -> None:
    added = coding.add_codes(
        edition=edition, prize=prize, benefit=benefit, codes=form.codes, by=request.user, at=request.now
    )
    messages.success(request, ngettext("%(n)s código nuevo.", "%(n)s códigos nuevos.", added.new) % {"n": added.new})
    if added.known:
        text = ngettext("%(n)s ya estaba en la lista.", "%(n)s ya estaban en la lista.", added.known)
        messages.info(request, text % {"n": added.known})
    if form.codes.repeated:
        lines = {"lines": code_lists.told(form.codes.repeated)}
        messages.info(request, _("Repetidos en lo que has traído, en las líneas %(lines)s: cuentan una vez.") % lines)
    if form.codes.unusable:
        lines = {"lines": code_lists.told(form.codes.unusable)}
        text = _("No pueden ser códigos las líneas %(lines)s: son demasiado largas o tienen caracteres raros.")
        messages.warning(request, text % lines)
