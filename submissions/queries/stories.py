"""What happened to each repo of a project around the close, as one page tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hackathon.editions.rules import EditionRules
from submissions.deadline import picture
from submissions.deadline.picture import Picture
from submissions.deadline.record import RepoRecord
from submissions.deadline.timeline import Timeline, draw
from submissions.deadline.verdict import Verdict, judge_by
from submissions.models import Repo, RepoVerdict, Submission
from submissions.queries.evidence import records_of
from submissions.queries.verdicts import judged


@dataclass(frozen=True, slots=True)
class Story:
    """One repo: as what it was delivered, the verdict that stands (None: not drawn yet), and what the evidence tells."""

    repo: Repo
    kinds: Sequence[str]
    verdict: RepoVerdict | None
    told: Verdict
    timeline: Timeline
    picture: Picture
    facts: Mapping[str, Any]


def of_project(submission: Submission, *, at: datetime) -> Sequence[Story]:
    """The repos of the current version, in its order, each once. The same few queries however many there are."""
    if submission.current is None:
        return ()
    found = judged(submission.current)
    repos = {one.entry.repo_id: one.entry.repo for one in found}
    rows = {one.entry.repo_id: one.verdict for one in found}
    records = records_of(edition=submission.edition, repos=list(repos.values()))
    return [
        _story(
            repo,
            [one.entry.kind for one in found if one.entry.repo_id == repo.pk],
            rows[repo.pk],
            record,
            rules=submission.edition.parsed_rules,
            at=at,
        )
        for repo, record in records
    ]


def _story(
    repo: Repo,
    kinds: Sequence[str],
    row: RepoVerdict | None,
    record: RepoRecord,
    *,
    rules: EditionRules,
    at: datetime,
) -> Story:
    told = _told(row) if row else judge_by(rules, record, at=at)
    timeline = draw(record, told, at=at)
    return Story(repo, kinds, row, told, timeline, picture.of(timeline), told.facts())


def _told(row: RepoVerdict) -> Verdict:
    return Verdict.from_facts(
        row.facts, state=row.state, level=row.level, closes_at=row.closes_at, frozen=row.frozen_sha
    )
