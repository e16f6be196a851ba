"""Teams in the organisers' admin: the list, and each team's page with its people and what was done to it."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from hackathon.accounts.desk import NO_FILTERS, DeskAdmin, FilterRefused, link
from hackathon.accounts.panel import ReadOnlyInline, moment
from hackathon.accounts.sites import organiser_site
from hackathon.editions.models import Edition
from hackathon.editions.queries import history
from hackathon.spreadsheets import Column
from teams.admin import listing
from teams.admin.deeds import DeedsMixin
from teams.admin.forms import TeamFilterForm
from teams.admin.listing import TeamFilter
from teams.models import Membership, Team

DEEDS_SHOWN = 100


class MembershipInline(ReadOnlyInline):
    """Who is in the team."""

    model = Membership
    fields = readonly_fields = ["user", "role", "seat", "joined"]
    hide_title = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "team", "edition")

    @display(description=gettext_lazy("Desde"))
    def joined(self, membership: Membership) -> str:
        return moment(membership.joined_at, membership.edition)


@admin.register(Team, site=organiser_site)
class TeamAdmin(DeedsMixin, DeskAdmin[TeamFilter]):
    """The teams of one edition at a time. What a team says of itself is its people's to change."""

    export_name = "equipos"
    export_title = gettext_lazy("Exportar equipos")
    list_display = ["name", "captain_named", "people", "free_seats", "board", "project"]
    ordering = ["name_key"]
    fields = readonly_fields = [
        "deeds",
        "name",
        "edition",
        "captain",
        "created",
        "idea",
        "discord_channel",
        "on_board",
        "trail",
    ]
    inlines = [MembershipInline]

    # --- the list ----------------------------------------------------------------------------------------------------
    def read_filter(self, request: HttpRequest, edition: Edition) -> TeamFilter:
        form = TeamFilterForm(request.GET)
        unknown = set(request.GET) - set(form.fields) - set(NO_FILTERS)
        if unknown or not form.is_valid():
            raise FilterRefused(_("No se entiende el filtro. Estos son todos los equipos de la edición."))
        return TeamFilter(**form.cleaned_data)

    def filter_form(self, edition: Edition, wanted: TeamFilter) -> Form:
        return TeamFilterForm(initial=wanted.as_typed())

    def describe(self, edition: Edition, wanted: TeamFilter) -> str:
        return listing.describe(wanted)

    def rows(self, edition: Edition, wanted: TeamFilter) -> QuerySet[Team]:
        return listing.listed(edition, wanted)

    def export_rows(self, rows: QuerySet[Team]) -> QuerySet[Team]:
        return listing.with_people(rows)

    def export_columns(self, edition: Edition) -> Sequence[Column]:
        return listing.team_columns(edition)

    @display(description=gettext_lazy("Capitanía"))
    def captain_named(self, team: Team) -> str:
        return str(team.captain)

    @display(description=gettext_lazy("Personas"), ordering="people")
    def people(self, team: Team) -> int:
        return team.people

    @display(description=gettext_lazy("Plazas libres"), ordering="free")
    def free_seats(self, team: Team) -> int:
        return team.free

    @display(description=gettext_lazy("Busca gente"), boolean=True, ordering="on_board")
    def board(self, team: Team) -> bool:
        return team.on_board

    @display(description=gettext_lazy("Proyecto entregado"), boolean=True, ordering="project_id")
    def project(self, team: Team) -> bool:
        return team.project_id is not None

    # --- one team ----------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).select_related("edition", "captain")

    @display(description=gettext_lazy("Cambiar"))
    def deeds(self, team: Team) -> SafeString:
        page = reverse("organiser_admin:teams_team_deeds", args=[team.pk])
        return link(page, _("Mover a personas, pasar la capitanía, cambiar el nombre"))

    @display(description=gettext_lazy("Creado"))
    def created(self, team: Team) -> str:
        return moment(team.created_at, team.edition)

    @display(description=gettext_lazy("Historial"))
    def trail(self, team: Team) -> SafeString:
        """Who did what to the team, when and why."""
        told = history(team.edition, targets=[team])[:DEEDS_SHOWN]
        context = {"entries": told, "rules": team.edition.parsed_rules}
        return SafeString(render_to_string("pages/_history.html", context))
