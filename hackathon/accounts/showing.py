"""A person's data, for a file and for a page: the same, once as it is kept and once in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from hackathon.accounts import personal
from hackathon.accounts.models import User
from hackathon.accounts.personal import Keeper

# Whose values are codes, with words of their own.
CODED = frozenset({"direction", "kind", "organisation", "outcome", "provider", "source", "state", "type"})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the site knows. ``key`` is what the file calls it; ``value`` is a text or a moment."""

    key: str
    label: str
    value: str | datetime


@dataclass(frozen=True, slots=True)
class Part:
    """Things of one kind, each a list of facts."""

    title: str
    items: tuple[tuple[Fact, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What one part of the site keeps."""

    name: str
    title: str
    parts: tuple[Part, ...]


def as_file(user: User, at: datetime) -> dict[str, Any]:
    """Everything that the site keeps about ``user``, as it is kept, by the part of the site that keeps it."""
    return {"exported_at": at, **{keeper.name: keeper.export(user) for keeper in _from_the_account_up()}}


def as_sections(user: User) -> list[Section]:
    """The same for a page, without what is empty."""
    sections = (_section(keeper, user) for keeper in _from_the_account_up())
    return [section for section in sections if section.parts]


def consequences(user: User) -> list[str]:
    """Sentences about what erasing would do to what is others' too."""
    return [sentence for keeper in personal.keepers() for sentence in keeper.foretell(user)]


def _from_the_account_up() -> list[Keeper]:
    """First who one is, then what one did, and last the long record of it."""
    upwards = personal.keepers()[::-1]
    return sorted(upwards, key=lambda keeper: keeper.name == "trail")


def _section(keeper: Keeper, user: User) -> Section:
    told = (keeper.shown or keeper.export)(user)
    parts = (Part(_word(key, keeper), _items(value, keeper)) for key, value in told.items())
    return Section(keeper.name, str(keeper.title), tuple(part for part in parts if part.items))


def _items(value: Mapping[str, Any] | Sequence[Mapping[str, Any]], keeper: Keeper) -> tuple[tuple[Fact, ...], ...]:
    rows = [value] if isinstance(value, Mapping) else value
    facts = (tuple(_facts(row, keeper)) for row in rows)
    return tuple(row for row in facts if row)


def _facts(row: Mapping[str, Any], keeper: Keeper) -> list[Fact]:
    shown = ((key, _plain(key, value, keeper)) for key, value in row.items())
    return [Fact(key, _word(key, keeper), value) for key, value in shown if value != ""]


def _plain(key: str, value: Any, keeper: Keeper) -> str | datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, bool):
        return _("sí") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {each}" for name, each in value.items() if isinstance(each, str | int))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value)
    return "" if value is None else _word(str(value), keeper) if key in CODED else str(value)


def _word(code: str, keeper: Keeper) -> str:
    return str(keeper.words.get(code, code))
