"""The admin sites. Models register on them from their own app's ``admin``; the judges' site is in ``judging.admin``."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from hackathon.accounts import roles
from hackathon.accounts.models import Role


class PanelSite(UnfoldAdminSite):
    """An admin panel. Its look (unfold) runs on Alpine, which evaluates expressions and sets styles: allowed here, and only here."""

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        relaxed = csp_update({"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]})
        return relaxed(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own sign-in, with the Hub and second factors; whoever is signed in already gets in or is refused."""
        index = reverse(f"{self.name}:index")
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", index))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(index)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Out of the whole site, and back to its front page."""
        return LogoutView.as_view(next_page=settings.ACCOUNT_LOGOUT_REDIRECT_URL)(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The site's own page for it."""
        return redirect("account_change_password")

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Nothing: the sidebar lists every page, and unfold's palette would keep Python objects in a cache of JSON."""
        return HttpResponse()


class OrganiserSite(PanelSite):
    """The organisers' admin, for whoever is an organiser of at least one edition."""

    site_header = site_title = _("Organización")
    index_title = _("Panel de la organización")
    index_template = "accounts/desk/index.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The reader's editions, newest first, each with where to go from here."""
        editions = roles.editions_with_role(request.user, Role.Kind.ORGANISER).order_by("-pk")
        return super().index(request, {**(extra_context or {}), "editions": editions})

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and Role.Kind.ORGANISER in roles.kinds_of(user)


organiser_site: AdminSite = OrganiserSite(name="organiser_admin")
