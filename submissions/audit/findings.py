"""What a check says: an outcome and facts. Pure. Sentences are the templates' business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from hackathon.editions.rules import ArtefactKind, Severity
from hackathon.hub.types import RepoType
from submissions.audit.wire import from_wire, to_wire

LISTED = 20  # facts name at most so many things of one sort


class Outcome(StrEnum):
    """UNKNOWN: the Hub did not let us see; NOT_APPLICABLE: there is nothing to judge."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer of one check about one repo, or about the whole project when ``repo_id`` is None.

    ``facts`` is JSON-able. A check leaves ``check``, ``repo_id``, ``repo_type``, ``kind`` and ``severity`` to the registry.
    """

    outcome: Outcome
    facts: Mapping[str, Any] = field(default_factory=dict)
    check: str = ""
    repo_id: str | None = None
    repo_type: RepoType | None = None
    kind: ArtefactKind | None = None
    severity: Severity = Severity.REQUIRED

    def to_json(self) -> dict[str, Any]:
        """This finding as a bare dict."""
        return to_wire(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The finding that ``to_json`` gave."""
        return from_wire(cls, data)


def passed(**facts: Any) -> Finding:
    """All is well."""
    return Finding(Outcome.PASS, to_wire(facts))


def warned(**facts: Any) -> Finding:
    """Worth a look; nothing that the rules forbid."""
    return Finding(Outcome.WARN, to_wire(facts))


def failed(**facts: Any) -> Finding:
    """The rules ask for something that is not there."""
    return Finding(Outcome.FAIL, to_wire(facts))


def unknown(**facts: Any) -> Finding:
    """We could not see it: nothing is held against the team."""
    return Finding(Outcome.UNKNOWN, to_wire(facts))


def not_applicable(**facts: Any) -> Finding:
    """There is nothing here for this check to judge."""
    return Finding(Outcome.NOT_APPLICABLE, to_wire(facts))
