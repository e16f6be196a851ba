"""Asks the Hub about the repos that a team typed. Never inside a transaction: the Hub may take its time."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubForbidden, HubMissing
from hackathon.hub.types import RepoInfo, RepoType
from submissions.audit.collect import other_type
from submissions.validators import Code, EntryProblem, ReadEntry

logger = logging.getLogger(__name__)


class EntriesRefused(Exception):
    """Some typed repos are not taken; ``problems`` says which and why, in the order typed."""

    def __init__(self, problems: Sequence[EntryProblem]) -> None:
        super().__init__(", ".join(f"{problem.code} {problem.address!r}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """A repo as the Hub knows it; ``hub_id`` None: the Hub was silent, and its name is what the team typed."""

    kind: ArtefactKind
    address: str
    repo_type: RepoType
    repo_id: str
    hub_id: str | None


def resolve(
    entries: Sequence[ReadEntry], *, hub: HubClient
) -> tuple[tuple[ResolvedEntry, ...], tuple[EntryProblem, ...]]:
    """The Hub's own id and name of each repo, and what is wrong with those that are not there, private or closed off.

    A silent Hub refuses nothing: after its first silence it is not asked again, and the rest is left unresolved.
    """
    resolved: list[ResolvedEntry] = []
    problems: list[EntryProblem] = []
    silent = False
    for entry in entries:
        result = _unresolved(entry) if silent else _ask(entry, hub=hub)
        if isinstance(result, EntryProblem):
            problems.append(result)
            continue
        silent = silent or result.hub_id is None
        twin = next((other for other in resolved if _same(other, result)), None)
        if twin is None:
            resolved.append(result)
        else:
            problems.append(EntryProblem(entry.kind, entry.address, Code.TWICE, other=twin.address))
    return tuple(resolved), tuple(problems)


def _ask(entry: ReadEntry, *, hub: HubClient) -> ResolvedEntry | EntryProblem:
    try:
        info = hub.repo_info(entry.repo_id, entry.repo_type)
    except HubMissing:
        return _missing(entry, hub=hub)
    except HubForbidden:
        return EntryProblem(entry.kind, entry.address, Code.CLOSED_OFF)
    except HubError as error:
        logger.warning("The Hub said nothing useful about %s: %r", entry.repo_id, error)
        return _unresolved(entry)
    return _as_seen(entry, info)


def _as_seen(entry: ReadEntry, info: RepoInfo) -> ResolvedEntry | EntryProblem:
    if info.private:
        return EntryProblem(entry.kind, entry.address, Code.PRIVATE)
    if info.gated or info.disabled:
        return EntryProblem(entry.kind, entry.address, Code.CLOSED_OFF)
    return ResolvedEntry(entry.kind, entry.address, entry.repo_type, info.repo_id, info.hub_id)


def _missing(entry: ReadEntry, *, hub: HubClient) -> EntryProblem:
    """A bare name may well be that of another kind of repo: then that is what is wrong with it."""
    found = None if entry.explicit else other_type(hub, entry.repo_id, wanted=entry.repo_type)
    return EntryProblem(entry.kind, entry.address, Code.WRONG_TYPE if found else Code.MISSING, found=found)


def _unresolved(entry: ReadEntry) -> ResolvedEntry:
    return ResolvedEntry(entry.kind, entry.address, entry.repo_type, entry.repo_id, None)


def _same(one: ResolvedEntry, other: ResolvedEntry) -> bool:
    return one.kind == other.kind and one.hub_id is not None and one.hub_id == other.hub_id
