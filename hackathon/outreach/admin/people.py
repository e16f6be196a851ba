"""People in the organisers' admin: the list that mail and exports are made from, with the same filter, and each person's page."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from hackathon.accounts.desk import NO_FILTERS, DeskAdmin, FilterRefused, Shown, link
from hackathon.accounts.panel import NOTHING, moment
from hackathon.accounts.sites import organiser_site
from hackathon.editions.models import Edition
from hackathon.editions.queries import history
from hackathon.outreach import queries
from hackathon.outreach.audience import Audience, BadFilter, describe
from hackathon.outreach.forms.audience import AudienceForm, bad_filter
from hackathon.outreach.people_columns import people_columns
from hackathon.registration.models import Registration
from hackathon.registration.wording import choice_label, choice_labels, country_name, language_name
from hackathon.spreadsheets import Column
from teams.queries import team_of

State = Registration.Organisation
TONES = {State.YES: "yes", State.NO: "no", State.UNKNOWN: "unknown"}
LANGUAGES_SHOWN = 3
DEEDS_SHOWN = 100


class InWords:
    """Columns that say a code in the reader's language, or show a moment."""

    @display(description=gettext_lazy("País"), ordering="country")
    def country_named(self, person: Registration) -> str:
        return country_name(person.country) if person.country else NOTHING

    @display(description=gettext_lazy("Lenguas"))
    def languages_named(self, person: Registration) -> str:
        names = [language_name(code) for code in person.languages]
        more = ["…"] if len(names) > LANGUAGES_SHOWN else []
        return ", ".join([*names[:LANGUAGES_SHOWN], *more]) or NOTHING

    @display(description=gettext_lazy("Lenguas y variedades"))
    def all_languages(self, person: Registration) -> str:
        return ", ".join(language_name(code) for code in person.languages) or NOTHING

    @display(description=gettext_lazy("Experiencia"))
    def experience_named(self, person: Registration) -> str:
        asked = person.edition.parsed_rules.registration
        return choice_label(asked.experience, person.experience) or NOTHING

    @display(description=gettext_lazy("Qué sabe hacer"))
    def skills_named(self, person: Registration) -> str:
        return ", ".join(choice_labels(person.edition.parsed_rules.registration.skills, person.skills)) or NOTHING

    @display(description=gettext_lazy("Temas"))
    def topics_named(self, person: Registration) -> str:
        return ", ".join(choice_labels(person.edition.parsed_rules.registration.topics, person.topics)) or NOTHING

    @display(description=gettext_lazy("Horas disponibles"))
    def hours(self, person: Registration) -> str:
        if not person.timezone:
            return NOTHING
        return f"{person.hours_from:02}–{person.hours_to:02} ({person.timezone})"

    @display(description=gettext_lazy("Organización"), ordering="organisation")
    def in_organisation(self, person: Registration) -> SafeString:
        tone, word = TONES[person.organisation], person.get_organisation_display()
        return format_html('<span class="desk-badge desk-{}">{}</span>', tone, word)

    @display(description=gettext_lazy("En la organización del Hub"))
    def organisation_said(self, person: Registration) -> str:
        return person.get_organisation_display()

    @display(description=gettext_lazy("Número en la lista"))
    def number_on_list(self, person: Registration) -> str:
        return person.external_id or NOTHING

    @display(description=gettext_lazy("Organización comprobada"))
    def organisation_read(self, person: Registration) -> str:
        return moment(person.organisation_checked_at, person.edition)

    @display(description=gettext_lazy("Inscrita"), ordering="registered_at")
    def registered(self, person: Registration) -> str:
        return moment(person.registered_at, person.edition)

    @display(description=gettext_lazy("Aceptó las bases"))
    def consented(self, person: Registration) -> str:
        return moment(person.consented_at, person.edition)

    @display(description=gettext_lazy("Reclamada"))
    def claimed(self, person: Registration) -> str:
        return moment(person.claimed_at, person.edition)


