"""Filters for templates: announcements in the reader's language, with their links made safe."""

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from hackathon.outreach.models import Announcement

register = template.Library()


@register.filter
def title_in_words(announcement: Announcement) -> str:
    """Its title in the reader's language, as far as somebody wrote it."""
    return announcement.title_en if language_of(announcement) == "en" else announcement.title


@register.filter
def body_in_words(announcement: Announcement) -> str:
    """Its text, chosen in the same way."""
    return announcement.body_en if language_of(announcement) == "en" else announcement.body


@register.filter
def language_of(announcement: Announcement) -> str:
    """The language in which the reader gets it: "en" for who reads English if there is that version, else "es"."""
    return "en" if (get_language() or "").startswith("en") and announcement.title_en else "es"


@register.filter
def as_typed(text: str) -> SafeString:
    """A text that somebody typed: escaped, with its lines and paragraphs, and links that vouch for nobody."""
    linked = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(linebreaks(linked, autoescape=False))  # noqa: S308 - escaped one line above
