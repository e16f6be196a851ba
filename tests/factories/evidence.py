"""Evidence as plain values: no database, no Hub."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hackathon.editions.loading import shipped_rules
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import Commit, RepoType
from submissions.audit.cards.reading import parse_card
from submissions.audit.evidence import FileEvidence, ProjectEvidence, RepoEvidence, Status
from submissions.audit.findings import Finding
from submissions.audit.registry import run_checks
from tests.factories.corpora import corpus_of_csv

AT = datetime(2024, 3, 28, 12, 0, tzinfo=UTC)
RULES: EditionRules = shipped_rules("somos600m-2024")
TYPES = {ArtefactKind.CORPUS: RepoType.DATASET, ArtefactKind.MODEL: RepoType.MODEL, ArtefactKind.DEMO: RepoType.SPACE}


def make_repo(
    kind: str = "corpus", repo_id: str = "somosnlp/recetas", *, readme: str | None = None, **changes: Any
) -> RepoEvidence:
    """A repo that is there. ``readme``: the text of its card; ``files``: paths; ``csv``: its data; ``corpus``: the same as evidence."""
    kind = ArtefactKind(kind)
    files = changes.pop("files", ())
    csv = changes.pop("csv", None)
    if readme is not None:
        changes["cards"] = (parse_card("README.md", readme.encode()),)
    if csv is not None:
        changes.setdefault("corpus", corpus_of_csv(csv))
    fields = {
        "repo_type": TYPES[kind],
        "status": Status.FOUND,
        "collected_at": AT,
        "hub_id": "65f0",
        "hub_repo_id": repo_id,
        "sha": "a" * 40,
        "files": tuple(FileEvidence(path, 100) for path in files),
        "files_total": len(files),
    }
    return RepoEvidence(kind=kind, repo_id=repo_id, **(fields | changes))


def make_project(*repos: RepoEvidence, members: tuple[str, ...] = ()) -> ProjectEvidence:
    """A project of those repos, by a team whose ``members`` have these names on the Hub."""
    return ProjectEvidence(repos, AT, members=members)


def find(check: str, *repos: RepoEvidence, rules: EditionRules = RULES, members: tuple[str, ...] = ()) -> Finding:
    """What that check finds about the first of the repos that it looks at (or about the project of them all)."""
    project = make_project(*repos, members=members)
    return next(finding for finding in run_checks(rules, project) if finding.check == check)


def make_commit(sha: str, date: datetime, *authors: str, title: str = "Upload") -> Commit:
    """A commit; without authors it has none."""
    return Commit(sha=sha, title=title, date=date, authors=authors)


def minutes(number: float) -> timedelta:
    """That many minutes."""
    return timedelta(minutes=number)
