"""How an edition evaluates models, and which likes count. Pure."""

from hackathon.editions.parsing import words
from hackathon.editions.reading import Maybe, Place, boolean, integer, list_of, matching, one_of, points, record
from hackathon.editions.rules import (
    BudgetRules,
    Dtype,
    Engine,
    EvaluationBackend,
    EvaluationRules,
    FlavorRule,
    LikesRules,
    SuiteRules,
    TaskRules,
)

_MOST_WEIGHTS = 10**13
_WEEK_OF_MINUTES = 7 * 24 * 60
_harness_name = matching(r"[\w.,:+-]+", "un nombre del arnés, como «arc_es» o «acc_norm»", longest=100)
_budget = Maybe(points(most=1_000_000))


def _chance_is_a_share(task: TaskRules, place: Place) -> None:
    if task.chance is not None and task.chance >= 1:
        place.key("chance").refuse("debe ser menor que 1: lo que acierta quien responde al azar")


def _normalised_knows_chance(suite: SuiteRules, place: Place) -> None:
    for index, task in enumerate(suite.tasks if suite.normalised else ()):
        if task.chance is None or task.lower_is_better:
            place.key("tasks").item(index).key("chance").refuse("hace falta para normalizar (normalised)")


def _jobs_say_who_pays(rules: EvaluationRules, place: Place) -> None:
    if rules.backend == EvaluationBackend.HF_JOBS:
        for name in ("namespace", "image", "flavors"):
            if not getattr(rules, name):
                place.key(name).refuse("hace falta para evaluar con Hugging Face Jobs (backend = «hf-jobs»)")


_task = record(
    TaskRules,
    {
        "task": _harness_name,
        "metric": _harness_name,
        "language": words.language,
        "num_fewshot": Maybe(integer(0, 100)),
        "filter": Maybe(_harness_name, "none"),
        "weight": Maybe(points(), 1.0),
        "chance": Maybe(points(zero=True)),
        "lower_is_better": Maybe(boolean, False),
        "title": Maybe(words.text),
    },
    [_chance_is_a_share],
)
_suite = record(
    SuiteRules,
    {
        "key": words.key,
        "title": words.text,
        "version": integer(1, words.MANY),
        "tasks": list_of(_task, unique="task", at_least=1),
        "description": Maybe(words.text),
        "include": Maybe(words.key, ""),
        "chat_template": Maybe(boolean, False),
        "limit": Maybe(integer(1, 1_000_000)),
        "normalised": Maybe(boolean, False),
    },
    [_normalised_knows_chance],
)
_repo = r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?"
evaluation_rules = record(
    EvaluationRules,
    {
        "suites": Maybe(list_of(_suite, unique="key"), ()),
        "backend": Maybe(one_of(EvaluationBackend, "lugar desconocido"), EvaluationBackend.LOCAL),
        "baselines": Maybe(
            list_of(matching(_repo + r"(@[0-9a-f]{40})?", "un modelo del Hub, como «org/nombre»"), distinct=True), ()
        ),
        "engine": Maybe(one_of(Engine, "motor desconocido"), Engine.HF),
        "dtype": Maybe(one_of(Dtype, "tipo desconocido"), Dtype.AUTO),
        "batch_size": Maybe(integer(0, 1024), 0),
        "seed": Maybe(integer(0, 2**31 - 1), 1234),
        "timeout_minutes": Maybe(integer(1, _WEEK_OF_MINUTES), 360),
        "namespace": Maybe(matching(r"[A-Za-z0-9][\w.-]*", "una cuenta u organización del Hub"), ""),
        "image": Maybe(matching(r"[\w./:@-]+", "una imagen de contenedor"), ""),
        "flavors": Maybe(
            list_of(
                record(
                    FlavorRule,
                    {
                        "up_to_parameters": integer(1, _MOST_WEIGHTS),
                        "flavor": matching(r"[\w-]+", "un tipo de máquina del Hub, como «l4x1»"),
                    },
                ),
                unique="up_to_parameters",
            ),
            (),
        ),
        "budget": Maybe(
            record(
                BudgetRules,
                {"gpu_hours": _budget, "dollars": _budget, "team_gpu_hours": _budget, "team_dollars": _budget},
            ),
            BudgetRules(),
        ),
        "likes": Maybe(
            record(
                LikesRules,
                {
                    "mentions": Maybe(integer(0, 100), 1),
                    "kinds": Maybe(list_of(words.kind, distinct=True), ()),
                    "own_likes": Maybe(boolean, True),
                },
            ),
            LikesRules(),
        ),
    },
    [_jobs_say_who_pays],
)
