"""``python -m engine [--prepare | --command] SPEC.json``: what the engine does, from its arguments to its exit code."""

import argparse
import faulthandler
import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from . import bundled, measuring
from .commands import commands
from .events import guard, tell
from .folders import examine
from .problems import Problem, understood
from .settings import prepare_environment
from .spec import Spec, read_spec

logger = logging.getLogger(__name__)

FAILED: Final = 3


def main(arguments: Sequence[str]) -> int:
    """0 when it came to the end, though tasks may have failed; 3 when the job cannot go on."""
    options = _parser().parse_args(arguments)
    guard()
    faulthandler.enable(sys.__stderr__)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        with bundled.tasks() as own:
            spec = bundled.included(read_spec(_text(options.spec)), own)
            if options.command:
                print("\n".join(commands(spec)))
                return 0
            prepare_environment(os.environ, threads=spec.threads, online=options.prepare)
            (prepare if options.prepare else evaluate)(spec)
    except Exception as error:
        problem = understood(error)
        logger.error("The job cannot go on: %s", problem.text, exc_info=not isinstance(error, Problem))
        tell("failed", problem=problem.code, text=problem.text)
        return FAILED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--prepare", action="store_true", help="fetch the tasks' data into the cache; needs no model")
    mode.add_argument("--command", action="store_true", help="print the lm-eval commands that give the same numbers")
    parser.add_argument("spec", help="a JSON file, or - for the standard input")
    return parser


def _text(path: str) -> str:
    return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")


def prepare(spec: Spec) -> None:
    """Has the data of every task in the cache, or tells which cannot be had."""
    from .tasks import Catalogue

    began, catalogue = time.monotonic(), Catalogue(spec, {})
    tell("started", versions=measuring.versions(), hardware=None, device=None)
    for place, task in enumerate(spec.tasks, 1):
        tell("task_started", task=task.name, place=place, of=len(spec.tasks))
        try:
            catalogue.load(task)
        except Problem as problem:
            tell("task_failed", task=task.name, problem=problem.code, text=problem.text)
    tell("finished", seconds=time.monotonic() - began, peak_memory=measuring.peak_memory())


def evaluate(spec: Spec) -> None:
    """Loads the model once and runs the tasks one after the other. Raises what keeps the job from going on."""
    began = time.monotonic()
    tell("started", versions=measuring.versions(), hardware=measuring.hardware(spec.device), device=spec.device)
    found = examine(spec)
    card = measuring.Card(spec.device) if spec.on_gpu else None
    joules = card.joules() if card else None

    from .loading import facts, load
    from .tasks import Catalogue

    loaded = load(spec, found)
    tell("loaded", **facts(loaded, spec))
    _run_all(spec, loaded, Catalogue(spec, loaded.arguments))
    tell(
        "finished",
        seconds=time.monotonic() - began,
        peak_memory=_peak_memory(spec),
        **_energy(spec, joules, card.joules() if card else None),
    )


def _run_all(spec: Spec, loaded: Any, catalogue: Any) -> None:
    from lm_eval.utils import handle_non_serializable

    from .running import run_task

    for place, task in enumerate(spec.tasks, 1):
        tell("task_started", task=task.name, place=place, of=len(spec.tasks))
        began = time.monotonic()
        try:
            results = run_task(spec, task, loaded=loaded, catalogue=catalogue)
        except Problem as problem:
            if problem.code == "disk_full":
                raise
            tell("task_failed", task=task.name, problem=problem.code, text=problem.text)
            continue
        tell("task", spell=handle_non_serializable, task=task.name, seconds=time.monotonic() - began, results=results)


def _peak_memory(spec: Spec) -> int:
    if not spec.on_gpu:
        return measuring.peak_memory()
    import torch

    return torch.cuda.max_memory_reserved(spec.device)


def _energy(spec: Spec, before: float | None, after: float | None) -> dict[str, Any]:
    """Of the card alone, as it counts itself. CO2 only where the spec says what a kWh costs."""
    if before is None or after is None or after < before:
        return {"energy_kwh": None, "co2_kg": None, "emissions_source": None}
    kwh = (after - before) / measuring.JOULES_PER_KWH
    emissions = spec.emissions
    return {
        "energy_kwh": kwh,
        "co2_kg": kwh * emissions.kg_per_kwh if emissions else None,
        "emissions_source": f"NVML; {emissions.source}" if emissions else "NVML",
    }
