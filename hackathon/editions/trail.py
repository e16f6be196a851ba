"""The audit trail: every write that matters leaves one line."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from hackathon.editions.models import Edition, TrailEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


def record(
    *,
    edition: Edition | None,
    by: "AbstractBaseUser | None",
    at: datetime,
    verb: str,
    target: models.Model,
    reason: str = "",
    **detail: object,
) -> TrailEntry:
    """Write that ``by`` (None: the system) did ``verb`` to ``target`` at ``at``; ``detail`` must be JSON-able."""
    return TrailEntry.objects.create(
        edition=edition,
        by=by,
        at=at,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:200],
        reason=reason,
        detail=detail,
    )
