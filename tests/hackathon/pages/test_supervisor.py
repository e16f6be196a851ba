"""The supervisor behind ``make run``, with small services of our own in place of the real ones."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hackathon.pages import supervisor
from hackathon.pages.supervisor import ROOT

# Runs the services named on its command line ("name=python code"), as make run would.
SUPERVISOR = """
import os, sys
from hackathon.pages import supervisor
from hackathon.pages.supervisor import Service, Supervisor
wanted = [Service(name, (sys.executable, "-u", "-c", code)) for name, code in (a.split("=", 1) for a in sys.argv[1:])]
supervisor.STOP_SECONDS = float(os.environ["STOP_SECONDS"])
sys.exit(Supervisor(wanted, environ=os.environ).run(when_started=lambda running: running.print("all started")))
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

    def start_one(*wanted: str, stop_seconds: float = supervisor.STOP_SECONDS) -> Running:
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
    assert time.monotonic() - began < supervisor.STOP_SECONDS / 2


def test_what_a_service_started_ends_with_it(start: Callable[..., Running]) -> None:
    running = start(f"parent={HAS_CHILD}")
    pids = running.wait_for_pids(2)
    running.process.terminate()
    assert running.end() == 0
    assert gone_within(pids, seconds=2) is True
