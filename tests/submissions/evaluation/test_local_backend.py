"""The engine as a child of ours: whatever it does, whoever listens learns how it ended, and nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from submissions.evaluation.backends import local
from submissions.evaluation.events import MAX_EVENT
from tests.factories.evaluations import direct, hangs, is_alive, stand_in
from tests.submissions.evaluation.scene import until

SPEC = {"tasks": [{"task": "uno_es"}], "device": "cpu"}
LIMITS = local.Limits(seconds=30)
PARENT = """
import sys
from pathlib import Path
from submissions.evaluation.backends import local
if sys.argv[3] == "network":
    local.no_network = lambda: ()
folder, spec = Path(sys.argv[1]), {"tasks": [{"task": "uno_es"}], "device": "cpu"}
with local.running(spec, python=sys.argv[2], scratch=folder, cache_dir=folder, limits=local.Limits(60)) as child:
    print(child.process.pid, flush=True)
    for _line in child.lines():
        pass
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return stand_in(tmp_path / "engine")


def start(program: Path, folder: Path, limits: local.Limits = LIMITS) -> Any:
    folder.mkdir(exist_ok=True)
    return local.running(SPEC, python=str(program), scratch=folder, cache_dir=folder, limits=limits)


def said(program: Path, folder: Path, limits: local.Limits = LIMITS) -> tuple[list[str], local.Exit]:
    with start(program, folder, limits) as child:
        return [line for line in child.lines() if line is not None], child.wait()


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "LOOK_EVERY", 0.05)


def test_its_lines_come_in_their_order_and_its_end_is_told(program, tmp_path):
    direct(program, says=["uno", "dos\rtres"])
    lines, end = said(program, tmp_path / "scratch")
    plain = [line for line in lines if not line.startswith("::")]
    assert (plain, end) == (["uno", "dos", "tres"], local.Exit(0))


@pytest.mark.parametrize(("scenario", "code"), [({"failed": "no_tokenizer"}, 3), ({"die_before": "uno_es"}, 137)])
def test_how_it_ended_is_told_as_a_shell_would(program, tmp_path, scenario, code):
    direct(program, **scenario)
    assert said(program, tmp_path / "scratch")[1] == local.Exit(code)


@pytest.mark.parametrize(
    ("scenario", "limits", "stopped"),
    [
        ({"hang_before": "uno_es"}, local.Limits(seconds=0.3), "timeout"),
        ({"eat": 150_000_000}, local.Limits(seconds=30, memory=100_000_000), "memory"),
        ({"write": 3_000_000}, local.Limits(seconds=30, disk=2_000_000), "disk"),
    ],
)
def test_whoever_uses_too_much_is_ended_and_it_is_told_of_what(program, tmp_path, scenario, limits, stopped):
    direct(program, **scenario)
    assert said(program, tmp_path / "scratch", limits)[1] == local.Exit(137, stopped)


def test_of_a_line_without_end_only_the_beginning_is_kept(program, tmp_path):
    direct(program, noise=20_000_000)
    lines, end = said(program, tmp_path / "scratch")
    longest = [len(line) for line in lines if line.startswith("x")]
    assert (longest, end.code) == ([MAX_EVENT + 1], 0)


def test_what_is_no_text_becomes_text(program, tmp_path):
    direct(program, says=["nulo \x00", "mitad \ud800"])
    lines, _end = said(program, tmp_path / "scratch")
    assert "nulo \x00" in lines
    assert "mitad ���" in lines


def test_whoever_listens_can_look_up_while_it_never_stops_talking(program, tmp_path):
    direct(program, lines=300_000)
    with start(program, tmp_path / "scratch") as child:
        looked_up = sum(line is None for line in child.lines())
    assert looked_up >= 2


@pytest.mark.parametrize("child", ["stays", "flees"])
def test_its_end_is_noticed_though_something_that_it_started_goes_on(program, tmp_path, monkeypatch, child):
    monkeypatch.setattr(local, "LAST_WORDS", 0.2)
    direct(program, child=child)
    began = time.monotonic()
    lines, end = said(program, tmp_path / "scratch")
    other = int(program.with_name("child").read_text())
    try:
        assert end.code == 0
        assert "finished" in lines[-1]
        assert time.monotonic() - began < 20
        if child == "stays":
            until(lambda: not is_alive(other))
    finally:
        if is_alive(other):
            os.kill(other, signal.SIGKILL)


def test_when_whoever_listens_has_had_enough_all_of_it_is_gone(program, tmp_path):
    direct(program, child="stays", lines=200_000, hang_before="uno_es")
    with start(program, tmp_path / "scratch") as child:
        until(lambda: program.with_name("child").exists())
        next(iter(child.lines()))
    assert not is_alive(child.process.pid)
    until(lambda: not is_alive(int(program.with_name("child").read_text())))
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "engine-lines"])


@pytest.fixture(params=["alone", "network"])
def parent(request: Any, program: Path, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A process that has started an engine, and that one's number; with a network of its own, where the machine allows, and without."""
    direct(program, hang_before="uno_es", child="stays")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-c", PARENT, str(scratch), str(program), request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process, int(process.stdout.readline())
        process.kill()


def test_it_dies_with_whoever_started_it_and_all_that_it_started_too(program, parent):
    process, engine = parent
    until(lambda: hangs(program))
    assert is_alive(engine)
    process.kill()
    until(lambda: not is_alive(engine) and not is_alive(int(program.with_name("child").read_text())))


def test_it_writes_where_it_is_counted(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    told = local.surroundings(scratch=tmp_path, cache_dir=tmp_path / "data")
    assert (told["TMPDIR"], told["HOME"]) == (str(tmp_path / "tmp"), str(tmp_path))


def test_the_way_out_is_told_only_to_what_fetches_data(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example")
    alone, online = (
        local.surroundings(scratch=tmp_path, cache_dir=tmp_path, network=network) for network in (False, True)
    )
    assert ("HTTPS_PROXY" in alone, online["HTTPS_PROXY"]) == (False, "http://proxy.example")


@pytest.mark.parametrize("why", ["no unshare", "not allowed"])
def test_a_machine_that_cannot_cut_it_off_from_the_network_is_told_of_once(tmp_path, monkeypatch, caplog, why):
    refuses = tmp_path / "unshare"
    refuses.write_text("#!/bin/sh\necho Operation not permitted >&2; exit 1\n")
    refuses.chmod(0o755)
    monkeypatch.setattr(local.shutil, "which", lambda name: str(refuses) if why == "not allowed" else None)
    local.no_network.cache_clear()
    try:
        assert (local.no_network(), local.no_network()) == ((), ())
    finally:
        local.no_network.cache_clear()
    (told,) = caplog.messages
    assert told.startswith("Evaluations here can reach the network: ")
    assert ("Operation not permitted" in told) is (why == "not allowed")


def test_unless_told_otherwise_an_evaluation_leaves_the_machine_a_tenth_of_its_memory(settings):
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert whole * 9 // 10 == settings.EVAL_MEMORY_BYTES
