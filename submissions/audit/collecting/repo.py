"""What the Hub shows of one repo, or of all of a submission's. Judges nothing.

A repo, or a part of one, that the Hub would not talk about is written down as such; the others are read all the same.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hackathon.editions.rules import EditionRules
from hackathon.hub.errors import HubError, HubForbidden, HubMissing, RevisionMissing
from hackathon.hub.types import Commit, RepoFile, RepoInfo, RepoType
from submissions.audit.collecting.corpus import read_corpus
from submissions.audit.collecting.hub import Hub
from submissions.audit.collecting.model import read_model
from submissions.audit.collecting.reader import Reader, unread_because
from submissions.audit.collecting.space import read_space
from submissions.audit.collecting.texts import read_cards
from submissions.audit.evidence import EntryRef, FileEvidence, Part, ProjectEvidence, RepoEvidence, Status, Unread

logger = logging.getLogger(__name__)

MAX_COMMITS = 1000
MAX_AUTHORS = 10
MAX_FILES = 1000


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
    reader = Reader(hub, seen)
    commits = reader.ask(Part.COMMITS, lambda: _commits(reader), ())
    seen = replace(
        seen,
        commits=tuple(_bounded(commit) for commit in commits),
        commits_complete=len(commits) < MAX_COMMITS,
        cards=read_cards(reader, info),
    )
    if seen.repo_type == RepoType.DATASET:
        seen = read_corpus(reader, seen, info, rules)
    elif seen.repo_type == RepoType.MODEL:
        seen = read_model(reader, seen)
    else:
        seen = read_space(reader, seen)
    return replace(seen, unread=tuple(reader.unread))


def _commits(reader: Reader) -> tuple[Commit, ...]:
    return reader.hub.commits(reader.repo_id, reader.repo_type, revision=reader.revision, limit=MAX_COMMITS)


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
            hub.repo_info(repo_id, repo_type)
        except HubMissing:
            continue
        except HubError as error:
            logger.info("could not look for %s as %s: %r", repo_id, repo_type, error)
            return None
        return repo_type
    return None
