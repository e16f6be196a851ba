"""What a team may be called. Shared by forms and actions."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_NAME = 60
MAX_KEY = 120
# Emoji are glued together with it; every other invisible character would only help to look like another team.
ZERO_WIDTH_JOINER = "\N{ZERO WIDTH JOINER}"
UNSEEN = ("Mn", "Cf")


def name_key(name: str) -> str:
    """The name as it is compared: without case, accents, invisible characters and extra spaces.

    >>> name_key("  Los  ÑANDÚES ")
    'los nandues'
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    seen = "".join(character for character in decomposed if unicodedata.category(character) not in UNSEEN)
    return " ".join(seen.split())


def clean_name(name: str) -> str:
    """The name as it is kept: composed characters, single spaces. Raises ValidationError for one that cannot be read."""
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    key = name_key(cleaned)
    if not any(character.isalnum() for character in key):
        raise ValidationError(_("El nombre necesita al menos una letra o un número."), code="unreadable")
    if not cleaned.replace(ZERO_WIDTH_JOINER, "").isprintable():
        raise ValidationError(_("El nombre contiene caracteres invisibles. Escríbelo de nuevo."), code="invisible")
    if len(cleaned) > MAX_NAME or len(key) > MAX_KEY:
        raise ValidationError(
            _("El nombre es demasiado largo: como mucho %(max)s caracteres.") % {"max": MAX_NAME}, code="too_long"
        )
    return cleaned
