"""What result files of the harness say of the run as a whole, and files that are none."""

import json
from datetime import UTC, datetime

import pytest

from submissions.evaluation.results import (
    Left,
    NotResults,
    Refusal,
    Skipped,
    decoding,
    parse,
    parse_tree,
    parsing,
)
from submissions.evaluation.results.wire import rows
from tests.submissions.evaluation.reading_results import SHA, model, refused, results, scores


# --- the run ---------------------------------------------------------------------------------------------------------
def test_a_limit_or_unanswered_questions_make_a_run_partial():
    whole = {"t": {"acc,none": 1}}
    assert not results(whole, config={"limit": None}).partial
    run = results(whole, config={"limit": 100.0})
    assert (run.partial, run.limit) == (True, 100.0)
    assert results(whole, config={"limit": "todo"}).partial
    assert results(whole, **{"n-samples": {"t": {"original": 100, "effective": 10}}}).partial
    assert not results(whole, **{"n-samples": {"t": {"original": 100, "effective": 100}, "u": None}}).partial


def test_the_model_is_read_from_arguments_as_text_or_as_a_mapping():
    args = "pretrained=gente/recetas-7B,dtype=bfloat16,revision=v1,=,x"
    assert model(model="hf", model_args=args) == ("gente/recetas-7B", True, "v1", "")
    as_mapping = {"pretrained": "gente/recetas-7B", "revision": "v1"}
    assert model(model="hf", model_args=as_mapping) == ("gente/recetas-7B", True, "v1", "")
    assert model(model="hf", model_args=json.dumps(as_mapping)) == ("gente/recetas-7B", True, "v1", "")
    assert model(model="hf", model_args='{"pretrained": ') == ("", False, "", "")


def test_the_commit_that_was_loaded_counts_more_than_what_was_asked_for():
    told = {"model_revision": "main", "model_sha": SHA}
    assert model(model="hf", model_args="pretrained=gente/a", **told) == ("gente/a", True, SHA, "")
    assert model(model="hf", model_args="pretrained=gente/a", model_revision="main") == ("gente/a", True, "main", "")


def test_an_adapter_is_the_model_and_what_it_lies_on_its_base():
    args = "pretrained=gente/base,peft=gente/lora"
    told = {"model_sha": "f" * 40, "peft_sha": SHA}
    assert model(model="hf", model_args=args, **told) == ("gente/lora", True, SHA, "gente/base")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/home/ana/modelos/recetas-7B/", "recetas-7B"),
        ("/data/LLaMA/lm/huggingface/7B", "LLaMA 7B"),
        ("C:\\modelos\\recetas-7B", "recetas-7B"),
        ("./out/recetas/checkpoint-500", "recetas checkpoint-500"),
        ("outputs/recetas-7B", "recetas-7B"),
        ("recetas/checkpoint-500", "recetas checkpoint-500"),
        ("gpt2", "gpt2"),
        ("../..", ""),
        ("/", ""),
    ],
)
def test_a_folder_on_somebodys_disk_is_a_name_to_read_and_no_repo(path, name):
    assert model(model="hf", model_args={"pretrained": path}, model_revision="main") == (name, False, "", "")


def test_a_folder_of_the_hubs_cache_is_the_repo_at_that_commit():
    path = f"/home/ana/.cache/huggingface/hub/models--gente--recetas-7B/snapshots/{SHA}"
    assert model(model="vllm", model_args={"pretrained": path}) == ("gente/recetas-7B", True, SHA, "")


def test_a_model_behind_a_companys_api_is_no_repo():
    assert model(model="openai-chat-completions", model_args="model=gpt-4o-mini") == ("gpt-4o-mini", False, "", "")
    assert model(model="openai-chat-completions", model_args="model=openai/gpt-4o") == ("openai/gpt-4o", False, "", "")


def test_a_file_that_names_no_model_says_so():
    for config in ({}, {"model": "hf", "model_args": ""}, {"model_args": 3}, {"model_args": {"pretrained": ["a"]}}):
        run = results({"t": {"acc": 1}}, config=config)
        assert (run.model, run.model_is_repo, run.skipped) == ("", False, (Skipped(Left.MODEL_UNKNOWN),))


def test_the_model_may_stand_elsewhere_in_the_file():
    assert results({"t": {"acc": 1}}, model_name="gente/recetas").model == "gente/recetas"
    assert results({"t": {"acc": 1}}, model="/workspace/RWKV-1.47B").model == "RWKV-1.47B"
    run = results({"t": {"acc": 1}}, model_name="", config={"model_args": {"pretrained": "gente/recetas"}})
    assert run.model == "gente/recetas"


