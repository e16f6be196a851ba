"""The admin sites. Models register on them from their own app's ``admin``; the judges' site is in ``judging.admin``."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from hackathon.accounts.models import Role


class PanelSite(UnfoldAdminSite):
    """An admin panel. Its look (unfold) runs on Alpine, which evaluates expressions: the policy is relaxed here, and only here."""

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        relaxed = csp_update({"script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]})
        return relaxed(super().admin_view(view, cacheable))


class OrganiserSite(PanelSite):
    """The organisers' admin, for whoever is an organiser of at least one edition."""

    site_header = site_title = _("Organización")
    index_title = _("Panel de la organización")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        if not (user.is_authenticated and user.is_active):
            return False
        return user.is_superuser or Role.objects.filter(user=user, kind=Role.Kind.ORGANISER).exists()


organiser_site: AdminSite = OrganiserSite(name="organiser_admin")
