"""Teams in the organisers' admin: to look at. Teams change by what their people do."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hackathon.accounts.admin import OwnEditionFilter
from hackathon.accounts.panel import OrganiserAdmin, ReadOnlyInline
from hackathon.accounts.sites import organiser_site
from teams.models import Membership, Team


class MembershipInline(ReadOnlyInline):
    """Who is in the team."""

    model = Membership
    fields = readonly_fields = ["user", "seat", "joined_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "team")


@admin.register(Team, site=organiser_site)
class TeamAdmin(OrganiserAdmin):
    """The teams of the reader's editions."""

    list_display = ["name", "edition", "captain", "people", "created_at"]
    list_filter = [OwnEditionFilter]
    list_select_related = ["edition", "captain"]
    search_fields = ["name", "name_key", "memberships__user__name", "memberships__user__email"]
    fields = ["name", "edition", "captain", "created_at"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return super().get_queryset(request).annotate(people=Count("memberships"))

    @admin.display(description=_("personas"))
    def people(self, team: Team) -> int:
        return team.people
