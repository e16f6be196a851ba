"""The data of the tasks, fetched once to this machine with a network and without any model; evaluations then run without one.

Data behind a form is fetched with our token, which nothing that a team delivers comes near: evaluations know of none.
"""

import json
from collections.abc import Collection, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from submissions.actions.evaluating.listening import Listener
from submissions.evaluation.backends import local
from submissions.evaluation.events import TaskFailed

LIMITS: Final = local.Limits(seconds=3600)


def cache_dir() -> Path:
    """Where the data of the tasks lies on this machine."""
    folder = settings.EVAL_DIR / "data"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare(spec: Mapping[str, Any], *, own: Collection[str], folder: Path, listener: Listener) -> bool:
    """Fetch the data of the spec's tasks, unless all of it is here; whether it is now. That of our ``own`` lies beside them.

    What cannot be had is no reason to stop: the engine says which tasks lack it.
    """
    installed = _installed()
    stamps = {task["task"]: _stamp(spec, task, installed) for task in spec["tasks"] if task["task"] not in own}
    missing = {task["task"]: task for task in spec["tasks"] if task["task"] in stamps}
    missing = {name: task for name, task in missing.items() if not stamps[name].exists()}
    if missing:
        failed = _fetch({**spec, "tasks": list(missing.values())}, folder=folder, listener=listener)
        for name in missing.keys() - failed:
            stamps[name].touch()
        return not failed
    return True


def _fetch(spec: Mapping[str, Any], *, folder: Path, listener: Listener) -> set[str]:
    """The tasks whose data could not be had."""
    failed: set[str] = set()
    with local.running(
        spec,
        python=settings.EVAL_PYTHON,
        scratch=folder,
        cache_dir=cache_dir(),
        limits=LIMITS,
        network=True,
        token=settings.HF_TOKEN,
    ) as child:
        for line in child.lines():
            if line is None:
                listener.rest()
            elif isinstance(event := listener.note(line), TaskFailed):
                failed.add(event.task)
        whole = child.wait().code == 0
    return failed if whole else {task["task"] for task in spec["tasks"]}


def _stamp(spec: Mapping[str, Any], task: Mapping[str, Any], installed: str) -> Path:
    """Named for what was fetched and with which environment: another release of the harness may ask for other data."""
    asked = json.dumps([task["task"], spec["include_path"], settings.EVAL_PYTHON, installed], sort_keys=True)
    return cache_dir() / f"ready-{sha256(asked.encode()).hexdigest()[:24]}"


def _installed() -> str:
    """What the environment consists of, as ``make eval-env`` wrote it down; nothing where it was made otherwise."""
    noted = Path(settings.EVAL_PYTHON).parent.parent / "installed"
    return noted.read_text(encoding="utf-8") if noted.is_file() else ""
