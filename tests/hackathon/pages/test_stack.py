"""What ``make run`` plans before it starts anything, and what it says."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import reverse

from hackathon.pages import stack


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_refused_with_another_one_to_try(taken: int) -> None:
    with pytest.raises(stack.CannotStart) as caught:
        stack.wanted_port(str(taken))
    spanish, english = str(caught.value).splitlines()
    assert spanish.startswith(f"El puerto {taken} está ocupado por otro programa. Elige otro: PORT=")
    assert english.startswith(f"Port {taken} is taken by another program. Choose another: PORT=")


@pytest.mark.parametrize("text", ["", "ochomil", "80", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(stack.CannotStart) as caught:
        stack.wanted_port(text)
    assert str(caught.value).startswith(f"PORT={text} no es un puerto")


def test_the_hub_takes_the_next_port_that_is_free(taken: int) -> None:
    assert stack.next_free(taken) > taken


def test_an_unknown_phase_is_refused_with_those_that_exist() -> None:
    with pytest.raises(stack.CannotStart) as caught:
        stack.wanted_phase("fiesta")
    assert str(caught.value).splitlines()[0] == (
        "DEMO_PHASE=fiesta no existe; las fases son: registration, building, judging, results."
    )


def test_a_secret_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first = stack.kept_secret(tmp_path, "secret_key")
    assert stack.kept_secret(tmp_path, "secret_key") == first
    assert len(first) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_two_stacks_do_not_share_their_data(tmp_path: Path) -> None:
    with stack.take_lock(tmp_path) as lock:
        print("http://127.0.0.1:8000", file=lock, flush=True)
        with pytest.raises(stack.CannotStart) as caught:
            stack.take_lock(tmp_path)
    assert str(caught.value).startswith("Ya está en marcha en http://127.0.0.1:8000 ")
    stack.take_lock(tmp_path).close()


def test_another_hub_is_used_as_it_is_and_none_is_started(tmp_path: Path) -> None:
    port = stack.next_free(20000)
    plan = stack.make_plan(
        {"PORT": str(port), "VAR_DIR": str(tmp_path), "HUB": "https://huggingface.co/", "EVAL_WORKERS": "0"}
    )
    assert (plan.hub_port, plan.endpoint) == (None, "https://huggingface.co")
    assert [service.name for service in stack.services(plan)] == ["web", "worker", "beat"]
    assert "HF_CLIENT_ID" in stack.welcome(plan, [])


def test_the_sandbox_hub_is_started_and_told_to_every_service(tmp_path: Path) -> None:
    port = stack.next_free(20000)
    plan = stack.make_plan({"PORT": str(port), "VAR_DIR": str(tmp_path), "EVAL_WORKERS": "0"})
    assert plan.environ["HF_ENDPOINT"] == f"http://127.0.0.1:{plan.hub_port}"
    assert [service.name for service in stack.services(plan)] == ["hub", "web", "worker", "beat"]
    assert "HF_CLIENT_ID" not in stack.welcome(plan, [])


def test_a_worker_evaluates_models_one_at_a_time_where_there_is_an_environment_for_it(tmp_path: Path) -> None:
    python = tmp_path / "python"
    environ = {"PORT": str(stack.next_free(20000)), "VAR_DIR": str(tmp_path / "var"), "EVAL_PYTHON": str(python)}
    plan = stack.make_plan(environ)
    assert "gpu" not in [service.name for service in stack.services(plan)]
    assert "make eval-env" in stack.welcome(plan, [])
    python.touch()
    gpu = next(service for service in stack.services(plan) if service.name == "gpu")
    assert [gpu.argv[gpu.argv.index(option) + 1] for option in ("--queues", "--concurrency")] == ["gpu", "1"]
    assert "make eval-env" not in stack.welcome(plan, [])
    assert "gpu" not in [service.name for service in stack.services(stack.make_plan({**environ, "EVAL_WORKERS": "0"}))]


def test_the_sandbox_hub_tells_the_site_of_every_push_with_a_secret_that_stays(tmp_path: Path) -> None:
    environ = {"PORT": str(stack.next_free(20000)), "VAR_DIR": str(tmp_path)}
    plan = stack.make_plan(environ)
    secret = plan.environ["HUB_WEBHOOK_SECRET"]
    hub = stack.services(plan)[0].argv
    assert hub[hub.index("--webhook") + 1] == plan.address + reverse("submissions:webhook")
    assert (secret, len(secret)) == (stack.make_plan(environ).environ["HUB_WEBHOOK_SECRET"], 64)
    assert secret not in hub


def test_a_hub_that_cannot_reach_this_machine_gets_no_secret(tmp_path: Path) -> None:
    environ = {"PORT": str(stack.next_free(20000)), "VAR_DIR": str(tmp_path), "HUB": "https://huggingface.co"}
    assert "HUB_WEBHOOK_SECRET" not in stack.make_plan(environ).environ


def test_the_welcome_is_a_box_with_straight_sides(tmp_path: Path) -> None:
    port = stack.next_free(20000)
    plan = stack.make_plan({"PORT": str(port), "VAR_DIR": str(tmp_path)})
    lines = stack.welcome(plan, ["Alicia — participante"]).splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert any("Alicia" in line for line in lines)


def test_nothing_answers_where_nothing_listens() -> None:
    assert stack.answers(f"http://127.0.0.1:{stack.next_free(20000)}/") is False
