"""Evaluations of models: jobs, what came of them, what they cost, and the boards that show them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend
from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation.states import OVER, UNDER_WAY
from submissions.evaluation.states import JobState as State
from submissions.models.choices import of
from submissions.models.delivery import Repo, Submission

STATES = [
    (State.QUEUED.value, _("en cola")),
    (State.RUNNING.value, _("en curso")),
    (State.SUCCEEDED.value, _("terminada")),
    (State.FAILED.value, _("fallida")),
    (State.CANCELLED.value, _("cancelada")),
]
_RUNNING = State.RUNNING.value


class EvaluationJob(models.Model):
    """One model at one revision on one version of a suite, with these settings of the engine. The row is the queue.

    ``spec`` is what the engine is told, frozen when the job was queued (``submissions.evaluation.specs``); its digest is part
    of the job's identity. ``submission``: whose model it is, and whom it is charged to; None for a baseline. ``priority`` and then
    ``turn`` say who goes first: a project's second job has turn 1, so that each project gets one before any gets two.

    ``claim`` changes with every attempt. ``attempts``: those that count against what is allowed; ``starts``: all there ever were,
    which number the log; ``waits``: how often it went back to the queue without that being an attempt.
    ``heartbeat_at``: when whoever is at it was last heard of. ``remote_id``: the Job on the Hub that stands for it, as
    ``namespace/id``; a worker that takes over goes on with that one. ``leased_until``: so long nobody else listens to that Job.
    ``task_problems`` maps tasks that failed to what was wrong. ``problem``: why the whole job came to nothing. ``partial``: it
    ended, but not all tasks have a result.
    ``stopping_at``: somebody wants it to end; whoever is at it has not yet heard.
    ``forecast_seconds`` and ``forecast_dollars``: what it will take. ``reserved_…``: what of the budgets is kept for it while it runs.
    ``metered_…``: what whoever lends the machine has counted of this attempt (None: our own clock counts).
    ``gpu_seconds`` and ``dollars``: what it has used in all attempts.
    """

    class Reason(models.TextChoices):
        DEADLINE = "deadline", _("cierre del plazo")
        REQUESTED = "requested", _("a petición")
        BASELINE = "baseline", _("modelo de referencia")

    State = State

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="evaluation_jobs")
    repo = models.ForeignKey(Repo, models.PROTECT, related_name="evaluation_jobs")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="evaluation_jobs")
    revision = models.CharField(_("revisión"), max_length=64)
    suite = models.CharField(_("batería"), max_length=60)
    suite_version = models.PositiveIntegerField(_("versión de la batería"))
    spec = models.JSONField(_("ajustes"))
    spec_digest = models.CharField(max_length=64)
    reason = models.CharField(_("motivo"), max_length=10, choices=Reason)
    backend = models.CharField(_("dónde"), max_length=10, choices=of(EvaluationBackend))
    state = models.CharField(_("estado"), max_length=10, choices=STATES, default=State.QUEUED.value)
    priority = models.SmallIntegerField(_("prioridad"), default=0)
    turn = models.PositiveIntegerField(_("turno"), default=0)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0)
    starts = models.PositiveIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(_("no antes de"))
    queued_at = models.DateTimeField(_("en cola desde"))
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(_("empezada"), null=True, blank=True)
    claimed_by = models.CharField(_("quién la hace"), max_length=100, blank=True, default="")
    heartbeat_at = models.DateTimeField(_("última señal"), null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    stopping_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("terminada"), null=True, blank=True)
    finished_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    remote_id = models.CharField(_("trabajo en el Hub"), max_length=120, blank=True, default="")
    flavor = models.CharField(_("tipo de máquina"), max_length=40, blank=True, default="")
    stage = models.CharField(_("etapa"), max_length=20, blank=True, default="")
    stage_task = models.CharField(max_length=100, blank=True, default="")
    tasks_done = models.PositiveSmallIntegerField(default=0)
    tasks = models.PositiveSmallIntegerField(default=0)
    partial = models.BooleanField(_("incompleta"), default=False)
    problem = models.CharField(_("problema"), max_length=20, choices=of(EvaluationProblem), blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)
    task_problems = models.JSONField(default=dict, blank=True)
    forecast_seconds = models.FloatField(default=0)
    forecast_dollars = models.FloatField(default=0)
    reserved_seconds = models.FloatField(default=0)
    reserved_dollars = models.FloatField(default=0)
    metered_seconds = models.FloatField(null=True, blank=True)
    metered_dollars = models.FloatField(null=True, blank=True)
    gpu_seconds = models.FloatField(_("segundos de GPU"), default=0)
    dollars = models.FloatField(_("coste"), default=0)

    class Meta:
        verbose_name = _("evaluación de un modelo")
        verbose_name_plural = _("evaluaciones de modelos")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "repo", "revision", "suite", "suite_version", "spec_digest"],
                name="one_job_per_model_and_suite",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in OVER], finished_at__isnull=False)
                | Q(state__in=[one.value for one in UNDER_WAY], finished_at__isnull=True),
                name="ended_evaluations_have_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state=_RUNNING, claim__isnull=False, claimed_at__isnull=False, heartbeat_at__isnull=False)
                | (~Q(state=_RUNNING) & Q(claim__isnull=True)),
                name="only_running_evaluations_are_claimed",
            ),
            models.CheckConstraint(
                condition=(~Q(state=State.FAILED.value) | ~Q(problem="")), name="failed_evaluations_say_why"
            ),
        ]
        indexes = [
            models.Index(fields=["backend", "state", "-priority", "turn", "queued_at"], name="evaluation_queue"),
            models.Index(fields=["state", "heartbeat_at"], name="evaluation_heartbeat"),
            models.Index(fields=["edition", "state"], name="evaluation_of_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.repo} {self.revision[:8]} · {self.suite} v{self.suite_version}"

    @property
    def under_way(self) -> bool:
        """Whether its result is still to come."""
        return self.state in UNDER_WAY


class EvaluationLog(models.Model):
    """A piece of what a job said, in its order. ``offset``: how many bytes came before it, dropped ones too."""

    job = models.ForeignKey(EvaluationJob, models.CASCADE, related_name="log")
    attempt = models.PositiveSmallIntegerField()
    position = models.PositiveIntegerField()
    offset = models.PositiveBigIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("registro de una evaluación")
        verbose_name_plural = _("registros de evaluaciones")
        ordering = ["job", "attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "attempt", "position"], name="one_piece_of_log_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.attempt}.{self.position}"


class EvaluationRun(models.Model):
    """What the harness measured of a model at one revision: by a job of ours, or in a file that somebody imported.

    A job has one run, which grows task by task. ``name``: the model's repo_id, or what the file calls it. ``suite`` empty: the
    run stands on no board. ``limit``: only so many questions of each task. ``partial``: not all of it is there.
    ``superseded``: another revision of the repo counts, so that this one is history.
    The facets are what the model's repo said at that revision. ``scores`` maps a task of the suite to ``[value, stderr]``, and
    ``means`` a language ("" for all) to the same: both are drawn from the results (``submissions.evaluation.leaderboard``) and kept
    so that a board of thousands is one read. ``scored_by``: the digest of the suite's rules that they were drawn by.
    """

    class Source(models.TextChoices):
        JOB = "job", _("evaluación nuestra")
        IMPORT = "import", _("fichero importado")

    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="evaluation_runs")
    job = models.OneToOneField(EvaluationJob, models.CASCADE, null=True, blank=True, related_name="run")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="evaluation_runs")
    repo = models.ForeignKey(Repo, models.PROTECT, null=True, blank=True, related_name="evaluation_runs")
    source = models.CharField(_("origen"), max_length=10, choices=Source)
    file_name = models.CharField(_("fichero"), max_length=255, blank=True, default="")
    file_sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    name = models.CharField(_("modelo"), max_length=255)
    revision = models.CharField(_("revisión"), max_length=64, blank=True, default="")
    suite = models.CharField(_("batería"), max_length=60, blank=True, default="")
    suite_version = models.PositiveIntegerField(null=True, blank=True)
    baseline = models.BooleanField(_("de referencia"), default=False)
    partial = models.BooleanField(_("incompleta"), default=False)
    superseded = models.BooleanField(_("de otra revisión"), default=False)
    at = models.DateTimeField(_("medida"), null=True, blank=True)
    stored_at = models.DateTimeField(_("guardada"))
    engine_version = models.CharField(_("versión del arnés"), max_length=60, blank=True, default="")
    versions = models.JSONField(default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)
    dtype = models.CharField(max_length=40, blank=True, default="")
    batch_size = models.CharField(max_length=40, blank=True, default="")
    hardware = models.CharField(_("máquina"), max_length=200, blank=True, default="")
    seed = models.CharField(_("semilla"), max_length=60, blank=True, default="")
    limit = models.FloatField(_("límite"), null=True, blank=True)
    seconds = models.FloatField(_("segundos"), null=True, blank=True)
    peak_memory = models.PositiveBigIntegerField(null=True, blank=True)
    energy_kwh = models.FloatField(_("energía (kWh)"), null=True, blank=True)
    co2_kg = models.FloatField(_("CO₂ (kg)"), null=True, blank=True)
    emissions_source = models.CharField(max_length=100, blank=True, default="")
    parameters = models.PositiveBigIntegerField(_("parámetros"), null=True, blank=True)
    license = models.CharField(_("licencia"), max_length=100, blank=True, default="")
    languages = models.JSONField(_("lenguas"), default=list, blank=True)
    model_type = models.CharField(_("tipo"), max_length=20, blank=True, default="")
    base_model = models.CharField(_("modelo base"), max_length=255, blank=True, default="")
    scored_by = models.CharField(max_length=64, blank=True, default="", editable=False)
    scores = models.JSONField(default=dict, blank=True)
    means = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("resultados de un modelo")
        verbose_name_plural = _("resultados de modelos")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source="job", job__isnull=False) | Q(source="import", file_sha256__isnull=False),
                name="runs_come_from_somewhere",
            )
        ]
        indexes = [models.Index(fields=["edition", "suite", "suite_version"], name="runs_of_a_board")]

    def __str__(self) -> str:
        return f"{self.name} {self.revision[:8]}".strip()


class TaskResult(models.Model):
    """One metric of one task of a run, in the harness's words. ``value`` None: the harness had none, or NaN.

    ``num_fewshot``, ``version`` and ``task_hash`` say what exactly was asked; ``seconds`` how long the task took.
    """

    run = models.ForeignKey(EvaluationRun, models.CASCADE, related_name="results")
    task = models.CharField(max_length=200)
    alias = models.CharField(max_length=200, blank=True, default="")
    is_group = models.BooleanField(default=False)
    filter = models.CharField(max_length=100, blank=True, default="")
    metric = models.CharField(max_length=100)
    value = models.FloatField(null=True, blank=True)
    stderr = models.FloatField(null=True, blank=True)
    higher_is_better = models.BooleanField(null=True, blank=True)
    num_fewshot = models.PositiveIntegerField(null=True, blank=True)
    version = models.CharField(max_length=60, blank=True, default="")
    task_hash = models.CharField(max_length=64, blank=True, default="")
    n_samples = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("resultado de una tarea")
        verbose_name_plural = _("resultados de tareas")
        ordering = ["run", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "task", "filter", "metric"], name="one_result_per_task_and_metric")
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.metric}: {self.value}"


class EvaluationBudget(models.Model):
    """What evaluations of an edition, or of one project in it, have used and have reserved. Whoever claims a job holds these rows.

    Seconds are of one GPU. The limits are the edition's rules.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="evaluation_budgets")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, blank=True, related_name="evaluation_budgets")
    reserved_seconds = models.FloatField(default=0)
    reserved_dollars = models.FloatField(default=0)
    used_seconds = models.FloatField(default=0)
    used_dollars = models.FloatField(default=0)

    class Meta:
        verbose_name = _("gasto en evaluaciones")
        verbose_name_plural = _("gastos en evaluaciones")
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(submission__isnull=True), name="one_budget_per_edition"
            ),
            models.UniqueConstraint(fields=["edition", "submission"], name="one_budget_per_project"),
        ]

    def __str__(self) -> str:
        return f"{self.submission or self.edition}: {self.used_seconds:.0f} s"


class EvaluationBoard(models.Model):
    """The board of a suite's version: for organisers only until ``published_at``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="evaluation_boards")
    suite = models.CharField(_("batería"), max_length=60)
    suite_version = models.PositiveIntegerField()
    published_at = models.DateTimeField(_("publicada"), null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("clasificación de modelos")
        verbose_name_plural = _("clasificaciones de modelos")
        constraints = [
            models.UniqueConstraint(fields=["edition", "suite", "suite_version"], name="one_board_per_suite_version")
        ]

    def __str__(self) -> str:
        return f"{self.suite} v{self.suite_version} ({self.edition})"
