"""What can be told of a model's folder before torch is there: quick, and nothing of it is run. The standard library only."""

import importlib.util
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .problems import Problem, shortened
from .spec import Spec

# The site asks the Hub for the same names before it fetches anything.
TOKENIZERS: Final = (
    "tokenizer.json",
    "tokenizer.model",
    "tekken.json",
    "spiece.model",
    "sentencepiece.bpe.model",
    "vocab.json",
    "vocab.txt",
)
TEMPLATES: Final = ("chat_template.jinja", "chat_template.json", "additional_chat_templates")
PICKLES: Final = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".h5", ".msgpack", ".gguf")
ADAPTER: Final = "adapter_config.json"
ADAPTER_WEIGHTS: Final = "adapter_model.safetensors"
LONGEST_HEADER: Final = 100_000_000
LONGEST_JSON: Final = 50_000_000
# The package that a way of quantising needs, where transformers does not bring it.
QUANTISERS: Final = {
    "bitsandbytes": "bitsandbytes",
    "bitsandbytes_4bit": "bitsandbytes",
    "bitsandbytes_8bit": "bitsandbytes",
    "gptq": "gptqmodel",
    "awq": "gptqmodel",
    "auto-round": "auto_round",
    "aqlm": "aqlm",
    "compressed-tensors": "compressed_tensors",
    "eetq": "eetq",
    "fbgemm_fp8": "fbgemm_gpu",
    "hqq": "hqq",
    "quanto": "optimum.quanto",
    "quark": "quark",
    "spqr": "spqr_quant",
    "torchao": "torchao",
    "vptq": "vptq",
}


@dataclass(frozen=True)
class Model:
    """What loads: ``weights`` is the folder with the whole model, ``adapter`` the one with what is put on it, if any.

    ``parameters``: of the whole model, as its files say. ``quantised``: its config says how its weights are packed.
    """

    weights: Path
    tokenizer: Path
    adapter: Path | None
    parameters: int
    quantised: bool


def examine(spec: Spec) -> Model:
    """The model of a spec, so far as its files tell. Raises Problem with the first thing that keeps it from being loaded."""
    folder = _folder(spec.model, "broken_model")
    if spec.base is None and not is_adapter(folder):
        model = _whole(folder)
        return _with_tokenizer(spec, Model(folder, folder, None, *model))
    if spec.base is None:
        raise Problem("base_missing", "this is an adapter, and its base model was not given")
    base = _folder(spec.base, "base_missing")
    _check_adapter(folder)
    tokenizer = folder if has_tokenizer(folder) else base
    return _with_tokenizer(spec, Model(base, tokenizer, folder, *_whole(base)))


def is_adapter(folder: Path) -> bool:
    """Whether it holds a PEFT adapter and no whole model beside it."""
    return (folder / ADAPTER).is_file() and not (folder / "config.json").is_file()


def has_tokenizer(folder: Path) -> bool:
    """Whether one can be made of the files there, without code."""
    return any((folder / name).is_file() for name in TOKENIZERS)


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file that holds a mapping. Raises Problem."""
    try:
        if path.stat().st_size > LONGEST_JSON:
            raise Problem("broken_model", f"{path.name} is too long")
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise Problem("broken_model", shortened(f"{path.name} cannot be read: {error}")) from error
    if not isinstance(found, dict):
        raise Problem("broken_model", f"{path.name} holds no mapping")
    return found


def parameters_in(path: Path) -> int:
    """How many numbers a safetensors file holds, from its header. Raises Problem where the file is cut short or no such file."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > min(size - 8, LONGEST_HEADER):
                raise ValueError("its header is longer than the file")
            header = json.loads(file.read(length))
        tensors = [tensor for name, tensor in header.items() if name != "__metadata__"]
        if max((tensor["data_offsets"][1] for tensor in tensors), default=0) != size - 8 - length:
            raise ValueError("it is cut short")
        return sum(math.prod(tensor["shape"]) for tensor in tensors)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        struct.error,
    ) as error:
        raise Problem("broken_model", shortened(f"{path.name} is no whole safetensors file: {error}")) from error


def _folder(path: str, code: str) -> Path:
    folder = Path(path)
    if not folder.is_dir():
        raise Problem(code, f"no folder {path}")
    return folder


def _whole(folder: Path) -> tuple[int, bool]:
    """The parameters of the model in ``folder``, and whether it is quantised."""
    if not (folder / "config.json").is_file():
        raise Problem("broken_model", "config.json is missing")
    config = read_json(folder / "config.json")
    shards = _shards(folder)
    if (folder / ADAPTER).is_file():  # transformers puts it on the weights beside it
        _check_adapter(folder)
    quantisation = config.get("quantization_config")
    if isinstance(quantisation, Mapping):
        _check_quantiser(quantisation)
    return sum(parameters_in(shard) for shard in shards), isinstance(quantisation, Mapping)


def _shards(folder: Path) -> list[Path]:
    """The weight files, all there, as safetensors."""
    index = folder / "model.safetensors.index.json"
    if index.is_file():
        listed = read_json(index).get("weight_map")
        names = sorted({str(name) for name in listed.values()}) if isinstance(listed, Mapping) else []
        missing = [name for name in names if not (folder / name).is_file() or Path(name).name != name]
        if missing or not names:
            raise Problem("broken_model", shortened(f"weights are missing: {', '.join(missing) or 'all'}"))
        return [folder / name for name in names]
    if (folder / "model.safetensors").is_file():
        return [folder / "model.safetensors"]
    raise _no_weights(folder)


def _no_weights(folder: Path) -> Problem:
    pickles = sorted(
        path.name for path in folder.iterdir() if path.suffix in PICKLES and path.name != "training_args.bin"
    )
    if pickles:
        return Problem("unsafe_weights", shortened(f"no safetensors, only {', '.join(pickles)}"))
    return Problem("broken_model", "there are no weights")


def _check_adapter(folder: Path) -> None:
    if not (folder / ADAPTER).is_file():
        raise Problem("broken_model", f"{ADAPTER} is missing")
    read_json(folder / ADAPTER)
    if not (folder / ADAPTER_WEIGHTS).is_file():
        raise _no_weights(folder)
    parameters_in(folder / ADAPTER_WEIGHTS)


def _check_quantiser(config: Mapping[str, Any]) -> None:
    method = str(config.get("quant_method") or ("bitsandbytes" if _is_bitsandbytes(config) else "")).lower()
    package = QUANTISERS.get(method)
    if package and importlib.util.find_spec(package.split(".")[0]) is None:
        raise Problem("no_quantiser", f"it is quantised with {method}, and {package} is not installed here")


def _is_bitsandbytes(config: Mapping[str, Any]) -> bool:
    return bool(config.get("load_in_4bit") or config.get("load_in_8bit"))


def _with_tokenizer(spec: Spec, model: Model) -> Model:
    if not has_tokenizer(model.tokenizer):
        raise Problem("no_tokenizer", f"none of {', '.join(TOKENIZERS)} is there")
    if spec.chat_template and not has_chat_template(model.tokenizer):
        raise Problem("chat_template", "the suite asks for a chat template, and the model has none")
    return model


def has_chat_template(folder: Path) -> bool:
    """Whether a tokenizer says how a conversation is written."""
    if any((folder / name).exists() for name in TEMPLATES):
        return True
    config = folder / "tokenizer_config.json"
    return config.is_file() and bool(read_json(config).get("chat_template"))
