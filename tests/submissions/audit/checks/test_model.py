"""Checks of the model: how large it is, what it was made from, how it loads."""

from dataclasses import replace

import pytest

from submissions.audit.evidence import Part, Unread
from submissions.audit.findings import Outcome
from submissions.audit.models.modelling import BaseSeen, ModelEvidence
from submissions.audit.problems import Problem
from tests.factories.evidence import RULES, find, make_repo

LIMIT = RULES.model.max_parameters
GEMMA = "---\nbase_model: google/gemma-2b\n---\nx\n"


def model(repo_id: str = "somosnlp/recetas-llm", **changes):
    return make_repo("model", repo_id, **changes)


def seen(**changes) -> ModelEvidence:
    return ModelEvidence(**changes)


def base(repo_id: str = "google/gemma-2b", **changes) -> BaseSeen:
    return BaseSeen(repo_id, **({"found": True} | changes))


LORA = base("a/lora", parameters=9, adapter=True)


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
        ({"base_parameters": LIMIT, "adapter_base": "meta/Llama-2-13b-hf"}, Outcome.PASS),
        ({"parameters": 6_700_000_000, "repo_id": "a/llama-13B-4bit"}, Outcome.WARN),
        ({"parameters": 6_700_000_000, "repo_id": "a/llama-7b-4bit"}, Outcome.PASS),
    ],
)
def test_the_size_of_a_model(changes, outcome):
    assert find("model.size", model(**changes)).outcome == outcome


@pytest.mark.parametrize("weights", [6_738_415_616, 7_241_732_096, 7_721_324_544, 8_537_680_896])
def test_every_model_that_is_called_7b_is_within_its_class(weights):
    finding = find("model.size", model("somosnlp/algo-7b", model=seen(weights=weights)))
    assert (finding.outcome, finding.facts["parameters"]) == (Outcome.PASS, weights)


@pytest.mark.parametrize(
    ("evidence", "outcome", "parameters", "counted"),
    [
        # a quantised one weighs as its base; where that is not known, its packs are undone
        (seen(quantisation="bitsandbytes-4bit", weights=7_000_000_000, bases=(base(parameters=LIMIT + 1),)), "fail", LIMIT + 1, "base"),
        (seen(quantisation="bitsandbytes-4bit", weights=7_000_000_000), "pass", 7_000_000_000, "own"),
        # an adapter of an adapter weighs as what lies under both
        (seen(adapter=True, weights=9, bases=(LORA, base(parameters=LIMIT + 1))), "fail", LIMIT + 1, "base"),
        (seen(adapter=True, weights=9, bases=(LORA,)), "unknown", None, ""),
        # one that was cut down from a larger one weighs what it weighs
        (seen(weights=LIMIT, bases=(base(parameters=13_000_000_000),)), "pass", LIMIT, "own"),
        (seen(bases=(base(parameters=2_000_000_000),)), "pass", 2_000_000_000, "base"),
    ],
)  # fmt: skip
def test_whose_weights_count(evidence, outcome, parameters, counted):
    finding = find("model.size", model(model=evidence))
    assert (finding.outcome, finding.facts["parameters"], finding.facts["counted"]) == (outcome, parameters, counted)


def test_headers_that_were_read_say_more_than_a_name():
    finding = find("model.size", model("a/llama-13B-podada", model=seen(weights=6_000_000_000)))
    assert (finding.outcome, finding.facts["named"]) == (Outcome.PASS, 13_000_000_000)
    guessed = find("model.size", model("a/llama-13B-podada", model=seen(weights=6_000_000_000, estimated=True)))
    assert (guessed.outcome, guessed.facts["why"]) == (Outcome.WARN, "name")


def test_the_facts_of_a_model_that_is_too_large():
    finding = find("model.size", model(parameters=13_000_000_000))
    assert finding.facts == {
        "parameters": 13_000_000_000,
        "counted": "own",
        "named": None,
        "limit": LIMIT,
        "class_name": "7B",
        "adapter": False,
        "quantisation": None,
        "estimated": False,
    }


def test_an_adapter_whose_base_was_not_told_is_unknown():
    repo = model(parameters=1, unread=(Unread(Part.ADAPTER, "unreachable"),))
    assert find("model.size", repo).outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("part", [Part.BASES, Part.WEIGHTS])
def test_what_the_hub_kept_from_us_makes_the_size_unknown_and_says_why(part):
    finding = find("model.size", model(model=seen(adapter=True), unread=(Unread(part, "rate_limited", 30.0),)))
    assert (finding.outcome, finding.facts["why"], finding.facts["retry_after"]) == (
        Outcome.UNKNOWN,
        "rate_limited",
        30.0,
    )


def test_headers_that_lie_are_not_counted():
    evidence = seen(problems=(Problem("weights_does_not_fit", "model.safetensors"),))
    assert find("model.size", model(model=evidence)).facts["why"] == "broken_weights"


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
    assert (finding.outcome, finding.facts["why"], finding.facts["guessed"]) == (
        Outcome.FAIL,
        "missing",
        ["google/gemma-2b"],
    )


