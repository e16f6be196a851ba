"""The organisers' dashboard: only who runs the edition knows that there is one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition
from hackathon.hub.client import default_client
from hackathon.pages.dashboard import desk, queries, sections
from hackathon.pages.templatetags.pages import AOE
from hackathon.registration import actions
from hackathon.registration.queries import demographics
from hackathon.registration.wording import country_name, language_name


@never_cache
@login_required
@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """How far people have come, who they are in aggregate, and what wants looking after."""
    edition = _own_edition(request, slug)
    rules = edition.parsed_rules
    people, crowd = queries.people(edition), queries.crowd(edition)
    teams = queries.teams(edition, max_size=rules.team.max_size)
    context: dict[str, Any] = {
        "edition": edition,
        "rules": rules,
        "people": people,
        "teams": teams,
        "is_empty": not (people.listed or teams.total),
        "desk": desk.links(edition),
        "counts": desk.to_look_after(
            edition,
            people=people,
            without_team=crowd.funnel.without_team,
            teams=teams,
            seated_without_registration=queries.seated_without_registration(edition),
        ),
        "organisation": desk.in_organisation(edition, people),
        "stages": sections.stages(crowd.funnel),
        "zone": "AoE" if rules.timezone == AOE else rules.timezone,
        "timeline": sections.timeline(queries.timeline(edition)),
        "countries": sections.breakdown(crowd.countries, name=country_name),
        "demographics": sections.answers(demographics(edition)),
        "languages": sections.breakdown(crowd.languages, name=language_name),
    }
    return render(request, "pages/dashboard/dashboard.html", context)


@login_required
@require_POST
def refresh_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the Hub for the organisation's members now."""
    edition = _own_edition(request, slug)
    hub = default_client(patient=False)
    done = actions.refresh_organisation(edition=edition, by=request.user, at=request.now, hub=hub)
    if done.silent:
        text = _("El Hub no ha dado la lista de miembros de %(names)s. Lo que ya se sabía se queda como estaba.")
        messages.warning(request, text % {"names": ", ".join(done.silent)})
    else:
        text = _("Lista leída: %(yes)s están, %(no)s no están y de %(unknown)s no se sabe.")
        messages.success(request, text % {"yes": done.yes, "no": done.no, "unknown": done.unknown})
    return redirect("editions:dashboard", slug=edition.slug)


def _own_edition(request: HttpRequest, slug: str) -> Edition:
    edition = get_object_or_404(Edition, slug=slug)
    if not is_organiser(request.user, edition):
        raise Http404
    return edition
