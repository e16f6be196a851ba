"""Our client and Jobs that really run: also while the Hub, the network or a machine fails."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubNoCredit, HubRateLimited, HubRefused, HubUnreachable, RevisionMissing
from hackathon.hub.job_types import JobInfo, JobLogs, JobStage, Volume
from hackathon.hub.sandbox.jobs.logs import JobLog
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from tests.factories.editions import NOW
from tests.hackathon.hub.sandbox.test_jobs import is_alive

MODEL = "somos/modelo"
SERVE = """
import sys, time
from hackathon.hub.sandbox.server import running
with running(sys.argv[1]) as hub:
    hub.storage.add_person("alicia")
    print(hub.url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running(tmp_path_factory.mktemp("hub")) as server:
        server.storage.add_person("alicia", orgs={"somos": "write"})
        server.storage.create_repo(RepoType.MODEL, MODEL, {"config.json": b"{}"}, author="alicia", at=NOW)
        yield server


@pytest.fixture
def sandbox(standing: RunningHub) -> Iterator[RunningHub]:
    """A shared Hub to make trouble in."""
    yield standing
    standing.clear_faults()
    standing.jobs.troubles.clear()


@pytest.fixture
def hub(sandbox: RunningHub) -> Iterator[HubClient]:
    with HubClient(endpoint=sandbox.url, token="hf_alicia", timeout=5.0, sleep=lambda seconds: None) as client:
        yield client


@pytest.fixture(scope="module")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=10) as client:
        yield client


def start(hub: HubClient, script: str, **options: Any) -> JobInfo:
    asked = {
        "namespace": "somos",
        "image": "python:3.12",
        "command": ["sh", "-c", script],
        "environment": {},
        "flavor": "cpu-basic",
        "timeout_seconds": 60,
        "labels": {},
    }
    return hub.run_job(**asked | options)


def texts(hub: HubClient, job: JobInfo, **options: Any) -> list[str]:
    """What it printed, without the Hub's own first line."""
    asked = {"seconds": 20, "max_bytes": 10**6} | options
    return [line.text for line in hub.job_logs("somos", job.id, **asked).lines][1:]


def test_a_job_is_started_followed_and_found_completed(hub: HubClient) -> None:
    sha = hub.head(MODEL, RepoType.MODEL).sha
    volumes = [Volume(MODEL, RepoType.MODEL, "/model", revision=sha)]
    job = start(hub, "cat $SPEC; echo; echo fin", environment={"SPEC": "/model/config.json"}, volumes=volumes)
    assert (job.stage, job.namespace, job.flavor) == (JobStage.SCHEDULING, "somos", "cpu-basic")
    logs = hub.job_logs("somos", job.id, seconds=20, max_bytes=10_000)
    assert ([line.text for line in logs.lines][1:], logs.complete) == (["{}", "fin"], True)
    after = hub.job("somos", job.id)
    assert (after.stage, after.message) == (JobStage.COMPLETED, "")
    assert after.created_at <= logs.lines[0].at <= logs.lines[-1].at <= after.finished_at


def test_lines_come_while_a_job_runs_and_a_second_look_goes_on_behind_them(hub: HubClient, tmp_path: Path) -> None:
    go = tmp_path / "go"
    job = start(hub, f"echo uno; while [ ! -e {go} ]; do sleep 0.02; done; echo dos")
    lines = iter(hub.follow_job("somos", job.id, seconds=20, max_bytes=1000))
    _, first = next(lines), next(lines)
    lines.close()
    go.touch()
    logs = hub.job_logs("somos", job.id, seconds=20, max_bytes=1000, after=first)
    assert (first.text, [line.text for line in logs.lines], logs.complete) == ("uno", ["dos"], True)


