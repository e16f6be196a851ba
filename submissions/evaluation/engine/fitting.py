"""What a model needs and what the machine has: in which numbers it computes, and how many texts at once."""

from typing import Any, Final

from .folders import Model
from .measuring import most_memory
from .problems import Problem
from .settings import dtype_before_loading
from .spec import AUTO, Spec

BYTES: Final = {"float32": 4, "bfloat16": 2, "float16": 2}
AMPERE: Final = (8, 0)  # the first cards that compute in bfloat16
LARGEST_BATCH: Final = 64
USUAL_LENGTH: Final = 2048


def check_card(spec: Spec) -> None:
    """Raises Problem where there is no card: the harness would take the processor without a word, and be busy for weeks."""
    if spec.on_gpu:
        import torch

        if not torch.cuda.is_available():
            raise Problem("internal", f"there is no {spec.device} here that torch can use")


def dtype_for(spec: Spec, found: Model) -> str:
    """bfloat16 where the card has it; else float32, or float16 where only that fits. The config's own where it is quantised."""
    dtype = dtype_before_loading(spec, quantised=found.quantised)
    if dtype != AUTO or found.quantised or spec.backend == "vllm":
        return dtype
    import torch

    if torch.cuda.get_device_capability(spec.device) >= AMPERE:
        return "bfloat16"
    free, _total = torch.cuda.mem_get_info(spec.device)
    return "float32" if found.parameters * BYTES["float32"] < 0.7 * free else "float16"


def check_size(spec: Spec, found: Model, dtype: str) -> None:
    """Raises Problem for weights that would not fit if all memory were free, before they bring the machine to its knees."""
    if found.quantised or dtype == AUTO:
        return
    needed, memory = found.parameters * BYTES[dtype], _memory(spec)
    if memory is not None and needed > memory:
        raise Problem("too_large", f"{found.parameters:,} weights in {dtype} need {needed:,} bytes of {memory:,}")


def _memory(spec: Spec) -> int | None:
    if not spec.on_gpu:
        return most_memory()
    import torch

    return torch.cuda.mem_get_info(spec.device)[1]


def first_batch_size(lm: Any) -> int:
    """How many texts to run at once with the memory that is left once the model is there."""
    import torch

    config = getattr(lm.model.config, "text_config", None) or lm.model.config
    return batch_that_fits(
        torch.cuda.mem_get_info(lm.device)[0],
        vocabulary=config.vocab_size,
        hidden=config.hidden_size,
        layers=config.num_hidden_layers,
        length=min(lm.max_length, USUAL_LENGTH),
    )


def batch_that_fits(free: int, *, vocabulary: int, hidden: int, layers: int, length: int) -> int:
    """A power of two up to LARGEST_BATCH; a guess on the safe side, which ``running`` halves where a task needs more.

    Per token, in bytes: the logits and their logarithm weigh most (the whole vocabulary, 4 each), then what one layer works
    with at a time and the keys and values that all layers keep, taken as wide as the model.

    >>> batch_that_fits(20 * 2**30, vocabulary=128_256, hidden=2048, layers=16, length=2048)
    4
    >>> batch_that_fits(60 * 2**30, vocabulary=32_000, hidden=4096, layers=32, length=2048)
    16
    """
    per_token = 8 * vocabulary + 40 * hidden + 4 * hidden * layers
    fitting = int(0.8 * free) // (per_token * length)
    return min(LARGEST_BATCH, 1 << max(0, fitting.bit_length() - 1))
