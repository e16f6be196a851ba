"""The engine with the real harness: a whole model of 150 kB, the sample suite, and models that are broken."""

import pytest

from tests.submissions.evaluation.engine.conftest import LIMIT, TASKS

pytestmark = [
    pytest.mark.timeout(400),
]  # the first to come waits for torch to start


@pytest.fixture
def told(harness):
    return harness[0]


def test_the_numbers_are_those_of_the_bare_command_to_the_last_digit(harness):
    told, bare = harness
    assert told["whole"].scores == bare
    assert set(bare) == set(TASKS)
    assert bare[TASKS[0]]["brier_score,none"] > 0  # the one of which every digit counts


def test_a_job_tells_what_it_does_step_by_step(told):
    events = told["whole"].events
    steps = [event["event"] for event in events]
    assert steps[:4] == ["started", "loaded", "task_started", "task"]
    assert steps[-1] == "finished"
    assert [(event["place"], event["of"]) for event in told["whole"].of("task_started")] == [
        (n, 5) for n in range(1, 6)
    ]
    assert events[0]["versions"]["lm_eval"] >= "0.4.13"
    assert events[0]["hardware"].startswith("CPU: ")
    assert {name: events[1][name] for name in ("dtype", "batch_size", "parameters", "attention")} == {
        "dtype": "float32",
        "batch_size": 1,
        "parameters": 35104,
        "attention": "sdpa",
    }
    assert events[-1]["peak_memory"] > 100_000_000
    assert (events[-1]["energy_kwh"], events[-1]["co2_kg"]) == (None, None)


def test_results_say_how_they_came_about(told):
    found = told["whole"].results[TASKS[0]]
    assert found["versions"] == {TASKS[0]: 1.0}
    assert found["n-shot"] == {TASKS[0]: 2}
    assert found["n-samples"] == {TASKS[0]: {"original": 32, "effective": LIMIT}}
    assert len(found["task_hashes"][TASKS[0]]) == 64
    asked = ("batch_size", "limit", "random_seed", "numpy_seed", "torch_seed", "fewshot_seed", "model_dtype")
    assert [found["config"][name] for name in asked] == [1, LIMIT, 0, 1234, 1234, 1234, "torch.float32"]
    assert "samples" not in found


def test_a_task_that_does_not_exist_leaves_the_others_alone(told):
    assert told["whole"].problems == {"no_tal_tarea": "unknown_task"}
    assert (told["whole"].code, set(told["whole"].scores)) == (0, set(TASKS))


def test_what_is_left_of_a_job_gives_the_numbers_that_it_would_have_given(told):
    assert told["rest"].scores == {task: told["whole"].scores[task] for task in TASKS[2:]}
    hashes = {task: told["whole"].results[task]["task_hashes"] for task in TASKS[2:]}
    assert {task: found["task_hashes"] for task, found in told["rest"].results.items()} == hashes


def test_an_adapter_is_put_on_its_base(told):
    assert told["adapter"].of("loaded")[0]["parameters"] == 35104 + 896
    ours, base = told["adapter"].scores[TASKS[0]], told["whole"].scores[TASKS[0]]
    assert ours["brier_score,none"] != base["brier_score,none"]


def test_the_chat_template_is_put_around_each_question(told):
    found = told["chat"].results[TASKS[0]]
    assert "<assistant>" in found["chat_template"]
    assert found["fewshot_as_multiturn"] is True
    assert found["task_hashes"] != told["whole"].results[TASKS[0]]["task_hashes"]


@pytest.mark.parametrize(
    ("name", "code", "problems"),
    [
        ("shapes", 3, {"": "broken_model"}),
        ("code", 3, {"": "remote_code"}),
        ("nan", 0, {TASKS[0]: "nan_logits", TASKS[3]: "nan_logits"}),
        ("template", 0, {TASKS[0]: "chat_template"}),
        ("lost", 0, {"lost": "task_data"}),
    ],
)
def test_what_is_broken_has_its_code(told, name, code, problems):
    assert (told[name].code, told[name].problems) == (code, problems)


def test_a_model_without_numbers_has_no_score(told):
    assert told["nan"].scores == {}
