"""Asks the Hub about a submission's repos and writes down what it saw. Judges nothing.

A repo, or a part of one, that the Hub would not talk about is written down as such; the others are read all the same.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO, Protocol, TypeVar

from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import (
    HubError,
    HubForbidden,
    HubGarbled,
    HubMissing,
    HubRateLimited,
    HubRefused,
    RevisionMissing,
)
from hackathon.hub.types import Commit, RepoFile, RepoInfo, RepoType, SpaceRuntime
from submissions.audit import datafiles, mentions, tablefiles, tables
from submissions.audit.cards import MAX_CARD_BYTES, decode, is_card, parse_card
from submissions.audit.evidence import (
    CardEvidence,
    EntryRef,
    FileEvidence,
    Part,
    ProjectEvidence,
    RepoEvidence,
    RepoLink,
    Status,
    TableEvidence,
    Unread,
)

logger = logging.getLogger(__name__)

MAX_COMMITS = 1000
MAX_AUTHORS = 10
MAX_FILES = 1000
MAX_CARDS = 4
MAX_CODE_BYTES = 300_000
SILENCE = ("rate_limited", "unreachable", "garbled")
PATIENCE = 2  # unanswered questions about one repo before we leave it in peace

APP_FILES = ("app.py", "streamlit_app.py", "main.py", "src/streamlit_app.py", "src/app.py", "index.html", "app.js")
ADAPTER_CONFIG = "adapter_config.json"

T = TypeVar("T")


class Hub(Protocol):
    """What is asked of ``hackathon.hub.client.HubClient``; errors are those of ``hackathon.hub.errors``."""

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo: ...

    def commits(
        self, repo_id: str, repo_type: RepoType, *, revision: str = "main", limit: int = 1000
    ) -> tuple[Commit, ...]: ...

    def read_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = 2_000_000
    ) -> bytes: ...

    def open_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, size: int | None = None
    ) -> BinaryIO: ...

    def space_runtime(self, repo_id: str) -> SpaceRuntime: ...


def collect_evidence(*, hub: Hub, rules: EditionRules, entries: Sequence[EntryRef], at: datetime) -> ProjectEvidence:
    """What the Hub shows of ``entries`` now, each at its revision. It always answers: what could not be read is marked
    (``ProjectEvidence.unread``)."""
    return ProjectEvidence(tuple(collect_repo(hub=hub, rules=rules, entry=entry, at=at) for entry in entries), at)


def collect_repo(*, hub: Hub, rules: EditionRules, entry: EntryRef, at: datetime) -> RepoEvidence:
    """What the Hub shows of one repo now, at the revision that counts where that is fixed."""
    seen = RepoEvidence(entry.kind, entry.repo_type, entry.repo_id, Status.SILENT, at, entry.revision)
    try:
        info = _info(hub, entry)
        if info.disabled:
            return replace(_known(seen, info, rules), status=Status.FORBIDDEN)
        return _read(hub, rules, _known(seen, info, rules), info)
    except RevisionMissing:
        return replace(seen, status=Status.REVISION_GONE, unread=(Unread(Part.REPO, "revision_gone"),))
    except HubMissing:
        return replace(seen, status=Status.MISSING, found_as=other_type(hub, entry.repo_id, wanted=entry.repo_type))
    except HubForbidden:
        return replace(seen, status=Status.FORBIDDEN)
    except Exception as error:
        if not isinstance(error, HubError):
            logger.exception("collecting %s broke", entry.repo_id)
        return replace(seen, unread=(_unread(Part.REPO, error),))


def _info(hub: Hub, entry: EntryRef) -> RepoInfo:
    if entry.revision is None:
        return hub.repo_info(entry.repo_id, entry.repo_type)
    try:
        return hub.repo_info(entry.repo_id, entry.repo_type, revision=entry.revision)
    except RevisionMissing:
        if not entry.same_at_head:
            raise
    return hub.repo_info(entry.repo_id, entry.repo_type)


def _known(seen: RepoEvidence, info: RepoInfo, rules: EditionRules) -> RepoEvidence:
    scripts = tuple({*rules.dataset.script_suffixes, *rules.model.script_suffixes})
    important = sorted(info.files, key=lambda file: not file.path.endswith((*scripts, ".md")))
    return replace(
        seen,
        status=Status.FOUND,
        hub_id=info.hub_id,
        hub_repo_id=info.repo_id,
        sha=info.sha,
        private=info.private,
        gated=info.gated,
        likes=info.likes,
        created_at=info.created_at,
        last_modified=info.last_modified,
        files=_files(important[:MAX_FILES]),
        files_total=len(info.files),
        tags=info.tags[:200],
        parameters=info.parameters,
        sdk=info.sdk,
    )


def _files(files: Sequence[RepoFile]) -> tuple[FileEvidence, ...]:
    return tuple(FileEvidence(file.path, file.size) for file in files)


def _read(hub: Hub, rules: EditionRules, seen: RepoEvidence, info: RepoInfo) -> RepoEvidence:
    """Everything about a repo that is there. ``seen`` says at which revision."""
    reader = _Reader(hub, seen)
    commits = reader.ask(Part.COMMITS, reader.commits, ())
    seen = replace(
        seen,
        commits=tuple(_bounded(commit) for commit in commits),
        commits_complete=len(commits) < MAX_COMMITS,
        cards=reader.cards(info),
    )
    metadata = seen.card.metadata if seen.card else None
    if seen.repo_type == RepoType.DATASET:
        seen = replace(seen, table=reader.ask(Part.DATA, lambda: reader.table(info, metadata, rules), None))
    elif seen.repo_type == RepoType.MODEL:
        seen = reader.model(seen)
    else:
        seen = reader.space(seen, metadata)
    return replace(seen, unread=tuple(reader.unread))


def _bounded(commit: Commit) -> Commit:
    """A commit as long as it may be kept. Of very many authors one is left who is no bot: somebody of them may be the team."""
    authors = tuple(author[:100] for author in commit.authors[:MAX_AUTHORS])
    if len(commit.authors) > MAX_AUTHORS:
        authors += ("…",)
    return replace(commit, message="", title=commit.title[:200], authors=authors)


class _Reader:
    """Reads the parts of one repo at one revision, and remembers which the Hub kept from us."""

    def __init__(self, hub: Hub, seen: RepoEvidence) -> None:
        self.hub = hub
        self.repo_id = seen.repo_id
        self.repo_type = seen.repo_type
        self.revision = seen.sha or "main"
        self.paths = {file.path: file.size for file in seen.files}
        self.unread: list[Unread] = []

    def ask(self, part: Part, question: Callable[[], T], nothing: T) -> T:
        """The answer, or ``nothing`` with a note of why. A file that is gone by now is simply not there."""
        if self._given_up():
            silent = next(unread for unread in self.unread if unread.reason in SILENCE)
            self._note(replace(silent, part=part))
            return nothing
        try:
            return question()
        except HubMissing:
            return nothing
        except Exception as error:
            if not isinstance(error, HubError):
                logger.exception("reading %s of %s broke", part, self.repo_id)
            self._note(_unread(part, error))
            return nothing

    def commits(self) -> tuple[Commit, ...]:
        return self.hub.commits(self.repo_id, self.repo_type, revision=self.revision, limit=MAX_COMMITS)

    def file(self, path: str, max_bytes: int) -> bytes:
        return self.hub.read_file(self.repo_id, self.repo_type, path, revision=self.revision, max_bytes=max_bytes)

    def cards(self, info: RepoInfo) -> tuple[CardEvidence, ...]:
        """README.md first, then its translations."""
        paths = sorted((f.path for f in info.files if is_card(f.path)), key=lambda path: (path != "README.md", path))
        found = []
        for path in paths[:MAX_CARDS]:
            raw = self.ask(Part.CARD, lambda path=path: self.file(path, MAX_CARD_BYTES + 1), None)
            if raw is not None:
                found.append(parse_card(path, raw))
        return tuple(found)

    def table(self, info: RepoInfo, metadata: object, rules: EditionRules) -> TableEvidence:
        """A look into the few data files that stand for the corpus."""
        files = _files(info.files)
        chosen = datafiles.choose(files, metadata if isinstance(metadata, dict) else None)
        samples = [(file.path, file.config, self._sample(file)) for file in chosen]
        return tables.merge(samples, data_files=len(datafiles.data_files(files)))

    def model(self, seen: RepoEvidence) -> RepoEvidence:
        """What an adapter stands on, and how large that is where the model itself does not say."""
        if ADAPTER_CONFIG in self.paths:
            seen = replace(seen, adapter_base=self.ask(Part.ADAPTER, self._adapter_base, None))
        metadata = seen.card.metadata if seen.card else None
        bases = mentions.base_models(metadata, tags=seen.tags, adapter_base=seen.adapter_base)
        if bases and (ADAPTER_CONFIG in self.paths or seen.parameters is None):
            info = self.ask(Part.ADAPTER, lambda: self.hub.repo_info(bases[0], RepoType.MODEL), None)
            seen = replace(seen, base_parameters=info.parameters if info else None)
        return seen

    def space(self, seen: RepoEvidence, metadata: object) -> RepoEvidence:
        """Whether the demo runs and which repos its code names."""
        runtime = self.ask(Part.RUNTIME, lambda: self.hub.space_runtime(self.repo_id), None)
        return replace(
            seen,
            runtime_stage=runtime.stage if runtime else None,
            code_links=self.ask(Part.CODE, lambda: self._code_links(metadata), ()),
        )

    def _sample(self, file: datafiles.DataFile) -> tables.Sample:
        if file.path.lower().endswith(".parquet"):
            with self.hub.open_file(
                self.repo_id, self.repo_type, file.path, revision=self.revision, size=file.size
            ) as opened:
                return tablefiles.sample_parquet(file.path, opened)
        raw = self.file(file.path, tables.MAX_BYTES)
        return tablefiles.sample_bytes(file.path, raw, truncated=len(raw) >= tables.MAX_BYTES)

    def _adapter_base(self) -> str | None:
        try:
            config = json.loads(decode(self.file(ADAPTER_CONFIG, MAX_CODE_BYTES))[0])
        except (ValueError, RecursionError):
            return None
        base = config.get("base_model_name_or_path") if isinstance(config, dict) else None
        return base[:200] if isinstance(base, str) and base.strip() else None

    def _code_links(self, metadata: object) -> tuple[RepoLink, ...]:
        named = metadata.get("app_file") if isinstance(metadata, dict) else None
        path = next((path for path in (named, *APP_FILES) if isinstance(path, str) and path in self.paths), None)
        return mentions.links_in_code(decode(self.file(path, MAX_CODE_BYTES))[0]) if path else ()

    def _given_up(self) -> bool:
        """A rate limit lasts; a Hub that was silent twice will be so a third time."""
        reasons = [unread.reason for unread in self.unread if unread.reason in SILENCE]
        return "rate_limited" in reasons or len(reasons) >= PATIENCE

    def _note(self, unread: Unread) -> None:
        if all(known.part != unread.part for known in self.unread):
            self.unread.append(unread)


def _unread(part: Part, error: Exception) -> Unread:
    if isinstance(error, HubRateLimited):
        return Unread(part, "rate_limited", error.retry_after)
    if isinstance(error, HubForbidden):
        return Unread(part, "forbidden")
    if isinstance(error, HubRefused):
        return Unread(part, "refused")
    if isinstance(error, HubGarbled):
        return Unread(part, "garbled")
    return Unread(part, "unreachable" if isinstance(error, HubError) else "internal_error")


def other_type(hub: Hub, repo_id: str, *, wanted: RepoType) -> RepoType | None:
    """As what else than ``wanted`` the repo is there, for an address in the wrong field is the commonest slip.

    None too when the Hub falls silent: nothing is known then.
    """
    for repo_type in RepoType:
        if repo_type == wanted:
            continue
        try:
            hub.repo_info(repo_id, repo_type)
        except HubMissing:
            continue
        except HubError as error:
            logger.info("could not look for %s as %s: %r", repo_id, repo_type, error)
            return None
        return repo_type
    return None
