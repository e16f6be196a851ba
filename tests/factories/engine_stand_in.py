"""Plays the engine without the harness: it speaks the same lines, and does what ``scenario.json`` beside it says.

Its first line is put before it by ``tests.factories.evaluations.stand_in``. Tests of jobs need an engine that fails to order, and fast.
In a Job of the sandbox it plays the image's Python: what is no engine is run by the real one.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent


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


def remember(spec):
    """Tell a test how we were called."""
    told = {"tasks": [task["task"] for task in spec["tasks"]], "prepare": "--prepare" in sys.argv, "pid": os.getpid()}
    folders = {name: sorted(os.listdir(spec[name])) for name in ("model", "base") if spec.get(name)}
    with (HERE / "calls.jsonl").open("a") as calls:
        print(json.dumps({**told, "environment": dict(os.environ), "spec": spec, "files": folders}), file=calls)


def misbehave(scenario):
    """Do what an engine should not."""
    if "child" in scenario:
        child = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=scenario["child"] == "flees"
        )
        (HERE / "child").write_text(str(child.pid))
    if "eat" in scenario:
        eaten = b"x" * scenario["eat"]
        time.sleep(60)
        print(len(eaten))
    if "write" in scenario:
        Path("too_much").write_bytes(b"x" * scenario["write"])
        time.sleep(60)
    for _ in range(scenario.get("noise", 0) // 1_000_000):
        sys.stdout.write("x" * 1_000_000)
    for _ in range(scenario.get("lines", 0)):
        print("ruido " * 20)
    for line in scenario.get("says", []):
        os.write(1, line.encode("utf-8", "surrogatepass") + b"\n")


def main():
    if sys.argv[1:2] == ["-I"]:
        os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
    spec = json.loads(Path(sys.argv[-1]).read_text())
    scenario = json.loads((HERE / "scenario.json").read_text())
    remember(spec)
    if "--prepare" in sys.argv:
        tell("started", versions={})
        tell("finished", seconds=0.1)
        return 0
    if scenario.get("silent"):
        return scenario["silent"]
    tell(
        "started",
        versions=scenario.get("versions", {"lm_eval": "0.4.13", "torch": "2.9.0"}),
        hardware="CPU: de prueba",
        device=spec["device"],
    )
    if scenario.get("failed"):
        tell("failed", problem=scenario["failed"], text="así lo pide la prueba")
        return 3
    tell("loaded", seconds=0.1, dtype="float32", batch_size=1, parameters=1000, attention="sdpa")
    misbehave(scenario)
    for place, task in enumerate(spec["tasks"]):
        name = task["task"]
        if scenario.get("die_before") == name and not (HERE / "died").exists():
            (HERE / "died").touch()
            sys.stdout.flush()
            os.kill(os.getpid(), 9)
        if scenario.get("hang_before") == name:
            (HERE / "hanging").touch()
            time.sleep(60)
        tell("task_started", task=name, place=place + 1, of=len(spec["tasks"]))
        if name in scenario.get("fail", {}):
            tell("task_failed", task=name, problem=scenario["fail"][name], text="así lo pide la prueba")
        else:
            value = scenario.get("values", {}).get(name, 0.5)
            told = scenario.get("results", {}).get(name) or results(name, value)
            tell("task", task=name, seconds=0.5, results={**told, "padding": "x" * scenario.get("padding", 0)})
    tell("finished", seconds=1.5, peak_memory=1000, energy_kwh=0.002, co2_kg=None, emissions_source="NVML")
    return 0


sys.exit(main())
