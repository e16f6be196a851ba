"""Checks of the model."""

from dataclasses import replace

import pytest

from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from tests.factories.evidence import RULES, find, make_repo

LIMIT = RULES.model.max_parameters


def model(repo_id: str = "somosnlp/recetas-llm", **changes):
    return make_repo("model", repo_id, **changes)


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"parameters": LIMIT}, Outcome.PASS),
        ({"parameters": LIMIT + 1}, Outcome.FAIL),
        ({}, Outcome.UNKNOWN),
        ({"base_parameters": 2_000_000_000}, Outcome.PASS),
        ({"base_parameters": LIMIT + 1, "parameters": 5_000_000, "adapter_base": "a/b"}, Outcome.FAIL),
        ({"parameters": 5_000_000, "adapter_base": "a/b"}, Outcome.UNKNOWN),
        ({"parameters": 5_000_000, "adapter_base": "meta/Llama-2-13b-hf"}, Outcome.WARN),
        ({"parameters": 6_700_000_000, "repo_id": "a/llama-13B-4bit"}, Outcome.WARN),
        ({"parameters": 6_700_000_000, "repo_id": "a/llama-7b-4bit"}, Outcome.PASS),
    ],
)
def test_the_size_of_a_model(changes, outcome):
    assert find("model.size", model(**changes)).outcome == outcome


def test_the_facts_of_a_model_that_is_too_large():
    finding = find("model.size", model(parameters=13_000_000_000))
    assert finding.facts == {
        "parameters": 13_000_000_000,
        "named": None,
        "limit": LIMIT,
        "class_name": "7B",
        "adapter": False,
    }


def test_an_adapter_whose_base_was_not_told_is_unknown():
    repo = model(parameters=1, unread=(Unread(Part.ADAPTER, "unreachable"),))
    assert find("model.size", repo).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("value", ["google/gemma-2b", "[google/gemma-2b]", "https://huggingface.co/google/gemma-2b"])
def test_a_base_model_in_the_yaml_passes(value):
    finding = find("model.base_model", model(readme=f"---\nbase_model: {value}\n---\nx\n"))
    assert (finding.outcome, finding.facts) == (Outcome.PASS, {"base_models": ["google/gemma-2b"]})


def test_a_folder_or_the_model_itself_is_no_base_model():
    for value in ("/content/gemma", "./modelo", "SomosNLP/recetas-llm"):
        finding = find("model.base_model", model(readme=f"---\nbase_model: {value}\n---\nx\n"))
        assert (finding.outcome, finding.facts["strange"]) == (Outcome.WARN, [value])


def test_without_base_model_it_fails_and_guesses():
    finding = find("model.base_model", model(readme="x", adapter_base="google/gemma-2b"))
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"why": "missing", "guessed": ["google/gemma-2b"]})


def test_an_edition_may_not_ask_for_a_base_model():
    rules = replace(RULES, model=replace(RULES.model, base_model_required=False))
    assert find("model.base_model", model(readme="x"), rules=rules).outcome == Outcome.NOT_APPLICABLE


def test_scripts_of_the_training():
    assert find("model.scripts", model(files=["train.py"])).outcome == Outcome.PASS
    finding = find("model.scripts", model(files=["model.safetensors"]))
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"suffixes": list(RULES.model.script_suffixes)})
