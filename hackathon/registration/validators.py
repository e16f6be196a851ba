"""What a registration may say. Shared by forms, actions and the API."""

import unicodedata
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_NAME = 150
MAX_TEXT = 500
MAX_DISCORD = 60
# Emoji are glued together with one, Persian spells with the other.
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Letters to Unicode, nothing to the eye.
BLANK_LETTERS = "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
_WITHOUT_JOINERS = str.maketrans("", "", JOINERS)


def clean_name(name: str) -> str:
    """The name to print, composed and with single spaces. Raises ValidationError for one that cannot be read.

    >>> clean_name("  Jose\\u0301   Díaz 🌻 ")
    'José Díaz 🌻'
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned:
        raise ValidationError(_("Escribe tu nombre."), code="required")
    _refuse_invisible(cleaned)
    if not any(character.isalpha() for character in cleaned):
        raise ValidationError(_("El nombre necesita al menos una letra."), code="unreadable")
    return _short(cleaned, MAX_NAME)


def clean_text(text: str) -> str:
    """A few sentences, with their lines. Raises ValidationError."""
    lines = unicodedata.normalize("NFC", text).replace("\t", " ").splitlines()
    for line in lines:
        _refuse_invisible(line)
    return _short("\n".join(line.rstrip() for line in lines).strip(), MAX_TEXT)


def clean_discord(handle: str) -> str:
    """A Discord handle as it is shown, without the @ in front. Raises ValidationError."""
    cleaned = " ".join(unicodedata.normalize("NFC", handle).split()).removeprefix("@")
    _refuse_invisible(cleaned)
    return _short(cleaned, MAX_DISCORD)


def clean_keys(keys: Iterable[str], offered: Collection[str]) -> list[str]:
    """What was chosen, once each, in the order of the offer. Raises ValidationError for what is not offered.

    >>> clean_keys(["b", "a", "b"], ("a", "b", "c"))
    ['a', 'b']
    """
    chosen = set(keys)
    if not chosen <= set(offered):
        raise ValidationError(_("Elige solo entre las opciones que hay."), code="invalid_choice")
    return [key for key in offered if key in chosen]


def clean_key(key: str, offered: Collection[str]) -> str:
    """One of ``offered``, or nothing. Raises ValidationError."""
    return next(iter(clean_keys([key] if key else [], offered)), "")


def clean_hour(hour: int) -> int:
    """An hour of a day, 0 to 23. Raises ValidationError."""
    if not 0 <= hour <= 23:
        raise ValidationError(_("Elige una hora entre las 0 y las 23."), code="invalid_choice")
    return hour


def _refuse_invisible(text: str) -> None:
    seen = text.translate(_WITHOUT_JOINERS)
    if not seen.isprintable() or any(character in BLANK_LETTERS for character in seen):
        raise ValidationError(
            _("El texto contiene caracteres invisibles o marcas de dirección. Escríbelo de nuevo."), code="invisible"
        )


def _short(text: str, length: int) -> str:
    if len(text) > length:
        raise ValidationError(
            _("El texto es demasiado largo: como mucho %(max)s caracteres, y hay %(length)s."),
            code="too_long",
            params={"max": length, "length": len(text)},
        )
    return text
