"""A queue of a thousand evaluations and twenty workers that claim all at once, each in a process of its own, as in real life."""

import multiprocessing
import os
import statistics
import time
from collections.abc import Sequence
from typing import Any

from django.db import connections

from hackathon.editions.models import Edition
from hackathon.editions.rules import BudgetRules, EvaluationBackend
from submissions.actions.evaluating.claiming import claim_next
from submissions.evaluation.specs import job_spec, spec_digest
from submissions.models import EvaluationBudget, EvaluationJob, Repo
from tests.benchmarks.measuring import Line
from tests.benchmarks.world import make_world
from tests.factories.editions import NOW
from tests.factories.evaluations import make_suite, with_rules
from tests.factories.submissions import make_submission

JOBS, WORKERS, TEAMS = 1_000, 20, 100
LIMIT_MS = 20.0
PLENTY = BudgetRules(gpu_hours=100_000, dollars=100_000, team_gpu_hours=10_000, team_dollars=10_000)


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    world = make_world("cola", people=TEAMS, teams=TEAMS, delivered=0)
    edition = with_rules(world.edition, suites=(make_suite(),))
    submissions = [make_submission(team, kinds=()) for team in world.teams]
    lines = measured(edition, submissions, "evaluations: a claim")
    edition = with_rules(edition, budget=PLENTY)
    return [*lines, *measured(edition, submissions, "evaluations: a claim within budgets")]


def measured(edition: Edition, submissions: Sequence[Any], name: str) -> list[Line]:
    """How long a claim takes while the others claim, and how long all of them took for each."""
    fill(edition, submissions)
    took, seconds = claim_all()
    if len(took) != JOBS or EvaluationJob.objects.exclude(state="running", attempts=1).exists():
        raise SystemExit(f"{len(took)} claims of {JOBS} jobs")
    note = (
        f"{WORKERS} workers, {JOBS} jobs, {os.cpu_count()} cores; 95 of 100 within {took[int(JOBS * 0.95)]:.0f} ms each"
    )
    return [
        Line(name, "ms", seconds * 1000 / JOBS, limit=LIMIT_MS, note=note),
        Line(
            f"{name}, as its worker waits",
            "ms",
            statistics.median(took),
            note="the median; the cores are shared by all",
        ),
    ]


def fill(edition: Edition, submissions: Sequence[Any]) -> None:
    """An empty queue, filled anew."""
    EvaluationJob.objects.all().delete()
    EvaluationBudget.objects.all().delete()
    suite = edition.parsed_rules.evaluation.suites[0]
    spec = job_spec(edition.parsed_rules.evaluation, suite)
    repo = Repo.objects.get_or_create(repo_type="model", repo_id="org/uno", defaults={"first_seen_at": NOW})[0]
    common = {
        "edition": edition,
        "repo": repo,
        "suite": suite.key,
        "suite_version": suite.version,
        "spec": spec,
        "spec_digest": spec_digest(spec),
        "reason": EvaluationJob.Reason.DEADLINE,
        "backend": EvaluationBackend.LOCAL,
        "not_before": NOW,
        "queued_at": NOW,
        "forecast_seconds": 600.0,
        "forecast_dollars": 1.0,
    }
    EvaluationJob.objects.bulk_create(
        EvaluationJob(revision=f"{place:040x}", submission=submissions[place % TEAMS], turn=place // TEAMS, **common)
        for place in range(JOBS)
    )


def claim_all() -> tuple[list[float], float]:
    """Milliseconds of each claim that got a job, sorted, and the seconds until nothing was left."""
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(WORKERS + 1), context.SimpleQueue()
    connections.close_all()  # none is shared with a child
    workers = [context.Process(target=worker, args=(f"{number}", start, told)) for number in range(WORKERS)]
    for one in workers:
        one.start()
    start.wait()
    began = time.perf_counter()
    took = [milliseconds for _worker in workers for milliseconds in told.get()]
    seconds = time.perf_counter() - began
    for one in workers:
        one.join()
    return sorted(took), seconds


def worker(name: str, start: Any, told: Any) -> None:
    """Claims until nothing is left. Its connection stands before it begins, as that of a worker does."""
    took: list[float] = []
    EvaluationJob.objects.exists()
    start.wait()
    while True:
        began = time.perf_counter()
        if claim_next(backend=EvaluationBackend.LOCAL, worker=name, at=NOW) is None:
            break
        took.append((time.perf_counter() - began) * 1000)
    told.put(took)
    connections.close_all()
