"""The supervisor behind ``make run``, with small services of our own in place of the real ones."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hackathon.pages import stack

ROOT = stack.ROOT
# Runs the services named on its command line ("name=python code"), as make run would.
SUPERVISOR = """
import os, sys
from hackathon.pages import stack
from hackathon.pages.stack import Service, Supervisor
wanted = [Service(name, (sys.executable, "-u", "-c", code)) for name, code in (a.split("=", 1) for a in sys.argv[1:])]
stack.STOP_SECONDS = float(os.environ["STOP_SECONDS"])
sys.exit(Supervisor(wanted, environ=os.environ).run(when_started=lambda supervisor: supervisor.print("all started")))
"""
SLEEPS = "import os, time; print('pid', os.getpid()); time.sleep(60)"
DEAF = (
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('pid', os.getpid()); time.sleep(60)"
)
HAS_CHILD = (
    "import os, subprocess, sys, time; c = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
    "print('pid', c.pid); print('pid', os.getpid()); time.sleep(60)"
)


class Running:
    """A supervisor in a process of its own, with what it has printed so far."""

    def __init__(self, *wanted: str, stop_seconds: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, *wanted],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "STOP_SECONDS": str(stop_seconds)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Under nohup this process ignores SIGHUP, and so would its children.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self.lines: list[str] = []

    def read_until(self, enough: Callable[[list[str]], bool]) -> None:
        """Reads its lines until they are ``enough``, or it ends."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if enough(self.lines):
                return

    def pids(self) -> list[int]:
        """The process ids that the services have told."""
        return [int(line.rsplit(" ", 1)[1]) for line in self.lines if "│ pid " in line]

    def wait_for_pids(self, count: int) -> list[int]:
        """Waits until ``count`` process ids have been told."""
        self.read_until(lambda lines: sum("│ pid " in line for line in lines) >= count)
        return self.pids()

    def end(self) -> int:
        """Waits for its end and returns its exit code."""
        self.read_until(lambda lines: False)
        return self.process.wait(timeout=15)


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Starts a supervisor over small services; whatever is left at the end of the test is killed."""
    made: list[Running] = []

    def start_one(*wanted: str, stop_seconds: float = stack.STOP_SECONDS) -> Running:
        made.append(Running(*wanted, stop_seconds=stop_seconds))
        return made[-1]

    yield start_one
    for running in made:
        for pid in (*running.pids(), running.process.pid):
            if is_alive(pid):
                os.kill(pid, signal.SIGKILL)
        running.process.wait()
        running.process.stdout.close()


def is_alive(pid: int) -> bool:
    """True while the process runs; one that waits to be buried counts as gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def gone_within(pids: list[int], *, seconds: float) -> bool:
    """True as soon as none of the processes runs."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(map(is_alive, pids)):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_wanted_stop_ends_every_service_and_is_no_failure(start: Callable[..., Running], number: int) -> None:
    running = start(f"one={SLEEPS}", f"two={SLEEPS}")
    pids = running.wait_for_pids(2)
    running.process.send_signal(number)
    assert running.end() == 0
    assert running.lines[-1] == "Todo parado. · Everything has stopped."
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_lines_carry_the_name_of_their_service(start: Callable[..., Running]) -> None:
    running = start("web=print('¡hola!')", f"worker={SLEEPS}")
    running.end()
    assert "web    │ ¡hola!" in running.lines


def test_a_service_that_dies_stops_the_others_and_is_named(start: Callable[..., Running]) -> None:
    running = start(f"one={SLEEPS}", "two=import time, sys; time.sleep(0.5); sys.exit(3)")
    assert running.end() == 1
    assert running.lines[-2:] == [
        "El proceso «two» terminó solo (código 3) y se ha parado todo; el motivo está más arriba.",
        "The process “two” ended by itself (code 3), so everything was stopped; see above for why.",
    ]
    assert [is_alive(pid) for pid in running.pids()] == [False]


def test_a_service_killed_by_a_signal_is_named_with_it(start: Callable[..., Running]) -> None:
    running = start(f"one={SLEEPS}", f"two={SLEEPS}")
    os.kill(running.wait_for_pids(2)[0], signal.SIGKILL)
    assert running.end() == 1
    assert "señal 9" in running.lines[-2]


def test_nothing_outlives_a_supervisor_that_is_killed_outright(start: Callable[..., Running]) -> None:
    running = start(f"one={SLEEPS}", f"two={SLEEPS}")
    pids = running.wait_for_pids(2)
    running.process.kill()
    assert gone_within(pids, seconds=5) is True


def test_a_deaf_service_is_killed_after_a_while(start: Callable[..., Running]) -> None:
    running = start(f"deaf={DEAF}", stop_seconds=1.0)
    pids = running.wait_for_pids(1)
    running.process.terminate()
    began = time.monotonic()
    assert running.end() == 0
    assert time.monotonic() - began < 5
    assert is_alive(pids[0]) is False


def test_asking_twice_stops_at_once(start: Callable[..., Running]) -> None:
    running = start(f"deaf={DEAF}")
    running.wait_for_pids(1)
    running.process.terminate()
    running.read_until(lambda lines: "Parando… · Stopping…" in lines)
    began = time.monotonic()
    running.process.terminate()
    running.end()
    assert time.monotonic() - began < stack.STOP_SECONDS / 2


def test_what_a_service_started_ends_with_it(start: Callable[..., Running]) -> None:
    running = start(f"parent={HAS_CHILD}")
    pids = running.wait_for_pids(2)
    running.process.terminate()
    assert running.end() == 0
    assert gone_within(pids, seconds=2) is True


# --- ports, key, lock ------------------------------------------------------------------------------------------------
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


def test_the_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first = stack.secret_key(tmp_path)
    assert stack.secret_key(tmp_path) == first
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
    plan = stack.make_plan({"PORT": str(port), "VAR_DIR": str(tmp_path), "HUB": "https://huggingface.co/"})
    assert (plan.hub_port, plan.endpoint) == (None, "https://huggingface.co")
    assert [service.name for service in stack.services(plan)] == ["web", "worker", "beat"]
    assert "HF_CLIENT_ID" in stack.welcome(plan, [])


def test_the_sandbox_hub_is_started_and_told_to_every_service(tmp_path: Path) -> None:
    port = stack.next_free(20000)
    plan = stack.make_plan({"PORT": str(port), "VAR_DIR": str(tmp_path)})
    assert plan.environ["HF_ENDPOINT"] == f"http://127.0.0.1:{plan.hub_port}"
    assert [service.name for service in stack.services(plan)] == ["hub", "web", "worker", "beat"]
    assert "HF_CLIENT_ID" not in stack.welcome(plan, [])


def test_the_welcome_is_a_box_with_straight_sides(tmp_path: Path) -> None:
    port = stack.next_free(20000)
    plan = stack.make_plan({"PORT": str(port), "VAR_DIR": str(tmp_path)})
    lines = stack.welcome(plan, ["Alicia — participante"]).splitlines()
    assert {len(line) for line in lines} == {len(lines[0])}
    assert any("Alicia" in line for line in lines)


def test_nothing_answers_where_nothing_listens() -> None:
    assert stack.answers(f"http://127.0.0.1:{stack.next_free(20000)}/") is False
