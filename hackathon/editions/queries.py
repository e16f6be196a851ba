"""Questions about editions."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet

from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.verbs import RULES_VERBS


def edition(slug: str) -> Edition:
    """The edition under ``slug``. Raises ``Edition.DoesNotExist``."""
    return Edition.objects.get(slug=slug)


def last_rules_verb(edition: Edition) -> str:
    """How the rules came to be what they are: the verb of the last trail row about them (empty: no row)."""
    return edition.trail.filter(verb__in=RULES_VERBS).order_by("-pk").values_list("verb", flat=True).first() or ""


def history(edition: Edition, *, targets: Iterable[Model], person: Model | None = None) -> QuerySet[TrailEntry]:
    """What the edition's trail says of ``targets``, and of what ``person`` did or others did to them; newest first, with
    who did it."""
    told = Q(pk__in=[])
    for target in targets:
        told |= Q(target_type=target._meta.label_lower, target_id=str(target.pk))
    if person is not None:
        told |= Q(by=person.pk) | Q(detail__person=person.pk)
    return edition.trail.filter(told).select_related("by")