@pytest.mark.parametrize(
    ("date", "told"),
    [
        (1718620017.5, datetime(2024, 6, 17, 10, 26, 57, 500000, UTC)),
        ("1718620017", datetime(2024, 6, 17, 10, 26, 57, tzinfo=UTC)),
        ("2024-06-17T12:26:57+02:00", datetime(2024, 6, 17, 10, 26, 57, tzinfo=UTC)),
        ("2024-06-17T12:26:57", None),
        (0, None),
        (1e300, None),
        (-1e20, None),
        (None, None),
        ({"a": 1}, None),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_a_date_is_a_moment_or_nothing(date, told):
    assert results({"t": {"acc": 1}}, date=date).date == told


def test_how_long_it_took_stands_in_three_places():
    rows_ = {"t": {"acc": 1}}
    assert results(rows_, total_evaluation_time_seconds="71.5").seconds == 71.5
    assert results(rows_, duration=2059.0).seconds == 2059.0
    assert results(rows_, start_time=10.0, end_time=15.5).seconds == 5.5
    assert results(rows_, start_time=10.0, end_time=5.5).seconds is None
    assert results(rows_, total_evaluation_time_seconds="mucho").seconds is None


def test_settings_are_told_in_the_harness_words():
    run = results(
        {"t": {"acc": 1}},
        config={
            "model": "hf",
            "model_args": "pretrained=a/b,dtype=float16",
            "model_dtype": "torch.bfloat16",
            "model_num_parameters": 8030261248,
            "batch_size": "auto",
            "batch_sizes": [64],
            "device": "cuda:0",
            "random_seed": 0,
            "numpy_seed": 1234,
            "torch_seed": 1234,
            "fewshot_seed": 1234,
        },
        lm_eval_version="0.4.13",
        transformers_version="5.1.0",
        git_hash="abc123",
        chat_template="{{ x }}",
        chat_template_sha="ef" * 32,
        fewshot_as_multiturn=True,
        energy_kwh=0.5,
        co2_kg="0.1",
        emissions_source="red eléctrica",
        pretty_env_info="GPU models and configuration: GPU 0: NVIDIA L4\nGPU 1: NVIDIA L4\nGPU 2: NVIDIA A10\n",
    )
    assert (run.backend, run.engine_version, run.transformers_version, run.git_hash) == (
        "hf",
        "0.4.13",
        "5.1.0",
        "abc123",
    )
    assert (run.dtype, run.batch_size, run.device, run.parameters) == ("bfloat16", "auto (64)", "cuda:0", 8030261248)
    assert (run.seed, run.chat_template, run.fewshot_as_multiturn) == ("0,1234,1234,1234", True, True)
    assert (run.energy_kwh, run.co2_kg, run.emissions_source) == (0.5, 0.1, "red eléctrica")
    assert run.hardware == "2 × NVIDIA L4, NVIDIA A10"


@pytest.mark.parametrize(
    ("asked", "found", "told"),
    [
        ("auto", [64], "auto (64)"),
        ("auto", [], "auto"),
        ("auto:4", [32, 64], "auto:4 (32)"),
        (8, [64], "8"),
        (None, 3, ""),
    ],
)
def test_the_batch_size_is_what_was_asked_for_and_what_auto_came_to(asked, found, told):
    run = results({"t": {"acc": 1}}, config={"batch_size": asked, "batch_sizes": found})
    assert run.batch_size == told


def test_one_seed_is_told_as_one():
    seeds = {f"{name}_seed": 42 for name in ("random", "numpy", "torch", "fewshot")}
    assert results({"t": {"acc": 1}}, config=seeds).seed == "42"
    assert results({"t": {"acc": 1}}, config={"random_seed": "x", "torch_seed": -1}).seed == ""


@pytest.mark.parametrize(
    ("beside", "told"), [({}, None), ({"chat_template": None}, False), ({"chat_template": ""}, False)]
)
def test_no_chat_template_is_told_apart_from_not_known(beside, told):
    assert results({"t": {"acc": 1}}, **beside).chat_template == told


def test_the_engines_word_on_a_task_has_the_shape_of_a_file():
    run = parse_tree({"results": {"t": {"acc,none": 0.5}}, "configs": {"t": {}}}, name="t")
    assert scores(run) == [("t", "acc", "none", 0.5, None)]
    with pytest.raises(NotResults):
        parse_tree(["t"], name="t")


# --- what is no result file ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", Refusal.EMPTY, {}),
        (b" \n", Refusal.EMPTY, {}),
        ("{}".encode("utf-16"), Refusal.NOT_UTF8, {"byte": 0}),
        (b'{\n"results": ', Refusal.NOT_JSON, {"line": 2}),
        (b"[" * 100_000, Refusal.TOO_DEEP, {}),
        (b'{"results": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", Refusal.TOO_DEEP, {}),
        (b"[]", Refusal.NOT_A_MAPPING, {"kind": "array"}),
        (b"null", Refusal.NOT_A_MAPPING, {"kind": "null"}),
        (b"{}", Refusal.NO_RESULTS, {}),
        (b'{"results": []}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "array", "rows": 0}),
        (b'{"results": [{"acc": 1}]}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "array", "rows": 1}),
        (b'{"results": null}', Refusal.RESULTS_NOT_A_MAPPING, {"kind": "null", "rows": 0}),
        (b'{"results": {}}', Refusal.NO_SCORES, {}),
        (b'{"results": {"t": {}}}', Refusal.NO_SCORES, {}),
        (
            b'{"config_general": {}, "results": {"lighteval|arc_es|0": {"acc": 1}}}',
            Refusal.OTHER_TOOL,
            {"tool": "lighteval"},
        ),
        (b'{"doc_id": 0, "acc": 1}\n{"doc_id": 1, "acc": 0}\n', Refusal.SAMPLES, {"line": 2}),
        (b'{"doc_id": 0, "acc": 1}', Refusal.SAMPLES, {"line": 1}),
        (b'[{"doc_id": 0}]', Refusal.SAMPLES, {"kind": "array"}),
    ],
)
def test_what_is_no_result_file_is_refused_with_a_reason(content, code, facts):
    assert refused(content) == (code, facts)


def test_a_file_that_is_too_big_is_not_read(monkeypatch):
    monkeypatch.setattr(decoding, "MAX_BYTES", 2_000_000)
    assert refused(b" " * 2_000_001) == (Refusal.TOO_BIG, {"most": 2})


def test_too_many_tasks_and_too_many_metrics_are_refused():
    many = {f"t{number}": {"acc": 1} for number in range(parsing.MOST_TASKS + 1)}
    told = {"most": parsing.MOST_TASKS, "found": parsing.MOST_TASKS + 1}
    assert refused(json.dumps({"results": many}).encode()) == (Refusal.TOO_MANY, told)
    assert refused(json.dumps({"results": {}, "configs": many}).encode()) == (Refusal.TOO_MANY, told)
    wide = {"t": {f"m{number}": 1 for number in range(parsing.MOST_CELLS + 1)}}
    assert refused(json.dumps({"results": wide}).encode())[0] == Refusal.TOO_MANY
    assert refused(json.dumps({"results": {}, "groups": wide}).encode())[0] == Refusal.TOO_MANY


def test_a_byte_order_mark_is_no_obstacle():
    assert parse(b'\xef\xbb\xbf{"results": {"t": {"acc": 1}}}').tasks == ("t",)


def test_a_refusal_tells_what_stood_in_the_place_of_scores_and_which_file_it_was():
    with pytest.raises(NotResults) as raised:
        parse(b'{"results": {"t": {"bypass,none": 999}}}', name="results_x.json")
    assert raised.value.skipped[-1] == Skipped(Left.BYPASS, "t", "bypass", "none", "999")
    assert raised.value.__notes__ == ["results_x.json"]


# --- rows for other programs -----------------------------------------------------------------------------------------
def test_rows_hold_no_nan_and_null_for_what_is_not_known():
    run = parse(
        b'{"results": {"t": {"acc,none": NaN}, "u": {"acc,none": 0.5}}, "config": {"model_args": "pretrained=a/b"}}'
    )
    told = [json.loads(json.dumps(row, allow_nan=False)) for row in rows(run, file="x.json")]
    assert [(row["task"], row["value"], row["stderr"]) for row in told] == [("t", None, None), ("u", 0.5, None)]
    assert {
        key: told[1][key] for key in ("file", "model", "revision", "filter", "version", "engine", "engine_version")
    } == {
        "file": "x.json",
        "model": "a/b",
        "revision": None,
        "filter": "none",
        "version": None,
        "engine": "lm_eval",
        "engine_version": None,
    }
    assert (told[1]["partial"], told[1]["model_is_repo"], told[1]["date"]) == (True, True, None)
