"""Questions about editions."""

from hackathon.editions.models import Edition
from hackathon.editions.verbs import RULES_VERBS


def edition(slug: str) -> Edition:
    """The edition under ``slug``. Raises ``Edition.DoesNotExist``."""
    return Edition.objects.get(slug=slug)


def last_rules_verb(edition: Edition) -> str:
    """How the rules came to be what they are: the verb of the last trail row about them (empty: no row)."""
    return edition.trail.filter(verb__in=RULES_VERBS).order_by("-pk").values_list("verb", flat=True).first() or ""
