"""What a job of ours costs beside the harness's own command: the same model, tasks and arguments, paired, in turns.

The whole job counts, from the queue to the rows: the model comes from a sandbox Hub, results go into PostgreSQL. Both compute one
question at a time, so that nothing depends on which questions share a batch, and numbers must agree to the last digit.
"""

import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Line

PAIRS = int(os.environ.get("OVERHEAD_PAIRS", "5"))
LIMIT = 1.05
SHOTS = 3
MODEL = "somos-demo/llama-diminuta"


def run() -> Iterator[Line]:
    """Wall time of a job over that of the bare command, the median of the pairs; and how many numbers differ."""
    from django.conf import settings

    if not Path(settings.EVAL_PYTHON).is_file():
        raise SystemExit("overhead needs the harness: make eval-env")
    with tempfile.TemporaryDirectory() as folder, model_on_a_hub(Path(folder)) as (hub, repo, sha, weights):
        ratios, ours, bare, different = [], [], [], 0
        bare_once(weights, Path(folder))  # what is read for the first time is slow for whoever comes first
        job_once(hub, repo, sha)
        for pair in range(PAIRS):
            order = (True, False) if pair % 2 else (False, True)
            taken: dict[bool, tuple[float, dict[str, float]]] = {}
            for is_ours in order:
                taken[is_ours] = job_once(hub, repo, sha) if is_ours else bare_once(weights, Path(folder))
            ratios.append(taken[True][0] / taken[False][0])
            ours.append(taken[True][0])
            bare.append(taken[False][0])
            for key in sorted(taken[True][1].keys() | taken[False][1].keys()):
                pair_of = (taken[True][1].get(key), taken[False][1].get(key))
                different += pair_of[0] != pair_of[1]
                if pair_of[0] != pair_of[1]:
                    print(f"  {key}: ours {pair_of[0]!r}, bare {pair_of[1]!r}", file=sys.stderr)
            print(f"  pair {pair + 1}: ours {ours[-1]:.1f} s, bare {bare[-1]:.1f} s", file=sys.stderr)
    yield Line("evaluation: bare lm-eval run, sample suite", "s", statistics.median(bare))
    yield Line("evaluation: a job of ours, queue to rows", "s", statistics.median(ours))
    note = ", ".join(f"{ratio:.3f}" for ratio in ratios)
    yield Line("evaluation: ours over bare", "x", statistics.median(ratios), limit=LIMIT, note=note)
    yield Line("evaluation: numbers that differ", "", float(different), limit=0.5)


@contextmanager
def model_on_a_hub(folder: Path) -> Iterator[tuple[Any, Any, str, Path]]:
    """A tiny model on a sandbox Hub, and the same files in a folder."""
    from django.conf import settings

    from hackathon.editions.rules import ArtefactKind
    from hackathon.hub.client import HubClient
    from hackathon.hub.sandbox.server import running
    from hackathon.hub.types import RepoType
    from tests.factories.submissions import make_repo
    from tests.factories.tiny_llama import tiny_llama, written

    files = tiny_llama(license="mit")
    settings.EVAL_DIR = folder / "evaluation"
    settings.EVAL_DEVICE = "cpu"
    with running(folder / "hub") as server, HubClient(endpoint=server.endpoint) as client:
        server.storage.create_repo(RepoType.MODEL, MODEL, files, author="alicia", at=datetime(2026, 1, 1, tzinfo=UTC))
        sha = client.repo_info(MODEL, RepoType.MODEL).sha
        yield client, make_repo(ArtefactKind.MODEL, MODEL), sha, written(files, folder / "model")


def job_once(hub: Any, repo: Any, sha: str) -> tuple[float, dict[str, float]]:
    """Seconds of a whole job, and its numbers."""
    from hackathon import clock
    from hackathon.pages.demo_evaluation import EVALUATION
    from submissions.actions.evaluating.running import evaluate_next
    from submissions.models import EvaluationJob, EvaluationRun, TaskResult
    from tests.factories.evaluations import make_evaluated_edition, make_job

    EvaluationRun.objects.all().delete()
    EvaluationJob.objects.all().delete()
    suite = EVALUATION.suites[0]
    suite = replace(suite, tasks=tuple(replace(task, num_fewshot=SHOTS) for task in suite.tasks))
    edition = edition_once(lambda: make_evaluated_edition(suite, batch_size=1))
    make_job(edition, repo=repo, revision=sha, at=clock.now())
    began = time.perf_counter()
    job = evaluate_next(hub=hub, now=clock.now)
    seconds = time.perf_counter() - began
    if job is None or job.state != "succeeded" or job.partial:
        raise SystemExit(f"the job came to nothing: {job and (job.state, job.problem, job.task_problems)}")
    found = TaskResult.objects.filter(run__job=job)
    numbers = {f"{one.task} {one.metric},{one.filter}": one.value for one in found}
    return seconds, numbers | {f"{one.task} {one.metric}_stderr,{one.filter}": one.stderr for one in found}


def edition_once(make: Any) -> Any:
    from hackathon.editions.models import Edition

    return Edition.objects.first() or make()


def bare_once(weights: Path, folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds of the harness's own command with the same arguments, and its numbers."""
    from django.conf import settings

    from hackathon.pages.demo_evaluation import EVALUATION
    from submissions.evaluation.packing import suite_folder

    own = suite_folder("muestra")
    output = Path(tempfile.mkdtemp(dir=folder))
    tasks = ",".join(task.task for task in EVALUATION.suites[0].tasks)
    program = Path(settings.EVAL_PYTHON).with_name("lm-eval")
    command = (
        f"{program} run --model hf --model_args pretrained={weights},dtype=float32,use_safetensors=True --tasks {tasks} "
        f"--num_fewshot {SHOTS} --batch_size 1 --device cpu --seed 0,1234,1234,1234 --include_path {own} --output_path {output}"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "hf"),
    }
    began = time.perf_counter()
    done = subprocess.run(shlex.split(command), cwd=own, env=environment, capture_output=True, text=True, timeout=600)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"lm-eval run ended with {done.returncode}:\n{done.stderr[-2000:]}")
    (file,) = output.rglob("results_*.json")
    rows = json.loads(file.read_text(encoding="utf-8"))["results"]
    return seconds, {
        f"{task} {key}": value
        for task, row in rows.items()
        for key, value in row.items()
        if isinstance(value, float) and "," in key
    }
