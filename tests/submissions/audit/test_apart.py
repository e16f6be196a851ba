"""Rows are read in a process of its own, which may die: the worker lives, and says what happened."""

import io
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hackathon.hub.errors import HubRateLimited
from submissions.audit.apart import parent, profile_apart
from submissions.audit.collecting.reader import unread_because
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.profiling import profile
from submissions.audit.evidence import Part
from submissions.audit.problems import CutOff
from tests.factories.evidence import RULES

CSV = "pregunta,respuesta\n¿Cómo se hace?,Con paciencia\n¿Cómo se hace?,Con sal\n".encode()
FILE = DataFile("data.csv", len(CSV), "default", "train")


@pytest.fixture(autouse=True)
def children(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The processes that were started; none is left at the end."""
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(parent.subprocess, "Popen", Noted)
    yield started
    assert [child.poll() is None for child in started] == [False] * len(started)


def opened(path: str, size: int | None) -> io.BytesIO:
    return io.BytesIO(CSV)


def test_what_is_seen_is_the_same_and_no_secret_of_ours_is_there(
    children: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_TOKEN", "hf_nuestro")
    known: list[bytes] = []

    def look_around(path: str, size: int | None) -> io.BytesIO:
        known.append(Path(f"/proc/{children[0].pid}/environ").read_bytes())
        return io.BytesIO(CSV)

    seen = profile_apart([FILE], opener=look_around, rules=RULES, card={"license": "mit"})
    here = profile([FILE], opener=opened, rules=RULES, card={"license": "mit"})
    assert replace(seen, seconds=0.0) == replace(here, seconds=0.0)
    assert (seen.rows_read, b"hf_nuestro" in known[0]) == (2, False)


def test_what_takes_too_much_memory_is_ended(children: list[subprocess.Popen[bytes]]):
    with pytest.raises(CutOff) as cut:
        profile_apart([FILE], opener=opened, rules=RULES, memory=1)
    assert (cut.value.reason, children[0].returncode) == ("memory", -signal.SIGKILL)


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parent, "GRACE", -1000.0)
    with pytest.raises(CutOff) as cut:
        profile_apart([FILE], opener=opened, rules=RULES)
    assert cut.value.reason == "seconds"


@pytest.mark.parametrize(("sent", "reason"), [(signal.SIGSEGV, "crashed"), (signal.SIGKILL, "memory")])
def test_a_process_that_dies_of_itself_says_how(children: list[subprocess.Popen[bytes]], sent: int, reason: str):
    def deadly(path: str, size: int | None) -> io.BytesIO:
        os.kill(children[0].pid, sent)
        return io.BytesIO(CSV)

    with pytest.raises(CutOff) as cut:
        profile_apart([FILE], opener=deadly, rules=RULES)
    assert cut.value.reason == reason


def test_ctrl_c_is_for_whoever_asked(children: list[subprocess.Popen[bytes]]):
    def interrupted(path: str, size: int | None) -> io.BytesIO:
        children[0].send_signal(signal.SIGINT)
        return io.BytesIO(CSV)

    assert profile_apart([FILE], opener=interrupted, rules=RULES).rows_read == 2


def test_a_fault_of_ours_is_not_the_files(capfd: pytest.CaptureFixture[str]):
    with pytest.raises(RuntimeError):
        profile_apart([FILE], opener=opened, rules=RULES, limits=replace(parent.LIMITS, bytes=None))
    assert "TypeError" in capfd.readouterr().err


def test_what_the_hub_says_no_to_is_told_in_its_own_words():
    def limited(path: str, size: int | None) -> io.BytesIO:
        raise HubRateLimited("pausa", retry_after=7.0)

    with pytest.raises(HubRateLimited) as refused:
        profile_apart([FILE], opener=limited, rules=RULES)
    assert refused.value.retry_after == 7.0


def test_each_end_is_a_reason_of_its_own():
    reasons = [unread_because(Part.DATA, CutOff(reason)).reason for reason in ("memory", "seconds", "crashed")]
    assert reasons == ["beyond_memory", "beyond_seconds", "crashed"]
