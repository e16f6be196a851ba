"""What the engine says, line by line, as events. Nothing of it is trusted: sizes, types and numbers are checked. Pure."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from submissions.evaluation.problems import EvaluationProblem, known_problem

PREFIX: Final = "::hackathon "
MAX_EVENT: Final = 4_000_000
"""Characters of one event; the results of a large group of tasks take a tenth of that."""
MAX_TEXT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Started:
    """The engine runs: versions of what it computes with, by name, and on what."""

    versions: Mapping[str, str] = field(default_factory=dict)
    hardware: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model is in memory."""

    seconds: float | None = None
    dtype: str = ""
    batch_size: str = ""
    parameters: int | None = None
    attention: str = ""


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """A task began."""

    task: str


@dataclass(frozen=True, slots=True)
class TaskDone:
    """A task ended. ``results`` as the harness writes them, not yet read."""

    task: str
    seconds: float | None
    results: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TaskFailed:
    """A task came to nothing; the others go on."""

    task: str
    problem: EvaluationProblem
    text: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The job cannot go on."""

    problem: EvaluationProblem
    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """All tasks were tried. ``peak_memory`` in bytes; energy and emissions only where they were measured."""

    seconds: float | None = None
    peak_memory: int | None = None
    energy_kwh: float | None = None
    co2_kg: float | None = None
    emissions_source: str = ""


NEEDED: Final = ("lm_eval", "torch")


def blamed(failed: Failed, began: Started | None) -> Failed:
    """The same, with whose fault it is: where the harness itself is not installed no model can be at fault.

    >>> blamed(Failed(EvaluationProblem.BROKEN_MODEL, "No module named 'lm_eval'"), Started({"python": "3.12.1"})).problem
    <EvaluationProblem.NO_ENGINE: 'no_engine'>
    """
    whole = began is None or all(name in began.versions for name in NEEDED)
    return failed if whole else Failed(EvaluationProblem.NO_ENGINE, failed.text)


Event = Started | Loaded | TaskStarted | TaskDone | TaskFailed | Failed | Finished


def read_event(line: str) -> Event | None:
    """The event that a line tells of; None for a line of log, and for what only looks like an event.

    >>> read_event('::hackathon {"event": "task_failed", "task": "arc_es", "problem": "nan_logits", "text": "NaN"}')
    TaskFailed(task='arc_es', problem=<EvaluationProblem.NAN_LOGITS: 'nan_logits'>, text='NaN')
    >>> read_event("Loading weights"), read_event("::hackathon {"), read_event('::hackathon {"event": "dance"}')
    (None, None, None)
    """
    if not line.startswith(PREFIX) or len(line) > MAX_EVENT:
        return None
    try:
        told = json.loads(line[len(PREFIX) :])
    except (ValueError, RecursionError):
        return None
    reader = _READERS.get(told.get("event")) if isinstance(told, dict) and isinstance(told.get("event"), str) else None
    return reader(told) if reader else None


def told(event: Event) -> str:
    """A line of the log that says what the event was, for a person."""
    match event:
        case TaskStarted():
            return f"── {event.task}"
        case TaskDone():
            return f"── {event.task}: {event.seconds or 0:.1f} s"
        case TaskFailed():
            return f"── {event.task}: {event.problem.value}: {event.text}"
        case Failed():
            return f"── {event.problem.value}: {event.text}"
    return f"── {event}"


class Pieces:
    r"""Puts events together again that came in pieces: container runtimes cut the lines of a log as they like.

    >>> pieces = Pieces()
    >>> [pieces.add(line) for line in ("uno", '::hackathon {"event":', '"started"}', "dos")]
    [['uno'], [], ['::hackathon {"event":"started"}'], ['dos']]
    """

    def __init__(self) -> None:
        self._held: list[str] = []

    @property
    def holds(self) -> bool:
        """Whether the rest of an event is still to come."""
        return bool(self._held)

    def add(self, line: str) -> list[str]:
        """The lines that are whole by now."""
        before = self.rest() if line.startswith(PREFIX) or sum(map(len, self._held)) > MAX_EVENT else []
        if not self._held and (not line.startswith(PREFIX) or _is_whole(line)):
            return [*before, line]
        self._held.append(line)
        joined = "".join(self._held)
        if line.endswith("}") and _is_whole(joined):
            self._held = []
            return [*before, joined]
        return before

    def rest(self) -> list[str]:
        """What was held and never became an event, as it came."""
        held, self._held = self._held, []
        return held


def _is_whole(line: str) -> bool:
    try:
        json.loads(line[len(PREFIX) :])
    except (ValueError, RecursionError):
        return False
    return True


def _started(told: Mapping[str, Any]) -> Started:
    versions = told.get("versions") if isinstance(told.get("versions"), dict) else {}
    known = {str(name)[:40]: str(version)[:60] for name, version in list(versions.items())[:20] if version is not None}
    return Started(known, _text(told, "hardware", 200), _text(told, "device", 40))


def _loaded(told: Mapping[str, Any]) -> Loaded:
    return Loaded(
        seconds=_number(told, "seconds"),
        dtype=_text(told, "dtype", 40),
        batch_size=_text(told, "batch_size", 40),
        parameters=_whole(told, "parameters"),
        attention=_text(told, "attention", 40),
    )


def _task_started(told: Mapping[str, Any]) -> TaskStarted:
    return TaskStarted(_text(told, "task", 100))


def _task_done(told: Mapping[str, Any]) -> TaskDone | None:
    results = told.get("results")
    return TaskDone(_text(told, "task", 100), _number(told, "seconds"), results) if isinstance(results, dict) else None


def _task_failed(told: Mapping[str, Any]) -> TaskFailed:
    return TaskFailed(_text(told, "task", 100), known_problem(told.get("problem")), _text(told, "text", MAX_TEXT))


def _failed(told: Mapping[str, Any]) -> Failed:
    return Failed(known_problem(told.get("problem")), _text(told, "text", MAX_TEXT))


def _finished(told: Mapping[str, Any]) -> Finished:
    return Finished(
        seconds=_number(told, "seconds"),
        peak_memory=_whole(told, "peak_memory"),
        energy_kwh=_number(told, "energy_kwh"),
        co2_kg=_number(told, "co2_kg"),
        emissions_source=_text(told, "emissions_source", 100),
    )


_READERS: Final = {
    "started": _started,
    "loaded": _loaded,
    "task_started": _task_started,
    "task": _task_done,
    "task_failed": _task_failed,
    "failed": _failed,
    "finished": _finished,
}


def plain(text: str) -> str:
    """Text that any database keeps: without NUL and lone surrogates."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")


def _text(told: Mapping[str, Any], name: str, longest: int) -> str:
    value = told.get(name)
    return plain("" if value is None else str(value))[:longest]


def _number(told: Mapping[str, Any], name: str) -> float | None:
    """A finite number from 0 up."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e15 and math.isfinite(value) and value >= 0 else None


def _whole(told: Mapping[str, Any], name: str) -> int | None:
    number = _number(told, name)
    return None if number is None else int(number)
