"""Questions about editions."""

from django.db.models import QuerySet

from hackathon.editions.models import Edition, EditionRulesVersion, TrailEntry
from hackathon.editions.verbs import RULES_VERBS


def edition(slug: str) -> Edition:
    """The edition under ``slug``. Raises ``Edition.DoesNotExist``."""
    return Edition.objects.get(slug=slug)


def editions_by_start() -> list[Edition]:
    """All editions, the one that starts last first."""
    return sorted(Edition.objects.all(), key=_start, reverse=True)


def rules_history(edition: Edition) -> QuerySet[EditionRulesVersion]:
    """Every version of the edition's rules with who made it, newest first."""
    return edition.rules_versions.select_related("by").order_by("-number")


def trail(edition: Edition) -> QuerySet[TrailEntry]:
    """The edition's audit trail with the people in it, newest first."""
    return edition.trail.select_related("by")


def last_rules_verb(edition: Edition) -> str:
    """How the rules came to be what they are: the verb of the last trail row about them (empty: no row)."""
    return edition.trail.filter(verb__in=RULES_VERBS).order_by("-pk").values_list("verb", flat=True).first() or ""


def _start(edition: Edition) -> tuple[object, str]:
    return edition.parsed_rules.windows.registration.opens_at, edition.slug
