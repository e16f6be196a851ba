"""What the engine is asked to do, read from JSON. Needs the standard library only."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .problems import Problem

AUTO: Final = "auto"
BACKENDS: Final = ("hf", "vllm")
DTYPES: Final = (AUTO, "bfloat16", "float16", "float32")


@dataclass(frozen=True)
class Task:
    """A task of the harness. ``num_fewshot`` None: what the task itself says."""

    name: str
    num_fewshot: int | None = None


@dataclass(frozen=True)
class Emissions:
    """How much CO2 a kWh costs where the machine stands, and who says so."""

    kg_per_kwh: float
    source: str


@dataclass(frozen=True)
class Spec:
    """One model, some tasks, and how to run them.

    ``model``: a folder. ``base``: the folder of its base model, where ``model`` is a PEFT adapter. ``device``: as torch names
    it. ``include_path``: folders with tasks of one's own. ``limit``: so many questions of each task only. ``threads``: of the
    processor, None for all.
    """

    model: str
    tasks: tuple[Task, ...]
    base: str | None = None
    backend: str = "hf"
    device: str = "cpu"
    dtype: str = AUTO
    batch_size: str | int = AUTO
    max_length: int | None = None
    seed: int = 1234
    chat_template: bool = False
    include_path: tuple[str, ...] = ()
    limit: int | None = None
    threads: int | None = None
    emissions: Emissions | None = None

    @property
    def on_gpu(self) -> bool:
        """Whether it runs on an accelerator."""
        return self.device != "cpu"


def read_spec(text: str) -> Spec:
    """The spec in a JSON text. Raises Problem."""
    try:
        return spec_from(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise Problem("internal", f"the spec is not JSON: {error}") from error


def spec_from(data: Any) -> Spec:
    """The spec in what JSON gave. Keys that it does not know are left out. Raises Problem.

    >>> spec_from({"model": "/m", "tasks": [{"task": "arc_es", "num_fewshot": 5}]}).tasks
    (Task(name='arc_es', num_fewshot=5),)
    """
    if not isinstance(data, Mapping):
        raise Problem("internal", "the spec is not a mapping")
    tasks = data.get("tasks")
    if not isinstance(tasks, list) or not tasks:
        raise Problem("internal", "the spec names no tasks")
    return Spec(
        model=_text(data, "model"),
        tasks=tuple(_task(task) for task in tasks),
        base=_text(data, "base") if data.get("base") else None,
        backend=_choice(data, "backend", BACKENDS),
        device=_device(data),
        dtype=_choice(data, "dtype", DTYPES),
        batch_size=AUTO if data.get("batch_size", AUTO) in (AUTO, 0, None) else _number(data, "batch_size", least=1),
        max_length=_number(data, "max_length", least=1),
        seed=_number(data, "seed", least=0, default=1234),
        chat_template=bool(data.get("chat_template")),
        include_path=tuple(str(folder) for folder in data.get("include_path") or ()),
        limit=_number(data, "limit", least=1),
        threads=_number(data, "threads", least=1),
        emissions=_emissions(data.get("emissions")),
    )


def _task(data: Any) -> Task:
    if isinstance(data, str):
        return Task(data)
    if not isinstance(data, Mapping):
        raise Problem("internal", f"not a task: {data!r}")
    return Task(_text(data, "task"), _number(data, "num_fewshot", least=0))


def _device(data: Mapping[str, Any]) -> str:
    value = _text(data, "device", "cpu")
    if not re.fullmatch(r"cpu|cuda(:\d{1,2})?", value):
        raise Problem("internal", f"device must be cpu, cuda or cuda:N, not {value!r}")
    return value


def _emissions(data: Any) -> Emissions | None:
    return Emissions(float(data["kg_per_kwh"]), str(data["source"])) if data else None


def _text(data: Mapping[str, Any], key: str, default: str = "") -> str:
    value = data.get(key) or default
    if not isinstance(value, str) or not value:
        raise Problem("internal", f"{key} must be a text, not {value!r}")
    return value


def _choice(data: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> str:
    value = data.get(key) or choices[0]
    if value not in choices:
        raise Problem("internal", f"{key} must be one of {', '.join(choices)}, not {value!r}")
    return value


def _number(data: Mapping[str, Any], key: str, *, least: int, default: int | None = None) -> Any:
    value = data.get(key)
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise Problem("internal", f"{key} must be a whole number from {least}, not {value!r}")
    return value
