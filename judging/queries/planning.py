"""Who judges what, as a problem for the solver and as pages show it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import EditionRules
from judging import aggregate
from judging.assignment import Hold, Judge, Problem, Project
from judging.models import Assignment, CommonProject, Conflict, Juror
from judging.queries.begun import begun as begun_among
from judging.queries.jury import is_available
from judging.queries.reviews import artefacts_of, judges_of
from submissions.models import Submission

Stage = Assignment.Stage
VOIDED, UNAVAILABLE = "voided", "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTask:
    """What a plan is for. ``extra`` projects get more reviews in this ``stage`` (the finalists, those tied). ``anew``: what was
    assigned and not begun is shared out again; otherwise it stays as far as it can."""

    stage: str = Stage.FIRST
    seed: int = 0
    anew: bool = False
    extra: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"stage": str(self.stage), "seed": self.seed, "anew": self.anew, "extra": sorted(self.extra)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PlanTask":
        return cls(stage=data["stage"], seed=data["seed"], anew=data["anew"], extra=tuple(data["extra"]))


@dataclass(frozen=True, slots=True)
class Standing:
    """A review that stands, as far as sharing out goes."""

    submission: int
    judge: int
    stage: str
    pinned: bool
    begun: bool
    submitted: bool


@dataclass(frozen=True, slots=True)
class World:
    """What a plan is made of. ``free``: reviews that stand, and may move because nobody has begun or pinned them."""

    task: PlanTask
    problem: Problem
    free: frozenset[tuple[int, int]]


def world(edition: Edition, task: PlanTask, *, at: datetime) -> World:
    """The edition as it is at ``at``: projects that take part, the jury, what may not be and what is under way."""
    rules = edition.parsed_rules
    projects = _projects(edition)
    judges = _judges(edition, at=at)
    reviews = [review for review in standing_reviews(edition) if review.submission in projects]
    on_jury = {judge.id for judge in judges}
    lost = Counter(review.submission for review in reviews if review.judge not in on_jury and review.submitted)
    kept = [review for review in reviews if review.judge in on_jury]
    free = frozenset((review.submission, review.judge) for review in reviews if not (review.begun or review.pinned))
    done = _done(kept, lost)
    problem = Problem(
        projects=tuple(
            _project(project, rules, wanted=_wanted(project, rules, task, done[project.pk], lost[project.pk]))
            for project in projects.values()
        ),
        judges=tuple(judges),
        reviews=rules.jury.reviews,
        forbidden=_forbidden(edition),
        held={(review.submission, review.judge): _hold(review) for review in kept if review.begun or review.pinned},
        previous=frozenset() if task.anew else free,
        anchors=frozenset(_common(edition, CommonProject.Use.ANCHOR)) & projects.keys(),
        seed=task.seed,
    )
    return World(task, problem, free)


def standing_reviews(edition: Edition) -> list[Standing]:
    """All reviews of projects that take part which count or will, practice apart."""
    rows = (
        Assignment.objects.filter(edition=edition, voided_at=None, submission__withdrawn_at=None)
        .exclude(stage=Stage.PRACTICE)
        .order_by("pk")
    )
    begun = set(begun_among(rows).values_list("pk", flat=True))
    values = rows.values_list("pk", "submission", "judge", "stage", "pinned", "submitted_at")
    return [
        Standing(submission, judge, stage, pinned, pk in begun, submitted is not None)
        for pk, submission, judge, stage, pinned, submitted in values
    ]


def as_json(seen: World) -> dict[str, Any]:
    """The world in one way to be written: what a plan is made from, and must still be so when it is applied."""
    problem = seen.problem
    return {
        "task": seen.task.to_json(),
        "reviews": problem.reviews,
        "projects": [
            [project.id, sorted(project.languages), sorted(project.needs), project.track, project.reviews]
            for project in sorted(problem.projects, key=lambda one: one.id)
        ],
        "judges": [
            [judge.id, sorted(judge.languages), sorted(judge.expertise), judge.most]
            for judge in sorted(problem.judges, key=lambda one: one.id)
        ],
        "forbidden": sorted([*pair, why] for pair, why in problem.forbidden.items()),
        "held": sorted([*pair, why.value] for pair, why in problem.held.items()),
        "previous": sorted([*pair] for pair in seen.free),
        "anchors": sorted(problem.anchors),
    }


def _projects(edition: Edition) -> dict[int, Submission]:
    """Those that take part, by key; none to practise on."""
    found = (
        Submission.objects.delivered()
        .filter(edition=edition)
        .exclude(common__use=CommonProject.Use.PRACTICE)
        .select_related("current")
        .prefetch_related("current__entries")
        .order_by("pk")
    )
    return {project.pk: project for project in found}


def _project(project: Submission, rules: EditionRules, *, wanted: int) -> Project:
    version = project.current
    track = version.track if version else ""
    groups = aggregate.applicable_groups(rules.rubric, artefacts_of(project), track)
    return Project(
        id=project.pk,
        languages=frozenset(code.partition("_")[0] for code in (version.languages if version else ())),
        needs=frozenset(group.key for group in groups) | ({track} if track else frozenset()),
        track=track,
        reviews=wanted,
    )


def _judges(edition: Edition, *, at: datetime) -> list[Judge]:
    closes_at = edition.parsed_rules.windows.judging.closes_at
    profiles = {juror.user_id: juror for juror in Juror.objects.filter(edition=edition)}
    return [_judge(judge, profiles.get(judge.pk), at=at, closes_at=closes_at) for judge in judges_of(edition)]


def _judge(judge: User, profile: Juror | None, *, at: datetime, closes_at: datetime) -> Judge:
    if profile is None:
        return Judge(id=judge.pk)
    has_time = is_available(profile, at=at, closes_at=closes_at)
    return Judge(judge.pk, frozenset(profile.languages), frozenset(profile.expertise), profile.most if has_time else 0)


def _hold(review: Standing) -> Hold:
    return Hold.BEGUN if review.begun else Hold.PINNED


def _done(kept: list[Standing], lost: Mapping[int, int]) -> dict[int, Counter[str]]:
    """Project → stage → reviews that stand, those of people who left the jury and had sent theirs among them."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for review in kept:
        found[review.submission][review.stage] += 1
    for submission, count in lost.items():
        found[submission][Stage.FIRST] += count
    return found


