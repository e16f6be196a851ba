"""Filters for the pages about evaluations: words for states, problems and stages, and numbers as the boards write them."""

from collections.abc import Sequence

from django import template

from submissions import evaluation_wording as wording
from submissions.boards.numbers import Numbers
from submissions.models import EvaluationJob, EvaluationRun, TaskResult
from submissions.queries.evaluations import TaskLine
from submissions.queries.evaluations.desk import Spending

register = template.Library()
register.filter("duration", wording.duration)
register.filter("job_state", wording.state_name)
register.filter("job_tone", wording.state_tone)
register.filter("stage_sentence", wording.stage_sentence)
register.filter("dropped_sentence", wording.dropped_sentence)
register.filter("problem_name", wording.problem_name)
register.filter("problem_fix", wording.problem_fix)
register.filter("organiser_fix", wording.organiser_fix)
register.filter("backend_name", wording.backend_name)
register.filter("clock_time", wording.clock_time)
register.filter("is_ours", wording.is_ours)


@register.filter
def job_problem(job: EvaluationJob) -> str:
    """What went wrong with the whole job, in a sentence."""
    return wording.problem_sentence(job.problem, job.facts) if job.problem else ""


@register.filter
def task_problem(line: TaskLine) -> str:
    """Why a task has no result, in a sentence."""
    return wording.problem_sentence(line.problem) if line.problem else ""


@register.filter
def score(line: TaskLine) -> str:
    """A score with its error: "0,612 ± 0,012"."""
    return "" if line.value is None else Numbers().with_error(line.value, line.stderr)


@register.filter
def mean_score(mean: Sequence[float | None] | None) -> str:
    """A mean with its error, as a run keeps it; nothing where there is none."""
    return "" if not mean or mean[0] is None else Numbers().with_error(mean[0], mean[1] if len(mean) > 1 else None)


@register.filter
def run_mean(run: EvaluationRun) -> str:
    """The mean over all tasks of the suite; nothing where one is missing."""
    return mean_score(run.means.get(""))


@register.filter
def other_versions(run: EvaluationRun) -> str:
    """What the harness computed with: "torch 2.13.0 · transformers 5.1.0"."""
    return " · ".join(f"{name} {version}" for name, version in run.versions.items() if name != "lm_eval")


@register.filter
def harness_value(result: TaskResult) -> str:
    """A value of the harness as it prints it, with four decimals; a dash where it has none."""
    return "–" if result.value is None else f"{result.value:.4f}"


@register.filter
def harness_error(result: TaskResult) -> str:
    """Its error, in the same way."""
    return "" if result.stderr is None else f"± {result.stderr:.4f}"


@register.filter
def weights(number: int | None) -> str:
    """So many weights, in millions or thousands of them."""
    return Numbers().weights(number)


@register.filter
def gigabytes(size: int | None) -> str:
    """Bytes as GB, with a decimal."""
    return "" if size is None else Numbers().value(size / 1e9)


@register.filter
def shown_value(number: float | None) -> str:
    """A measured quantity as the reader writes numbers."""
    return "" if number is None else Numbers().value(number)


@register.filter
def hours(number: float) -> str:
    """Hours, or any other quantity of a budget, with one decimal where that says something."""
    return Numbers().plain(round(number, 1))


@register.filter
def money(number: float) -> str:
    """Dollars, to the cent."""
    return Numbers().plain(round(number, 2))


@register.filter
def bars(spending: Spending) -> list[dict[str, str]]:
    """The parts of a budget's bar, which is 100 long; numbers as SVG takes them, in any language."""
    found, at = [], 0.0
    for kind in ("used", "reserved", "waiting"):
        width = 100 * getattr(spending, kind) / spending.whole if spending.whole else 0.0
        found.append({"kind": kind, "x": f"{at:.2f}", "width": f"{width:.2f}"})
        at += width
    return found


@register.filter
def limit_at(spending: Spending) -> str:
    """Where on the bar the limit is."""
    return f"{100 * (spending.limit or 0.0) / spending.whole:.2f}" if spending.whole else "0"
