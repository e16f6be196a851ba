"""One task on a loaded model, with the harness's own functions, and its results in the harness's own shape."""

import gc
import logging
import random
import sys
import time
import traceback
from typing import Any, Final

from .loading import Loaded
from .measuring import versions
from .problems import Problem, understood
from .settings import seeds
from .spec import Spec, Task
from .tasks import Catalogue
from .watching import check_answers, check_metrics

logger = logging.getLogger(__name__)

BOOTSTRAP_ITERS: Final = 100_000  # the harness's own
LONGEST_TEXT: Final = 50_000


def run_task(spec: Spec, task: Task, *, loaded: Loaded, catalogue: Catalogue) -> dict[str, Any]:
    """The results of one task, halving the batch as long as memory is short. Raises Problem."""
    while True:
        try:
            return _run_once(spec, task, loaded, catalogue)
        except Exception as error:
            problem = _understood(spec, error)
            logger.warning("%s: %s", task.name, problem.text, exc_info=not isinstance(error, Problem))
        if problem.code != "out_of_memory" or not _halve(loaded):
            raise problem


def _understood(spec: Spec, error: Exception) -> Problem:
    """The model's template runs deep inside the harness, as the tasks' own do: where it broke tells whose it is."""
    problem = understood(error)
    places = {frame.name for frame in traceback.extract_tb(error.__traceback__)}
    if spec.chat_template and problem.code == "internal" and "apply_chat_template" in places:
        return Problem("chat_template", problem.text)
    return problem


def _run_once(spec: Spec, task: Task, loaded: Loaded, catalogue: Catalogue) -> dict[str, Any]:
    from lm_eval import evaluate

    began = time.time()
    _sow(spec)
    found = catalogue.load(task)
    if loaded.watch:
        loaded.watch.start()
    results = evaluate(
        lm=loaded.lm,
        task_dict=found,
        limit=spec.limit,
        bootstrap_iters=BOOTSTRAP_ITERS,
        log_samples=True,
        apply_chat_template=spec.chat_template,
        fewshot_as_multiturn=spec.chat_template,
    )
    samples = results.pop("samples")
    check_answers(samples)
    check_metrics(results["results"])
    results["task_hashes"] = {name: _task_hash(answers) for name, answers in samples.items()}
    return results | _surroundings(spec, loaded, began)


def _sow(spec: Spec) -> None:
    """Seeds everything before each task, so that a task gives the same alone, after others, and when resumed."""
    import numpy
    from lm_eval.utils import set_torch_seed

    python, for_numpy, for_torch, _fewshot = seeds(spec.seed)
    random.seed(python)
    numpy.random.seed(for_numpy)
    set_torch_seed(for_torch)


def _halve(loaded: Loaded) -> bool:
    """Frees what it can and halves the batch; False where nothing is left to halve."""
    size = loaded.batch_size
    if not isinstance(size, int) or size < 2:
        return False
    gc.collect()
    torch = sys.modules.get("torch")
    if torch and torch.cuda.is_available():
        torch.cuda.empty_cache()
    loaded.batch_size = loaded.lm.batch_size_per_gpu = size // 2
    logger.warning("Out of memory: the batch is now of %d", loaded.batch_size)
    return True


def _task_hash(answers: list[dict[str, Any]]) -> str:
    """Of what was asked and what was right, as the harness computes it where samples are logged."""
    from lm_eval.utils import hash_string

    return hash_string("".join(each["doc_hash"] + each["prompt_hash"] + each["target_hash"] for each in answers))


def _surroundings(spec: Spec, loaded: Loaded, began: float) -> dict[str, Any]:
    """What a results file of the harness tells beside the numbers, but for what takes seconds to find out."""
    from lm_eval.loggers.utils import add_tokenizer_info
    from lm_eval.utils import hash_string

    told: dict[str, Any] = {
        "config": _config(spec, loaded),
        "date": began,
        "model_source": spec.backend,
        "fewshot_as_multiturn": spec.chat_template,
        "total_evaluation_time_seconds": str(time.time() - began),
        "lm_eval_version": versions()["lm_eval"],
        "transformers_version": versions()["transformers"],
    }
    add_tokenizer_info(told, loaded.lm)
    if spec.chat_template:
        template = loaded.lm.chat_template(True)
        told |= {"chat_template": template, "chat_template_sha": hash_string(template or "")}
    return _cut(told)


def _cut(told: Any) -> Any:
    """Without endless texts, which are the model's: one long template, and nobody would take the results."""
    if isinstance(told, dict):
        return {name: _cut(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_cut(value) for value in told]
    return told[:LONGEST_TEXT] if isinstance(told, str) else told


def _config(spec: Spec, loaded: Loaded) -> dict[str, Any]:
    python, for_numpy, for_torch, fewshot = seeds(spec.seed)
    told = {
        "model": spec.backend,
        "model_args": loaded.arguments,
        "batch_size": loaded.batch_size,
        "batch_sizes": [],
        "device": spec.device,
        "limit": spec.limit,
        "bootstrap_iters": BOOTSTRAP_ITERS,
        "gen_kwargs": None,
        "random_seed": python,
        "numpy_seed": for_numpy,
        "torch_seed": for_torch,
        "fewshot_seed": fewshot,
    }
    if loaded.model is not None:
        told |= {"model_num_parameters": loaded.model.num_parameters(), "model_dtype": str(loaded.model.dtype)}
    return told
