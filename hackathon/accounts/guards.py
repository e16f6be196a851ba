"""What pages of every app ask about a request: which edition it names, whether the reader runs it, where they came from and
how long ago."""

import ipaddress

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
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


def network(request: HttpRequest) -> str:
    """Where somebody asks from, behind the proxy that the settings know of. Of IPv6 the network: a person has millions of those."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (ValueError, PermissionDenied):
        return "unknown"
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def has_just_entered(request: HttpRequest) -> bool:
    """Stands behind allauth's ``reauthentication_required``, which has nothing to ask of who only comes through the Hub.

    Who has a password or a second step has shown it again by then; the others come through the Hub again.
    """
    if get_adapter().get_reauthentication_methods(request.user):
        return True
    entered = [each["at"] for each in get_authentication_records(request, request.user)]
    return bool(entered) and request.now.timestamp() - max(entered) < REAUTHENTICATION_TIMEOUT


def enter_again(request: HttpRequest, *, back: str) -> HttpResponse:
    """The page with the way through the Hub, which leads to ``back`` (the name of an address) whether taken or not."""
    return render(request, "accounts/enter_again.html", {"back": reverse(back)}, status=403)
