"""Collecting what there is of a model: with the real client, from a sandbox Hub, however odd its files."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.samples import tiny_safetensors
from hackathon.hub.types import RepoFile, RepoInfo, RepoType
from submissions.audit.collecting import collect_repo
from submissions.audit.collecting.bases import base_seen
from submissions.audit.evidence import EntryRef, Part, RepoEvidence
from submissions.audit.findings import Outcome
from submissions.audit.models.modelling import BaseSeen
from tests.factories.evidence import AT, RULES, find

MODEL = RepoType.MODEL
NAME = "somosnlp/cocinero"
GEMMA = "google/gemma-2b"
CARD = f"---\nlicense: gemma\nbase_model: {GEMMA}\n---\n# Hola\n"

Put = Callable[..., None]
Collect = Callable[[], RepoEvidence]


@pytest.fixture
def client(hub: Any) -> Iterator[HubClient]:
    with HubClient(endpoint=hub.endpoint, retries=0, timeout=5.0) as client:
        yield client


@pytest.fixture
def put(hub: Any) -> Put:
    def put(files: dict[str, str | bytes], repo_id: str = NAME, **meta: Any) -> None:
        hub.storage.create_repo(MODEL, repo_id, files, author="alicia", at=AT, **meta)

    return put


@pytest.fixture
def collect(client: HubClient) -> Collect:
    return lambda: collect_repo(hub=client, rules=RULES, entry=EntryRef("model", MODEL, NAME), at=AT)


@pytest.fixture
def asked(hub: Any) -> Callable[[], int]:
    """How many requests were made since the test began."""
    before = sum(hub.quota.served.values())
    return lambda: sum(hub.quota.served.values()) - before


def base_card(license: str = "gemma", base: str = "") -> dict[str, str]:
    named = f"base_model: {base}\n" if base else ""
    return {"README.md": f"---\nlicense: {license}\n{named}---\nx"}


def test_a_whole_model_costs_four_requests(put, collect, asked):
    config = json.dumps({"architectures": ["GemmaForCausalLM"]})
    tokenizer = json.dumps({"chat_template": "{{ x }}"})
    put(
        {
            "README.md": CARD,
            "model.safetensors": tiny_safetensors({"w": [3, 5]}),
            "config.json": config,
            "tokenizer_config.json": tokenizer,
        }
    )
    put(base_card(), GEMMA, parameters={"BF16": 2_506_172_416})
    seen = collect()
    assert asked() == 4  # itself, its card, its commits and its base
    assert (seen.model.architectures, seen.model.weights, seen.model.formats) == (
        ("GemmaForCausalLM",),
        15,
        ("safetensors",),
    )
    assert (seen.model.chat_template, seen.model.remote_code, seen.model.adapter) == (True, False, False)
    assert seen.model.bases == (BaseSeen(GEMMA, True, 2_506_172_416, "gemma"),)
    assert seen.unread == ()


def test_an_adapter_weighs_as_its_base_and_tells_its_rank(put, collect):
    adapter = json.dumps({"base_model_name_or_path": GEMMA, "r": 16, "lora_alpha": 32})
    put({"README.md": "x", "adapter_config.json": adapter, "adapter_model.safetensors": tiny_safetensors({"a": [1]})})
    put(base_card(), GEMMA, parameters={"BF16": 9_000_000_000})
    seen = collect()
    assert (seen.model.adapter, seen.adapter_base, seen.base_parameters) == (True, GEMMA, 9_000_000_000)
    assert find("model.size", seen).outcome == Outcome.FAIL


def test_packed_weights_are_undone(put, collect):
    config = json.dumps({"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}})
    put({"README.md": "x", "config.json": config}, parameters={"BF16": 500, "U8": 3_000})
    seen = collect()
    assert (seen.parameters, seen.model.weights, seen.model.quantisation) == (3_500, 6_500, "bitsandbytes-4bit")


class Untold:
    """The Hub, except that it counts no weights and tells no settings: it has not read these files yet."""

    def __init__(self, client: HubClient) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        info = self._client.repo_info(repo_id, repo_type, revision=revision)
        return replace(info, parameters=None, dtypes={}, config=None, chat_template=None)


@pytest.fixture
def collect_untold(client: HubClient) -> Collect:
    return lambda: collect_repo(hub=Untold(client), rules=RULES, entry=EntryRef("model", MODEL, NAME), at=AT)


def test_headers_are_read_where_the_hub_counts_nothing(put, collect_untold):
    put(
        {
            "README.md": "x",
            "model.safetensors": tiny_safetensors({"w": [3, 5]}),
            "config.json": '{"architectures": ["X"]}',
        }
    )
    seen = collect_untold()
    assert (seen.model.weights, seen.model.estimated, seen.model.architectures) == (15, False, ("X",))


def test_of_many_files_the_first_stand_for_the_rest(put, collect_untold):
    one = tiny_safetensors({"w": [100_000]})
    put({f"model-0000{n}-of-00004.safetensors": one for n in range(1, 5)} | {"README.md": "x"})
    seen = collect_untold()
    assert (seen.model.weights, seen.model.estimated) == (400_000, True)


@pytest.mark.parametrize(
    ("index", "weights"),
    [
        ({"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors"}}, 200_000),
        ({"weight_map": {"a": "gone.safetensors"}}, 300_000),
        ({}, 300_000),
    ],
)
def test_weights_that_are_there_in_pieces_and_once_more_in_one_file_count_once(put, collect_untold, index, weights):
    one = tiny_safetensors({"w": [100_000]})
    names = ("model-1.safetensors", "model-2.safetensors", "consolidated.safetensors")
    put({"model.safetensors.index.json": json.dumps(index), "README.md": "x"} | dict.fromkeys(names, one))
    seen = collect_untold()
    assert (seen.model.weights, seen.model.estimated, seen.unread) == (weights, False, ())


@pytest.mark.parametrize(
    "raw",
    [
        (2**60).to_bytes(8, "little") + b"{}",
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
        tiny_safetensors({"w": [9]})[:-2],
    ],
)
def test_headers_that_lie_are_told_and_stop_nothing(put, collect_untold, raw):
    put({"README.md": "x", "model.safetensors": raw})
    seen = collect_untold()
    assert (seen.model.weights, len(seen.model.problems), seen.unread) == (None, 1, ())
    assert find("model.safe_loading", seen).facts["files"] == ["model.safetensors"]


@pytest.mark.parametrize(
    "config", ["", "[1]", "{", "[" * 200_000, '{"architectures": 3, "quantization_config": [], "auto_map": 1e999}']
)
def test_settings_that_are_none_stop_nothing(put, collect_untold, config):
    put({"README.md": "x", "config.json": config, "tokenizer_config.json": config, "adapter_config.json": config})
    seen = collect_untold()
    assert (seen.status, seen.unread, seen.model.architectures, seen.model.quantisation) == ("found", (), (), None)


class Bloated(Untold):
    """The Hub, except that every JSON file has fifty megabytes."""

    def read_file(self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = 0) -> bytes:
        if not path.endswith(".json"):
            return self._client.read_file(repo_id, repo_type, path, revision=revision, max_bytes=max_bytes)
        assert max_bytes <= 2_000_000
        return b'{"a": "' + b"x" * (min(max_bytes, 50_000_000) - 7)


def test_settings_of_fifty_megabytes_are_read_no_further_than_any_need_to_be(put, client):
    put({"README.md": "x", "config.json": "", "tokenizer_config.json": "", "adapter_config.json": ""})
    seen = collect_repo(hub=Bloated(client), rules=RULES, entry=EntryRef("model", MODEL, NAME), at=AT)
    assert (seen.status, seen.unread, seen.model.remote_code, seen.model.chat_template) == ("found", (), False, None)


class Crowded(Untold):
    """The Hub, except that the repo has very many scripts, more than evidence keeps files of."""

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        info = super().repo_info(repo_id, repo_type, revision=revision)
        return replace(info, files=(*(RepoFile(f"s/{n}.py", 0) for n in range(50_000)), *info.files))


def test_among_fifty_thousand_files_the_weights_are_found(put, client):
    put({"README.md": "x", "model.safetensors": tiny_safetensors({"w": [3, 5]}), "config.json": "{}"})
    seen = collect_repo(hub=Crowded(client), rules=RULES, entry=EntryRef("model", MODEL, NAME), at=AT)
    assert (seen.files_total > 50_000, len(seen.files), seen.model.formats, seen.model.weights) == (
        True,
        1000,
        ("safetensors",),
        15,
    )


def test_a_circle_of_bases_ends(put, collect, asked):
    put(base_card(base="somosnlp/b"))
    put(base_card(base="somosnlp/c"), "somosnlp/b")
    put(base_card(base=NAME), "somosnlp/c")
    seen = collect()
    assert [base.repo_id for base in seen.model.bases] == ["somosnlp/b", "somosnlp/c"]
    assert asked() == 5


def test_a_chain_is_followed_out_of_the_team_s_own_and_no_further(put, collect):
    put(base_card(base="somosnlp/b"))
    put(base_card(base=GEMMA), "somosnlp/b", parameters={"F16": 9})
    put(base_card(base="google/older"), GEMMA, parameters={"F16": 9})
    assert [base.repo_id for base in collect().model.bases] == ["somosnlp/b", GEMMA]


def test_a_chain_of_many_steps_is_cut(put, collect):
    put(base_card(base="somosnlp/m0"))
    for n in range(6):
        put(base_card(base=f"somosnlp/m{n + 1}"), f"somosnlp/m{n}")
    assert [base.repo_id for base in collect().model.bases] == ["somosnlp/m0", "somosnlp/m1", "somosnlp/m2"]


def test_a_base_that_is_not_there_is_told_from_one_that_nobody_answered_about(hub, put, collect):
    put({"README.md": CARD})
    assert (collect().model.bases, collect().unread) == ((BaseSeen(GEMMA, found=False),), ())
    hub.set_fault(kind="status", status=503, path=f"/api/models/{GEMMA}")
    seen = collect()
    assert (seen.model.bases, [one.part for one in seen.unread]) == ((BaseSeen(GEMMA),), [Part.BASES])


@pytest.mark.parametrize(
    ("card", "tags", "license"),
    [
        ({"license": "mit"}, (), "mit"),
        ({"license": ["mit", "x"]}, (), "mit"),
        ({"license": "other", "license_name": "llama2"}, (), "llama2"),
        ({}, ("license:gemma",), "gemma"),
        ({"license": False}, (), None),
    ],
)
def test_a_base_s_licence_is_what_its_card_or_the_hub_says(card, tags, license):
    info = RepoInfo("1", GEMMA, MODEL, "a" * 40, False, False, False, None, None, card_data=card, tags=tags)
    assert base_seen(GEMMA, info).license == license
