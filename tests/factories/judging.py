"""Delivered projects and their reviews for tests, whatever the edition's windows say."""

from collections.abc import Iterable, Mapping
from itertools import count

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from judging.models import Assignment, Score
from submissions.models import Audit, DeadlineVerdict, Entry, Repo, Submission, SubmissionVersion
from teams.models import Team
from tests.factories.editions import NOW
from tests.factories.teams import make_team

WHOLE = tuple(ArtefactKind)
_numbers = count(1)


def make_project(
    edition: Edition, title: str = "Refranes del mundo", *, kinds: Iterable[str] = WHOLE, team: Team | None = None
) -> Submission:
    """A delivered project that consists of one repo of each of ``kinds``."""
    team = team or make_team(edition)
    submission = Submission.objects.create(team=team, edition=edition, created_at=NOW)
    submission.current = SubmissionVersion.objects.create(
        submission=submission,
        number=1,
        title=title,
        summary=f"Qué es {title}",
        rules_digest=edition.rules_digest,
        at=NOW,
        by=team.captain,
    )
    submission.save()
    rules = edition.parsed_rules.submission
    for position, kind in enumerate(kinds, start=1):
        name = f"somosnlp/{kind}-{next(_numbers)}"
        repo = Repo.objects.create(
            repo_type=rules.artefact(ArtefactKind(kind)).repo_type, repo_id=name, hub_id=name, first_seen_at=NOW
        )
        Entry.objects.create(version=submission.current, kind=kind, position=position, repo=repo, address=name)
    return submission


def make_assignment(submission: Submission, judge: User) -> Assignment:
    """A review that ``judge`` has not begun."""
    return Assignment.objects.create(submission=submission, edition=submission.edition, judge=judge, assigned_at=NOW)


def make_review(
    submission: Submission, judge: User, scores: Mapping[str, int], *, comment: str = "", submitted: bool = True
) -> Assignment:
    """A review with these scores, submitted or a draft."""
    review = make_assignment(submission, judge)
    Score.objects.bulk_create(
        Score(assignment=review, criterion=key, value=value, at=NOW) for key, value in scores.items()
    )
    review.comment, review.saved_at = comment, NOW
    review.submitted_at = NOW if submitted else None
    review.save()
    return review


def all_scores(edition: Edition, value: int) -> dict[str, int]:
    """The same score on every criterion of the edition's rubric."""
    return {criterion.key: value for criterion in edition.parsed_rules.rubric.criteria}


def make_verdicts(submission: Submission, *states: str) -> Audit:
    """A finished audit with these verdicts on the project's repos, in their order."""
    audit = Audit.objects.create(
        version=submission.current,
        reason=Audit.Reason.REQUESTED,
        state=Audit.State.DONE,
        queued_at=NOW,
        not_before=NOW,
        finished_at=NOW,
    )
    for entry, state in zip(submission.current.entries.all(), states, strict=False):
        DeadlineVerdict.objects.create(audit=audit, entry=entry, state=state, closes_at=NOW)
    return audit