def test_where_nothing_is_named_the_architecture_is_told():
    finding = find("model.base_model", model(readme="x", model=seen(architectures=("MistralForCausalLM",))))
    assert (finding.facts["guessed"], finding.facts["architectures"]) == ([], ["MistralForCausalLM"])


def test_a_base_that_the_hub_does_not_have_is_said():
    finding = find("model.base_model", model(readme=GEMMA, model=seen(bases=(base(found=False),))))
    assert (finding.outcome, finding.facts["why"], finding.facts["gone"]) == (
        Outcome.WARN,
        "not_found",
        ["google/gemma-2b"],
    )


def test_a_base_that_nobody_could_ask_about_is_unknown():
    repo = model(readme=GEMMA, model=seen(bases=(base(found=None),)), unread=(Unread(Part.BASES, "unreachable"),))
    assert find("model.base_model", repo).outcome == Outcome.UNKNOWN


def test_a_base_of_the_team_s_own_is_asked_in_its_turn():
    own = "---\nbase_model: somosnlp/recetas-base\n---\nx\n"
    alone = find("model.base_model", model(readme=own, model=seen(bases=(base("SomosNLP/recetas-base"),))))
    assert (alone.outcome, alone.facts["why"]) == (Outcome.WARN, "own")
    chain = (base("somosnlp/recetas-base", bases=("google/gemma-2b",)), base())
    traced = find("model.base_model", model(readme=own, model=seen(bases=chain)))
    assert (traced.outcome, traced.facts["chain"]) == (Outcome.PASS, ["somosnlp/recetas-base", "google/gemma-2b"])


def test_a_circle_of_the_team_s_own_models_is_no_base():
    own = "---\nbase_model: somosnlp/b\n---\nx\n"
    circle = (base("somosnlp/b", bases=("somosnlp/recetas-llm",)),)
    assert find("model.base_model", model(readme=own, model=seen(bases=circle))).facts["why"] == "own"


def test_an_edition_may_not_ask_for_a_base_model():
    rules = replace(RULES, model=replace(RULES.model, base_model_required=False))
    assert find("model.base_model", model(readme="x"), rules=rules).outcome == Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("evidence", "outcome", "why"),
    [
        (seen(formats=("safetensors",), remote_code=False), "pass", None),
        (seen(formats=("pickle", "safetensors"), remote_code=None), "pass", None),
        (seen(formats=("gguf",)), "pass", None),
        (seen(formats=("pickle",)), "warn", "only_pickle"),
        (seen(formats=()), "warn", "no_weights"),
        (seen(formats=("safetensors",), remote_code=True), "warn", "remote_code"),
        (
            seen(formats=("safetensors",), problems=(Problem("weights_not_json", "a.safetensors"),)),
            "warn",
            "broken_weights",
        ),
    ],
)
def test_how_a_model_loads(evidence, outcome, why):
    finding = find("model.safe_loading", model(model=evidence))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


def test_the_code_that_a_model_needs_is_named():
    repo = model(model=seen(formats=("safetensors",), remote_code=True), files=["modeling_raro.py", "train.py"])
    assert find("model.safe_loading", repo).facts["code"] == ["modeling_raro.py"]


@pytest.mark.parametrize("check", ["model.safe_loading", "model.chat_template"])
def test_what_was_looked_at_before_we_looked_so_far_is_unknown(check):
    finding = find(check, model())
    assert (finding.outcome, finding.facts["why"]) == (Outcome.UNKNOWN, "not_looked")


@pytest.mark.parametrize(
    ("evidence", "outcome", "why"),
    [
        (seen(chat_template=True), "pass", None),
        (seen(chat_template=False), "warn", None),
        (seen(chat_template=None), "unknown", "not_told"),
        (seen(chat_template=None, adapter=True), "not_applicable", "adapter"),
        (seen(chat_template=False, adapter=True), "warn", None),
    ],
)
def test_whether_there_is_a_chat_template(evidence, outcome, why):
    finding = find("model.chat_template", model(model=evidence))
    assert (finding.outcome, finding.facts.get("why")) == (outcome, why)


def test_scripts_of_the_training():
    assert find("model.scripts", model(files=["train.py"])).outcome == Outcome.PASS
    finding = find("model.scripts", model(files=["model.safetensors"]))
    assert (finding.outcome, finding.facts) == (Outcome.FAIL, {"suffixes": list(RULES.model.script_suffixes)})


@pytest.mark.parametrize(("quantisation", "outcome"), [("gptq", Outcome.WARN), (None, Outcome.PASS)])
def test_a_count_of_packed_weights_says_nothing_against_the_name(quantisation, outcome):
    counted = seen(weights=3_000_000_000, quantisation=quantisation)
    assert find("model.size", model("a/llama-13b", model=counted)).outcome == outcome
