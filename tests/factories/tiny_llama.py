"""Whole language models of some 100 kB: random weights, a tokenizer of their own, and the ways in which models are broken.

Written byte by byte, so that no test needs torch to have a model. The same seed gives the same bytes.
"""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy

Files = dict[str, bytes]
WIDTH, INNER, HEADS, KEY_HEADS, LAYERS = 32, 64, 4, 2, 2
SPECIAL = ("<s>", "</s>")
TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>{% endif %}"
)


def tiny_llama(*, seed: int = 7, chat_template: bool | str = False, license: str | None = None) -> Files:
    """The files of a model, as a repository holds them, by path."""
    files = {
        "config.json": _json(config()),
        "model.safetensors": safetensors(weights(seed)),
        **tokenizer(chat_template=chat_template),
    }
    if license:
        files["README.md"] = (
            f"---\nlanguage: es\nlicense: {license}\npipeline_tag: text-generation\n---\n# Llama\n".encode()
        )
    return files


def tiny_adapter(*, base: str = "equipo/base", seed: int = 11, rank: int = 4) -> Files:
    """A LoRA adapter for ``tiny_llama``, without tokenizer: the base has one."""
    rng, tensors = numpy.random.default_rng(seed), {}
    for layer in range(LAYERS):
        for name, out in (("q_proj", WIDTH), ("v_proj", WIDTH * KEY_HEADS // HEADS)):
            prefix = f"base_model.model.model.layers.{layer}.self_attn.{name}"
            tensors[f"{prefix}.lora_A.weight"] = _random(rng, rank, WIDTH)
            tensors[f"{prefix}.lora_B.weight"] = _random(rng, out, rank)
    adapter = {
        "base_model_name_or_path": base,
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "r": rank,
        "lora_alpha": 4 * rank,
        "target_modules": ["q_proj", "v_proj"],
        "inference_mode": True,
    }
    return {"adapter_config.json": _json(adapter), "adapter_model.safetensors": safetensors(tensors)}


def without_tokenizer() -> Files:
    """A model that nobody can write to."""
    return {path: content for path, content in tiny_llama().items() if not path.startswith("tokenizer")}


def only_pickles() -> Files:
    """A model whose weights would run as code. These do nothing, and must not be opened all the same."""
    files = tiny_llama()
    del files["model.safetensors"]
    return {**files, "pytorch_model.bin": b"\x80\x04N."}


def with_nan() -> Files:
    """A model that broke in training: it loads, and its logits are no numbers."""
    broken = weights(7)
    broken["model.norm.weight"] = numpy.full(WIDTH, numpy.nan, dtype=numpy.float32)
    return {**tiny_llama(), "model.safetensors": safetensors(broken)}


def cut_short() -> Files:
    """A model whose upload stopped in the middle."""
    files = tiny_llama()
    return {**files, "model.safetensors": files["model.safetensors"][:-1000]}


def with_other_shapes() -> Files:
    """Weights that are not of the model which the config tells of."""
    return {**tiny_llama(), "config.json": _json(config() | {"intermediate_size": 2 * INNER})}


def with_code() -> Files:
    """A kind of model that the libraries do not know, which brings its own program."""
    own = {"model_type": "suyo", "auto_map": {"AutoConfig": "own.Config", "AutoModelForCausalLM": "own.Model"}}
    return {**tiny_llama(), "config.json": _json(config() | own), "own.py": b"raise SystemExit('this ran')\n"}


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    """``folder``, with these files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (folder / path).write_bytes(content)
    return folder


def config() -> dict[str, Any]:
    """As transformers reads it."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "dtype": "float32",
        "bos_token_id": 0,
        "eos_token_id": 1,
        "hidden_act": "silu",
        "hidden_size": WIDTH,
        "intermediate_size": INNER,
        "max_position_embeddings": 1024,
        "num_attention_heads": HEADS,
        "num_hidden_layers": LAYERS,
        "num_key_value_heads": KEY_HEADS,
        "rms_norm_eps": 1e-6,
        "tie_word_embeddings": False,
        "vocab_size": 256 + len(SPECIAL),
    }


def weights(seed: int) -> dict[str, numpy.ndarray]:
    """Every tensor of the model, by name."""
    rng, keys = numpy.random.default_rng(seed), WIDTH * KEY_HEADS // HEADS
    vocabulary, ones = 256 + len(SPECIAL), numpy.ones(WIDTH, dtype=numpy.float32)
    found = {
        "model.embed_tokens.weight": _random(rng, vocabulary, WIDTH),
        "lm_head.weight": _random(rng, vocabulary, WIDTH),
    }
    for layer in range(LAYERS):
        prefix = f"model.layers.{layer}"
        found |= {f"{prefix}.input_layernorm.weight": ones, f"{prefix}.post_attention_layernorm.weight": ones}
        for name, rows in (("q_proj", WIDTH), ("k_proj", keys), ("v_proj", keys), ("o_proj", WIDTH)):
            found[f"{prefix}.self_attn.{name}.weight"] = _random(rng, rows, WIDTH)
        for name, rows, columns in (
            ("gate_proj", INNER, WIDTH),
            ("up_proj", INNER, WIDTH),
            ("down_proj", WIDTH, INNER),
        ):
            found[f"{prefix}.mlp.{name}.weight"] = _random(rng, rows, columns)
    return {**found, "model.norm.weight": ones}


def safetensors(tensors: Mapping[str, numpy.ndarray]) -> bytes:
    """Tensors of float32 as a file of that format: the length of a JSON header, the header, the numbers."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, tensor in sorted(tensors.items()):
        start, content = len(content), content + tensor.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [start, len(content)]}
    told = _json(header)
    return struct.pack("<Q", len(told)) + told + content


def tokenizer(*, chat_template: bool | str = False) -> Files:
    """One token a byte. ``chat_template``: True for one that works, or one of your own."""
    vocabulary = {token: number for number, token in enumerate([*SPECIAL, *_alphabet()])}
    special = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    bytes_as_letters = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    whole = {
        "version": "1.0",
        "added_tokens": [{"id": number, "content": token, **special} for number, token in enumerate(SPECIAL)],
        "pre_tokenizer": bytes_as_letters,
        "decoder": bytes_as_letters,
        "model": {"type": "BPE", "vocab": vocabulary, "merges": []},
    }
    names = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "</s>"}
    told = names | ({"chat_template": TEMPLATE if chat_template is True else chat_template} if chat_template else {})
    return {"tokenizer.json": _json(whole), "tokenizer_config.json": _json(told)}


def _alphabet() -> list[str]:
    """The letter that stands for each byte in byte-level BPE: itself where it can be seen, else one from 256 on."""
    seen = {*range(33, 127), *range(161, 173), *range(174, 256)}
    hidden = iter(range(256, 512))
    return [chr(byte if byte in seen else next(hidden)) for byte in range(256)]


def _random(rng: numpy.random.Generator, rows: int, columns: int) -> numpy.ndarray:
    return rng.normal(0, 0.2, (rows, columns)).astype(numpy.float32)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