def test_a_job_whose_start_was_not_answered_is_found_by_its_label(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.jobs.troubles.late = 5
    hasty = HubClient(endpoint=sandbox.url, token="hf_alicia", timeout=0.3)
    with hasty, pytest.raises(HubUnreachable):
        start(hasty, "true", labels={"evaluation": "77"})
    assert [job.labels for job in hub.jobs("somos", labels={"evaluation": "77"})] == [{"evaluation": "77"}]


def test_a_job_that_finds_no_machine_waits_and_can_be_cancelled(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.jobs.troubles.stuck = True
    waiting, other = start(hub, "echo nada"), start(hub, "echo algo")
    assert hub.job("somos", waiting.id).stage is JobStage.SCHEDULING
    hub.cancel_job("somos", waiting.id)
    sandbox.jobs.troubles.stuck = False
    assert texts(hub, other) == ["algo"]
    assert texts(hub, waiting) == []
    assert hub.job("somos", waiting.id).stage is JobStage.CANCELED


def test_a_job_whose_machine_is_lost_ends_in_error(sandbox: RunningHub, hub: HubClient, http: httpx2.Client) -> None:
    job = start(hub, "echo uno; sleep 600")
    next(iter(hub.follow_job("somos", job.id, seconds=20, max_bytes=1000)))
    http.post(f"{sandbox.url}/_sandbox/lose", json={"job_id": job.id}).raise_for_status()
    after = hub.job("somos", job.id)
    assert (after.stage, after.message) == (JobStage.ERROR, "Node lost")


def test_a_log_that_says_nothing_is_left_in_time(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.jobs.troubles.silent = True
    job = start(hub, "echo uno")
    started = time.monotonic()
    assert hub.job_logs("somos", job.id, seconds=0.2, max_bytes=1000) == JobLogs((), complete=False)
    assert time.monotonic() - started < 3


def test_a_log_that_is_cut_is_taken_up_behind_what_came(sandbox: RunningHub, hub: HubClient) -> None:
    job = start(hub, "seq 5")
    assert texts(hub, job) == ["1", "2", "3", "4", "5"]
    sandbox.jobs.troubles.cut_after = 3
    cut = hub.job_logs("somos", job.id, seconds=20, max_bytes=1000)
    assert ([line.text for line in cut.lines][1:], cut.complete) == (["1", "2"], False)
    sandbox.jobs.troubles.clear()
    rest = hub.job_logs("somos", job.id, seconds=20, max_bytes=1000, after=cut.lines[-1])
    assert ([line.text for line in rest.lines], rest.complete) == (["3", "4", "5"], True)


def test_a_long_line_comes_whole_or_in_pieces(sandbox: RunningHub, hub: HubClient) -> None:
    script = "printf '%0100000d\\nfin\\n' 7"
    assert [len(text) for text in texts(hub, start(hub, script))] == [100_000, 3]
    sandbox.jobs.troubles.split = 16_384
    assert [len(text) for text in texts(hub, start(hub, script))] == [16_384] * 6 + [1696, 3]


def test_a_gigabyte_of_chatter_is_not_read_to_its_end(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.jobs.troubles.flood = 10**9
    job = start(hub, "true")
    logs = hub.job_logs("somos", job.id, seconds=20, max_bytes=100_000)
    assert (len(logs.lines), logs.complete) == (100, False)
    assert hub.job_logs("somos", job.id, seconds=0.2, max_bytes=10**9).complete is False


def test_a_log_keeps_its_last_lines_when_it_is_too_much() -> None:
    log = JobLog(now=lambda: NOW, most_bytes=99)
    for number in range(50):
        log.add(b"%09d\n" % number)
    lines, place = log.since(0)
    assert ([line.text[-2:] for line in lines], place) == ([str(number) for number in range(39, 50)], 50)
    log.add(b"fin")
    assert [line.text for line in log.since(place)[0]] == ["fin"]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 429, "retry_after": 200}, HubRateLimited),
        ({"kind": "status", "status": 503}, HubUnreachable),
        ({"kind": "drop"}, HubUnreachable),
    ],
)
def test_a_hub_in_trouble_has_one_error_for_each_trouble(
    sandbox: RunningHub, hub: HubClient, fault: dict[str, Any], error: type[Exception]
) -> None:
    before = len(sandbox.jobs.all())
    sandbox.set_fault(path="/api/jobs", **fault)
    for ask in (
        lambda: start(hub, "true"),
        lambda: hub.job("somos", "6b06"),
        lambda: hub.jobs("somos", labels={}),
        lambda: hub.job_logs("somos", "6b06", seconds=5, max_bytes=1000),
        lambda: hub.cancel_job("somos", "6b06"),
        hub.job_hardware,
    ):
        with pytest.raises(error):
            ask()
    assert len(sandbox.jobs.all()) == before


def test_what_the_hub_refuses_is_told_in_its_words(sandbox: RunningHub, hub: HubClient) -> None:
    with pytest.raises(HubRefused, match="Invalid flavor 'h900'"):
        start(hub, "true", flavor="h900")
    with pytest.raises(RevisionMissing):
        start(hub, "true", volumes=[Volume(MODEL, RepoType.MODEL, "/model", revision="f" * 40)])
    sandbox.jobs.troubles.without_credit.add("somos")
    with pytest.raises(HubNoCredit, match="Pre-paid credit balance is insufficient"):
        start(hub, "true")


def test_prices_are_those_of_the_list(hub: HubClient) -> None:
    prices = {price.flavor: price for price in hub.job_hardware()}
    assert (prices["a100-large"].accelerator_memory, round(prices["a100-large"].usd_per_hour, 2)) == (80 * 10**9, 2.5)
    assert prices["cpu-basic"].accelerator_memory is None


def test_troubles_are_set_shown_and_ended_over_http(sandbox: RunningHub, http: httpx2.Client) -> None:
    address = f"{sandbox.url}/_sandbox/jobs"
    told = http.post(address, json={"without_credit": ["somos"], "stuck": True, "cut_after": 3}).json()
    wanted = {
        "without_credit": ["somos"],
        "stuck": True,
        "silent": False,
        "late": 0.0,
        "cut_after": 3,
        "split": None,
        "flood": 0,
    }
    assert (told["troubles"], sandbox.jobs.troubles.without_credit) == (wanted, {"somos"})
    for wrong in ({"stuck": 1, "silent": "no"}, {"moon": True}, {"flood": "x"}, []):
        assert http.post(address, json=wrong).status_code == 400
    assert http.post(f"{sandbox.url}/_sandbox/lose", json={"job_id": "none"}).status_code == 400
    assert http.delete(address).json()["troubles"] == wanted | {
        "without_credit": [],
        "stuck": False,
        "cut_after": None,
    }


def test_jobs_die_with_the_sandbox_however_it_dies(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path / "hub")]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=os.environ) as server:
        hub = HubClient(endpoint=server.stdout.readline().strip(), token="hf_alicia", retries=0)
        job = start(hub, "sleep 600 & echo $!; sleep 600", namespace="alicia")
        lines = iter(hub.follow_job("alicia", job.id, seconds=20, max_bytes=1000))
        _, child = next(lines), int(next(lines).text)
        assert is_alive(child)
        server.send_signal(signal.SIGKILL)
        assert list(lines) == []
        with hub, pytest.raises(HubUnreachable):
            hub.job("alicia", job.id)
    give_up = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not is_alive(child)
