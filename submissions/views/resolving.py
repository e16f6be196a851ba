"""What an address is, said while somebody types it."""

from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hackathon.editions.rules import ArtefactRules, EditionRules
from submissions import actions, sentences
from submissions.actions.resolving import Resolution
from submissions.audit.wire import storable
from submissions.validators import MAX_ADDRESS, TypedEntry, split_addresses
from submissions.views.team import own_team, quick_hub

UNAUTHORIZED = 401
PER_MINUTE = 60
"""How many fields of a form one person may ask about in a minute."""


@never_cache
@require_POST
def resolve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A fragment about the addresses in one field of the form (``campo``), as far as the edition takes that many."""
    if not request.user.is_authenticated:
        return HttpResponse(sentences.signed_out(), status=UNAUTHORIZED, content_type="text/plain; charset=utf-8")
    team = own_team(request, slug, pk)
    rules = team.edition.parsed_rules
    artefact = _artefact(rules, request.GET.get("campo", ""))
    typed = [
        TypedEntry(artefact.kind, address)
        for address in split_addresses(storable(request.POST.get(artefact.kind.value, "")))[: artefact.max_count]
        if len(address) <= MAX_ADDRESS
    ]
    crowded = not _may_ask(request)
    looks = [] if crowded else actions.resolve_typed(typed, rules=rules.submission, hub=quick_hub(), at=request.now)
    context = {"rules": rules, "crowded": crowded, "looks": [_shown(look, rules) for look in looks]}
    return render(request, "submissions/_looks.html", context)


def _artefact(rules: EditionRules, name: str) -> ArtefactRules:
    found = next((artefact for artefact in rules.submission.artefacts if artefact.kind.value == name), None)
    if found is None:
        raise Http404(_("Esta edición no pide eso."))
    return found


def _may_ask(request: HttpRequest) -> bool:
    """So many a minute and person; the count goes with the minute."""
    key = f"submissions.resolve:{request.user.pk}:{request.now:%H%M}"
    cache.add(key, 0, 120)
    try:
        return cache.incr(key) <= PER_MINUTE
    except ValueError:  # a full cache threw it away
        return True


def _shown(look: Resolution, rules: EditionRules) -> dict[str, Any]:
    problems = [look.problem] if look.problem else []
    return {
        "typed": look.typed,
        "read": look.read,
        "look": look.look,
        "problem": look.problem,
        "outside": look.outside,
        "silent": look.silent,
        "renamed": look.renamed,
        "new_name": look.new_name,
        "owner": look.look.repo_id.partition("/")[0] if look.look else "",
        "corrections": actions.corrections(problems, rules=rules.submission),
    }
