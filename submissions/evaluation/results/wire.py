"""A run as rows for other programs: one JSON object for each task and metric. Pure."""

from collections.abc import Iterator
from typing import Any

from submissions.evaluation.results.shapes import ParsedRun, Skipped


def rows(run: ParsedRun, *, file: str) -> Iterator[dict[str, Any]]:
    """A row for each score, which says of itself where it comes from. What the file does not tell is null; no NaN, ever.

    >>> from submissions.evaluation.results.shapes import TaskScore
    >>> run = ParsedRun("gente/recetas", True, (TaskScore("arc_es", "arc_es", False, "none", "acc", 0.5),), (), False)
    >>> [(row["file"], row["model"], row["task"], row["metric"], row["value"], row["stderr"]) for row in rows(run, file="a.json")]
    [('a.json', 'gente/recetas', 'arc_es', 'acc', 0.5, None)]
    """
    about = {key: value if value != "" else None for key, value in _about(run).items()}
    for score in run.scores:
        yield {
            "file": file,
            "model": run.model or None,
            "revision": run.revision or None,
            "task": score.task,
            "filter": score.filter,
            "metric": score.metric,
            "value": score.value,
            "stderr": score.stderr,
            "higher_is_better": score.higher_is_better,
            "num_fewshot": score.num_fewshot,
            "version": score.version or None,
            "task_hash": score.task_hash or None,
            "n_samples": score.n_samples,
            "alias": score.alias,
            "is_group": score.is_group,
            **about,
        }


def _about(run: ParsedRun) -> dict[str, Any]:
    return {
        "model_is_repo": run.model_is_repo,
        "base": run.base,
        "partial": run.partial,
        "limit": run.limit,
        "engine": "lm_eval",
        "engine_version": run.engine_version,
        "git_hash": run.git_hash,
        "transformers_version": run.transformers_version,
        "backend": run.backend,
        "date": run.date.isoformat() if run.date else None,
        "dtype": run.dtype,
        "batch_size": run.batch_size,
        "device": run.device,
        "hardware": run.hardware,
        "parameters": run.parameters,
        "seed": run.seed,
        "chat_template": run.chat_template,
        "chat_template_sha": run.chat_template_sha,
        "fewshot_as_multiturn": run.fewshot_as_multiturn,
        "seconds": run.seconds,
        "energy_kwh": run.energy_kwh,
        "co2_kg": run.co2_kg,
    }


def skipped_as_json(skipped: Skipped) -> dict[str, str]:
    """What was left out, without what it does not have.

    >>> from submissions.evaluation.results.shapes import Left
    >>> skipped_as_json(Skipped(Left.NOT_FINITE, "arc_es", "acc", "none", "nan"))
    {'code': 'not_finite', 'task': 'arc_es', 'metric': 'acc', 'filter': 'none', 'value': 'nan'}
    """
    told = {"task": skipped.task, "metric": skipped.metric, "filter": skipped.filter, "value": skipped.value}
    return {"code": skipped.code.value, **{key: value for key, value in told.items() if value}}
