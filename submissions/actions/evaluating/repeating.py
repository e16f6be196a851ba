"""An evaluation by hand, beside the queue: nothing of it is stored, and it is held against what is."""

import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings

from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend, SuiteRules
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError
from hackathon.hub.types import RepoType
from submissions.actions.evaluating import fetching, running, starting
from submissions.actions.evaluating.fetching import CannotEvaluate
from submissions.actions.evaluating.scratch import scratch
from submissions.evaluation import events
from submissions.evaluation.backends import hf_jobs
from submissions.evaluation.comparing import Key, Line, compared
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.results import NotResults, TaskScore, parse_tree
from submissions.evaluation.specs import job_spec, task_names
from submissions.evaluation.subjects import ADAPTER
from submissions.models import EvaluationRun, TaskResult

MOST_BYTES: Final = 1_000_000_000
MOST_CONFIG: Final = 1_000_000
STRETCH: Final = 60.0


@dataclass(slots=True)
class Collected:
    """What an engine said: scores, and the tasks that came to nothing. ``tell`` gets each line, for a person to follow."""

    tell: Callable[[str], None]
    scores: list[TaskScore] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)
    ended: events.Finished | events.Failed | None = None
    began: events.Started | None = None

    def take(self, line: str) -> None:
        """A line of the evaluation."""
        match self.note(line):
            case events.TaskDone() as done:
                self._keep(done)
            case events.TaskFailed() as lost:
                self.problems[lost.task] = lost.problem
            case events.Started() as began:
                self.began = began
            case events.Finished() as ended:
                self.ended = ended
            case events.Failed() as failed:
                self.ended = events.blamed(failed, self.began)

    def _keep(self, done: events.TaskDone) -> None:
        try:
            self.scores += parse_tree(done.results, name=done.task).scores
        except NotResults:
            self.problems[done.task] = Problem.RESULTS

    def note(self, line: str) -> events.Event | None:
        """A line of what comes before it."""
        event = events.read_event(line)
        self.tell(line if event is None else events.told(event))
        return event

    def rest(self) -> None:
        """There is nothing else to do."""


@dataclass(frozen=True, slots=True)
class Repetition:
    """What came of it. ``run``: the one that it was compared with, None where there is none.

    ``problems``: by task, why there is no result.
    """

    lines: tuple[Line, ...]
    problems: dict[str, Problem]
    run: EvaluationRun | None
    revision: str

    @property
    def same(self) -> bool:
        """Whether no number differs from what was stored."""
        return all(line.same is not False for line in self.lines)


def repeat(
    *,
    what: str,
    edition: Edition,
    suite: SuiteRules,
    backend: EvaluationBackend,
    hub: HubClient,
    tell: Callable[[str], None],
) -> Repetition:
    """Evaluate ``what``, a ``repo_id``, a ``repo_id@revision`` or a folder (on this machine only). Raises CannotEvaluate.

    ``tell`` is given, line by line, what the engine says. Whatever it raises ends the evaluation and all that it started.
    """
    fetching.must_have(suite.include)
    collected = Collected(tell)
    folder = Path(what)
    if folder.is_dir():
        revision, repo_id = "", ""
        _in_folder(folder, edition, suite, hub=hub, collected=collected)
    else:
        repo_id, _, asked = what.partition("@")
        rules = edition.parsed_rules
        chosen = fetching.choose(
            repo_id=repo_id, repo_type=RepoType.MODEL, revision=asked or None, hub=hub, rules=rules
        )
        known = _run_of(edition, suite, repo_id=chosen.info.repo_id, revision=chosen.info.sha)
        chosen = _as_then(chosen, known, hub=hub)
        evaluate = _here if backend == EvaluationBackend.LOCAL else _on_the_hub
        evaluate(chosen, edition, suite, hub=hub, collected=collected)
        revision, repo_id = chosen.info.sha, chosen.info.repo_id
    _must_have_ended(collected, task_names(job_spec(edition.parsed_rules.evaluation, suite)))
    run = _run_of(edition, suite, repo_id=repo_id, revision=revision) if revision else None
    return Repetition(compared(collected.scores, _known(run)), collected.problems, run, revision)


def _as_then(chosen: fetching.Chosen, run: EvaluationRun | None, *, hub: HubClient) -> fetching.Chosen:
    """An adapter on the base that it was evaluated on, at its revision."""
    base = (run.details if run else {}).get("base")
    if not base or chosen.base is None or chosen.base.sha == base["revision"]:
        return chosen
    with fetching.translated(missing=Problem.BASE_MISSING, forbidden=Problem.BASE_GATED, base=base["repo_id"]):
        info = hub.repo_info(base["repo_id"], RepoType.MODEL, revision=base["revision"])
    return fetching.Chosen(chosen.subject, chosen.info, info)


def _here(
    chosen: fetching.Chosen, edition: Edition, suite: SuiteRules, *, hub: HubClient, collected: Collected
) -> None:
    with scratch() as folder:
        collected.tell(f"── {chosen.info.repo_id}@{chosen.info.sha}")
        model, base = fetching.fetch(chosen, hub=hub, into=folder, most=settings.EVAL_DISK_BYTES)
        _compute(edition, suite, model=model, base=base, folder=folder, collected=collected)


