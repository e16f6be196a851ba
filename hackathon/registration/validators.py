"""What people may say here, of themselves and to others. Shared by forms, actions and the API."""

import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_NAME = 150
MAX_TEXT = 500
MAX_DISCORD = 60
# Emoji are glued together with one, Persian spells with the other.
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
# Letters to Unicode, nothing to the eye.
BLANK_LETTERS = frozenset(
    "\N{HANGUL FILLER}\N{HALFWIDTH HANGUL FILLER}\N{HANGUL CHOSEONG FILLER}\N{HANGUL JUNGSEONG FILLER}"
)
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
    """What somebody looks for, in a few sentences. Raises ValidationError."""
    return clean_lines(text, longest=MAX_TEXT)


def clean_lines(text: str, *, longest: int) -> str:
    """A text with its lines, as it is kept. Raises ValidationError for one that is too long or cannot be seen."""
    lines = unicodedata.normalize("NFC", text).replace("\t", " ").splitlines()
    for line in lines:
        _refuse_invisible(line)
    return _short("\n".join(line.rstrip() for line in lines).strip(), longest)


def clean_line(text: str, *, longest: int) -> str:
    """The same on one line, with single spaces. Raises ValidationError."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    _refuse_invisible(cleaned)
    return _short(cleaned, longest)


def clean_discord(handle: str) -> str:
    """A Discord handle as it is shown, without the @ in front. Raises ValidationError."""
    return clean_line(handle.strip().removeprefix("@"), longest=MAX_DISCORD)


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


def clean_all(cleaners: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each gives, by field. Raises one ValidationError for all that are wrong, by field."""
    values, problems = {}, {}
    for name, cleaner in cleaners.items():
        try:
            values[name] = cleaner()
        except ValidationError as error:
            problems[name] = error
    if problems:
        raise ValidationError(problems)
    return values


def _refuse_invisible(text: str) -> None:
    seen = text.translate(_WITHOUT_JOINERS)
    if not seen.isprintable() or not BLANK_LETTERS.isdisjoint(seen):
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
