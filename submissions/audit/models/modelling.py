"""What was seen of a model beside its card: what it stands on, how it was made and measured, whether it loads safely. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from submissions.audit.models.emissions import Emissions, read_emissions
from submissions.audit.models.measures import Score, each_once, scores_in_text, scores_in_yaml
from submissions.audit.models.training import Setting, settings_in
from submissions.audit.problems import Problem
from submissions.audit.texts import plain

PICKLES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".msgpack", ".h5")
NOT_WEIGHTS: Final = ("training_args", "optimizer", "scheduler", "rng_state", "scaler", "tokenizer")
MODEL_CODE: Final = re.compile(r"(?:modeling|configuration|tokenization|processing|handler)_?\w*\.py")

_TRAINING: Final = (
    "entren",
    "train",
    "hiperparam",
    "hyperparam",
    "fine tun",
    "ajuste",
    "procedimiento",
    "procedure",
    "config",
)
_EVALUATION: Final = ("evalua", "result", "metric", "benchmark", "rendimiento", "performance", "testing", "prueba")
_CARBON: Final = ("carbon", "co2", "ambiental", "environment", "emision", "emission", "huella", "energ")
_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.{1,300}?)\s*#*\s*$|^\s*(?:\*\*|__)(.{1,120}?)(?:\*\*|__):?\s*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class BaseSeen:
    """A model that another one says it was made from, as the Hub shows it. ``found`` None: nobody asked, or nobody answered.

    ``bases``: what it says of its own. ``adapter``: it weighs no more than its difference to those.
    """

    repo_id: str
    found: bool | None = None
    parameters: int | None = None
    license: str | None = None
    bases: tuple[str, ...] = ()
    adapter: bool = False


@dataclass(frozen=True, slots=True)
class ModelEvidence:
    """A model's own files and settings. None: not known.

    ``remote_code``: it loads only with code of its own. ``chat_template``: its tokenizer has one. ``bases``: what it stands on,
    the nearest first. ``adapter``: it has only the difference to its base. ``weights``: how many it has, packed ones undone;
    ``estimated``: from the size of its files. ``quantisation`` such as bitsandbytes-4bit. ``formats``: safetensors, gguf, pickle.
    ``problems``: headers of weights that cannot be believed. ``settings``, ``scores`` and ``emissions`` as cards and scripts tell.
    """

    architectures: tuple[str, ...] = ()
    library: str | None = None
    quantisation: str | None = None
    remote_code: bool | None = None
    chat_template: bool | None = None
    adapter_base: str | None = None
    bases: tuple[BaseSeen, ...] = ()
    adapter: bool = False
    weights: int | None = None
    estimated: bool = False
    formats: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings: tuple[Setting, ...] = ()
    scores: tuple[Score, ...] = ()
    emissions: Emissions = field(default_factory=Emissions)


def quantisation(config: Mapping[str, Any]) -> str | None:
    """How a model's weights are packed, by its config; None when they are not.

    >>> quantisation({"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}})
    'bitsandbytes-4bit'
    >>> quantisation({"quantization_config": {"quant_method": "gptq", "bits": 4}}), quantisation({})
    ('gptq-4bit', None)
    """
    told = config.get("quantization_config")
    if not isinstance(told, Mapping):
        return None
    bits = 4 if told.get("load_in_4bit") else 8 if told.get("load_in_8bit") else told.get("bits")
    method = str(told.get("quant_method") or "bitsandbytes")[:30]
    return f"{method}-{bits}bit" if type(bits) is int and 1 <= bits <= 16 else method


def unpacked(dtypes: Mapping[str, int], packing: str | None) -> int | None:
    """How many weights there are where several lie packed in one number of the file: two of four bits in a byte, eight in an I32.

    >>> unpacked({"BF16": 500_000_000, "U8": 3_000_000_000}, "bitsandbytes-4bit")
    6500000000
    >>> unpacked({"F16": 100, "I32": 800}, "gptq-4bit"), unpacked({"BF16": 7}, None), unpacked({}, None)
    (6500, 7, None)
    """
    if not dtypes:
        return None
    found = re.search(r"-(\d{1,2})bit$", packing or "")
    bits = int(found[1]) if found else 0
    holds = {"U8": 8, "I8": 8, "I32": 32} if bits else {}
    return sum(number * (holds[dtype] // bits if dtype in holds else 1) for dtype, number in dtypes.items())


def formats(paths: Iterable[str]) -> tuple[str, ...]:
    """In which formats the weights lie, of files' names.

    >>> formats(["a.safetensors", "pytorch_model.bin", "training_args.bin", "m.Q4_K_M.gguf"])
    ('gguf', 'pickle', 'safetensors')
    """
    found = set()
    for path in paths:
        name = path.lower().rpartition("/")[2]
        if name.endswith(".safetensors"):
            found.add("safetensors")
        elif name.endswith(".gguf"):
            found.add("gguf")
        elif name.endswith(PICKLES) and not name.startswith(NOT_WEIGHTS):
            found.add("pickle")
    return tuple(sorted(found))


def remote_code(config: Mapping[str, Any] | None, *, tags: Iterable[str], paths: Iterable[str]) -> bool | None:
    """Whether the model loads only with code of its own: ``auto_map`` names it, or the Hub says so. None: its config is not known.

    >>> remote_code({"auto_map": {"AutoModel": "modeling_x.X"}}, tags=(), paths=())
    True
    >>> remote_code({}, tags=(), paths=["train.py"]), remote_code(None, tags=["custom_code"], paths=())
    (False, True)
    """
    if "custom_code" in tags:
        return True
    tokenizer = (config or {}).get("tokenizer_config")
    settings = [config or {}, tokenizer if isinstance(tokenizer, Mapping) else {}]
    if any(one.get("auto_map") for one in settings):
        return True
    return None if config is None else any(MODEL_CODE.fullmatch(path) for path in paths if "modeling" in path)


def told_in_texts(
    metadata: Mapping[str, Any] | None, cards: Mapping[str, str], scripts: Mapping[str, str]
) -> tuple[tuple[Setting, ...], tuple[Score, ...], Emissions]:
    """What the bodies of a model's cards and its scripts tell of its training, its evaluation and its footprint."""
    settings: list[Setting] = []
    scores = list(scores_in_yaml(metadata))
    carbon = ""
    for path, body in cards.items():
        settings += settings_in(about(body, _TRAINING) or body, path)
        scores += scores_in_text(about(body, _EVALUATION), about_evaluation=True)
        scores += scores_in_text(body, about_evaluation=False)
        carbon += about(body, _CARBON) + "\n"
    for path, script in scripts.items():
        settings += settings_in(script, path)
    emissions = read_emissions(metadata, carbon if carbon.strip() else "\n".join(cards.values()))
    return tuple(settings[:100]), each_once(scores), emissions


def about(body: str, stems: Iterable[str]) -> str:
    """The sections of a card whose heading has one of ``stems`` (plain), with their subsections.

    >>> about("# A\\nx\\n## Evaluación\\ny\\n### De sesgos\\nz\\n## Cita\\nw", ("evalua",))
    'y\\nz'
    """
    found: list[str] = []
    level, fenced = 0, False
    for line in body.split("\n")[:20_000]:
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line[:400])
        if heading is None:
            if level:
                found.append(line)
            continue
        depth, title = (len(heading[1]), heading[2]) if heading[1] else (7, heading[3])
        if level == 0 or depth <= level:
            key = plain(title)
            level = depth if any(stem in key for stem in stems) else 0
    return "\n".join(found)
