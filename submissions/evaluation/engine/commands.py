"""The same evaluation by hand: ``lm-eval run`` commands that give the same numbers. The standard library only."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from .settings import batch_size_before_loading, dtype_before_loading, seeds
from .spec import Spec, Task

Arguments = dict[str, Any]


def model_arguments(
    spec: Spec, *, weights: str, tokenizer: str | None = None, adapter: str | None = None, dtype: str
) -> Arguments:
    """What the harness is told about the model, as its ``--model_args``."""
    arguments: Arguments = {"pretrained": weights, "dtype": dtype}
    if tokenizer and tokenizer != weights:
        arguments["tokenizer"] = tokenizer
    if spec.backend == "vllm":
        arguments |= {"load_format": "safetensors", "seed": spec.seed}
        return arguments | _given(lora_local_path=adapter, max_model_len=spec.max_length)
    return arguments | {"use_safetensors": True} | _given(peft=adapter, max_length=spec.max_length)


def commands(spec: Spec, *, arguments: Arguments | None = None, batch_size: int | str | None = None) -> list[str]:
    """One shell command per task, in order.

    ``arguments`` and ``batch_size``: what a job really ran with, where that is known; else what can be said beforehand.
    Two tasks in one command would share batches, whose lengths move the last digits; each alone gives them exactly.

    >>> print(*commands(Spec(model="/m", tasks=(Task("arc_es", 5),))))
    lm-eval run --model hf --model_args pretrained=/m,dtype=float32,use_safetensors=True --tasks arc_es --num_fewshot 5 \
--batch_size 1 --device cpu --seed 0,1234,1234,1234
    """
    arguments = arguments or _arguments_before_loading(spec)
    batch_size = batch_size or batch_size_before_loading(spec)
    return [_command(spec, task, arguments, batch_size) for task in spec.tasks]


def script(spec: Spec, *, sources: Mapping[str, tuple[str, str]], into: str = "/tmp") -> list[str]:  # noqa: S108 (shown, not used)
    """The commands that fetch a model from the Hub at its revision, and then evaluate it.

    ``sources``: the ``(repo_id, revision)`` of ``"model"``, and of ``"base"`` where the model is an adapter. ``into``: an
    absolute folder, since a task of one's own is run from where its files are.

    >>> print(script(Spec(model="/m", tasks=(Task("arc_es"),)), sources={"model": ("equipo/uno", "abcdef0123")})[0])
    hf download equipo/uno --revision abcdef0123 --local-dir /tmp/uno-abcdef01
    """
    folders = {
        name: f"{into}/{repo_id.rsplit('/', 1)[-1]}-{revision[:8]}" for name, (repo_id, revision) in sources.items()
    }
    fetch = [
        shlex.join(["hf", "download", repo_id, "--revision", revision, "--local-dir", folders[name]])
        for name, (repo_id, revision) in sources.items()
    ]
    return fetch + commands(replace(spec, model=folders["model"], base=folders.get("base")))


def folder_of(task: str, include_path: tuple[str, ...]) -> Path | None:
    """Where among one's own folders the YAML file of ``task`` lies; None for the harness's own tasks."""
    wanted = re.compile(rf"^task:\s*[\"']?{re.escape(task)}[\"']?\s*(#.*)?$", re.MULTILINE)
    for folder in map(Path, include_path):
        for path in sorted(folder.rglob("*.yaml")):
            if wanted.search(path.read_text(encoding="utf-8", errors="replace")):
                return path.parent
    return None


def _arguments_before_loading(spec: Spec) -> Arguments:
    return model_arguments(
        spec,
        weights=spec.base or spec.model,
        adapter=spec.model if spec.base else None,
        dtype=dtype_before_loading(spec),
    )


def _command(spec: Spec, task: Task, arguments: Arguments, batch_size: int | str) -> str:
    own = folder_of(task.name, spec.include_path)
    words = ["lm-eval", "run", "--model", spec.backend]
    words += ["--model_args", ",".join(f"{name}={value}" for name, value in arguments.items())]
    words += ["--tasks", task.name]
    words += _option("--num_fewshot", task.num_fewshot) + _option("--batch_size", batch_size)
    words += _option("--device", spec.device if spec.backend == "hf" else None)
    words += ["--seed", ",".join(map(str, seeds(spec.seed)))]
    words += _option("--limit", spec.limit) + _option("--include_path", "." if own else None)
    words += ["--apply_chat_template"] if spec.chat_template else []
    line = shlex.join(words)
    if spec.threads:
        line = f"OMP_NUM_THREADS={spec.threads} {line}"
    return f"(cd {shlex.quote(str(own))} && {line})" if own else line


def _option(name: str, value: object) -> list[str]:
    return [] if value is None else [name, str(value)]


def _given(**values: Any) -> Arguments:
    return {name: value for name, value in values.items() if value is not None}
