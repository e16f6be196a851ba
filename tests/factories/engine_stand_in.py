"""Plays the engine without the harness: it speaks the same lines, and does what ``scenario.json`` beside it says.

Its first line is put before it by ``tests.factories.evaluations.stand_in``. Tests of jobs need an engine that fails to order, and fast.
"""

import json
import os
import sys
import time
from pathlib import Path


def tell(event, **facts):
    print("::hackathon " + json.dumps({"event": event, **facts}), flush=True)


def results(task, value):
    return {
        "results": {task: {"alias": task, "acc,none": value, "acc_stderr,none": 0.01}},
        "versions": {task: 1.0},
        "n-shot": {task: 0},
        "higher_is_better": {task: {"acc": True}},
        "n-samples": {task: {"original": 20, "effective": 20}},
        "configs": {task: {"task": task}},
    }


def main():
    spec = json.loads(Path(sys.argv[-1]).read_text())
    scenario = json.loads(Path(__file__).with_name("scenario.json").read_text())
    with Path(__file__).with_name("calls.jsonl").open("a") as calls:
        told = {"tasks": [task["task"] for task in spec["tasks"]], "prepare": "--prepare" in sys.argv}
        print(json.dumps({**told, "environment": dict(os.environ), "pid": os.getpid()}), file=calls)
    if "--prepare" in sys.argv:
        return 0
    tell("started", versions={"lm_eval": "0.4.13"}, hardware="CPU: de prueba", device=spec["device"])
    if scenario.get("failed"):
        tell("failed", problem=scenario["failed"], text="así lo pide la prueba")
        return 3
    tell("loaded", seconds=0.1, dtype="float32", batch_size=1, parameters=1000, attention="sdpa")
    sys.stdout.write("x" * scenario.get("noise", 0))
    for _ in range(scenario.get("lines", 0)):
        print("ruido " * 20)
    for place, task in enumerate(spec["tasks"]):
        name = task["task"]
        if scenario.get("die_before") == name and not Path(__file__).with_name("died").exists():
            Path(__file__).with_name("died").touch()
            os.kill(os.getpid(), 9)
        if scenario.get("hang_before") == name:
            Path(__file__).with_name("hanging").touch()
            time.sleep(60)
        tell("task_started", task=name, place=place + 1, of=len(spec["tasks"]))
        if name in scenario.get("fail", {}):
            tell("task_failed", task=name, problem=scenario["fail"][name], text="así lo pide la prueba")
        else:
            value = scenario.get("values", {}).get(name, 0.5)
            tell("task", task=name, seconds=0.5, results=results(name, value))
    tell("finished", seconds=1.5, peak_memory=1000, energy_kwh=0.002, co2_kg=None, emissions_source="NVML")
    return 0


sys.exit(main())
