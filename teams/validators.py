"""What a team may be called and may say. Shared by forms, actions and the API."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hackathon.registration.validators import BLANK_LETTERS, clean_line, clean_lines

MAX_NAME = 60
MAX_KEY = 120
MAX_MESSAGE = 500
MAX_IDEA = 1000
MAX_ROLE = 60
MAX_CHANNEL = 200
DISCORD_ADDRESS = re.compile(r"https://(?:www\.)?(?:discord\.gg|discord\.com)/[\w/.?=&-]+", re.ASCII)
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
    if not cleaned.replace(ZERO_WIDTH_JOINER, "").isprintable() or not BLANK_LETTERS.isdisjoint(cleaned):
        raise ValidationError(_("El nombre contiene caracteres invisibles. Escríbelo de nuevo."), code="invisible")
    if len(cleaned) > MAX_NAME or len(key) > MAX_KEY:
        raise ValidationError(
            _("El nombre es demasiado largo: como mucho %(max)s caracteres.") % {"max": MAX_NAME}, code="too_long"
        )
    return cleaned


def clean_message(text: str) -> str:
    """A few lines to somebody. Raises ValidationError."""
    return clean_lines(text, longest=MAX_MESSAGE)


def clean_idea(text: str) -> str:
    """What the project is about, in a few lines. Raises ValidationError."""
    return clean_lines(text, longest=MAX_IDEA)


def clean_role(text: str) -> str:
    """What somebody does in the team, on one line. Raises ValidationError."""
    return clean_line(text, longest=MAX_ROLE)


def clean_discord_channel(text: str) -> str:
    """A channel's name or its address on Discord, nobody else's address. Raises ValidationError.

    >>> clean_discord_channel(" #los-ñandúes ")
    '#los-ñandúes'
    """
    cleaned = clean_line(text, longest=MAX_CHANNEL)
    if ("://" in cleaned or cleaned.startswith("www.")) and not is_discord_address(cleaned):
        raise ValidationError(
            _("Escribe el nombre del canal, o su dirección: https://discord.com/… o https://discord.gg/…"),
            code="not_discord",
        )
    return cleaned


def is_discord_address(text: str) -> bool:
    """True for an address of Discord's own, which a page may link to."""
    return DISCORD_ADDRESS.fullmatch(text) is not None
