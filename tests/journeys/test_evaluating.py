"""A model is delivered, evaluated with the real harness by a real worker, then on the Hub's Jobs, ranked and shown."""

import base64
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from hackathon.pages.supervisor import tied_to_parent
from tests.factories.tiny_llama import tiny_llama
from tests.journeys import steps
from tests.journeys.running import ROOT, RunningStack

MODEL = "somos-demo/llama-diminuta"
TITLE = "Llama diminuta"
PATIENCE = 150.0
PHONE = {"width": 390, "height": 844}
CLOSED = """
from dataclasses import replace
from datetime import timedelta
from hackathon import clock
from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
edition = Edition.objects.get(slug="demo")
rules, now = edition.parsed_rules, clock.now()
windows = replace(
    rules.windows,
    **{name: replace(getattr(rules.windows, name), closes_at=now) for name in ("registration", "teams", "submission")},
)
change_rules(edition=edition, rules=replace(rules, windows=windows), by=None, at=now, reason="El plazo acaba ya")
"""
ON_JOBS = """
from dataclasses import replace
from hackathon import clock
from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend, FlavorRule
edition = Edition.objects.get(slug="demo")
rules = edition.parsed_rules
suite = replace(rules.evaluation.suites[0], version=2)
evaluation = replace(
    rules.evaluation, suites=(suite,), backend=EvaluationBackend.HF_JOBS, namespace="somos-demo", image="evaluacion",
    flavors=(FlavorRule(10**10, "cpu-basic"),),
)
change_rules(edition=edition, rules=replace(rules, evaluation=evaluation), by=None, at=clock.now(), reason="Otra máquina")
"""
RESULTS = """
import json
from submissions.models import EvaluationJob, TaskResult
def told(job):
    found = TaskResult.objects.filter(run__job=job).order_by("task", "metric", "filter")
    return [[one.task, one.metric, one.value, one.stderr, one.task_hash] for one in found]
jobs = EvaluationJob.objects.filter(repo__repo_id="{model}").order_by("suite_version")
print(json.dumps([[job.backend, job.state, job.partial, job.problem, job.task_problems, told(job)] for job in jobs]))
"""


@contextmanager
def gpu_worker(stack: RunningStack) -> Iterator[None]:
    """A worker that evaluates, as somebody starts it on a machine with a device of its own."""
    command = [sys.executable, "-m", "celery", "-A", "hackathon", "--quiet", "worker", "-Q", "gpu", "--pool", "solo"]
    child = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        cwd=ROOT,
        env={**stack.environ, "EVAL_DEVICE": "cpu"},
        preexec_fn=tied_to_parent(),
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)


def told(stack: RunningStack) -> list[list[object]]:
    """What the database has of the model's jobs, the older version of the suite first."""
    output = stack.manage("shell", "--verbosity", "0", "--command", RESULTS.replace("{model}", MODEL))
    return json.loads(output.splitlines()[-1])


def reload_until(page: Page, there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(500)
        page.reload()


def model_row(page: Page) -> str:
    return page.get_by_role("row").filter(has_text=MODEL).first.inner_text()


@pytest.mark.timeout(400)
@pytest.mark.usefixtures("building", "eval_python")
def test_a_model_is_evaluated_on_a_worker_and_on_the_hubs_jobs_with_the_same_numbers_and_ranked(
    newcomer: Callable[[str], Page], person: Callable[..., Page], stack: RunningStack
) -> None:
    files = {
        path: {"base64": base64.b64encode(content).decode()} for path, content in tiny_llama(license="mit").items()
    }
    stack.sandbox("repo", repo_type="model", repo_id=MODEL, files=files, author="nerea", date="2026-01-15T12:00:00Z")
    nerea = newcomer("nerea")
    steps.create_team(nerea, "Llamas")
    nerea.get_by_role("link", name="Entregar el proyecto").click()
    steps.fill_delivery(
        nerea,
        title=TITLE,
        summary="Un modelo muy pequeño.",
        corpora="somos-demo/refranero-vivo-it",
        models=MODEL,
        demo="somos-demo/refranero-vivo-demo",
    )
    expect(nerea.get_by_role("heading", name=TITLE)).to_be_visible()
    project = nerea.url

    stack.manage("shell", "--verbosity", "0", "--command", CLOSED)
    with gpu_worker(stack):
        nerea.goto(project)
        evaluated = nerea.locator("[data-evaluation=succeeded]").filter(has_text=MODEL)
        reload_until(nerea, lambda: evaluated.count() == 1)
    expect(evaluated).not_to_contain_text("Incompleta")
    results = evaluated.get_by_role("link", name=re.compile("Todos los resultados"))
    first = results.get_attribute("href")
    results.click()
    expect(nerea.get_by_text("0.4.13").first).to_be_visible()
    expect(nerea.locator("main")).to_contain_text("lm-eval")

    stack.manage("shell", "--verbosity", "0", "--command", ON_JOBS)
    nerea.goto(project)
    reload_until(nerea, lambda: evaluated.count() == 1 and results.get_attribute("href") != first)
    local, remote = told(stack)
    assert local[:5] == ["local", "succeeded", False, "", {}]
    assert remote[:5] == ["hf-jobs", "succeeded", False, "", {}]
    assert len(local[5]) == 10  # three metrics of three tasks, one of the fourth
    assert remote[5] == local[5]

    visitor = person()
    board = "/demo/clasificacion/muestra/"
    assert visitor.goto(board).status == 404
    olga = person("olga")
    olga.goto("/demo/evaluaciones/")
    olga.get_by_role("button", name="Publicar la clasificación").click()
    visitor.goto(board)
    assert "1" in model_row(visitor).split()
    visitor.set_viewport_size(PHONE)
    assert visitor.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (nerea.problems, olga.problems) == ([], [])
