"""How the demo evaluates models: with the sample suite, which any machine runs in seconds once ``make eval-env`` was called.

What a worker would find out by the Hub alone is found out here. Scores are imported from files of which every page says that nobody
has measured them: a board without any would show nothing, and none of the demo's models can answer.
"""

import json
from datetime import datetime
from typing import Any, Final

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationRules, Phase, SuiteRules, TaskRules, Text
from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.samples import ORGANISATION
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions.evaluating import deciding, fetching, keeping, queueing
from submissions.actions.evaluating.importing import import_results
from submissions.evaluation.states import JobState
from submissions.models import EvaluationBoard, EvaluationBudget, EvaluationJob, EvaluationRun

EVALUATION: Final = EvaluationRules(
    suites=(
        SuiteRules(
            key="muestra",
            title=Text((("es", "Muestra"), ("en", "Sample"))),
            description=Text(
                (
                    (
                        "es",
                        "Unas pocas preguntas para probar que todo funciona; no dicen si un modelo es bueno. En esta "
                        "demostración, lo que pone «importado» son números inventados.",
                    ),
                    (
                        "en",
                        "A few questions to see that everything works; they do not tell whether a model is good. In this "
                        "demonstration, what says “imported” are invented numbers.",
                    ),
                )
            ),
            version=1,
            include="muestra",
            tasks=(
                TaskRules("muestra_saberes_es", "acc", "es", num_fewshot=3, chance=0.25),
                TaskRules("muestra_sentido_es", "acc_norm", "es", num_fewshot=0, chance=1 / 3),
                TaskRules("muestra_cuentas_es", "exact_match", "es", num_fewshot=3, filter="numero", chance=0.0),
                TaskRules("muestra_saberes_gl", "acc", "gl", num_fewshot=3, chance=0.25),
            ),
        ),
    ),
    batch_size=8,
    timeout_minutes=30,
)

INVENTED: Final = "nadie lo ha medido: son números inventados para la demostración"
# Right answers of QUESTIONS on each task of the suite, in its order. The first two are there for comparison.
QUESTIONS: Final = 24
EXAMPLES: Final = {
    "google/gemma-2b-it": (11, 12, 6, 9),
    "mistralai/Mistral-7B-Instruct-v0.2": (15, 14, 11, 11),
    f"{ORGANISATION}/refranero-vivo-gemma-2b": (16, 13, 6, 13),
    f"{ORGANISATION}/salud-cercana-mistral-7b": (18, 15, 12, 14),
}


def tell(edition: Edition, *, phase: Phase, hub: HubClient, by: User, at: datetime) -> None:
    """Queue what the close asks for, turn down one that cannot be evaluated, import the examples; published once there are results.

    What people have changed since stays.
    """
    if at < edition.parsed_rules.counts_until:
        return
    queueing.queue_due(hub=hub, at=at)
    _turn_down(edition, hub=hub, at=at)
    suite = EVALUATION.suites[0]
    if edition.parsed_rules.evaluation.suite(suite.key) is None:
        return  # somebody has changed the rules since
    if not EvaluationRun.objects.filter(edition=edition, source=EvaluationRun.Source.IMPORT).exists():
        _import_examples(edition, suite, at=at)
    if phase == Phase.RESULTS and not EvaluationBoard.objects.filter(edition=edition).exists():
        actions.publish_board(edition=edition, suite_key=suite.key, by=by, at=at)


def begin_anew(edition: Edition) -> None:
    """The sample repos will be others, so nothing that was evaluated is of any of them."""
    EvaluationRun.objects.filter(edition=edition).delete()
    EvaluationJob.objects.filter(edition=edition).delete()
    EvaluationBudget.objects.filter(edition=edition).delete()
    EvaluationBoard.objects.filter(edition=edition).delete()


def _import_examples(edition: Edition, suite: SuiteRules, *, at: datetime) -> None:
    for name, right in EXAMPLES.items():
        content = json.dumps(_file(name, right, suite), ensure_ascii=False).encode()
        file = f"ejemplo-{name.rpartition('/')[2]}.json"
        import_results(edition=edition, name=file, content=content, suite=suite.key, by=None, at=at)


def _turn_down(edition: Edition, *, hub: HubClient, at: datetime) -> None:
    """As a worker would that began with the first and then was stopped: it asks the Hub whether the model can be evaluated at all,
    before it fetches anything. The others wait for a worker."""
    jobs = EvaluationJob.objects.filter(edition=edition, submission__isnull=False).order_by("pk")[:1]
    for job in jobs.select_related("edition", "repo"):
        if job.state != JobState.QUEUED or job.attempts:
            return
        try:
            fetching.choose(
                repo_id=job.repo.repo_id,
                repo_type=RepoType(job.repo.repo_type),
                revision=job.revision,
                hub=hub,
                rules=edition.parsed_rules,
            )
        except fetching.CannotEvaluate as cannot:
            if not cannot.problem.may_pass:
                _stop(job, cannot, at=at)


def _stop(job: EvaluationJob, cannot: fetching.CannotEvaluate, *, at: datetime) -> None:
    EvaluationJob.objects.filter(pk=job.pk).update(**keeping.taken(worker="demo", at=at), attempts=1)
    job.refresh_from_db()
    deciding.stop(job, cannot.problem, facts=cannot.facts, at=at)


def _file(name: str, right: tuple[int, ...], suite: SuiteRules) -> dict[str, Any]:
    """A result file as the harness writes it, of which each part says that it is an example."""
    results = {
        task.task: {
            "alias": task.task,
            f"{task.metric},{task.filter}": number / QUESTIONS,
            f"{task.metric}_stderr,{task.filter}": (number * (QUESTIONS - number) / (QUESTIONS - 1)) ** 0.5 / QUESTIONS,
        }
        for task, number in zip(suite.tasks, right, strict=True)
    }
    return {
        "results": results,
        "n-shot": {task.task: task.num_fewshot for task in suite.tasks},
        "higher_is_better": {task.task: {task.metric: True} for task in suite.tasks},
        "n-samples": {task.task: {"original": QUESTIONS, "effective": QUESTIONS} for task in suite.tasks},
        "config": {"model": "hf", "model_args": f"pretrained={name}"},
        "lm_eval_version": "(ejemplo)",
        "pretty_env_info": f"CPU:\n{INVENTED}\n",
    }
