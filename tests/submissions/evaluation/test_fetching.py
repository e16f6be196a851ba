"""What the Hub says of a model decides whether it is evaluated; what the Hub fails to say is never held against a team."""

import json
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.actions.evaluating import deciding, fetching, running
from submissions.evaluation.problems import EvaluationProblem
from submissions.models import EvaluationJob, EvaluationRun
from tests.factories.editions import NOW
from tests.factories.evaluations import calls, direct, make_evaluated_edition, make_job, model_files
from tests.factories.submissions import make_repo
from tests.submissions.evaluation.scene import MODEL, Clock, a_job, now_due, on_the_hub

pytestmark = pytest.mark.django_db
BASE = "somos-demo/base"


def adapter_files(base: str = BASE) -> dict[str, bytes | str]:
    files = model_files()
    del files["model.safetensors"], files["tokenizer.json"]
    return files | {
        "config.json": json.dumps({"peft": {"base_model_name_or_path": base}}),
        "adapter_config.json": json.dumps({"base_model_name_or_path": base, "peft_type": "LORA"}),
        "adapter_model.safetensors": model_files()["model.safetensors"],
    }


def evaluate(client: Any) -> EvaluationJob:
    done = running.evaluate_next(hub=client, now=Clock(), pause=lambda seconds: None)
    assert done is not None
    return done


def test_only_what_can_be_loaded_safely_is_fetched(hub, client, engine):
    a_job(
        hub,
        model_files() | {"pytorch_model.bin": b"x", "train.py": "import os", "checkpoint-1/config.json": "{}"},
    )
    assert evaluate(client).state == "succeeded"
    (call,) = calls(engine)
    assert call["files"] == {"model": ["config.json", "model.safetensors", "tokenizer.json"]}


@pytest.mark.parametrize("way", ["private", "deleted", "gated"])
def test_a_repo_that_nobody_may_read_any_more_ends_its_job(hub, client, engine, way):
    a_job(hub)
    if way == "deleted":
        hub.storage.delete_repo(RepoType.MODEL, MODEL)
    else:
        hub.storage.set_meta(RepoType.MODEL, MODEL, **{way: True})
    done = evaluate(client)
    assert (done.state, done.problem, calls(engine)) == ("failed", "repo_gone", [])


def test_a_revision_that_is_not_there_any_more_ends_its_job(hub, client, engine):
    a_job(hub, revision="b" * 40)
    assert (evaluate(client).problem, calls(engine)) == ("revision_gone", [])


def test_a_space_is_no_model(hub, client, engine):
    hub.storage.create_repo(RepoType.SPACE, MODEL, {"README.md": "---\nsdk: gradio\n---\n"}, author="alicia", at=NOW)
    sha = client.repo_info(MODEL, RepoType.SPACE).sha
    make_job(make_evaluated_edition(), repo=make_repo(ArtefactKind.DEMO, MODEL), revision=sha)
    assert (evaluate(client).problem, calls(engine)) == ("not_a_model", [])


def test_a_model_of_another_class_is_told_its_size_and_the_largest_that_may_be(hub, client, engine):
    job = a_job(hub)
    hub.storage.set_meta(RepoType.MODEL, MODEL, parameters={"BF16": 13_000_000_000})
    done = evaluate(client)
    most = job.edition.parsed_rules.model.max_parameters
    assert (done.problem, done.facts) == ("too_large", {"parameters": 13_000_000_000, "most": most})


def test_an_adapter_is_evaluated_on_its_base(hub, client, engine):
    sha = on_the_hub(hub, BASE)
    a_job(hub, adapter_files())
    assert evaluate(client).state == "succeeded"
    (call,) = calls(engine)
    assert "adapter_model.safetensors" in call["files"]["model"]
    assert "model.safetensors" in call["files"]["base"]
    assert EvaluationRun.objects.get().details["base"] == {"repo_id": BASE, "revision": sha}


