"""What the Hub shows of one repo, or of all of a submission's. Judges nothing.

A repo, or a part of one, that the Hub would not talk about is written down as such; the others are read all the same.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import HubError, HubForbidden, HubMissing, RevisionMissing
from hackathon.hub.types import Commit, RepoFile, RepoInfo, RepoType
from submissions.audit.cards.reading import is_card
from submissions.audit.collecting.corpus import read_corpus
from submissions.audit.collecting.hub import Hub
from submissions.audit.collecting.model import read_model
from submissions.audit.collecting.reader import Reader, Tell, unread_because
from submissions.audit.collecting.space import read_space, read_space_again
from submissions.audit.collecting.texts import MAX_EXPOSURES, MAX_SCRIPTS, read_cards, read_scripts, search_rest
from submissions.audit.evidence import EntryRef, FileEvidence, Part, ProjectEvidence, RepoEvidence, Status, Unread

logger = logging.getLogger(__name__)

History = Callable[[RepoEvidence], Sequence[Commit] | None]
ReadRows = Callable[[Reader, RepoEvidence, RepoInfo, EditionRules], RepoEvidence]

MAX_COMMITS = 1000
MAX_AUTHORS = 10
MAX_FILES = 1000
WEIGHTS_AND_PICKLES = (
    *(".safetensors", ".gguf", ".bin", ".pt", ".pth", ".ckpt", ".h5"),
    *(".pkl", ".pickle", ".joblib", ".dill"),
)
NAMED_BY_CHECKS = re.compile(
    r"(?:^|/)(?:licen[sc]e|copying|requirements|environment|pyproject|config\.json|adapter_config|tokenizer_config)[^/]{0,60}$"
)


def collect_evidence(
    *, hub: Hub, rules: EditionRules, entries: Sequence[EntryRef], at: datetime, members: Sequence[str] = ()
) -> ProjectEvidence:
    """What the Hub shows of ``entries`` now, each at its revision. It always answers: what could not be read is marked
    (``ProjectEvidence.unread``). ``members``: the team's names on the Hub."""
    repos = tuple(collect_repo(hub=hub, rules=rules, entry=entry, at=at) for entry in entries)
    return ProjectEvidence(repos, at, members=tuple(members))