def _wanted(project: Submission, rules: EditionRules, task: PlanTask, done: Counter[str], lost: int) -> int:
    """How many reviews the project should have of those on the jury. In a later stage those of earlier ones stay as they are, and
    only the extra projects get more; what somebody sent who is gone still counts."""
    if task.stage == Stage.FIRST:
        later = sum(done[stage] for stage in (Stage.FINALS, Stage.TIE))
        return max(0, rules.jury.reviews - lost) + later
    if project.pk not in task.extra:
        return max(0, done.total() - lost)
    more = rules.jury.finals.reviews if task.stage == Stage.FINALS else rules.jury.ties.fresh_reviews
    return max(0, done.total() - done[task.stage] - lost) + more


def _forbidden(edition: Edition) -> dict[tuple[int, int], str]:
    """Pairs that may not be: of conflicts that stand, and of reviews that were voided."""
    voided = Assignment.objects.filter(edition=edition, voided_at__isnull=False).values_list("submission", "judge")
    stands = Conflict.objects.filter(edition=edition, lifted_at=None).order_by("pk")
    found = dict.fromkeys(voided, VOIDED)
    return found | {(one, two): kind for one, two, kind in stands.values_list("submission", "judge", "kind")}


def _common(edition: Edition, use: str) -> set[int]:
    return set(CommonProject.objects.filter(edition=edition, use=use).values_list("submission", flat=True))
