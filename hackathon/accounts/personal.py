"""What a person's data is, all over the site. Each app says for its own tables what there is, how it goes when the person
deletes it, and how it moves when two accounts turn out to be one person's; apps above this one are not imported here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from hackathon.accounts.models import User
from hackathon.editions.models import TrailEntry

UNNAMED = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """One app's part. ``models`` are the labels of its models that refer to a person.

    ``export(user)`` gives JSON values (moments as they are). ``erase(user, at)`` deletes or blanks what is the person's own.
    ``merge(keep, gone, at)`` makes ``keep``'s what was ``gone``'s, or raises ``MergeConflict`` and changes nothing.
    All run inside one transaction, in the order in which the apps registered, the highest first.

    ``title`` heads the part on the person's own page; ``words`` says in plain words what the export's keys and codes are
    called, and ``shown(user)`` replaces the export there where a code is not enough. ``foretell(user)`` gives sentences
    about what erasing would do to what is others' too.
    """

    name: str
    models: frozenset[str]
    export: Callable[[User], Mapping[str, Any]]
    erase: Callable[[User, datetime], None]
    merge: Callable[[User, User, datetime], None]
    title: Any = ""
    words: Mapping[str, Any] = field(default_factory=dict)
    shown: Callable[[User], Mapping[str, Any]] | None = None
    foretell: Callable[[User], Sequence[str]] = lambda user: ()


class MergeConflict(Exception):
    """Both accounts have what one person has once. ``what`` is a sentence about it, for the organiser."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


_keepers: dict[str, Keeper] = {}


def register(keeper: Keeper) -> None:
    """An app's part, from its ``AppConfig.ready``."""
    _keepers[keeper.name] = keeper


def keepers() -> tuple[Keeper, ...]:
    """Every app's part. Apps are listed highest first in INSTALLED_APPS, so theirs come in that order."""
    return tuple(_keepers.values())


def unname(rows: QuerySet[Model]) -> None:
    """Take the person's name off the trail's lines about ``rows``; that something was done to them stays. Before they go."""
    keys = [str(pk) for pk in rows.order_by().values_list("pk", flat=True)]
    TrailEntry.objects.filter(target_type=rows.model._meta.label_lower, target_id__in=keys).update(target_label=UNNAMED)
