"""What is to be evaluated, as the Hub tells of it: whether it can be, what of it is fetched, and the facets that boards filter by. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from hackathon.hub.addresses import is_repo_id
from hackathon.hub.types import RepoFile, RepoInfo, RepoType
from submissions.audit.cards.mentions import base_models
from submissions.audit.models import modelling
from submissions.evaluation.problems import EvaluationProblem

ADAPTER: Final = "adapter_config.json"
TOKENIZERS: Final = (
    "tokenizer.json",
    "tokenizer.model",
    "tekken.json",
    "spiece.model",
    "sentencepiece.bpe.model",
    "vocab.json",
    "vocab.txt",
)
"""What the engine can make a tokenizer of; it looks for the same names."""
_BESIDE: Final = (".json", ".jinja", ".txt", ".model")
MAX_BESIDE: Final = 200_000_000
"""Bytes of a file beside the weights; the largest vocabularies take a tenth of that."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a model cannot be evaluated, with what a sentence about it needs."""

    problem: EvaluationProblem
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """A model at one revision. ``parameters``: packed weights undone (None: not known). ``model_type``: base, chat, adapter or quantised.

    ``base``: what it says that it was made from (empty: nothing). ``adapter``: it runs only on its base.
    """

    repo_id: str
    revision: str
    parameters: int | None = None
    license: str = ""
    languages: tuple[str, ...] = ()
    model_type: str = "base"
    base: str = ""
    adapter: bool = False
    quantisation: str = ""


def subject(info: RepoInfo) -> Subject:
    """What the Hub's answer about a model says of it."""
    config, metadata = info.config or {}, info.card_data or {}
    packing = modelling.quantisation(config) or ""
    adapter = _is_adapter([file.path for file in info.files])
    peft = config.get("peft")
    stands_on = peft.get("base_model_name_or_path") if isinstance(peft, Mapping) else None
    stands_on = stands_on if isinstance(stands_on, str) else ""
    named = base_models(metadata, tags=info.tags, adapter_base=stands_on or None)
    if adapter and is_repo_id(stands_on):
        named = (stands_on,)  # what it was trained on counts, whatever the card says it was made from
    return Subject(
        repo_id=info.repo_id,
        revision=info.sha,
        parameters=modelling.unpacked(info.dtypes, packing or None) or info.parameters,
        license=_first_text(metadata.get("license")).lower()[:100],
        languages=_languages(metadata.get("language")),
        model_type=_model_type(adapter=adapter, packing=packing, chat=info.chat_template is True),
        base=named[0][:200] if named else "",
        adapter=adapter,
        quantisation=packing[:40],
    )


def refusal(info: RepoInfo, *, max_parameters: int) -> Refusal | None:
    """Why this model cannot be evaluated; None where nothing that the Hub tells speaks against it.

    ``max_parameters``: of the edition's class of models.
    """
    if info.repo_type != RepoType.MODEL:
        return Refusal(EvaluationProblem.NOT_A_MODEL, {"repo_type": info.repo_type.value})
    paths = [file.path for file in info.files]
    if not any(path.endswith(".safetensors") for path in paths):
        found = modelling.formats(paths)
        return Refusal(EvaluationProblem.UNSAFE_WEIGHTS, {"formats": list(found)})
    seen = subject(info)
    if modelling.remote_code(info.config, tags=info.tags, paths=paths) and not seen.adapter:
        return Refusal(EvaluationProblem.REMOTE_CODE)
    if seen.parameters is not None and seen.parameters > max_parameters:
        return Refusal(EvaluationProblem.TOO_LARGE, {"parameters": seen.parameters, "most": max_parameters})
    if not seen.adapter and not any(path in TOKENIZERS for path in paths):
        return Refusal(EvaluationProblem.NO_TOKENIZER)
    return None


def is_wanted(file: RepoFile) -> bool:
    """Whether the engine may need a file: weights without code, settings, vocabularies; nothing that runs when it is loaded.

    >>> [is_wanted(RepoFile(path)) for path in ("model.safetensors", "config.json", "modeling_x.py", "pytorch_model.bin", "a/b.json")]
    [True, True, False, False, False]
    """
    if "/" in file.path:
        return False  # copies in other formats, checkpoints of the training
    if file.path.endswith(".safetensors"):
        return True
    return file.path.endswith(_BESIDE) and (file.size or 0) <= MAX_BESIDE


def _is_adapter(paths: Sequence[str]) -> bool:
    """An adapter, and no whole model beside it that was made with one."""
    whole = any("/" not in path and path.startswith("model") and path.endswith(".safetensors") for path in paths)
    return ADAPTER in paths and not whole


def _model_type(*, adapter: bool, packing: str, chat: bool) -> str:
    if adapter:
        return "adapter"
    if packing:
        return "quantised"
    return "chat" if chat else "base"


def _first_text(value: object) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    return next((one for one in values if isinstance(one, str)), "")


def _languages(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(one.lower()[:20] for one in values if isinstance(one, str)))[:20]
