"""Reads what people type for a repo of the Hub: an address, half an address, or a bare ``organisation/name``. Pure.

The Hub itself is not asked: an address that is well formed may still lead nowhere.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from hackathon.hub.types import RepoType

HUB = "https://huggingface.co"

_HUB_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"})
_LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_TYPE_WORDS = {
    "datasets": RepoType.DATASET,
    "models": RepoType.MODEL,
    "spaces": RepoType.SPACE,
}
_TYPE_PREFIXES = {
    RepoType.DATASET: "datasets/",
    RepoType.MODEL: "",
    RepoType.SPACE: "spaces/",
}

# Pages of a repo that people have open when they copy its address. A discussion is a page about a repo, not the repo.
_REPO_PAGES = frozenset(
    {
        "tree",
        "blob",
        "raw",
        "resolve",
        "edit",
        "viewer",
        "embed",
        "commit",
        "commits",
        "settings",
    }
)
# First words of a path that are the Hub's own pages and can be nobody's name.
_HUB_PAGES = frozenset(
    {
        "api",
        "blog",
        "chat",
        "collections",
        "docs",
        "enterprise",
        "join",
        "learn",
        "login",
        "new",
        "organizations",
    }
    | {"papers", "posts", "pricing", "search", "settings", "tasks"}
)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(
    r"localhost|[a-z0-9-]+:\d+|\[[0-9a-f:]+\](?::\d*)?|\d+(?:\.\d+){3}(?::\d*)?|(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d*)?",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,94}[A-Za-z0-9_])?")
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_WRAPPERS = (
    ("<", ">"),
    ('"', '"'),
    ("'", "'"),
    ("«", "»"),
    ("“", "”"),
    ("`", "`"),
    ("(", ")"),
)


class AddressProblem(StrEnum):
    """Why a text is no repo's address."""

    EMPTY = "empty"
    """Nothing was typed."""
    NOT_HUB = "not_hub"
    """An address of some other site: a notebook on GitHub, a folder on Drive."""
    NOT_A_REPO = "not_a_repo"
    """A page of the Hub that is no repo: a person, an organisation, a collection, a paper, a discussion."""
    MALFORMED = "malformed"
    """Neither an address nor ``organisation/name``."""


