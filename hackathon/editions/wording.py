"""The rules' texts as pages, panels, forms and exports show them."""

from django.conf import settings
from django.utils.translation import get_language

from hackathon.editions.rules import Text


def in_words(text: Text) -> str:
    """A text of the rules in the reader's language, as far as the rules have it."""
    return text.in_language(get_language() or settings.LANGUAGE_CODE)
