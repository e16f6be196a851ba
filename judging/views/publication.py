"""The organisers' way from a ranking to published results: freeze, sign, choose the moment, publish; and take it all back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.guards import own_edition
from hackathon.editions.models import Edition
from hackathon.editions.wording import AOE, in_zone
from judging import actions, results_sentences
from judging import results as pure
from judging.models import FrozenResults
from judging.queries import counting, publication
from judging.results_forms import FreezeForm, MomentForm, ReasonForm

UNPROCESSABLE = 422


@never_cache
@require_safe
@login_required
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the results are, and what comes next."""
    return page(request, own_edition(request, slug))


@require_POST
@login_required
def freeze(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep the results as they are now."""
    edition = own_edition(request, slug)
    form = FreezeForm(request.POST)
    if not form.is_valid():
        return page(request, edition, freeze_form=form)
    try:
        actions.freeze(edition=edition, reason=form.cleaned_data["reason"], by=request.user, at=request.now)
    except results_sentences.REFUSALS as refusal:
        form.add_error("reason", results_sentences.of(refusal))
        return page(request, edition, freeze_form=form)
    messages.success(request, _("Congelados. Ahora los firma quien los haya leído."))
    return redirect("judging:publication", slug=slug)


@require_POST
@login_required
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Stand for the results that were read."""

    def deed(results: FrozenResults) -> str:
        digest = request.POST.get("digest", "")
        actions.sign(results=results, digest=digest, by=request.user, at=request.now)
        if publication.is_public(results, at=request.now):
            return _("Firmados y publicados: su momento ya había llegado y era la última firma.")
        return _("Firmados. Gracias por leerlos.")

    return _do(request, own_edition(request, slug), deed)


@require_POST
@login_required
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose when everybody sees them."""
    edition = own_edition(request, slug)
    form = _moment_form(request, edition, request.POST)
    if not form.is_valid():
        return page(request, edition, moment_form=form)
    moment = form.cleaned_data["publish_at"]

    def deed(results: FrozenResults) -> str:
        actions.schedule_publication(results=results, publish_at=moment, by=request.user, at=request.now)
        return _("Se publicarán el %(when)s.") % {"when": in_zone(moment, edition.parsed_rules.timezone)}

    return _do(request, edition, deed)


@require_POST
@login_required
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Let everybody see them now."""

    def deed(results: FrozenResults) -> str:
        actions.publish_now(results=results, by=request.user, at=request.now)
        return _("Publicados: cualquiera puede verlos.")

    return _do(request, own_edition(request, slug), deed)


@require_POST
@login_required
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take them back, for a reason."""
    edition = own_edition(request, slug)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page(request, edition, withdraw_form=form)

    def deed(results: FrozenResults) -> str:
        reason = form.cleaned_data["reason"]
        actions.withdraw_results(results=results, reason=reason, by=request.user, at=request.now)
        return _("Retirados: ahora solo los ve la organización. Los siguientes llevarán otro número.")

    return _do(request, edition, deed)


def _do(request: HttpRequest, edition: Edition, deed: Callable[[FrozenResults], str]) -> HttpResponse:
    """Do something to the results that stand, and say so; or say why not."""
    results = publication.standing(edition)
    try:
        if results is None:
            raise actions.NotFrozen
        messages.success(request, deed(results))
    except results_sentences.REFUSALS as refusal:
        messages.error(request, results_sentences.of(refusal))
    return redirect("judging:publication", slug=edition.slug)


def page(request: HttpRequest, edition: Edition, **forms: Any) -> HttpResponse:
    """The page, with what a refused form says."""
    frozen = publication.standing(edition)
    now = counting.outcome(edition)
    missing, judging = counting.missing_reviews(now), edition.parsed_rules.windows.judging.is_open(request.now)
    context = {
        "edition": edition,
        "rules": edition.parsed_rules,
        "frozen": frozen,
        "missing": missing,
        "judging_open": judging,
        "wanted": edition.parsed_rules.jury.signatures,
        "waiting": publication.to_moderate(edition).count(),
        "withdrawn": FrozenResults.objects.filter(edition=edition).exclude(withdrawn_at=None).order_by("-number"),
        "freeze_form": FreezeForm(),
        "tab": reverse("judging:publication", args=[edition.slug]),
        "moment_form": _moment_form(request, edition),
        "withdraw_form": ReasonForm(),
        **(_frozen(request, frozen, now) if frozen else {}),
        **forms,
    }
    if missing or judging:
        context["freeze_form"].demand_reason()
    refused = any(form.errors for form in forms.values())
    return render(request, "judging/outcome/publication.html", context, status=UNPROCESSABLE if refused else 200)


def _frozen(request: HttpRequest, frozen: FrozenResults, now: pure.Payload) -> dict[str, Any]:
    """What the page says of results that stand."""
    signatures = list(frozen.signatures.select_related("user"))
    lacking, moment = publication.lacking_signatures(frozen), publication.moment(frozen)
    return {
        "boards": pure.boards(frozen.payload),
        "signatures": signatures,
        "lacking": lacking,
        "wanted": publication.wanted_signatures(frozen),
        "signed_by_me": any(signature.user_id == request.user.pk for signature in signatures),
        "moment": moment,
        "overdue": moment <= request.now,
        "signing_publishes": moment <= request.now and lacking == 1,
        "public": publication.is_public(frozen, at=request.now),
        "changed": not _same(frozen.payload, now),
    }


def _same(frozen: pure.Payload, now: pure.Payload) -> bool:
    """Whether the same would come of a freeze now."""
    return all(frozen[key] == now[key] for key in ("rules_digest", "projects", "decisions", "awards"))


def _moment_form(request: HttpRequest, edition: Edition, data: Any = None) -> MomentForm:
    zone = edition.parsed_rules.timezone
    return MomentForm(data, zone=zone, name="AoE" if zone == AOE else zone, at=request.now)
