"""The audit trail: every write that matters leaves one line."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import models

from hackathon.editions.models import Edition, TrailEntry

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

M = TypeVar("M", bound=models.Model)


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
    entry = _entry(target, edition=edition, by=by, at=at, verb=verb, reason=reason, detail=detail)
    entry.save()
    return entry


def record_each(
    targets: Iterable[M],
    *,
    edition: Edition | None,
    by: "AbstractBaseUser | None",
    at: datetime,
    verb: str,
    detail: Callable[[M], dict[str, object]],
) -> None:
    """Write a line for each of many ``targets``, with ``detail`` of it, at once."""
    about = {"edition": edition, "by": by, "at": at, "verb": verb, "reason": ""}
    TrailEntry.objects.bulk_create((_entry(each, detail=detail(each), **about) for each in targets), batch_size=500)


def _entry(target: models.Model, **fields: Any) -> TrailEntry:
    about = {"target_type": target._meta.label_lower, "target_id": str(target.pk), "target_label": str(target)[:200]}
    return TrailEntry(**about, **fields)
