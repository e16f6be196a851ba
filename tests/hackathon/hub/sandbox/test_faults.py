"""Trouble on demand, and how the unmodified client sees it."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError
from huggingface_hub.utils import parse_ratelimit_headers

from hackathon.hub.sandbox.faults import parse_fault
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.server import RunningHub, running


def test_a_429_names_the_seconds_to_wait(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.set_fault(kind="status", status=429, retry_after=17, path="/api/")
    with pytest.raises(HfHubHTTPError) as caught:
        api.dataset_info(corpus)
    told = parse_ratelimit_headers(caught.value.response.headers)
    assert (caught.value.response.status_code, told.remaining, told.reset_in_seconds) == (429, 0, 17)


def test_a_fault_with_times_goes_away_by_itself(hub: RunningHub, http, corpus: str) -> None:
    hub.set_fault(kind="status", status=503, times=2)
    statuses = [http.get(f"{hub.url}/api/datasets/{corpus}").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_the_client_outlasts_a_short_outage(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.set_fault(kind="status", status=500, times=1, path="/api/datasets")
    assert len(api.list_repo_commits(corpus, repo_type="dataset")) == 3


def test_a_slow_answer_comes_late_but_whole(hub: RunningHub, http, corpus: str) -> None:
    hub.set_fault(kind="delay", seconds=0.4, times=1)
    before = time.monotonic()
    assert http.get(f"{hub.url}/api/datasets/{corpus}").status_code == 200
    assert time.monotonic() - before >= 0.4
    hub.set_fault(kind="delay", seconds=1, times=1)
    with pytest.raises(httpx2.ReadTimeout):
        http.get(f"{hub.url}/api/datasets/{corpus}", timeout=0.2)


def test_a_sandbox_ends_at_once_also_while_somebody_waits_for_its_answer(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        with running(tmp_path / "hub") as hub:
            hub.set_fault(kind="delay", seconds=60, times=1)
            waiting = pool.submit(httpx2.get, hub.url, timeout=30)
            while hub.faults.all():  # until the fault is used up, which is when the request has come
                time.sleep(0.001)
            before = time.monotonic()
        assert time.monotonic() - before < 1
        with pytest.raises(httpx2.TransportError):
            waiting.result(timeout=10)


def test_a_dropped_connection_brings_no_answer(hub: RunningHub, http, corpus: str) -> None:
    hub.set_fault(kind="drop", times=1)
    with pytest.raises((httpx2.ReadError, httpx2.RemoteProtocolError)):
        http.get(f"{hub.url}/api/datasets/{corpus}")
    assert http.get(f"{hub.url}/api/datasets/{corpus}").status_code == 200


@pytest.mark.parametrize("kind", ["private", "gone"])
def test_a_hidden_repo_is_hidden_everywhere_and_others_are_not(
    hub: RunningHub, api: HfApi, http, corpus: str, kind: str
) -> None:
    hub.set_fault(kind=kind, repo_type="dataset", repo_id=corpus)
    with pytest.raises(RepositoryNotFoundError):
        api.dataset_info(corpus)
    with pytest.raises(RepositoryNotFoundError):
        api.list_repo_commits(corpus.upper(), repo_type="dataset")
    paths = (f"/datasets/{corpus}", f"/datasets/{corpus}/resolve/main/README.md", f"/api/models/{corpus}")
    assert [http.get(hub.url + path).status_code for path in paths] == [401, 401, 401]
    assert http.get(f"{hub.url}/api/datasets/{corpus}2").headers["X-Error-Code"] == "RepoNotFound"
    hub.clear_faults()
    assert api.dataset_info(corpus).id == corpus


def test_faults_are_set_listed_and_cleared_over_http(hub: RunningHub, http, corpus: str) -> None:
    address = f"{hub.url}/_sandbox/faults"
    made = http.post(address, json={"kind": "status", "status": 502, "repo_type": "dataset", "repo_id": corpus})
    assert [fault["status"] for fault in made.json()["faults"]] == [502]
    assert http.get(f"{hub.url}/api/datasets/{corpus}").status_code == 502
    assert http.get(f"{hub.url}/api/datasets/somos/otra").status_code == 401
    assert len(http.get(address).json()["faults"]) == 1
    assert http.delete(address).json() == {"faults": []}
    assert http.get(f"{hub.url}/api/datasets/{corpus}").status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "fire"},
        {"kind": "status", "status": 200},
        {"kind": "gone"},
        {"kind": "delay", "seconds": -1},
        {"kind": "status", "times": 0},
        {"kind": "status", "repo_type": "bucket"},
        {"kind": "status", "surprise": 1},
        ["status"],
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(content: object) -> None:
    with pytest.raises(SandboxError):
        parse_fault(content)