class AddressError(ValueError):
    """The text is no repo's address. ``code`` says why, ``text`` is what was typed."""

    def __init__(self, code: AddressProblem, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class RepoAddress:
    """Where a repo lives. ``repo_type`` is None where the text did not say it (a bare ``organisation/name``)."""

    repo_id: str
    repo_type: RepoType | None = None

    @property
    def explicit(self) -> bool:
        """Whether the text itself said which kind of repo it means."""
        return self.repo_type is not None


def parse_address(text: str, *, endpoint: str = HUB) -> RepoAddress:
    """The repo that ``text`` means. The case of its name is kept as typed. Raises AddressError.

    Addresses of the Hub are understood always, those of ``endpoint`` (a mirror, the sandbox) beside them.

    >>> parse_address(" https://huggingface.co/datasets/gente/recetas-it/tree/main?x=1 ")
    RepoAddress(repo_id='gente/recetas-it', repo_type=<RepoType.DATASET: 'dataset'>)
    >>> parse_address("hf.co/gente/recetas-7B").repo_type
    <RepoType.MODEL: 'model'>
    >>> parse_address("gente/recetas-7B").explicit
    False
    """
    bare = _unwrap(text)
    if not bare:
        raise AddressError(AddressProblem.EMPTY, text)
    if any(character.isspace() or ord(character) < 32 for character in bare):
        raise AddressError(AddressProblem.MALFORMED, text)
    if bare.lower().startswith("hf://"):
        return _from_path(
            bare[len("hf://") :].replace("@", "/tree/", 1),
            text=text,
            whole_address=True,
        )
    address = _as_web_address(bare, text=text)
    if address is None:
        return _from_path(re.split(r"[?#]", bare, maxsplit=1)[0], text=text, whole_address=False)
    if not _is_hub(address, endpoint=endpoint):
        raise AddressError(_problem_elsewhere(address), text)
    return _from_path(address.path, text=text, whole_address=True)


def web_address(*, repo_id: str, repo_type: RepoType, endpoint: str = HUB) -> str:
    """The page of a repo, for people.

    >>> web_address(repo_id="gente/recetas-it", repo_type=RepoType.DATASET)
    'https://huggingface.co/datasets/gente/recetas-it'
    """
    return f"{endpoint.rstrip('/')}/{_TYPE_PREFIXES[repo_type]}{repo_id}"


def is_repo_id(text: str) -> bool:
    """Whether the Hub could have a repo of this name: ``organisation/name``, by its naming rules.

    >>> is_repo_id("gente/recetas-7B"), is_repo_id("gpt2"), is_repo_id("a/../b"), is_repo_id("a/b--c")
    (True, False, False, False)
    """
    namespace, slash, name = text.partition("/")
    if not slash or not _NAMESPACE.fullmatch(namespace) or not _NAME.fullmatch(name):
        return False
    return not any(pair in text for pair in ("--", "..")) and not name.endswith(".git")


def _unwrap(text: str) -> str:
    """What is left without invisible characters and the marks that people, chats and e-mails put around an address."""
    bare = text.translate(_INVISIBLE).strip()
    for opening, closing in _WRAPPERS:
        if len(bare) > 1 and bare.startswith(opening) and bare.endswith(closing):
            bare = bare[1:-1].strip()
    return bare.rstrip(".,;").strip()


def _as_web_address(bare: str, *, text: str) -> SplitResult | None:
    """``bare`` as an address with a host, ``https://`` added where it was left out; None where there is no host."""
    first = bare.split("/", 1)[0]
    if bare.startswith("//"):
        bare = f"https:{bare}"
    elif _HOST.fullmatch(first):
        bare = f"https://{bare}"
    elif not _SCHEME.match(bare):
        return None
    try:
        address = urlsplit(bare)
        port = address.port
    except ValueError:  # an impossible port, half an IPv6 address
        raise AddressError(AddressProblem.MALFORMED, text) from None
    if address.scheme not in ("http", "https") or not address.hostname or port == 0:
        raise AddressError(AddressProblem.MALFORMED, text)
    return address


def _is_hub(address: SplitResult, *, endpoint: str) -> bool:
    if address.hostname in _HUB_HOSTS:
        return True
    ours = urlsplit(endpoint)
    same_host = address.hostname == ours.hostname or {address.hostname, ours.hostname} <= _LOOPBACK_HOSTS
    # ``127.0.0.1:8001/org/name``, typed without a scheme, was given https above: the port alone decides.
    return same_host and (
        address.port == ours.port or (address.port in (80, 443, None) and ours.port in (80, 443, None))
    )


def _problem_elsewhere(address: SplitResult) -> AddressProblem:
    """A running Space has a host of its own (``org-name.hf.space``) from which the repo cannot be told for sure."""
    host = address.hostname or ""
    if host.endswith((".hf.space", ".huggingface.co", ".hf.co")):
        return AddressProblem.NOT_A_REPO
    return AddressProblem.NOT_HUB


def _from_path(path: str, *, text: str, whole_address: bool) -> RepoAddress:
    parts = [part for part in unquote(path).split("/") if part]
    if parts and parts[0] in _HUB_PAGES:
        raise AddressError(AddressProblem.NOT_A_REPO, text)
    repo_type = _TYPE_WORDS.get(parts[0]) if parts else None
    if repo_type is not None:
        parts = parts[1:]
    elif whole_address:
        repo_type = RepoType.MODEL
    if len(parts) < 2:
        known_page = whole_address or repo_type is not None
        raise AddressError(AddressProblem.NOT_A_REPO if known_page else AddressProblem.MALFORMED, text)
    if len(parts) > 2 and parts[2] not in _REPO_PAGES:
        raise AddressError(AddressProblem.NOT_A_REPO, text)
    repo_id = f"{parts[0]}/{parts[1].removesuffix('.git')}"
    if not is_repo_id(repo_id):
        raise AddressError(AddressProblem.MALFORMED, text)
    return RepoAddress(repo_id=repo_id, repo_type=repo_type)
