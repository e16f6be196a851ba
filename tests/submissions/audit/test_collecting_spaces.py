"""Collecting how a demo is doing: with the real client, from a sandbox Hub whose Spaces misbehave."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoInfo, RepoType
from submissions.audit.collecting import collect_repo
from submissions.audit.demos import SpaceEvidence
from submissions.audit.evidence import EntryRef, Part, ProjectEvidence, RepoEvidence, RepoLink
from submissions.audit.findings import Outcome
from tests.factories.evidence import AT, RULES, find

NAME = "somosnlp/demo"
CARD = "---\nsdk: gradio\napp_file: web.py\n---\nNuestro equipo: Ana y Luz.\n"
CODE = 'token = "hf_secretoMuySecreto"\npipeline(model="somosnlp/cocinero")  # ODS 2\n'
ENTRY = EntryRef("demo", RepoType.SPACE, NAME)
HASTY = replace(RULES, demo=replace(RULES.demo, answer_seconds=1))

Collect = Callable[[], RepoEvidence]


@pytest.fixture
def client(hub: Any) -> Iterator[HubClient]:
    with HubClient(endpoint=hub.endpoint, retries=0, timeout=5.0) as client:
        yield client


@pytest.fixture
def put(hub: Any) -> Callable[..., None]:
    def put(**meta: Any) -> None:
        files = {"README.md": CARD, "web.py": CODE}
        hub.storage.create_repo(RepoType.SPACE, NAME, files, author="alicia", at=AT, **meta)

    return put


@pytest.fixture
def collect(client: HubClient) -> Collect:
    return lambda: collect_repo(hub=client, rules=HASTY, entry=ENTRY, at=AT)


def test_a_demo_is_seen_in_four_requests_and_a_visit(hub, put, collect):
    put(hardware="t4-small", requested_hardware="t4-small")
    before = sum(hub.quota.served.values())
    seen = collect()
    assert sum(hub.quota.served.values()) - before == 4  # itself, its card, its code and its commits
    assert replace(seen.space, seconds=None) == SpaceEvidence(
        stage="RUNNING",
        hardware="t4-small",
        requested_hardware="t4-small",
        answered=True,
        status=200,
        sdk="gradio",
        app_file="web.py",
        mentions=("team", "sdgs"),
    )
    assert (seen.code_links, seen.runtime_stage, seen.unread) == (
        (RepoLink("somosnlp/cocinero", None, "code"),),
        "RUNNING",
        (),
    )


def test_nothing_of_the_text_itself_is_kept(put, collect):
    put()
    stored = json.dumps(ProjectEvidence((collect(),), AT).to_json())
    assert "hf_secreto" not in stored


@pytest.mark.parametrize(
    ("trouble", "status", "why", "outcome"),
    [
        ({"kind": "delay", "seconds": 1.3}, None, "timeout", Outcome.FAIL),
        ({"kind": "loop"}, 307, "loop", Outcome.FAIL),
        ({"kind": "drop"}, None, "garbled", Outcome.FAIL),
        ({"kind": "status", "status": 502}, 502, "", Outcome.FAIL),
        ({"kind": "status", "status": 429}, 429, "", Outcome.UNKNOWN),
    ],
)
def test_a_demo_that_misbehaves_is_told_and_keeps_nobody(hub, put, collect, trouble, status, why, outcome):
    put()
    hub.set_fault(path="/_spaces/", **trouble)
    seen = collect()
    assert (seen.space.status, seen.space.why_silent, seen.unread) == (status, why, ())
    assert seen.space.seconds < 3
    assert find("demo.answers", seen).outcome == outcome


@pytest.mark.parametrize("stage", ["BUILD_ERROR", "PAUSED", "NO_APP_FILE", "BUILDING", "<b>"])
def test_where_it_cannot_answer_nobody_knocks(hub, put, collect, stage):
    put(stage=stage)
    hub.set_fault(kind="status", status=500, path="/_spaces/")
    seen = collect()
    assert (seen.space.stage, seen.space.answered, seen.space.status) == (stage, None, None)
    assert find("demo.answers", seen).outcome == Outcome.NOT_APPLICABLE


def test_one_that_sleeps_is_visited_and_its_silence_forgiven(hub, put, collect):
    put(stage="SLEEPING")
    assert collect().space.status == 200
    hub.set_fault(kind="status", status=503, path="/_spaces/")
    assert find("demo.answers", collect()).facts["why"] == "asleep"


class Elsewhere:
    """The Hub, except that it says that a Space's page is at ``host``, and nothing of how it is doing."""

    def __init__(self, client: HubClient, host: str | None) -> None:
        self._client = client
        self._host = host

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        info = self._client.repo_info(repo_id, repo_type, revision=revision)
        return replace(info, host=self._host, runtime=None)


def test_a_page_on_a_machine_of_our_own_is_not_visited(put, client):
    put()
    seen = collect_repo(hub=Elsewhere(client, "http://127.0.0.1:9/"), rules=HASTY, entry=ENTRY, at=AT)
    assert (seen.space.stage, seen.space.status, seen.space.why_silent) == ("RUNNING", None, "no_host")
    assert find("demo.answers", seen).outcome == Outcome.UNKNOWN


def test_a_runtime_that_did_not_come_with_the_repo_is_asked_for(hub, put, client):
    put(stage="PAUSED")
    assert collect_repo(hub=Elsewhere(client, None), rules=HASTY, entry=ENTRY, at=AT).space.stage == "PAUSED"
    hub.set_fault(kind="status", status=503, path=f"/api/spaces/{NAME}/runtime")
    seen = collect_repo(hub=Elsewhere(client, None), rules=HASTY, entry=ENTRY, at=AT)
    assert (seen.space.stage, seen.space.answered, [one.part for one in seen.unread]) == (None, None, [Part.RUNTIME])


def test_a_hub_that_asked_for_a_pause_is_not_visited_and_what_was_read_stays(hub, put, collect):
    put()
    hub.set_fault(kind="status", status=429, retry_after=60, path=f"/spaces/{NAME}/resolve")
    seen = collect()
    assert (seen.space.stage, seen.space.answered, seen.space.status) == ("RUNNING", None, None)
    assert seen.why_unread(Part.ANSWER).reason == "rate_limited"
    assert find("demo.answers", seen, rules=HASTY).outcome == Outcome.UNKNOWN
