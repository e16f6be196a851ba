"""What happens to repos, for those who want to be told: a webhook is one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hackathon.hub.sandbox.records import RepoRecord


@dataclass(frozen=True, slots=True)
class MovedRef:
    """A ref and where it pointed before and after; None: it was made, it was deleted."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoEvent:
    """One thing that happened, in the Hub's words.

    ``repo`` with ``create``, ``delete`` or ``move`` (then ``moved_to`` is the repo under its new name), ``repo.content``
    with ``refs``, ``repo.config`` with the settings that ``changed``. ``head`` is that of main, None when there is none.
    """

    action: str
    scope: str
    record: RepoRecord
    head: str | None = None
    refs: tuple[MovedRef, ...] = ()
    moved_to: RepoRecord | None = None
    changed: Mapping[str, Any] | None = None


Observer = Callable[[RepoEvent], None]
