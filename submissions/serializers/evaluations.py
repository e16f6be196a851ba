"""Evaluations as JSON. Harness words for scores: task, metric, filter, num_fewshot, stderr."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from submissions.evaluation.problems import EvaluationProblem, known_problem
from submissions.evaluation_showing import command_of
from submissions.models import EvaluationJob, EvaluationRun, TaskResult


class TaskProblemSerializer(serializers.Serializer):
    """Why a task has no result. ``ours``: the fault is the platform's and counts against nobody."""

    task = serializers.CharField()
    problem = serializers.ChoiceField(list(EvaluationProblem))
    ours = serializers.BooleanField()


class JobSerializer(serializers.ModelSerializer):
    """An evaluation of a model at one revision on one version of a suite. ``run`` is what came of it, null as long as nothing did.

    ``partial``: it ended, but not all tasks have a result. ``problem``: why it came to nothing, or why it waits for another try.
    ``ours``: that fault is the platform's and counts against nobody.
    """

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    project = serializers.IntegerField(source="submission_id", read_only=True, allow_null=True)
    repo_id = serializers.CharField(source="repo.repo_id", read_only=True)
    problem = serializers.CharField(read_only=True)  # empty where there is none: no member of an enumeration
    run = serializers.SerializerMethodField()
    ours = serializers.SerializerMethodField()
    task_problems = serializers.SerializerMethodField()

    class Meta:
        model = EvaluationJob
        fields = [
            "id", "edition", "project", "repo_id", "revision", "suite", "suite_version", "reason", "backend", "state", "stage",
            "stage_task", "tasks_done", "tasks", "partial", "problem", "ours", "task_problems", "attempts", "queued_at",
            "claimed_at", "finished_at", "gpu_seconds", "run",
        ]  # fmt: skip
        read_only_fields = fields

    def get_run(self, job: EvaluationJob) -> int | None:
        """The run's key, if there is one."""
        run = getattr(job, "run", None)
        return run.pk if run else None

    def get_ours(self, job: EvaluationJob) -> bool:
        """Whether the problem is the platform's."""
        return bool(job.problem) and known_problem(job.problem).is_ours

    @extend_schema_field(TaskProblemSerializer(many=True))
    def get_task_problems(self, job: EvaluationJob) -> list[dict[str, Any]]:
        """The tasks that failed, in the order of their names."""
        problems = ((task, known_problem(code)) for task, code in sorted(job.task_problems.items()))
        return [{"task": task, "problem": problem.value, "ours": problem.is_ours} for task, problem in problems]


class TaskResultSerializer(serializers.ModelSerializer):
    """One metric of one task. ``value`` null: the harness had none, or it was no number."""

    class Meta:
        model = TaskResult
        fields = [
            "task", "alias", "is_group", "filter", "metric", "value", "stderr", "higher_is_better", "num_fewshot", "version",
            "task_hash", "n_samples", "seconds",
        ]  # fmt: skip
        read_only_fields = fields


class ScoreSerializer(serializers.Serializer):
    """A value and its standard error (null: not known)."""

    value = serializers.FloatField()
    stderr = serializers.FloatField(allow_null=True)


class RunSerializer(serializers.ModelSerializer):
    """What was measured of a model, with all that is needed to measure it again. ``scores``: of the suite's tasks, the metric that
    counts. ``means``: over all tasks under "", and over those of a language. ``energy_kwh`` and ``co2_kg`` null: not measured.
    ``command``: computes the same numbers (empty: the run was imported)."""

    edition = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    project = serializers.IntegerField(source="submission_id", read_only=True, allow_null=True)
    versions = serializers.DictField(child=serializers.CharField(), read_only=True)
    languages = serializers.ListField(child=serializers.CharField(), read_only=True)
    scores = serializers.SerializerMethodField()
    means = serializers.SerializerMethodField()
    command = serializers.SerializerMethodField()

    class Meta:
        model = EvaluationRun
        fields = [
            "id", "edition", "project", "job", "source", "name", "revision", "suite", "suite_version", "baseline", "partial",
            "superseded", "at", "engine_version", "versions", "dtype", "batch_size", "hardware", "seed", "limit", "seconds",
            "peak_memory", "energy_kwh", "co2_kg", "emissions_source", "parameters", "license", "languages", "model_type",
            "base_model", "scores", "means", "command",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=ScoreSerializer()))
    def get_scores(self, run: EvaluationRun) -> dict[str, Any]:
        """By task."""
        return _scores(run.scores)

    @extend_schema_field(serializers.DictField(child=ScoreSerializer()))
    def get_means(self, run: EvaluationRun) -> dict[str, Any]:
        """By language, and of all under ""."""
        return _scores(run.means)

    def get_command(self, run: EvaluationRun) -> str:
        """The command line that repeats it."""
        return command_of(run)


class RunWithResultsSerializer(RunSerializer):
    """A run with every metric of every task: hundreds of rows, so that a list has none of them."""

    results = TaskResultSerializer(many=True, read_only=True)

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "results"]
        read_only_fields = fields


def _scores(kept: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    return {name: {"value": one[0], "stderr": one[1] if len(one) > 1 else None} for name, one in kept.items() if one}
