"""The harness's tasks, found by name and loaded with their data. Imports the harness when called."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .commands import Arguments
from .problems import Problem, shortened, understood
from .settings import seeds
from .spec import Spec, Task

logger = logging.getLogger(__name__)


class Catalogue:
    """Finds tasks. The harness reads its fourteen thousand files only when a task is not among one's own."""

    def __init__(self, spec: Spec, arguments: Arguments) -> None:
        self._spec, self._arguments = spec, arguments
        self._own: Any = self._manager(include_defaults=False) if spec.include_path else None
        self._all: Any = None

    def load(self, task: Task) -> dict[str, Any]:
        """The task with its data, as ``evaluate`` takes it, set up as ``lm-eval run`` sets it up. Raises Problem."""
        manager = self._manager_of(task.name)
        with _inside(manager.task_index[task.name].yaml_path):
            try:
                found = manager.load([task.name])
            except Exception as error:
                logger.warning("%s cannot be had", task.name, exc_info=True)
                raise _why_not_had(error) from error
        for each in found["tasks"].values():
            _set_fewshot(each, task.num_fewshot, seeds(self._spec.seed)[3])
        return found

    def _manager_of(self, name: str) -> Any:
        if self._own and name in self._own.all_subtasks:
            return self._own
        if self._all is None:
            self._all = self._manager(include_defaults=True)
        if name not in self._all.task_index:
            raise Problem("unknown_task", shortened(f"the harness knows no task {name}"))
        return self._all

    def _manager(self, *, include_defaults: bool) -> Any:
        from lm_eval.tasks import TaskManager

        folders = list(self._spec.include_path)
        return TaskManager(
            include_path=folders or None, include_defaults=include_defaults, metadata=dict(self._arguments)
        )


def _why_not_had(error: Exception) -> Problem:
    problem = understood(error, otherwise="task_data")
    return problem if problem.code in ("disk_full", "out_of_memory") else Problem("task_data", problem.text)


def _set_fewshot(task: Any, asked: int | None, seed: int) -> None:
    """As ``lm_eval.simple_evaluate`` does: a task that says 0 stays at 0, one that says nothing has 0."""
    own = task.get_config("num_fewshot")
    if asked is not None and own != 0:
        task.set_config(key="num_fewshot", value=asked)
    elif asked is None and own is None:
        task.set_config(key="num_fewshot", value=0)
    task.set_fewshot_seed(seed=seed)


@contextlib.contextmanager
def _inside(yaml_path: Path | None) -> Iterator[None]:
    """Data files of one's own tasks are named relative to the task's file, wherever its folder lies today."""
    if yaml_path is None:
        yield
        return
    here = Path.cwd()
    os.chdir(Path(yaml_path).parent)
    try:
        yield
    finally:
        os.chdir(here)
