"""What a title may be. Shared by the forms of the organisers' desk."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Emoji are glued together with it; every other invisible character only makes a title look like something else.
ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"


def clean_title(title: str) -> str:
    """The title in one line with single spaces; empty is allowed. Raises ValidationError for invisible characters."""
    cleaned = " ".join(title.split())
    if not cleaned.replace(ZERO_WIDTH_JOINER, "").isprintable():
        raise ValidationError(_("El título contiene caracteres invisibles. Escríbelo de nuevo."), code="invisible")
    return cleaned