def _in_folder(model: Path, edition: Edition, suite: SuiteRules, *, hub: HubClient, collected: Collected) -> None:
    with scratch() as folder:
        base = None
        if (base_id := _base_of(model)) is not None:
            with fetching.translated(missing=Problem.BASE_MISSING, forbidden=Problem.BASE_GATED, base=base_id):
                info = hub.repo_info(base_id, RepoType.MODEL)
            chosen = fetching.Chosen(fetching.subject(info), info)
            base, _ = fetching.fetch(chosen, hub=hub, into=folder, most=settings.EVAL_DISK_BYTES)
        _compute(edition, suite, model=model.resolve(), base=base, folder=folder, collected=collected)


def _base_of(folder: Path) -> str | None:
    """What the adapter in a folder stands on; None for a whole model."""
    config = folder / ADAPTER
    if not config.is_file() or (folder / "config.json").is_file():
        return None
    try:
        told = json.loads(config.read_bytes()[:MOST_CONFIG])
        return str(told["base_model_name_or_path"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise CannotEvaluate(Problem.BASE_MISSING) from error


def _compute(
    edition: Edition, suite: SuiteRules, *, model: Path, base: Path | None, folder: Path, collected: Collected
) -> None:
    rules = edition.parsed_rules.evaluation
    if not running.has_engine():
        raise CannotEvaluate(Problem.NO_ENGINE)
    end = running.compute(
        job_spec(rules, suite),
        model=model,
        base=base,
        left=None,
        folder=folder,
        seconds=rules.timeout_minutes * 60.0,
        listener=collected,
    )
    if collected.ended is None:
        raise CannotEvaluate(running.WHY.get(end.stopped, Problem.CRASHED))


def _on_the_hub(
    chosen: fetching.Chosen, edition: Edition, suite: SuiteRules, *, hub: HubClient, collected: Collected
) -> None:
    """As a Job of its own, which ends with this process' interest in it."""
    rules = edition.parsed_rules.evaluation
    if not rules.namespace or not rules.image:
        raise CannotEvaluate(Problem.NO_FLAVOR)
    spec = job_spec(rules, suite)
    labels = {hf_jobs.LABEL: f"by-hand-{uuid.uuid4()}"}
    try:
        info = starting.launch(spec, chosen, rules=rules, left=task_names(spec), labels=labels, hub=hub)
    except starting.Unsure as unsure:
        raise CannotEvaluate(Problem.HUB_SILENT) from unsure
    collected.tell(f"── {info.url or info.id}")
    try:
        _listen(rules.namespace, info.id, hub=hub, collected=collected)
    finally:
        _cancel(rules.namespace, info.id, hub=hub)


def _listen(namespace: str, job_id: str, *, hub: HubClient, collected: Collected) -> None:
    pieces, last = events.Pieces(), None
    while collected.ended is None:
        with fetching.translated(missing=Problem.WORKER_LOST, forbidden=Problem.NO_CREDIT):
            over = hub.job(namespace, job_id).stage.is_over
            stream = hub.follow_job(namespace, job_id, seconds=STRETCH, max_bytes=MOST_BYTES, after=last)
            for line in stream:
                for whole in pieces.add(line.text):
                    collected.take(whole)
                last = last if pieces.holds else line
        if over and stream.complete and collected.ended is None:
            raise CannotEvaluate(Problem.CRASHED)


def _cancel(namespace: str, job_id: str, *, hub: HubClient) -> None:
    try:
        hub.cancel_job(namespace, job_id)
    except HubError:
        return  # its own limit ends it


def _must_have_ended(collected: Collected, tasks: Iterable[str]) -> None:
    """Raises what kept the engine from going on; a task of which it said nothing has no result that can be read."""
    if isinstance(collected.ended, events.Failed):
        raise CannotEvaluate(collected.ended.problem, text=collected.ended.text)
    told = {score.task for score in collected.scores} | collected.problems.keys()
    collected.problems.update({task: Problem.RESULTS for task in tasks if task not in told})


def _run_of(edition: Edition, suite: SuiteRules, *, repo_id: str, revision: str) -> EvaluationRun | None:
    """What we know of that model at that revision on that version of the suite, the newest."""
    runs = EvaluationRun.objects.filter(
        edition=edition,
        suite=suite.key,
        suite_version=suite.version,
        repo__repo_id__iexact=repo_id,
        revision=revision,
        source=EvaluationRun.Source.JOB,
    )
    return runs.order_by("-pk").first()


def _known(run: EvaluationRun | None) -> dict[Key, tuple[float | None, float | None]]:
    results = TaskResult.objects.filter(run=run) if run else TaskResult.objects.none()
    told = results.values_list("task", "filter", "metric", "value", "stderr")
    return {(task, filter_, metric): (value, stderr) for task, filter_, metric, value, stderr in told}
