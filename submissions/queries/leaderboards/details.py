"""What models got on each task, for those that a page shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTransform

from hackathon.editions.models import Edition
from hackathon.editions.rules import SuiteRules
from submissions.evaluation.leaderboard import Mean, Score
from submissions.evaluation.states import UNDER_WAY
from submissions.models import EvaluationRun
from submissions.queries.leaderboards.standings import kept_mean, runs_of


@dataclass(frozen=True, slots=True)
class Detail:
    """What a run got. ``missing``: the suite's tasks without a score, each with why if that is known ("": not done, or not yet).

    ``under_way``: it is being measured. ``project``: the title of the project whose model it is.
    """

    key: int
    scores: Mapping[str, Score]
    missing: Mapping[str, str]
    under_way: bool
    project: str


@dataclass(frozen=True, slots=True)
class Past:
    """A run of a model on this suite, with its mean if it is whole."""

    run: EvaluationRun
    mean: Mean | None


def details(keys: Iterable[int], suite: SuiteRules) -> Mapping[int, Detail]:
    """What these runs got. One query."""
    runs = EvaluationRun.objects.filter(pk__in=set(keys)).values_list(
        "pk", "scores", "job__state", "job__task_problems", "submission__current__title", named=True
    )
    return {run.pk: _detail(run, suite) for run in runs}


def task_scores(edition: Edition, suite: SuiteRules, task: str) -> Mapping[int, float]:
    """What every run got on one task, by the run's key. One query."""
    found = runs_of(edition, suite).annotate(kept=KeyTransform(task, "scores")).values_list("pk", "kept")
    return {key: kept[0] for key, kept in found if kept}


def history(run: EvaluationRun, *, among: QuerySet[EvaluationRun]) -> Sequence[Past]:
    """The runs ``among`` those of the same model on this version of the suite, newest first; its revisions, one after the other.
    One query."""
    same = among.filter(edition=run.edition_id, suite=run.suite, suite_version=run.suite_version)
    same = same.filter(repo=run.repo_id) if run.repo_id else same.filter(repo=None, name__iexact=run.name)
    found = same.select_related("job").order_by(F("at").desc(nulls_last=True), "-pk")
    return [Past(one, kept_mean(one.means[""]) if "" in one.means and not one.partial else None) for one in found]


def kept_scores(scores: Mapping[str, Any]) -> Mapping[str, Score]:
    """Scores as a run keeps them."""
    return {task: Score(*kept) for task, kept in scores.items()}


def missing_tasks(
    scores: Mapping[str, Any], problems: Mapping[str, str] | None, suite: SuiteRules
) -> Mapping[str, str]:
    """The tasks of the suite that have no score, with the code of what went wrong where something did."""
    return {task.task: (problems or {}).get(task.task, "") for task in suite.tasks if task.task not in scores}


def _detail(run: Any, suite: SuiteRules) -> Detail:
    return Detail(
        key=run.pk,
        scores=kept_scores(run.scores),
        missing=missing_tasks(run.scores, run.job__task_problems, suite),
        under_way=run.job__state in UNDER_WAY,
        project=run.submission__current__title or "",
    )
