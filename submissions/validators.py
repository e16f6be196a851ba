"""Reads the repos that a team typed and says what is wrong with them. Knows no database and asks no Hub.

The form and the actions share it, so that both agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hackathon.editions.rules import ArtefactKind, SubmissionRules
from hackathon.hub.addresses import AddressError, AddressProblem, parse_address
from hackathon.hub.types import RepoType

MAX_ADDRESS = 300


class Code(StrEnum):
    """What can be wrong with one typed repo, or (NOT_ACCEPTED) with all of them together."""

    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    NOT_HUB = "not_hub"
    NOT_A_REPO = "not_a_repo"
    WRONG_TYPE = "wrong_type"
    NOT_ASKED = "not_asked"
    TWICE = "twice"
    TOO_MANY = "too_many"
    NOT_ACCEPTED = "not_accepted"
    MISSING = "missing"
    PRIVATE = "private"
    CLOSED_OFF = "closed_off"


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """What a team typed for one repo, and in which field."""

    kind: ArtefactKind
    address: str


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """A typed repo that could be read. ``explicit``: the text itself said which kind of repo it is."""

    kind: ArtefactKind
    address: str
    repo_type: RepoType
    repo_id: str
    explicit: bool


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """Why a typed repo is not taken. ``kind`` None: the whole is not taken.

    ``found`` is the type that the repo really has; ``other`` the address that it repeats.
    """

    kind: ArtefactKind | None
    address: str
    code: Code
    found: RepoType | None = None
    other: str = ""


_FROM_ADDRESS = {
    AddressProblem.EMPTY: Code.MALFORMED,
    AddressProblem.MALFORMED: Code.MALFORMED,
    AddressProblem.NOT_HUB: Code.NOT_HUB,
    AddressProblem.NOT_A_REPO: Code.NOT_A_REPO,
}


def split_addresses(text: str) -> tuple[str, ...]:
    """One address a line; blank lines do not count.

    >>> split_addresses(" a/b \\n\\nc/d")
    ('a/b', 'c/d')
    """
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def read_entries(
    typed: Sequence[TypedEntry], *, rules: SubmissionRules, endpoint: str
) -> tuple[tuple[ReadEntry, ...], tuple[EntryProblem, ...]]:
    """What could be read, in the order typed, and everything that is wrong without asking the Hub."""
    read: list[ReadEntry] = []
    problems: list[EntryProblem] = []
    for entry in typed:
        result = _read(entry, rules=rules, endpoint=endpoint)
        if isinstance(result, EntryProblem):
            problems.append(result)
        elif (twin := _twin(result, among=read)) is not None:
            problems.append(EntryProblem(entry.kind, entry.address, Code.TWICE, other=twin.address))
        else:
            read.append(result)
    problems += _too_many(typed, rules=rules)
    if not problems and not rules.accepts(frozenset(entry.kind for entry in read)):
        problems.append(EntryProblem(None, "", Code.NOT_ACCEPTED))
    return tuple(read), tuple(problems)


def _read(entry: TypedEntry, *, rules: SubmissionRules, endpoint: str) -> ReadEntry | EntryProblem:
    if entry.kind not in {artefact.kind for artefact in rules.artefacts}:
        return EntryProblem(entry.kind, entry.address, Code.NOT_ASKED)
    if len(entry.address) > MAX_ADDRESS:
        return EntryProblem(entry.kind, entry.address, Code.TOO_LONG)
    try:
        address = parse_address(entry.address, endpoint=endpoint)
    except AddressError as error:
        return EntryProblem(entry.kind, entry.address, _FROM_ADDRESS[error.code])
    wanted = RepoType(rules.artefact(entry.kind).repo_type)
    if address.repo_type not in (None, wanted):
        return EntryProblem(entry.kind, entry.address, Code.WRONG_TYPE, found=address.repo_type)
    return ReadEntry(entry.kind, entry.address, wanted, address.repo_id, address.explicit)


def _twin(entry: ReadEntry, *, among: Sequence[ReadEntry]) -> ReadEntry | None:
    """The Hub's names do not tell capitals apart."""
    same = (
        other for other in among if other.kind == entry.kind and other.repo_id.casefold() == entry.repo_id.casefold()
    )
    return next(same, None)


def _too_many(typed: Sequence[TypedEntry], *, rules: SubmissionRules) -> list[EntryProblem]:
    return [
        EntryProblem(artefact.kind, "", Code.TOO_MANY)
        for artefact in rules.artefacts
        if sum(entry.kind == artefact.kind for entry in typed) > artefact.max_count
    ]
