"""What organisers ask about all evaluations of an edition: how many stand where, what they cost, whether anybody is at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, BudgetRules, EvaluationBackend, SuiteRules
from submissions.evaluation.problems import OURS
from submissions.evaluation.states import UNDER_WAY, JobState
from submissions.models import Entry, EvaluationBoard, EvaluationBudget, EvaluationJob, EvaluationRun, Submission


@dataclass(frozen=True, slots=True)
class Spending:
    """Of one budget: ``used``, ``reserved`` by those that run, ``waiting`` for those in the queue, ``limit`` (None: there is none)."""

    used: float
    reserved: float
    waiting: float
    limit: float | None

    @property
    def whole(self) -> float:
        """What a bar of it is as long as."""
        return max(self.limit or 0.0, self.used + self.reserved + self.waiting)

    @property
    def over(self) -> bool:
        """Whether what waits will not fit."""
        return self.limit is not None and self.used + self.reserved + self.waiting > self.limit


@dataclass(frozen=True, slots=True)
class Budget:
    """Hours of a GPU and dollars, of the edition (``team`` empty) or of one project's team."""

    team: str
    hours: Spending
    dollars: Spending


@dataclass(frozen=True, slots=True)
class Workers:
    """``waiting``: jobs that may begin on machines of one's own; ``running`` those that somebody is at; ``heard_at`` of the last sign of
    life of any (None: there was none yet). ``silent``: jobs wait, and nobody was heard of lately."""

    waiting: int
    running: int
    heard_at: datetime | None
    silent: bool


@dataclass(frozen=True, slots=True)
class BoardState:
    """The board of a suite, and how many runs on it are whole and how many not."""

    suite: SuiteRules
    published_at: datetime | None
    whole: int
    partial: int


def counts(edition: Edition) -> Mapping[str, int]:
    """How many evaluations stand where, those that ended without all their tasks apart (``partial``) and within them, and how many
    failed by a fault of ours (``ours``). One query."""
    jobs = EvaluationJob.objects.filter(edition=edition)
    states = {state.value: Count("pk", filter=Q(state=state)) for state in JobState}
    failed = Q(state=JobState.FAILED, problem__in=OURS)
    return jobs.aggregate(
        **states, all=Count("pk"), incomplete=Count("pk", filter=Q(partial=True)), ours=Count("pk", filter=failed)
    )


def budget(edition: Edition) -> Budget:
    """What the edition's evaluations have used, and what those that wait will take. Two queries."""
    rules = edition.parsed_rules.evaluation.budget
    row = EvaluationBudget.objects.filter(edition=edition, submission=None).first()
    waiting = EvaluationJob.objects.filter(edition=edition, state=JobState.QUEUED).aggregate(**_FORECAST)
    return _budget("", row, waiting, hours=rules.gpu_hours, dollars=rules.dollars)


def team_budgets(edition: Edition) -> Sequence[Budget]:
    """The same for each project that has used or waits for anything, by the names of their teams. Two queries."""
    rules: BudgetRules = edition.parsed_rules.evaluation.budget
    rows = EvaluationBudget.objects.filter(edition=edition, submission__isnull=False).select_related("submission__team")
    known = {row.submission_id: row for row in rows}
    queued = EvaluationJob.objects.filter(edition=edition, state=JobState.QUEUED, submission__isnull=False)
    grouped = queued.order_by().values("submission", "submission__team__name").annotate(**_FORECAST)
    waiting = {one["submission"]: one for one in grouped}
    names = {pk: row.submission.team.name for pk, row in known.items()}
    names |= {pk: one["submission__team__name"] for pk, one in waiting.items()}
    return [
        _budget(name, known.get(pk), waiting.get(pk, {}), hours=rules.team_gpu_hours, dollars=rules.team_dollars)
        for pk, name in sorted(names.items(), key=lambda one: one[1].casefold())
    ]


def workers(*, at: datetime) -> Workers:
    """Whether anybody is at the evaluations on machines of one's own, of whatever edition: a worker takes what there is. One query."""
    lately = at - timedelta(seconds=3 * settings.EVAL_STALE_SECONDS)
    found = EvaluationJob.objects.filter(backend=EvaluationBackend.LOCAL).aggregate(
        waiting=Count("pk", filter=Q(state=JobState.QUEUED, not_before__lte=lately)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        heard_at=Max("heartbeat_at"),
    )
    heard = found["heard_at"]
    return Workers(**found, silent=found["waiting"] > 0 and (heard is None or heard < lately))


def boards(edition: Edition) -> Sequence[BoardState]:
    """The boards of the rules' suites as they are today. Two queries."""
    published = {
        (board.suite, board.suite_version): board.published_at
        for board in EvaluationBoard.objects.filter(edition=edition)
    }
    runs = EvaluationRun.objects.filter(edition=edition, superseded=False).order_by()
    counted = runs.values("suite", "suite_version").annotate(
        whole=Count("pk", filter=Q(partial=False)), cut=Count("pk", filter=Q(partial=True))
    )
    numbers = {(one["suite"], one["suite_version"]): (one["whole"], one["cut"]) for one in counted}
    return [
        BoardState(
            suite,
            published.get((suite.key, suite.version)),
            *numbers.get((suite.key, suite.version), (0, 0)),
        )
        for suite in edition.parsed_rules.evaluation.suites
    ]


def models_to_evaluate(edition: Edition) -> QuerySet[Entry]:
    """The models that projects of the edition deliver now, by their names."""
    projects = Submission.objects.delivered().filter(edition=edition)
    entries = Entry.objects.filter(kind=ArtefactKind.MODEL, version__in=projects.values("current"))
    return entries.select_related("repo", "version__submission__team", "version__submission__edition").order_by(
        "repo__repo_id", "pk"
    )


def imported(edition: Edition) -> QuerySet[EvaluationRun]:
    """The runs that somebody imported, newest first."""
    return EvaluationRun.objects.filter(edition=edition, source=EvaluationRun.Source.IMPORT).order_by("-pk")


def under_way(edition: Edition) -> bool:
    """Whether there is anything to wait for."""
    return EvaluationJob.objects.filter(edition=edition, state__in=UNDER_WAY).exists()


_FORECAST: Final = {"seconds": Sum("forecast_seconds"), "dollars": Sum("forecast_dollars")}


def _budget(
    team: str,
    row: EvaluationBudget | None,
    waiting: Mapping[str, float | None],
    *,
    hours: float | None,
    dollars: float | None,
) -> Budget:
    used = (row.used_seconds / 3600, row.used_dollars) if row else (0.0, 0.0)
    reserved = (row.reserved_seconds / 3600, row.reserved_dollars) if row else (0.0, 0.0)
    ahead = ((waiting.get("seconds") or 0.0) / 3600, waiting.get("dollars") or 0.0)
    return Budget(
        team,
        Spending(used[0], reserved[0], ahead[0], hours),
        Spending(used[1], reserved[1], ahead[1], dollars),
    )
