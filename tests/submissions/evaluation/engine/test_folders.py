"""What is told of a model's folder before torch is there."""

import json
import struct
import sys

import pytest

from submissions.evaluation import subjects
from submissions.evaluation.engine.folders import TOKENIZERS, examine, has_tokenizer
from submissions.evaluation.engine.loading import _why_not_loaded
from submissions.evaluation.engine.problems import CODES, Problem
from submissions.evaluation.engine.spec import spec_from
from submissions.evaluation.problems import known_problem
from tests.factories import tiny_llama as models


def asked(folder, **more):
    return spec_from({"model": str(folder), "tasks": ["muestra_saberes_es"], **more})


def refused(files, folder, **more) -> tuple[str, str]:
    """The code and the text with which such a model is refused."""
    with pytest.raises(Problem) as caught:
        examine(asked(models.written(files, folder / "model"), **more))
    return caught.value.code, caught.value.text


def config(**changes) -> bytes:
    return json.dumps(models.config() | changes).encode()


def test_a_whole_model_tells_how_large_it_is(tmp_path):
    folder = models.written(models.tiny_llama(), tmp_path / "model")
    found = examine(asked(folder))
    assert (found.weights, found.tokenizer, found.adapter) == (folder, folder, None)
    assert (found.parameters, found.quantised) == (35104, False)


def test_nothing_heavy_is_imported_to_refuse_a_model(tmp_path):
    refused(models.only_pickles(), tmp_path)
    assert not {"torch", "transformers", "lm_eval"} & set(sys.modules)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (models.without_tokenizer(), ("no_tokenizer", "none of tokenizer.json, tokenizer.model, tekken.json")),
        (models.only_pickles(), ("unsafe_weights", "no safetensors, only pytorch_model.bin")),
        (models.cut_short(), ("broken_model", "model.safetensors is no whole safetensors file: it is cut short")),
        (models.tiny_llama() | {"config.json": b"{"}, ("broken_model", "config.json cannot be read: Expecting")),
        (models.tiny_llama() | {"config.json": b"[]"}, ("broken_model", "config.json holds no mapping")),
        (models.tiny_llama() | {"config.json": b"[" * 100_000}, ("broken_model", "config.json cannot be read: ")),
        (models.tiny_adapter(), ("base_missing", "this is an adapter, and its base model was not given")),
        ({"README.md": b"# Hola"}, ("broken_model", "config.json is missing")),
        ({"config.json": config()}, ("broken_model", "there are no weights")),
        (
            {"config.json": config(), "model.Q4_K_M.gguf": b"GGUF"},
            ("unsafe_weights", "no safetensors, only model.Q4_K_M.gguf"),
        ),
    ],
)
def test_what_keeps_a_model_from_being_loaded_is_told_by_its_code(files, problem, tmp_path):
    code, text = refused(files, tmp_path)
    assert (code, text[: len(problem[1])]) == problem


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n",
        struct.pack("<Q", 2**63) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 2) + b"\xff\xff",
        models.safetensors({}).replace(b'"pt"', b'"p"'),
        struct.pack("<Q", 48) + b'{"a": {"shape": ["x"], "data_offsets": [0, 0]}} ',
    ],
)
def test_what_is_no_safetensors_file_breaks_nothing(content, tmp_path):
    assert refused(models.tiny_llama() | {"model.safetensors": content}, tmp_path)[0] == "broken_model"


def test_a_model_in_pieces_wants_all_of_them(tmp_path):
    files = models.tiny_llama()
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    pieces = {
        **{path: content for path, content in files.items() if path != "model.safetensors"},
        "model.safetensors.index.json": json.dumps(index).encode(),
        "model-00001-of-00002.safetensors": files["model.safetensors"],
    }
    assert refused(pieces, tmp_path) == ("broken_model", "weights are missing: model-00002-of-00002.safetensors")
    pieces["model-00002-of-00002.safetensors"] = files["model.safetensors"]
    folder = models.written(pieces, tmp_path / "whole")
    assert examine(asked(folder)).parameters == 2 * 35104


