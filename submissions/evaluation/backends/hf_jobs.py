"""The engine as a Job on the Hub: the same program, sent along in the command, on a machine that is paid by the second. Pure.

The model comes as a volume at its revision, to read only. No token goes with it: data of tasks behind a form cannot be had there.
"""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from hackathon.hub.job_types import Volume
from hackathon.hub.types import RepoType
from submissions.evaluation.specs import engine_spec

MODEL: Final = "/model"
BASE: Final = "/base"
ENGINE: Final = "EVALUATION_ENGINE_"
SPEC: Final = "EVALUATION_SPEC"
LABEL: Final = "evaluation"
"""The label by which a Job is found again: the claim of the attempt that started it."""
SITE: Final = "hackathon"
"""The label that says which of the sites that pay from one account started it."""
FLAVORS_WITHOUT_GPU: Final = ("cpu",)
LONGEST_VARIABLE: Final = 100_000
"""Characters; Linux takes no longer ones than 128 KiB."""


def volumes(
    *, repo_id: str, revision: str, base_id: str | None = None, base_revision: str | None = None
) -> tuple[Volume, ...]:
    """The model, and the base that an adapter runs on, each at its revision."""
    model = Volume(repo_id, RepoType.MODEL, MODEL, revision=revision)
    if base_id is None:
        return (model,)
    return (model, Volume(base_id, RepoType.MODEL, BASE, revision=base_revision))


def device_of(flavor: str) -> str:
    """What a flavor computes on, as torch names it.

    >>> device_of("l4x1"), device_of("cpu-basic")
    ('cuda:0', 'cpu')
    """
    return "cpu" if flavor.startswith(FLAVORS_WITHOUT_GPU) else "cuda:0"


def spec_for(spec: Mapping[str, Any], *, has_base: bool, flavor: str, left: Collection[str]) -> dict[str, Any]:
    """What the engine is told there. Our own tasks travel in the engine's archive, which knows where they are."""
    told = engine_spec(
        spec, model=MODEL, base=BASE if has_base else None, device=device_of(flavor), include_path=(), left=set(left)
    )
    return {**told, "include": spec.get("include", "")}


def labels(*, claim: object, site: str) -> dict[str, str]:
    """By which an attempt's Job is found again."""
    return {LABEL: str(claim), SITE: site}


def command(*, requirements: Sequence[str], parts: int, prepare: bool) -> list[str]:
    """What the machine runs: unpack the engine, fetch the tasks' data (``prepare``, which our own need not), evaluate.

    ``requirements`` are installed by uv, which the image has. ``parts``: of the engine, see ``environment``. What the first
    run tells is log: its end is not the end of the evaluation.
    """
    packages = " ".join(f"--with '{one}'" for one in requirements)
    run = f"uv run --no-project {packages} python engine.zip"
    engine = "".join(f"${ENGINE}{number}" for number in range(parts))
    unpack = f'cd "$(mktemp -d)"; printf %s "{engine}" | base64 -d > engine.zip; printf %s "${SPEC}" > spec.json'
    first = (
        f"{{ {run} --prepare spec.json || true; }} 2>&1 | sed -u 's/^::hackathon /:: hackathon /'; " if prepare else ""
    )
    return ["bash", "-c", f"set -eu; {unpack}; {first}exec {run} spec.json"]


def environment(*, engine: bytes, spec: Mapping[str, Any]) -> dict[str, str]:
    """All that the Job is told: the engine as an archive, in parts, and the spec. No secret is among it."""
    return {
        **{f"{ENGINE}{number}": part for number, part in enumerate(parts_of(engine))},
        SPEC: json.dumps(spec),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }


def parts_of(engine: bytes) -> list[str]:
    """The archive as texts that an environment can carry."""
    text = base64.b64encode(engine).decode()
    return [text[start : start + LONGEST_VARIABLE] for start in range(0, len(text), LONGEST_VARIABLE)]
