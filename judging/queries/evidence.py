"""What a judge looks at while scoring: what was seen of a project at the revisions that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from hackathon.editions.rules import ArtefactKind, SuiteRules
from hackathon.hub import errors
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from judging.cards import MOST_CHARACTERS, Block, blocks_of
from judging.models import Assignment
from judging.samples import READABLE, Row, first_rows
from submissions import queries as submission_queries
from submissions.audit.corpus.evidence import CorpusFile
from submissions.audit.evidence import RepoEvidence
from submissions.models import Entry
from submissions.queries import evaluations
from submissions.queries.evaluations import Standing
from submissions.queries.reports import evidence_of
from submissions.queries.verdicts import Judged, judged

CARD = "README.md"
KEPT_SECONDS = 24 * 60 * 60
SAMPLE_BYTES = 64_000
HUB_SECONDS = 6.0
"""How long somebody who waits for a card waits for the Hub."""


@dataclass(frozen=True, slots=True)
class SeenRepo:
    """A repo of a project, with the revision that a judge should look at (empty: none is known), and what the audit saw of it."""

    judged: Judged
    revision: str
    evidence: RepoEvidence | None = None

    @property
    def entry(self) -> Entry:
        return self.judged.entry

    @property
    def values(self) -> Sequence[tuple[str, Sequence[Any]]]:
        """The columns of its rows that have few values, with the commonest of them."""
        corpus = self.evidence.corpus if self.evidence else None
        return [(one.name, one.values[:8]) for one in corpus.columns if one.values][:20] if corpus else []


def repos_of(assignment: Assignment) -> Sequence[SeenRepo]:
    """The project's repos in their order. Two queries."""
    return [SeenRepo(one, revision_of(one)) for one in judged(assignment.submission.current)]


def seen_repos(assignment: Assignment) -> Sequence[SeenRepo]:
    """The same, with what the last audit saw of each. Four queries; evidence can be large."""
    audit = submission_queries.last_done_audit(assignment.submission.current)
    kept = evidence_of(audit) if audit else None
    seen = {(one.kind, one.repo_id): one for one in kept.repos} if kept else {}
    return [
        SeenRepo(one.judged, one.revision, seen.get((ArtefactKind(one.entry.kind), one.entry.repo.repo_id)))
        for one in repos_of(assignment)
    ]


def revision_of(one: Judged) -> str:
    """The revision that counts, where one is fixed; else the one that was delivered."""
    return (one.verdict.final_sha if one.verdict else "") or one.entry.sha


def model_numbers(assignment: Assignment, suites: Sequence[SuiteRules], at: Any) -> Sequence[Standing]:
    """How the evaluations of the project's models stand; a few queries, none where there is no model."""
    if ArtefactKind.MODEL not in {ArtefactKind(entry.kind) for entry in assignment.submission.current.entries.all()}:
        return ()
    jobs = evaluations.newest_of_each(list(evaluations.jobs_of_project(assignment.submission)))
    return evaluations.standings_of(jobs, suites=suites, at=at)


def card_of(repo: SeenRepo, *, hub: HubClient) -> Sequence[Block] | None:
    """The repo's card at its revision, as text; None while the Hub does not tell. What a revision says never changes, so it is
    asked once."""
    text = _read(repo, CARD, MOST_CHARACTERS * 2, hub=hub)
    return None if text is None else blocks_of(text.decode("utf-8", errors="replace"))


def rows_of(repo: SeenRepo, *, hub: HubClient) -> Sequence[Row] | None:
    """The first rows of a corpus at its revision; None while the Hub does not tell, and nothing of formats that are not text."""
    file = sample_file(repo)
    if file is None:
        return ()
    beginning = _read(repo, file.path, SAMPLE_BYTES, hub=hub)
    return None if beginning is None else first_rows(beginning, file.format)


def sample_file(repo: SeenRepo) -> CorpusFile | None:
    """The first data file whose beginning can be shown."""
    corpus = repo.evidence.corpus if repo.evidence else None
    return next((file for file in corpus.files if file.format in READABLE), None) if corpus else None


def _read(repo: SeenRepo, path: str, most: int, *, hub: HubClient) -> bytes | None:
    if not repo.revision:
        return None
    key = f"judging.file:{repo.entry.repo_id}:{repo.revision}:{path}"[:240]
    kept: str | None = cache.get(key)
    if kept is None:
        of = {"repo_id": repo.entry.repo.repo_id, "repo_type": RepoType(repo.entry.repo.repo_type)}
        try:
            read = hub.read_file(**of, path=path, revision=repo.revision, max_bytes=most)
        except errors.HubMissing:
            read = b""
        except errors.HubError:
            return None
        kept = read.decode("utf-8", errors="replace")
        cache.set(key, kept, KEPT_SECONDS)
    return kept.encode("utf-8", errors="replace")


def facts_of(assignment: Assignment) -> Mapping[str, Any]:
    """What the page of a review shows of its project beside the repos."""
    version = assignment.submission.current
    audit = submission_queries.last_done_audit(version)
    rules = assignment.edition.parsed_rules
    return {
        "version": version,
        "report": submission_queries.report(audit, rubric=rules.rubric) if audit else None,
        "outside": list(version.outside_entries.all()),
    }