@admin.register(Registration, site=organiser_site)
class PeopleAdmin(InWords, DeskAdmin[Audience]):
    """The people of one edition at a time. What they told us is theirs to change."""

    export_name = "personas"
    export_title = gettext_lazy("Exportar personas")
    list_display = (
        "who",
        "hub",
        "country_named",
        "languages_named",
        "team",
        "in_organisation",
        "project",
    )
    list_display_links = ("who",)
    ordering = ("-registered_at", "-pk")
    fields = readonly_fields = (
        "name",
        "email",
        "account",
        "edition",
        "team_page",
        "country_named",
        "all_languages",
        "experience_named",
        "looking_for",
        "skills_named",
        "topics_named",
        "hours",
        "discord",
        "on_board",
        "organisation_said",
        "organisation_read",
        "registered",
        "consented",
        "claimed",
        "source",
        "number_on_list",
        "team_wanted",
        "trail",
    )

    # --- the list ----------------------------------------------------------------------------------------------------
    def read_filter(self, request: HttpRequest, edition: Edition) -> Audience:
        try:
            return Audience.from_query(request.GET, also=NO_FILTERS)
        except BadFilter as error:
            raise FilterRefused(bad_filter(error)) from error

    def filter_form(self, edition: Edition, wanted: Audience) -> Form:
        return AudienceForm(edition=edition, initial=wanted.as_typed())

    def describe(self, edition: Edition, wanted: Audience) -> str:
        return describe(wanted, edition)

    def rows(self, edition: Edition, wanted: Audience) -> QuerySet[Registration]:
        return queries.listed(edition, wanted)

    def export_columns(self, edition: Edition) -> Sequence[Column]:
        return people_columns(edition)

    def buttons(self, shown: Shown[Audience]) -> list[tuple[str, str]]:
        query = urlencode({"edicion": shown.edition.slug, **shown.filter.as_typed()})
        write = reverse("organiser_admin:outreach_campaign_add")
        return [(f"{write}?{query}", _("Escribir a estas personas"))]

    @display(description=gettext_lazy("Persona"), ordering="name")
    def who(self, person: Registration) -> SafeString:
        # A template for each row, which unfold's own two-line column takes, is most of a list's time.
        return format_html('{}<span class="desk-second">{}</span>', person.name, person.email)

    @display(description=gettext_lazy("Cuenta"), ordering="user__hub_username")
    def hub(self, person: Registration) -> str:
        if person.user is None:
            return _("sin cuenta")
        return person.user.hub_username or NOTHING

    @display(description=gettext_lazy("Equipo"), ordering="team_name")
    def team(self, person: Registration) -> str:
        if person.team_id is None:
            return NOTHING
        return _team_link(person.team_id, person.team_name)

    @display(description=gettext_lazy("Proyecto"), boolean=True, ordering="project_id")
    def project(self, person: Registration) -> bool:
        return person.project_id is not None

    # --- one person --------------------------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        return super().get_queryset(request).select_related("user", "edition")

    @display(description=gettext_lazy("Cuenta"))
    def account(self, person: Registration) -> str:
        if person.user is None:
            return _("Todavía nadie ha entrado con este correo.")
        page = reverse("organiser_admin:accounts_user_change", args=[person.user.pk])
        name = f"{person.user.display_name} · {person.user.hub_username}".removesuffix(" · ")
        return link(page, name)

    @display(description=gettext_lazy("Equipo"))
    def team_page(self, person: Registration) -> str:
        team = team_of(user=person.user, edition=person.edition) if person.user else None
        if team is None:
            listed = f"{reverse('organiser_admin:teams_team_changelist')}?edition={person.edition.slug}&seats=yes"
            return format_html("{} · {}", NOTHING, link(listed, _("Equipos con plazas libres")))
        deeds = reverse("organiser_admin:teams_team_deeds", args=[team.pk])
        return format_html("{} · {}", _team_link(team.pk, team.name), link(deeds, _("Cambiar de equipo")))

    @display(description=gettext_lazy("Historial"))
    def trail(self, person: Registration) -> SafeString:
        """Who did what to this person in the edition, when and why, and what they did themselves."""
        targets = [person, *([person.user] if person.user else [])]
        told = history(person.edition, targets=targets, person=person.user)[:DEEDS_SHOWN]
        context = {"entries": told, "rules": person.edition.parsed_rules}
        return SafeString(render_to_string("pages/_history.html", context))


def _team_link(pk: int, name: str) -> SafeString:
    return link(reverse("organiser_admin:teams_team_change", args=[pk]), name)