def test_an_index_leads_nowhere_else(tmp_path):
    models.written(models.tiny_llama(), tmp_path / "other")
    index = {"weight_map": {"a": "../other/model.safetensors"}}
    files = {path: content for path, content in models.tiny_llama().items() if path != "model.safetensors"}
    files["model.safetensors.index.json"] = json.dumps(index).encode()
    assert refused(files, tmp_path) == ("broken_model", "weights are missing: ../other/model.safetensors")


def test_an_adapter_goes_with_the_tokenizer_of_its_base_unless_it_brings_one(tmp_path):
    base = models.written(models.tiny_llama(), tmp_path / "base")
    adapter = models.written(models.tiny_adapter(), tmp_path / "adapter")
    found = examine(asked(adapter, base=str(base)))
    assert (found.weights, found.tokenizer, found.adapter) == (base, base, adapter)
    models.written(models.tokenizer(), adapter)
    assert examine(asked(adapter, base=str(base))).tokenizer == adapter


def test_an_adapter_is_no_pickle_either(tmp_path):
    base = models.written(models.tiny_llama(), tmp_path / "base")
    files = models.tiny_adapter()
    weights = files.pop("adapter_model.safetensors")
    pickled = {**files, "adapter_model.bin": weights}
    assert refused(pickled, tmp_path, base=str(base)) == ("unsafe_weights", "no safetensors, only adapter_model.bin")
    beside = models.tiny_llama() | pickled  # transformers would put it on the weights beside it
    assert refused(beside, tmp_path)[0] == "unsafe_weights"


def test_a_base_that_is_not_there_is_missing(tmp_path):
    assert refused(models.tiny_adapter(), tmp_path, base=str(tmp_path / "no"))[0] == "base_missing"


def test_a_suite_that_wants_a_chat_template_says_so_of_a_model_without_one(tmp_path):
    refusal = ("chat_template", "the suite asks for a chat template, and the model has none")
    assert refused(models.tiny_llama(), tmp_path, chat_template=True) == refusal
    models.written(models.tiny_llama(chat_template=True), tmp_path / "model")
    assert examine(asked(tmp_path / "model", chat_template=True)).parameters == 35104
    models.written({**models.tiny_llama(), "chat_template.jinja": b"{{ messages }}"}, tmp_path / "model")
    assert examine(asked(tmp_path / "model", chat_template=True)).parameters == 35104


def test_a_quantised_model_wants_what_it_was_quantised_with(tmp_path):
    files = models.tiny_llama() | {"config.json": config(quantization_config={"load_in_4bit": True})}
    text = "it is quantised with bitsandbytes, and bitsandbytes is not installed here"
    assert refused(files, tmp_path) == ("no_quantiser", text)
    known = models.tiny_llama() | {"config.json": config(quantization_config={"quant_method": "fp8"})}
    assert examine(asked(models.written(known, tmp_path / "known"))).quantised is True


@pytest.mark.parametrize(
    ("error", "quantised", "code"),
    [
        (ImportError("Using `fp8` needs `accelerate`"), True, "no_quantiser"),
        (ImportError("no flash_attn"), False, "broken_model"),
        (ValueError("shapes differ"), True, "broken_model"),
    ],
)
def test_a_quantiser_that_is_missed_only_while_loading_is_no_fault_of_the_model_either(error, quantised, code):
    assert _why_not_loaded(error, quantised=quantised).code == code


@pytest.mark.parametrize("name", subjects.TOKENIZERS)
def test_what_the_site_takes_for_a_tokenizer_the_engine_does_too(name, tmp_path):
    files = {**models.without_tokenizer(), name: b"{}"}
    assert has_tokenizer(models.written(files, tmp_path / "model")) is True
    assert set(subjects.TOKENIZERS) == set(TOKENIZERS)


def test_each_code_of_the_engine_is_known_to_the_site():
    assert [code for code in CODES if known_problem(code).value != code] == []
    assert (known_problem("no_quantiser").is_ours, known_problem("no_quantiser").may_pass) == (True, False)
