"""What counts in an edition: its projects, the reviews that were sent, what was decided. From the database to the pure material."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, Rubric
from judging import aggregate
from judging import results as pure
from judging.models import ActivityCount, Assignment, CommonProject, Conflict, Decision, Score
from judging.queries.reviews import artefacts_of, track_of
from judging.results import Decided, Given, Liked, Material, Project
from submissions.models import Submission, SubmissionVersion
from submissions.queries import likes as likes_queries
from submissions.queries.likes import Stage
from teams.models import Membership


def material(edition: Edition) -> Material:
    """All that the edition's results follow from, as it is now. The number of queries does not depend on what there is."""
    decided = list(standing_decisions(edition))
    return Material(
        edition=edition.slug,
        rules=edition.parsed_rules,
        projects=_projects(edition, decided),
        decisions=tuple(map(_decided, decided)),
        likes=_likes(edition),
    )


def outcome(edition: Edition) -> Mapping[str, Any]:
    """The payload of the results as they stand. Not to be changed: whoever asks next gets the same object."""
    return outcome_of(material(edition))


@lru_cache(maxsize=16)
def outcome_of(found: Material) -> Mapping[str, Any]:
    """The payload of a material; kept for a while, since pages ask for the same one again and again."""
    return pure.outcome(found)


def standing_decisions(edition: Edition) -> QuerySet[Decision]:
    """The decisions that hold, the oldest first."""
    return Decision.objects.filter(edition=edition, undone_at=None).order_by("at", "pk")


def asked_reviews(edition: Edition) -> QuerySet[Assignment]:
    """The reviews of the edition that are to count, sent or not: of delivered projects, not for practice, not voided, and of nobody
    who has a conflict that stands or a seat in the team. Whoever counts reviews asks here, or ``counted_reviews``."""
    delivered = Submission.objects.delivered().filter(edition=edition).order_by()
    standing = Conflict.objects.filter(judge=OuterRef("judge"), submission=OuterRef("submission"), lifted_at=None)
    seats = Membership.objects.filter(team=OuterRef("submission__team"), user=OuterRef("judge"))
    asked = Assignment.objects.filter(edition=edition, voided_at=None, submission__in=delivered.values("pk"))
    return asked.exclude(stage=Assignment.Stage.PRACTICE).filter(~Exists(standing), ~Exists(seats))


def counted_reviews(edition: Edition) -> QuerySet[Assignment]:
    """Those of ``asked_reviews`` that were sent, without those of people whose reviews the jury decided not to count. One may still
    lack a score since the rules changed: whether it is complete, its total says."""
    excluded = excluded_judges(standing_decisions(edition))
    return asked_reviews(edition).filter(submitted_at__isnull=False).exclude(judge__in=excluded)


def excluded_judges(decisions: Iterable[Decision]) -> frozenset[int]:
    """The keys of the people none of whose reviews count, out of decisions that hold."""
    return frozenset(each.detail["judge"] for each in decisions if each.kind == Decision.Kind.EXCLUDE_JUDGE)


def missing_reviews(payload: Mapping[str, Any]) -> int:
    """How many reviews lack: those asked for and not there, and one for each project that nobody was asked to review."""
    competing = [each for each in payload["projects"] if not each["out"]]
    unseen = sum(1 for each in competing if not each["points"] and not each["drafts"])
    return sum(each["drafts"] for each in competing) + unseen


@dataclass(slots=True)
class _Around:
    """What is known of all projects at once, by the project's key."""

    reviews: Mapping[int, list[Given]]
    open: Mapping[int, int]
    activities: Mapping[int, dict[str, int]]
    out: Mapping[int, str]
    rubric: Rubric
    practised: frozenset[int] = field(default_factory=frozenset)


