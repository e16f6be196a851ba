"""The surroundings in which the harness is imported, and what ``auto`` comes to. Needs the standard library only."""

import re
from collections.abc import MutableMapping
from typing import Final

from .spec import AUTO, Spec

# What a machine's environment may hold that no model should be near; names that end so, whoever made them up.
SECRET: Final = re.compile(
    r"(^|_)(TOKEN|SECRET|KEY|PASSWORD|PASSWD|CREDENTIALS?|DSN)$|^(DATABASE|REDIS|EMAIL|BROKER|CELERY_BROKER)_URL$",
    re.IGNORECASE,
)
KEPT_ONLINE: Final = "HF_TOKEN"
ALWAYS: Final = {
    "HF_DATASETS_TRUST_REMOTE_CODE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",  # as ``lm-eval run`` sets it
    "TRANSFORMERS_VERBOSITY": "warning",
}
OFFLINE: Final = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
UNLESS_TOLD: Final = {
    "CUDA_DEVICE_ORDER": "PCI_BUS_ID",  # the number of a card is then the same for everybody who counts them
    "TQDM_MININTERVAL": "5",  # the log is kept
}


def prepare_environment(environ: MutableMapping[str, str], *, threads: int | None, online: bool) -> None:
    """Takes secrets out and the network with them. ``online``: data is fetched, and nothing of a team's is read."""
    for name in [name for name in environ if SECRET.search(name)]:
        if not (online and name == KEPT_ONLINE):
            del environ[name]
    environ.update(ALWAYS)
    for name, value in UNLESS_TOLD.items():
        environ.setdefault(name, value)
    if threads:
        environ["OMP_NUM_THREADS"] = environ["MKL_NUM_THREADS"] = str(threads)
    if online:
        # A data set may be behind a form, and only this step may show who has signed it.
        del environ["HF_HUB_DISABLE_IMPLICIT_TOKEN"]
    else:
        environ.update(OFFLINE)


def seeds(seed: int) -> tuple[int, int, int, int]:
    """For Python, numpy, torch and the choice of examples, in the harness's order; 1234 gives its own defaults.

    >>> seeds(1234)
    (0, 1234, 1234, 1234)
    """
    return (0, seed, seed, seed)


def batch_size_before_loading(spec: Spec) -> str | int:
    """What can be said of the batch size without a model: on a processor, ``auto`` is 1.

    A batch of one has no neighbours whose length could move the last digits.
    """
    return 1 if spec.batch_size == AUTO and not spec.on_gpu and spec.backend == "hf" else spec.batch_size


def dtype_before_loading(spec: Spec, *, quantised: bool = False) -> str:
    """What can be said of the dtype without the hardware: a quantised model has its own, a processor gets float32."""
    if spec.dtype != AUTO or quantised:
        return spec.dtype
    return AUTO if spec.on_gpu else "float32"
