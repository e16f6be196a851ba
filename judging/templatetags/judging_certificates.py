"""Filters for the pages of certificates and prizes."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def why_not_drawn(problem: str) -> str:
    """The sentence for ``Certificate.problem``."""
    code, _colon, about = problem.partition(":")
    if code == "no_glyphs":
        return _("Ninguna tipografía tiene estos caracteres: %(these)s") % {"these": about}
    return _("Falló por un error nuestro: vuelve a probar.")
