"""What pages of every app ask about a request: which edition it names, whether the reader runs it, where they came from."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from hackathon.accounts.roles import is_organiser
from hackathon.editions.models import Edition


def edition_or_404(slug: str) -> Edition:
    """The edition under that address."""
    edition = Edition.objects.filter(slug=slug).first()
    if edition is None:
        raise Http404(_("No hay ninguna edición con esta dirección."))
    return edition


def own_edition(request: HttpRequest, slug: str) -> Edition:
    """The same, for who runs it; anybody else is refused."""
    edition = edition_or_404(slug)
    if not is_organiser(request.user, edition):
        raise PermissionDenied
    return edition


def on_this_site(request: HttpRequest, address: str) -> str:
    """``address`` if it is one of ours, to be sent back to; else nothing."""
    # A word that begins with no slash is no address to ``redirect`` but the name of one, and mostly of none.
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else ""