def collect_repo(
    *, hub: Hub, rules: EditionRules, entry: EntryRef, at: datetime, scripts: int = MAX_SCRIPTS
) -> RepoEvidence:
    """What the Hub shows of one repo now, at the revision that counts where that is fixed. ``scripts``: how many are read."""
    opened = open_repo(hub=hub, rules=rules, entry=entry, at=at)
    return read_repo(hub=hub, rules=rules, opened=opened, scripts=scripts)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the Hub says of a repo in one answer. ``info`` None: there is nothing more to be read."""

    seen: RepoEvidence
    info: RepoInfo | None = None


def open_repo(*, hub: Hub, rules: EditionRules, entry: EntryRef, at: datetime, private_too: bool = False) -> Opened:
    """Whether the repo is there, and at which revision: one request (two more where it is not).

    Of a private one nothing else is told: our token may open what belongs to others. ``private_too``: the token is that of
    whoever asks, who may see it.
    """
    seen = RepoEvidence(entry.kind, entry.repo_type, entry.repo_id, Status.SILENT, at, entry.revision)
    try:
        info = _info(hub, entry)
        if info.private and not private_too:
            return Opened(replace(seen, status=Status.PRIVATE, private=True))
        known = _known(seen, info, rules)
        return Opened(replace(known, status=Status.FORBIDDEN)) if info.disabled else Opened(known, info)
    except RevisionMissing:
        gone = replace(seen, status=Status.REVISION_GONE, unread=(Unread(Part.REPO, "revision_gone"),))
        return Opened(gone)
    except HubMissing:
        found_as = other_type(hub, entry.repo_id, wanted=entry.repo_type)
        return Opened(replace(seen, status=Status.MISSING, found_as=found_as))
    except HubForbidden:
        return Opened(replace(seen, status=Status.FORBIDDEN))
    except HubError as error:
        return Opened(_silent(seen, error))
    except Exception as error:
        logger.exception("looking for %s broke", entry.repo_id)
        return Opened(_silent(seen, error))


def read_repo(
    *,
    hub: Hub,
    rules: EditionRules,
    opened: Opened,
    before: RepoEvidence | None = None,
    history: History | None = None,
    tell: Tell | None = None,
    read_rows: ReadRows = read_corpus,
    scripts: int = MAX_SCRIPTS,
) -> RepoEvidence:
    """The rest of what was opened. ``before``: what an earlier look at the same revision saw, whose rows are not read again.

    ``history`` gives the commits of what was seen, or None where the Hub has to be asked. ``tell`` hears which part is being read.
    ``scripts``: how many of them are read.
    ``read_rows`` reads a corpus, as ``read_corpus`` does.
    """
    if opened.info is None:
        return opened.seen
    try:
        return _read(
            hub, rules, opened, before=before, history=history, tell=tell, read_rows=read_rows, scripts=scripts
        )
    except Exception as error:
        logger.exception("collecting %s broke", opened.seen.repo_id)
        return _silent(replace(opened.seen, status=Status.SILENT), error)


def read_again(*, hub: Hub, rules: EditionRules, opened: Opened, before: RepoEvidence) -> RepoEvidence:
    """What an earlier look at the same revision saw, with what is no matter of the revision as it is now."""
    if opened.info is None or before.repo_type != RepoType.SPACE:
        return opened.seen if opened.info is None else before
    reader = Reader(hub, opened.seen)
    try:
        seen = replace(before, likes=opened.seen.likes, collected_at=opened.seen.collected_at)
        return read_space_again(reader, seen, opened.info, rules.demo)
    except Exception as error:
        logger.exception("asking again about %s broke", before.repo_id)
        return _silent(replace(opened.seen, status=Status.SILENT), error)


def _silent(seen: RepoEvidence, error: Exception) -> RepoEvidence:
    return replace(seen, unread=(unread_because(Part.REPO, error),))


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
        files=_listed(info.files, rules),
        files_total=len(info.files),
        tags=info.tags[:200],
        parameters=info.parameters,
        sdk=info.sdk,
    )


def _listed(files: Sequence[RepoFile], rules: EditionRules) -> tuple[FileEvidence, ...]:
    """The files, and of very many first those that checks look for: neither weights nor scripts may push the others out."""
    scripts = (*rules.dataset.script_suffixes, *rules.model.script_suffixes)
    ranked: tuple[list[RepoFile], ...] = ([], [], [])
    for file in files:
        ranked[_rank(file.path.lower(), tuple(suffix.lower() for suffix in scripts))].append(file)
    named, told, others = ranked
    half = MAX_FILES // 2
    return _files((*named[:half], *told[:half], *named[half:], *told[half:], *others)[:MAX_FILES])


def _rank(path: str, scripts: tuple[str, ...]) -> int:
    if path.endswith(WEIGHTS_AND_PICKLES) or NAMED_BY_CHECKS.search(path):
        return 0
    return 1 if path.endswith(scripts) or is_card(path) else 2


def _files(files: Sequence[RepoFile]) -> tuple[FileEvidence, ...]:
    return tuple(FileEvidence(file.path, file.size) for file in files)


def _read(
    hub: Hub,
    rules: EditionRules,
    opened: Opened,
    *,
    before: RepoEvidence | None,
    history: History | None,
    tell: Tell | None,
    read_rows: ReadRows,
    scripts: int,
) -> RepoEvidence:
    """Everything about a repo that is there. What was opened says at which revision."""
    seen, info = opened.seen, opened.info
    reader = Reader(hub, seen, tell=tell)
    seen = replace(seen, cards=read_cards(reader, info))
    seen = read_scripts(reader, seen, rules, most=scripts)
    if seen.repo_type == RepoType.DATASET:
        if before is not None and before.status == Status.FOUND and before.why_unread(Part.DATA) is None:
            seen = replace(seen, corpus=before.corpus)
        else:
            seen = read_rows(reader, seen, info, rules)
    elif seen.repo_type == RepoType.MODEL:
        seen = read_model(reader, seen, info)
    else:
        seen = read_space(reader, seen, info, rules.demo)
    seen = search_rest(reader, seen)
    if before is not None:  # what is kept of texts has its secrets masked
        seen = replace(seen, exposures=tuple(dict.fromkeys((*before.exposures, *seen.exposures)))[:MAX_EXPOSURES])
    # Last: the longer we wait, the likelier it is that whoever watches the repo has asked for them.
    known = history(seen) if history else None
    commits = known if known is not None else reader.ask(Part.COMMITS, lambda: commits_at(hub, seen), ())
    return with_commits(replace(seen, unread=tuple(reader.unread)), commits)


def with_commits(seen: RepoEvidence, commits: Sequence[Commit]) -> RepoEvidence:
    """``seen`` with these commits, as long as they may be kept."""
    kept = tuple(_bounded(commit) for commit in commits[:MAX_COMMITS])
    return replace(seen, commits=kept, commits_complete=len(commits) < MAX_COMMITS)


def commits_at(hub: Hub, seen: RepoEvidence) -> tuple[Commit, ...]:
    """The commits of the revision that was seen, newest first. One request."""
    return hub.commits(seen.repo_id, seen.repo_type, revision=seen.sha or "main", limit=MAX_COMMITS)


def _bounded(commit: Commit) -> Commit:
    """A commit as long as it may be kept. Of very many authors one is left who is no bot: somebody of them may be the team."""
    authors = tuple(author[:100] for author in commit.authors[:MAX_AUTHORS])
    if len(commit.authors) > MAX_AUTHORS:
        authors += ("…",)
    return replace(commit, message="", title=commit.title[:200], authors=authors)


def other_type(hub: Hub, repo_id: str, *, wanted: RepoType) -> RepoType | None:
    """As what else than ``wanted`` the repo is there, for an address in the wrong field is the commonest slip.

    None too when the Hub falls silent: nothing is known then.
    """
    for repo_type in RepoType:
        if repo_type == wanted:
            continue
        try:
            if hub.repo_info(repo_id, repo_type).private:
                continue  # of which nothing is told
        except HubMissing:
            continue
        except HubError as error:
            logger.info("could not look for %s as %s: %r", repo_id, repo_type, error)
            return None
        return repo_type
    return None
