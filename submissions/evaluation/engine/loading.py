"""The model, loaded once for all tasks. Imports torch and the harness when called."""

import os
import time
from dataclasses import dataclass
from typing import Any

from .commands import Arguments, model_arguments
from .fitting import check_card, check_size, dtype_for, first_batch_size
from .folders import Model
from .problems import Problem, understood
from .settings import batch_size_before_loading
from .spec import AUTO, Spec
from .watching import Watch


@dataclass
class Loaded:
    """A model that is ready. ``batch_size`` shrinks where memory is short; what the harness was told stays beside it."""

    lm: Any
    arguments: Arguments
    batch_size: int | str
    watch: Watch | None
    seconds: float

    @property
    def model(self) -> Any:
        """The torch model; None where another engine holds it."""
        return getattr(self.lm, "model", None) if self.watch else None


def load(spec: Spec, found: Model) -> Loaded:
    """The model as the harness loads it. Raises Problem."""
    began = time.monotonic()
    check_card(spec)
    dtype = dtype_for(spec, found)
    check_size(spec, found, dtype)
    arguments = model_arguments(
        spec,
        weights=str(found.weights),
        tokenizer=str(found.tokenizer),
        adapter=str(found.adapter) if found.adapter else None,
        dtype=dtype,
    )
    batch_size = batch_size_before_loading(spec)
    try:
        lm = _harness_model(spec, arguments, batch_size)
    except Exception as error:
        raise _why_not_loaded(error, quantised=found.quantised) from error
    if spec.backend == "vllm":
        return Loaded(lm, arguments, batch_size, None, time.monotonic() - began)
    if batch_size == AUTO:
        batch_size = lm.batch_size_per_gpu = first_batch_size(lm)
    return Loaded(lm, arguments, batch_size, Watch(_innermost(lm.model)), time.monotonic() - began)


def _harness_model(spec: Spec, arguments: Arguments, batch_size: int | str) -> Any:
    from lm_eval.api.registry import get_model

    try:
        kind = get_model(spec.backend)
    except ImportError as error:
        raise Problem("internal", f"{spec.backend} is not installed in this environment: {error}") from error
    how = {"batch_size": 1 if batch_size == AUTO and spec.backend == "hf" else batch_size, "max_batch_size": None}
    return kind.create_from_arg_obj(dict(arguments), how | {"device": spec.device})


def _why_not_loaded(error: Exception, *, quantised: bool) -> Problem:
    """No model is at fault where what would unpack its weights is not installed here."""
    missing = quantised and isinstance(error, ImportError)
    problem = understood(error, otherwise="no_quantiser" if missing else "broken_model")
    if problem.code == "broken_model" and "tokenizer" in problem.text.lower():
        return Problem("no_tokenizer", problem.text)
    return problem


def _innermost(model: Any) -> Any:
    """The model that has the logits, below what PEFT put around it."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def facts(loaded: Loaded, spec: Spec) -> dict[str, Any]:
    """What the ``loaded`` event tells."""
    told = {"seconds": round(loaded.seconds, 3), "batch_size": loaded.batch_size, "pid": os.getpid()}
    if loaded.model is None:
        return told | {"dtype": spec.dtype, "parameters": None, "attention": None}
    config = loaded.model.config
    return told | {
        "dtype": str(loaded.model.dtype).removeprefix("torch."),
        "parameters": loaded.model.num_parameters(),
        "attention": getattr(config, "_attn_implementation", None),
    }
