"""What was seen on the Hub at one moment, as frozen dataclasses that are stored and judged later. Pure.

A part that could not be read because the Hub was silent is listed in ``RepoEvidence.unread``: its checks say UNKNOWN.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import Commit, RepoType
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.demos import SpaceEvidence
from submissions.audit.exposed.exposure import Exposure
from submissions.audit.models.modelling import ModelEvidence
from submissions.audit.problems import Problem, Troubled
from submissions.audit.scripts.reading import ScriptEvidence
from submissions.audit.wire import from_wire, to_wire


class Status(StrEnum):
    """What the Hub said about a repo. SILENT: nothing that could be used.

    REVISION_GONE: it is there, but the revision that was asked for is not any more: its history was rewritten.
    PRIVATE: our token opens it and others cannot, so nothing else is known of it.
    """

    FOUND = "found"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    SILENT = "silent"
    REVISION_GONE = "revision_gone"
    PRIVATE = "private"


class Part(StrEnum):
    """The pieces of evidence that are read apart from each other. REPO stands for the repo itself."""

    REPO = "repo"
    CARD = "card"
    DATA = "data"
    ADAPTER = "adapter"
    WEIGHTS = "weights"
    BASES = "bases"
    CODE = "code"
    SCRIPTS = "scripts"
    ANSWER = "answer"
    RUNTIME = "runtime"
    COMMITS = "commits"


@dataclass(frozen=True, slots=True)
class EntryRef:
    """A repo that a team handed in, and as what.

    ``revision`` is the one that counts; None: the newest, because it is not fixed yet. ``same_at_head``: the newest one has
    the same content, so it may be read where that one is gone.
    """

    kind: ArtefactKind
    repo_type: RepoType
    repo_id: str
    revision: str | None = None
    same_at_head: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A part that could not be read. ``reason``: rate_limited, unreachable, garbled, forbidden, refused, revision_gone,
    not_fetched, internal_error, crashed, or what was used up: beyond_memory, beyond_seconds, beyond_disk.

    ``retry_after``: seconds until it is worth asking again, known when rate_limited.
    """

    part: Part
    reason: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """A file of the audited revision; ``size`` in bytes."""

    path: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of a card. ``key`` is the heading without case, accents, emoji and numbering.

    ``level``: 1 to 6 as in HTML; 7 for a line in bold or a ``<summary>``; 8 for a label before a text, which is part of the
    section around it. ``line`` to ``last_line``: where it lies in its file, subsections included (0: not known).
    ``filled`` is true if it or a subsection says something. The rest counts its own text: ``words`` without placeholders,
    ``numbers``, ``rows`` of tables without their headers, ``links``, and pictures (``media``). One that only says again what stands
    under another heading counts nothing; ``repeats`` is the line of that heading.
    """

    heading: str
    key: str
    level: int
    words: int
    filled: bool
    line: int = 0
    last_line: int = 0
    numbers: int = 0
    rows: int = 0
    links: int = 0
    media: int = 0
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class RepoLink:
    """A repo that a card or a demo's code names. ``repo_type`` None: it does not say which kind of repo.

    ``source`` is yaml, text or code.
    """

    repo_id: str
    repo_type: RepoType | None
    source: str


@dataclass(frozen=True, slots=True)
class FileMention:
    """A script or notebook that a card names. ``repo_id``: the Hub's repo that it lies in, by its address; empty: the card's own.

    ``linked``: as a link, so it should be there. ``elsewhere``: its address is not the Hub's; ``path`` is then that address.
    """

    path: str
    line: int
    linked: bool = False
    repo_id: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class CardEvidence(Troubled):
    """One card (README.md or a translation beside it). ``metadata`` is its YAML, JSON-able; None: there is none to be read.

    ``key_lines``: where its top keys stand. ``words`` counts the whole text, ``opening`` what comes before the first heading.
    ``goals``: the Sustainable Development Goals that it names; ``speaks_of_goals``: it speaks of them at all.
    """

    path: str
    size: int
    words: int = 0
    metadata: Mapping[str, Any] | None = None
    sections: tuple[Section, ...] = ()
    links: tuple[RepoLink, ...] = ()
    problems: tuple[Problem, ...] = ()
    key_lines: Mapping[str, int] = field(default_factory=dict)
    opening: int = 0
    files: tuple[FileMention, ...] = ()
    goals: tuple[int, ...] = ()
    speaks_of_goals: bool = False


@dataclass(frozen=True, slots=True)
class RepoEvidence:
    """What was seen of one repo at ``sha``. ``revision``: the one that was asked for, where one was.

    ``repo_id`` is as the team gave it, ``hub_repo_id`` as the Hub calls it now, ``hub_id`` the Hub's own ``_id``.
    ``found_as``: it is missing as ``repo_type`` but there as this. ``parameters`` counts weights; ``base_parameters`` those of
    the first base model. ``commits`` are newest first; ``commits_complete`` is false when older ones were left out.
    ``searched``: the files that were searched for ``exposures``.
    """

    kind: ArtefactKind
    repo_type: RepoType
    repo_id: str
    status: Status
    collected_at: datetime
    revision: str | None = None
    unread: tuple[Unread, ...] = ()
    found_as: RepoType | None = None
    hub_id: str | None = None
    hub_repo_id: str | None = None
    sha: str | None = None
    private: bool = False
    gated: bool = False
    likes: int = 0
    created_at: datetime | None = None
    last_modified: datetime | None = None
    files: tuple[FileEvidence, ...] = ()
    files_total: int = 0
    tags: tuple[str, ...] = ()
    cards: tuple[CardEvidence, ...] = ()
    corpus: CorpusEvidence | None = None
    scripts: tuple[ScriptEvidence, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    searched: tuple[str, ...] = ()
    model: ModelEvidence | None = None
    space: SpaceEvidence | None = None
    parameters: int | None = None
    base_parameters: int | None = None
    adapter_base: str | None = None
    sdk: str | None = None
    runtime_stage: str | None = None
    code_links: tuple[RepoLink, ...] = ()
    commits: tuple[Commit, ...] = ()
    commits_complete: bool = True

    @property
    def card(self) -> CardEvidence | None:
        """README.md, the card whose YAML counts."""
        return next((card for card in self.cards if card.path == "README.md"), None)

    @property
    def links(self) -> tuple[RepoLink, ...]:
        """All the repos that its cards and its code name."""
        return tuple(link for card in self.cards for link in card.links) + self.code_links

    @property
    def names(self) -> frozenset[str]:
        """Every id that it goes by, in lower case."""
        return frozenset(name.lower() for name in (self.repo_id, self.hub_repo_id) if name)

    def why_unread(self, part: Part) -> Unread | None:
        """Why ``part`` could not be read; None if it was read."""
        return next((unread for unread in self.unread if unread.part == part), None)


@dataclass(frozen=True, slots=True)
class ProjectEvidence:
    """All repos of one submission, in the order handed in. ``members``: the team's names on the Hub; empty: not known."""

    repos: tuple[RepoEvidence, ...]
    collected_at: datetime
    version: int = 1
    members: tuple[str, ...] = ()

    def of_kind(self, kind: ArtefactKind) -> tuple[RepoEvidence, ...]:
        """The repos handed in as ``kind``."""
        return tuple(repo for repo in self.repos if repo.kind == kind)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Everything that could not be read, over all repos: asking again may help."""
        return tuple(unread for repo in self.repos for unread in repo.unread)

    def to_json(self) -> dict[str, Any]:
        """This evidence as a bare dict, to be stored."""
        return to_wire(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The evidence that ``to_json`` gave."""
        return from_wire(cls, data)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check is given: the edition's rules, the repo that it looks at (None for a whole project), the project around it."""

    rules: EditionRules
    project: ProjectEvidence
    target: RepoEvidence | None = field(default=None)

    @property
    def repo(self) -> RepoEvidence:
        """The repo to judge. A check of whole projects has none: LookupError."""
        if self.target is None:
            raise LookupError("a check of whole projects looks at evidence.project")
        return self.target

    @property
    def corpus(self) -> CorpusEvidence:
        """What was seen of the repo's rows; nothing if they were not looked at."""
        return self.repo.corpus or CorpusEvidence()
