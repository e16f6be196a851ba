"""The judges' panel: their own reviews and nothing else."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.accounts.sites import PanelSite
from judging.admin import panel_calibration, panel_evidence, panel_list, panel_live, panel_practice, panel_review
from judging.models import Assignment


class JudgeSite(PanelSite):
    """The judges' panel, for whoever is on the jury of at least one edition. It shows their own reviews only."""

    site_header = site_title = gettext_lazy("Jurado")
    index_title = gettext_lazy("Mis evaluaciones")
    enable_nav_sidebar = False  # one list, one page a project: the room is for those

    # What an admin site has beyond its pages would show other things than reviews.
    HIDDEN = frozenset({"autocomplete", "view_on_site"})

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and Role.Kind.JUDGE in roles.kinds_of(user)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        view = self.admin_view
        own = [
            path("directo/<slug:slug>/", view(panel_live.live), name="live"),
            path("directo/<slug:slug>/estado/", view(panel_live.state), name="live_state"),
            path("calibracion/<slug:slug>/", view(panel_calibration.calibration), name="calibration"),
        ]
        return own + [url for url in super().get_urls() if getattr(url, "name", None) not in self.HIDDEN]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Straight to the reviews: there is nothing else here."""
        return redirect(f"{self.name}:judging_assignment_changelist")

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The same."""
        return self.index(request)


judge_site: AdminSite = JudgeSite(name="judge_admin")


@admin.register(Assignment, site=judge_site)
class OwnReviewAdmin(ModelAdmin):
    """A judge's own reviews: a list, and a page to score each one. Each page is told in a module of its own."""

    def get_urls(self) -> list[URLPattern]:
        view, one = self.admin_site.admin_view, "<int:pk>"
        return [
            path("", view(panel_list.own_reviews), name="judging_assignment_changelist"),
            path(f"{one}/change/", view(panel_review.review), name="judging_assignment_change"),
            path(f"{one}/practica/", view(panel_practice.discuss), name="practice"),
            path(f"{one}/pruebas/<str:what>/", view(panel_evidence.project_part), name="evidence"),
            path(f"{one}/pruebas/<str:what>/<int:entry>/", view(panel_evidence.repo_part), name="evidence_of"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return obj is None or obj.judge_id == request.user.pk

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return False
