"""What the Hub says when it calls us: a webhook's message, read with care. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hackathon.hub.types import RepoType
from submissions.deadline.chain import canonical, digest

MAX_REFS: Final = 1000
LONGEST: Final = 200
_SHA: Final = re.compile(r"[0-9a-f]{40}")
_DISCUSSIONS: Final = "discussion"


class Problem(StrEnum):
    """What is wrong with a message."""

    NOT_JSON = "not_json"
    NOT_OURS = "not_ours"
    TOO_LONG = "too_long"
    TOO_MANY_REFS = "too_many_refs"


class Unreadable(ValueError):
    """The message is not one that the Hub sends; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class MovedRef:
    """A ref that moved. ``old`` None: it was made; ``new`` None: it was deleted."""

    ref: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class HubCall:
    """One message of the Hub about a repo. ``head``: of its main branch after what happened, where there is one."""

    hub_id: str
    repo_type: RepoType
    repo_id: str
    action: str
    scope: str
    head: str | None
    refs: tuple[MovedRef, ...]
    moved_to: str | None

    @property
    def name(self) -> str:
        """The same for the same message, however often it comes: the Hub gives it neither number nor time."""
        refs = [[ref.ref, ref.old, ref.new] for ref in self.refs]
        return digest(canonical([self.hub_id, self.action, self.scope, self.head, refs, self.moved_to]))


def read_call(data: Any) -> HubCall | None:
    """The message; None for one that is about no repo's content, such as a comment. Raises Unreadable."""
    try:
        event, repo = data["event"], data["repo"]
        scope = _short(event["scope"])
        if scope.startswith(_DISCUSSIONS) or repo["type"] not in set(RepoType):
            return None
        moved_to = (data.get("movedTo") or {}).get("name")
        return HubCall(
            hub_id=_short(repo["id"]),
            repo_type=RepoType(repo["type"]),
            repo_id=_short(repo["name"]),
            action=_short(event["action"]),
            scope=scope,
            head=_sha(repo.get("headSha")),
            refs=_refs(data.get("updatedRefs") or []),
            moved_to=_short(moved_to) if moved_to is not None else None,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(Problem.NOT_OURS) from error


def _refs(items: Any) -> tuple[MovedRef, ...]:
    if not isinstance(items, list):
        raise TypeError("a list expected")
    if len(items) > MAX_REFS:
        raise Unreadable(Problem.TOO_MANY_REFS)
    return tuple(_ref(item) for item in items)


def _ref(item: Mapping[str, Any]) -> MovedRef:
    return MovedRef(_short(item["ref"]), _sha(item.get("oldSha")), _sha(item.get("newSha")))


def _short(value: Any) -> str:
    """A text as long as one of the Hub's can be."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or not value.isprintable():
        raise TypeError("a short text expected")
    return value


def _sha(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _SHA.fullmatch(value):
        raise TypeError("a commit expected")
    return value