def test_an_adapter_goes_on_with_the_base_that_it_began_with(hub, client, engine):
    on_the_hub(hub, BASE)
    job = a_job(hub, adapter_files())
    direct(engine, die_before="dos_es")
    assert evaluate(client).state == "queued"
    moved = model_files() | {"generation_config.json": "{}"}
    hub.storage.commit(RepoType.MODEL, BASE, moved, author="alicia", at=NOW + timedelta(hours=1), message="otra")
    now_due(job)
    assert evaluate(client).state == "succeeded"
    assert ["generation_config.json" in call["files"]["base"] for call in calls(engine)] == [False, False]


def test_what_an_adapter_was_trained_on_counts_whatever_its_card_says(hub, client, engine):
    on_the_hub(hub, BASE)
    files = adapter_files() | {"README.md": "---\nbase_model: otra/cosa\n---\n"}
    a_job(hub, files)
    assert evaluate(client).state == "succeeded"
    assert EvaluationRun.objects.get().base_model == BASE


@pytest.mark.parametrize(
    ("base", "problem"),
    [
        ("", "base_missing"),
        ("/content/llama", "base_missing"),
        ("nadie/nada", "base_missing"),
        (BASE, "unsafe_weights"),
    ],
)
def test_an_adapter_without_a_usable_base_ends_its_job(hub, client, engine, base, problem):
    pickled = model_files() | {"pytorch_model.bin": b"x"}
    del pickled["model.safetensors"]
    on_the_hub(hub, BASE, pickled)
    a_job(hub, adapter_files(base) | {"README.md": "# Modelo\n"})
    done = evaluate(client)
    assert (done.state, done.problem, calls(engine)) == ("failed", problem, [])


def test_a_base_behind_a_form_is_told_by_its_name(hub, client, engine):
    on_the_hub(hub, BASE, gated="auto")
    a_job(hub, adapter_files())
    done = evaluate(client)
    assert (done.problem, done.facts["base"], calls(engine)) == ("base_gated", BASE, [])


def test_a_pause_that_the_hub_asks_for_in_the_middle_of_a_download_is_granted(hub, client, engine):
    a_job(hub)
    hub.set_fault(kind="status", status=429, retry_after=3, path=f"/{MODEL}/resolve", times=1)
    pauses: list[float] = []
    done = running.evaluate_next(hub=client, now=Clock(), pause=pauses.append)
    assert (done.state, done.attempts, pauses) == ("succeeded", 1, [1.0, 1.0, 1.0])


def test_a_pause_that_is_too_long_is_waited_for_in_the_queue_and_is_no_attempt(hub, client, engine):
    a_job(hub)
    hub.set_fault(kind="status", status=429, retry_after=1000, path=f"/{MODEL}/resolve")
    done = evaluate(client)
    assert (done.state, done.problem, done.attempts, done.waits) == ("queued", "hub_silent", 0, 1)
    assert done.not_before >= NOW + timedelta(seconds=990)


def test_a_hub_that_is_down_for_an_hour_costs_no_attempt(hub, client, engine):
    job = a_job(hub)
    hub.set_fault(kind="status", status=503)
    for _hour in range(4):
        now_due(job)
        evaluate(client)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.waits, job.starts) == ("queued", 0, 4, 4)
    hub.clear_faults()
    now_due(job)
    assert evaluate(client).state == "succeeded"


def test_a_hub_that_is_silent_for_days_ends_a_job_by_a_fault_of_ours(hub, client, engine):
    job = a_job(hub, waits=deciding.MAX_SILENCES)
    hub.set_fault(kind="status", status=503)
    for _attempt in range(3):
        now_due(job)
        done = evaluate(client)
    assert (done.state, done.problem, done.attempts) == ("failed", "hub_silent", 3)
    assert EvaluationProblem(done.problem).is_ours


def test_a_model_that_does_not_fit_on_the_disk_is_not_fetched(hub, client, engine, settings):
    settings.EVAL_DISK_BYTES = 100
    a_job(hub)
    done = evaluate(client)
    assert (done.state, done.problem, calls(engine)) == ("queued", "disk_full", [])


def test_patience_has_an_end():
    granted = fetching.Patience(lambda: None, lambda seconds: None)
    limited = fetching.HubRateLimited(retry_after=1)
    assert [granted.grants(limited) for _ in range(8)] == [True] * fetching.MOST_PAUSES + [False, False]
