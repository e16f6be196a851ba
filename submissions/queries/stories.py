"""What happened to each repo of a project around the close, as one page tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from submissions.models import Entry, Repo, RepoVerdict, Submission
from submissions.queries.projects import verdicts_of


@dataclass(frozen=True, slots=True)
class Story:
    """One repo: as what it was delivered, the verdict that stands (None: not judged yet)."""

    repo: Repo
    kinds: Sequence[str]
    verdict: RepoVerdict | None


def of_project(submission: Submission, *, at: datetime) -> Sequence[Story]:
    """The repos of the current version, in its order, each once."""
    if submission.current is None:
        return ()
    entries = list(Entry.objects.filter(version=submission.current).select_related("repo").order_by("position"))
    verdicts = verdicts_of(submission.current)
    repos = {entry.repo_id: entry.repo for entry in entries}
    return tuple(
        Story(repo, [entry.kind for entry in entries if entry.repo_id == key], verdicts.get(key))
        for key, repo in repos.items()
    )
