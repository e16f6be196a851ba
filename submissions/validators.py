"""Reads the repos that a team typed and says what is wrong with them. Knows no database and asks no Hub.

The form and the actions share it, so that both agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from hackathon.editions.rules import ArtefactKind, SubmissionRules
from hackathon.hub.addresses import AddressError, AddressProblem, parse_address
from hackathon.hub.types import RepoType

MAX_ADDRESS = 300


class Code(StrEnum):
    """What can be wrong with one typed repo, or (NOT_ACCEPTED) with all of them together."""

    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    NOT_HUB = "not_hub"
    NOT_HTTPS = "not_https"
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
class OutsideEntry:
    """A typed address outside the Hub, of a kind for which the edition takes those too."""

    kind: ArtefactKind
    address: str


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


def is_web_address(text: str) -> bool:
    """Whether ``text`` is the address of a page that anybody may be sent to: https, a host with a dot, no name or password.

    >>> is_web_address("https://youtu.be/x"), is_web_address("http://youtu.be/x"), is_web_address("https://a@youtu.be/")
    (True, False, False)
    """
    if len(text) > MAX_ADDRESS or any(each.isspace() or not each.isprintable() for each in text):
        return False
    try:
        address = urlsplit(text)
        port = address.port
    except ValueError:  # an impossible port, half an IPv6 address
        return False
    host = (address.hostname or "").strip(".")
    return address.scheme == "https" and "." in host and "@" not in address.netloc and port != 0 and "\\" not in text


def read_entries(
    typed: Sequence[TypedEntry], *, rules: SubmissionRules, endpoint: str
) -> tuple[tuple[ReadEntry | OutsideEntry, ...], tuple[EntryProblem, ...]]:
    """What could be read, in the order typed, and everything that is wrong without asking the Hub."""
    read: list[ReadEntry | OutsideEntry] = []
    problems: list[EntryProblem] = []
    for entry in typed:
        result = read_entry(entry, rules=rules, endpoint=endpoint)
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


def read_entry(entry: TypedEntry, *, rules: SubmissionRules, endpoint: str) -> ReadEntry | OutsideEntry | EntryProblem:
    """One typed repo on its own: as it can be read, or what is wrong with it at first sight."""
    if entry.kind not in {artefact.kind for artefact in rules.artefacts}:
        return EntryProblem(entry.kind, entry.address, Code.NOT_ASKED)
    if len(entry.address) > MAX_ADDRESS:
        return EntryProblem(entry.kind, entry.address, Code.TOO_LONG)
    try:
        address = parse_address(entry.address, endpoint=endpoint)
    except AddressError as error:
        if error.code == AddressProblem.NOT_HUB and rules.artefact(entry.kind).elsewhere:
            return _outside(entry)
        return EntryProblem(entry.kind, entry.address, _FROM_ADDRESS[error.code])
    wanted = RepoType(rules.artefact(entry.kind).repo_type)
    if address.repo_type not in (None, wanted):
        return EntryProblem(entry.kind, entry.address, Code.WRONG_TYPE, found=address.repo_type)
    return ReadEntry(entry.kind, entry.address, wanted, address.repo_id, address.explicit)


def _outside(entry: TypedEntry) -> OutsideEntry | EntryProblem:
    """People leave out ``https://``; another scheme was meant, and is not taken."""
    address = entry.address if "://" in entry.address else f"https://{entry.address}"
    if not is_web_address(address):
        return EntryProblem(entry.kind, entry.address, Code.NOT_HTTPS)
    return OutsideEntry(entry.kind, address)


def _twin(
    entry: ReadEntry | OutsideEntry, *, among: Sequence[ReadEntry | OutsideEntry]
) -> ReadEntry | OutsideEntry | None:
    """The Hub's names do not tell capitals apart."""
    return next((other for other in among if _identity(other) == _identity(entry)), None)


def _identity(entry: ReadEntry | OutsideEntry) -> tuple[ArtefactKind, str, str]:
    if isinstance(entry, OutsideEntry):
        return entry.kind, "", entry.address
    return entry.kind, entry.repo_type, entry.repo_id.casefold()


def _too_many(typed: Sequence[TypedEntry], *, rules: SubmissionRules) -> list[EntryProblem]:
    return [
        EntryProblem(artefact.kind, "", Code.TOO_MANY)
        for artefact in rules.artefacts
        if sum(entry.kind == artefact.kind for entry in typed) > artefact.max_count
    ]
