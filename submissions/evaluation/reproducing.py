"""How anybody computes a run's numbers again: with a command of ours, or with the harness alone. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from submissions.evaluation.engine.commands import script
from submissions.evaluation.engine.spec import DTYPES, spec_from
from submissions.evaluation.packing import SUITES, suite_folder
from submissions.evaluation.specs import engine_spec

SUITES_HERE: Final = "submissions/evaluation/suites"
"""From the project's own folder, wherever that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A run as far as it matters here. ``base``: the ``(repo_id, revision)`` that an adapter ran on. ``spec``: as it was frozen.

    ``dtype``, ``batch_size`` and ``hardware`` as the engine told them, empty where it did not.
    """

    repo_id: str
    revision: str
    spec: Mapping[str, Any]
    base: tuple[str, str] | None = None
    dtype: str = ""
    batch_size: str = ""
    hardware: str = ""


def harness_commands(run: Measured) -> list[str]:
    """The commands, one a line, that fetch the model and run the harness on each task as it was run here.

    The settings that were left to the machine are those that it chose.

    >>> spec = {"tasks": [{"task": "arc_es", "num_fewshot": 5}], "include": "", "seed": 1234, "dtype": "auto", "batch_size": "auto"}
    >>> run = Measured(repo_id="a/uno", revision="abcdef0123", spec=spec, dtype="float32", batch_size="4", hardware="CPU: x")
    >>> print(*harness_commands(run), sep="\\n")
    hf download a/uno --revision abcdef0123 --local-dir /tmp/uno-abcdef01
    lm-eval run --model hf --model_args pretrained=/tmp/uno-abcdef01,dtype=float32,use_safetensors=True --tasks arc_es \
--num_fewshot 5 --batch_size 4 --device cpu --seed 0,1234,1234,1234
    """
    dtype = run.dtype.removeprefix("torch.")
    chosen = {
        **run.spec,
        "dtype": dtype if dtype in DTYPES else run.spec.get("dtype", "auto"),
        "batch_size": int(run.batch_size) if run.batch_size.isdecimal() else run.spec.get("batch_size", "auto"),
    }
    include = run.spec.get("include")
    told = engine_spec(
        chosen,
        model="/model",
        base="/base" if run.base else None,
        device="cpu" if run.hardware.startswith("CPU") else "cuda:0",
        include_path=[str(suite_folder(include))] if include else [],
    )
    sources = {"model": (run.repo_id, run.revision)} | ({"base": run.base} if run.base else {})
    return [line.replace(str(SUITES), SUITES_HERE) for line in script(spec_from(told), sources=sources)]
