"""How a run was made: what a result file says of versions, machine, seeds and time. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from submissions.evaluation.results.models import model_args
from submissions.evaluation.results.values import count, finite, mapping, moment, text

SEEDS: Final = ("random", "numpy", "torch", "fewshot")
MOST_PARAMETERS: Final = 10**15
_GPU = re.compile(r"^(?:GPU models and configuration: *)?GPU \d+: *(.+)$", re.MULTILINE)
_CPU = re.compile(r"^(?:Model name: *|CPU:\n(?!Architecture))(.+)$", re.MULTILINE)
_LONGEST_REPORT: Final = 100_000


def settings_of(tree: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a ParsedRun that say how it was made."""
    config = mapping(tree.get("config"))
    return {
        "backend": text(config.get("model"), most=40),
        "engine_version": text(tree.get("lm_eval_version"), most=60),
        "git_hash": text(tree.get("git_hash"), most=64),
        "transformers_version": text(tree.get("transformers_version"), most=60),
        "date": moment(tree.get("date")),
        "dtype": _dtype(config),
        "batch_size": _batch_size(config),
        "device": text(config.get("device"), most=40),
        "hardware": hardware(tree.get("pretty_env_info")),
        "parameters": count(config.get("model_num_parameters"), most=MOST_PARAMETERS),
        "seeds": _seeds(config),
        "limit": finite(config.get("limit")),
        "chat_template": _flag(tree, "chat_template"),
        "chat_template_sha": text(tree.get("chat_template_sha"), most=64),
        "fewshot_as_multiturn": _flag(tree, "fewshot_as_multiturn"),
        "seconds": _seconds(tree),
        "energy_kwh": finite(tree.get("energy_kwh"), least=0),
        "co2_kg": finite(tree.get("co2_kg"), least=0),
        "emissions_source": text(tree.get("emissions_source"), most=100),
    }


def hardware(report: object) -> str:
    """The GPUs, else the processor, that PyTorch's report of the machine names.

    >>> hardware("GPU models and configuration: \\nGPU 0: NVIDIA H100\\nGPU 1: NVIDIA H100\\n\\nCPU:\\nArchitecture: x86_64")
    '2 × NVIDIA H100'
    >>> hardware("GPU models and configuration: No CUDA\\n\\nCPU:\\nApple M2\\n")
    'Apple M2'
    """
    written = report[:_LONGEST_REPORT] if isinstance(report, str) else ""
    gpus = Counter(text(name, most=80) for name in _GPU.findall(written))
    if gpus:
        return ", ".join(f"{times} × {name}" if times > 1 else name for name, times in gpus.items())[:200]
    cpu = _CPU.search(written)
    return text(cpu[1], most=200) if cpu else ""


def _dtype(config: Mapping[str, Any]) -> str:
    given = config.get("model_dtype") or model_args(config.get("model_args")).get("dtype")
    return text(given, most=40).removeprefix("torch.")


def _batch_size(config: Mapping[str, Any]) -> str:
    """As it was asked for, with what ``auto`` came to."""
    asked, found = text(config.get("batch_size"), most=20), config.get("batch_sizes")
    came_to = text(found[0], most=10) if isinstance(found, list) and found else ""
    return f"{asked} ({came_to})" if asked.startswith("auto") and came_to else asked


def _seeds(config: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    read = ((name, count(config.get(f"{name}_seed"), most=2**32)) for name in SEEDS)
    return tuple((name, number) for name, number in read if number is not None)


def _flag(tree: Mapping[str, Any], key: str) -> bool | None:
    """The template itself stands there where one was used, and nothing or an empty text where none was."""
    return bool(tree[key]) if key in tree else None


def _seconds(tree: Mapping[str, Any]) -> float | None:
    """The whole run's, from wherever that version of the harness wrote it."""
    for key in ("total_evaluation_time_seconds", "duration"):
        if (told := finite(tree.get(key), least=0)) is not None:
            return told
    began, ended = finite(tree.get("start_time")), finite(tree.get("end_time"))
    return ended - began if began is not None and ended is not None and ended >= began else None