def _projects(edition: Edition, decided: Iterable[Decision]) -> tuple[Project, ...]:
    out = {each.detail.get("submission"): each.reason for each in decided if each.kind == Decision.Kind.DISQUALIFY}
    reviews, still_open = _reviews(edition, excluded_judges(decided))
    around = _Around(reviews, still_open, _activities(edition), out, edition.parsed_rules.rubric, _practised(edition))
    found = Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
    rows = found.prefetch_related("current__entries").order_by("pk")
    return tuple(
        _project(row, row.current, around)
        for row in rows
        if row.current and (row.pk not in around.practised or reviews[row.pk] or still_open[row.pk])
    )


def _project(row: Submission, version: SubmissionVersion, around: _Around) -> Project:
    parts, track = artefacts_of(row), track_of(row)
    given = around.reviews[row.pk]
    asked = {"rubric": around.rubric, "artefacts": parts, "track": track}
    blank = sum(1 for each in given if each.counts and aggregate.missing_criteria(dict(each.scores), **asked))
    return Project(
        key=row.pk,
        title=version.title,
        team=row.team.name,
        team_id=row.team_id,
        track=track,
        artefacts=tuple(sorted(ArtefactKind(part) for part in parts)),
        reviews=tuple(given),
        activities=tuple(sorted(around.activities[row.pk].items())),
        sdgs=tuple(version.sdgs),
        shows=version.consent is not False,
        out=around.out.get(row.pk, ""),
        drafts=around.open[row.pk] + blank,
    )


def _reviews(edition: Edition, excluded: Collection[int]) -> tuple[dict[int, list[Given]], dict[int, int]]:
    """By project: the reviews that were sent, by judge, and how many are still to come. A score outside the scale of today is
    none: it was given by rules that hold no more."""
    rubric = edition.parsed_rules.rubric
    criteria = {criterion.key: criterion for criterion in rubric.criteria}
    asked = list(
        asked_reviews(edition).order_by("submission_id", "judge_id")
    )  # before the scores: what is sent since is still open
    scores: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = Score.objects.filter(assignment__edition=edition, assignment__submitted_at__isnull=False)
    for key, criterion, value in rows.order_by("criterion").values_list("assignment", "criterion", "value"):
        if criterion not in criteria or aggregate.on_scale(value, criteria[criterion], rubric):
            scores[key].append((criterion, value))
    given: dict[int, list[Given]] = defaultdict(list)
    still_open: dict[int, int] = defaultdict(int)
    for row in asked:
        counts = row.judge_id not in excluded
        if row.submitted_at:
            one = Given(row.judge_id, tuple(scores[row.pk]), row.juror_point, str(row.stage), counts)
            given[row.submission_id].append(one)
        elif counts:
            still_open[row.submission_id] += 1
    return given, still_open


def _activities(edition: Edition) -> Mapping[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = ActivityCount.objects.filter(submission__edition=edition)
    for submission, activity, count in rows.values_list("submission", "activity", "count"):
        found[submission][activity] = count
    return found


def _practised(edition: Edition) -> frozenset[int]:
    """The projects to practise on. One that nobody reviews in earnest competes for nothing."""
    rows = CommonProject.objects.filter(edition=edition, use=CommonProject.Use.PRACTICE)
    return frozenset(rows.values_list("submission", flat=True))


def _decided(row: Decision) -> Decided:
    detail = row.detail
    return Decided(
        kind=row.kind,
        reason=row.reason,
        at=row.at.isoformat(),
        order=tuple(detail.get("order", ())),
        judge=detail.get("judge", 0),
        project=detail.get("submission", 0),
        prize=detail.get("prize", ""),
    )


def _likes(edition: Edition) -> tuple[Liked, ...]:
    """The count at the moment of the rules; nothing before it is certain."""
    moment = edition.parsed_rules.windows.likes_at
    if moment is None:
        return ()
    board = likes_queries.board(edition, at=moment)
    if board.stage is not Stage.FINAL:
        return ()
    standings = ((line.key, line.standing) for line in board.projects)
    return tuple(Liked(key, each.likes, each.rank, each.mentioned) for key, each in standings)
