"""What the repos that a team typed are, as far as the Hub tells. Never inside a transaction: the Hub may take its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hackathon.editions.rules import ArtefactKind, SubmissionRules
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions.actions.looking import Look, Looker, State
from submissions.validators import (
    Code,
    EntryProblem,
    OutsideEntry,
    ReadEntry,
    TypedEntry,
    read_entry,
)


class EntriesRefused(Exception):
    """Some typed repos are not taken; ``problems`` says which and why, in the order typed."""

    def __init__(self, problems: Sequence[EntryProblem]) -> None:
        super().__init__(", ".join(f"{problem.code} {problem.address!r}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """A repo as the Hub knows it; ``hub_id`` None: the Hub was silent, and its name is what the team typed.

    ``sha`` is the head of its main branch at ``seen_at``, when the Hub was asked.
    """

    kind: ArtefactKind
    address: str
    repo_type: RepoType
    repo_id: str
    hub_id: str | None
    sha: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What one typed address turned out to be, for the page on which it is being typed.

    One of ``outside`` (it is not on the Hub, as the edition allows), ``problem`` and ``look``.
    """

    typed: TypedEntry
    read: ReadEntry | None = None
    look: Look | None = None
    problem: EntryProblem | None = None
    outside: bool = False

    @property
    def silent(self) -> bool:
        """The Hub did not answer, so it will be looked at later."""
        return self.look is not None and self.look.state == State.SILENT

    @property
    def new_name(self) -> str:
        """By which name the Hub calls it now, where that is another than the typed one."""
        if self.look is None or self.read is None or not self.look.repo_id:
            return ""
        return self.look.repo_id if self.look.repo_id != self.read.repo_id else ""

    @property
    def renamed(self) -> bool:
        """Whether the new name is more than other capitals."""
        return bool(self.new_name) and self.new_name.casefold() != self.read.repo_id.casefold()


def resolve(
    entries: Sequence[ReadEntry | OutsideEntry], *, hub: HubClient, at: datetime
) -> tuple[tuple[ResolvedEntry | OutsideEntry, ...], tuple[EntryProblem, ...]]:
    """The Hub's own id and name of each repo, and what is wrong with those that are not there, private or closed off.

    A silent Hub refuses nothing: after its first silence it is not asked again, and the rest is left unresolved.
    """
    looker = Looker(hub, at=at)
    resolved: list[ResolvedEntry | OutsideEntry] = []
    problems: list[EntryProblem] = []
    for entry in entries:
        result = entry if isinstance(entry, OutsideEntry) else _resolved(entry, looker.look(entry))
        if isinstance(result, EntryProblem):
            problems.append(result)
            continue
        twin = next((other for other in resolved if _same(other, result)), None)
        if twin is None:
            resolved.append(result)
        else:
            problems.append(EntryProblem(entry.kind, entry.address, Code.TWICE, other=twin.address))
    return tuple(resolved), tuple(problems)


def resolve_typed(
    typed: Sequence[TypedEntry], *, rules: SubmissionRules, hub: HubClient, at: datetime
) -> tuple[Resolution, ...]:
    """Each typed address on its own, while somebody is still typing. What is remembered is good enough."""
    looker = Looker(hub, at=at)
    return tuple(_resolution(entry, rules=rules, looker=looker, hub=hub) for entry in typed)


def _resolution(entry: TypedEntry, *, rules: SubmissionRules, looker: Looker, hub: HubClient) -> Resolution:
    read = read_entry(entry, rules=rules, endpoint=hub.endpoint)
    if isinstance(read, EntryProblem):
        return Resolution(entry, problem=read)
    if isinstance(read, OutsideEntry):
        return Resolution(entry, outside=True)
    look = looker.look(read, known=True)
    result = _resolved(read, look)
    return Resolution(entry, read, look, problem=result if isinstance(result, EntryProblem) else None)


def _resolved(entry: ReadEntry, look: Look) -> ResolvedEntry | EntryProblem:
    if look.state == State.MISSING:
        code = Code.WRONG_TYPE if look.found else Code.MISSING
        return EntryProblem(entry.kind, entry.address, code, found=look.found)
    if look.state == State.PRIVATE:
        return EntryProblem(entry.kind, entry.address, Code.PRIVATE)
    if look.state == State.CLOSED_OFF:
        return EntryProblem(entry.kind, entry.address, Code.CLOSED_OFF)
    if look.state == State.SILENT:
        return ResolvedEntry(entry.kind, entry.address, entry.repo_type, entry.repo_id, None)
    return ResolvedEntry(entry.kind, entry.address, entry.repo_type, look.repo_id, look.hub_id, look.sha, look.at)


def _same(one: ResolvedEntry | OutsideEntry, other: ResolvedEntry | OutsideEntry) -> bool:
    if isinstance(one, OutsideEntry) or isinstance(other, OutsideEntry):
        return False
    return one.kind == other.kind and one.hub_id is not None and one.hub_id == other.hub_id
