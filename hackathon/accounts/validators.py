"""What a person may be called here."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def clean_person_name(name: str) -> str:
    """The name with single spaces; empty is allowed. Raises ValidationError for invisible characters."""
    cleaned = " ".join(name.split())
    if not cleaned.isprintable():
        raise ValidationError(_("El nombre contiene caracteres invisibles. Escríbelo de nuevo."), code="invisible")
    return cleaned
