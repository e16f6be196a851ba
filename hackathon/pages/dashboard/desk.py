"""Where the dashboard leads: the lists behind its numbers, and the organisers' other pages."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.outreach.audience import Audience
from hackathon.pages.dashboard.queries import People, Teams

PEOPLE = "organiser_admin:registration_registration_changelist"
TEAMS = "organiser_admin:teams_team_changelist"


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the desk."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something, and the list that shows exactly those (empty: no list does). ``text`` says more."""

    number: int
    name: str
    url: str = ""
    text: str = ""


def links(edition: Edition) -> tuple[Link, ...]:
    """The organisers' pages about ``edition``."""
    here = {"edition": edition.slug}
    return (
        Link(_("Personas"), _list(PEOPLE, here)),
        Link(_("Equipos"), _list(TEAMS, here)),
        Link(_("Lista de asistentes"), reverse("imports:lists", args=[edition.slug])),
        Link(_("Correo"), _list("organiser_admin:outreach_campaign_changelist", here)),
        Link(_("Anuncios"), _list("organiser_admin:outreach_announcement_changelist", here)),
        Link(_("Jurado"), reverse("judging:jury", args=[edition.slug])),
        Link(_("Resultados"), reverse("judging:results", args=[edition.slug])),
        Link(_("Exportar"), reverse("judging:exports", args=[edition.slug])),
        Link(_("Evaluación de modelos"), reverse("submissions:evaluation_panel", args=[edition.slug])),
        Link(_("Plazos"), reverse("organiser_admin:editions_edition_deadlines", args=[edition.pk])),
        Link(_("Bases"), reverse("organiser_admin:editions_edition_change", args=[edition.pk])),
        Link(_("Registro de cambios"), _list("organiser_admin:editions_trailentry_changelist", here)),
    )


def to_look_after(
    edition: Edition, *, people: People, without_team: int, teams: Teams, seated_without_registration: int
) -> tuple[Count, ...]:
    """What an organiser may want to do something about."""
    counts = [
        Count(
            without_team,
            _("inscritas sin equipo"),
            people_list(edition, Audience(complete=True, in_team=False)),
        ),
        Count(
            teams.with_seats,
            _("equipos con plazas libres"),
            _list(TEAMS, {"edition": edition.slug, "seats": "yes"}),
            _("Caben %(n)s personas más.") % {"n": teams.seats},
        ),
        Count(
            teams.total - teams.delivered,
            _("equipos sin proyecto entregado"),
            _list(TEAMS, {"edition": edition.slug, "delivered": "no"}),
        ),
        Count(
            people.unclaimed,
            _("importadas que no han entrado"),
            people_list(edition, Audience(claimed=False)),
            _("Reclaman su inscripción al entrar con el mismo correo."),
        ),
        Count(
            people.unfinished,
            _("sin terminar la inscripción"),
            people_list(edition, Audience(claimed=True, complete=False)),
            _("Han entrado, pero no han aceptado las bases."),
        ),
    ]
    if seated_without_registration:
        counts.append(
            Count(
                seated_without_registration, _("en un equipo sin haberse inscrito"), text=_("Pídeles que se inscriban.")
            )
        )
    return tuple(counts)


def in_organisation(edition: Edition, people: People) -> tuple[Count, ...]:
    """Who is a member of the organisation on the Hub: yes, no and unknown are three things."""
    return tuple(
        Count(number, name, people_list(edition, Audience(complete=True, organisation=answer)))
        for number, name, answer in (
            (people.in_organisation, _("están"), "yes"),
            (people.not_in_organisation, _("no están"), "no"),
            (people.organisation_unknown, _("no se sabe"), "unknown"),
        )
    )


def people_list(edition: Edition, audience: Audience) -> str:
    """The address of the list of exactly those people."""
    return _list(PEOPLE, {"edition": edition.slug, **audience.as_typed()})


def _list(name: str, query: dict[str, str]) -> str:
    return f"{reverse(name)}?{urlencode(query)}"
