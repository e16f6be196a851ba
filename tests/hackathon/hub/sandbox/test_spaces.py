"""What stands in for a Space's own page, and the visits that the client pays to it."""

import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType, SpaceAnswer
from tests.hackathon.hub.sandbox.conftest import CREATED

DEMO = "somos/demo"


@pytest.fixture
def demo(hub: RunningHub) -> str:
    """The address of the page of a Space that runs."""
    card = {"README.md": "---\nsdk: gradio\n---\n"}
    hub.storage.create_repo(RepoType.SPACE, DEMO, card, author="alicia", at=CREATED)
    return f"{hub.url}/_spaces/{DEMO}"


def visit(hub: RunningHub, seconds: float = 5.0) -> SpaceAnswer:
    with HubClient(endpoint=hub.url, retries=0) as client:
        return client.space_answers(DEMO, seconds=seconds)


@pytest.mark.parametrize(
    ("stage", "status"),
    [("RUNNING", 200), ("RUNNING_BUILDING", 200), ("SLEEPING", 200), ("BUILD_ERROR", 503), ("PAUSED", 503)],
)
def test_it_answers_where_the_space_runs_or_sleeps(hub: RunningHub, demo: str, stage: str, status: int) -> None:
    hub.storage.set_meta(RepoType.SPACE, DEMO, stage=stage)
    assert visit(hub).status == status


def test_it_escapes_and_names_the_space(hub: RunningHub, http, demo: str) -> None:
    hub.storage.set_meta(RepoType.SPACE, DEMO, stage="<b>")
    page = http.get(demo)
    assert (page.status_code, "<b>" in page.text, "&lt;b&gt;" in page.text, DEMO in page.text) == (
        503,
        False,
        True,
        True,
    )


def test_a_private_space_and_none_at_all_have_no_page(hub: RunningHub, http, demo: str) -> None:
    hub.storage.set_meta(RepoType.SPACE, DEMO, private=True)
    assert [http.get(page).status_code for page in (demo, f"{hub.url}/_spaces/somos/nada")] == [404, 404]


def test_it_can_be_mute_send_round_in_circles_or_fail(hub: RunningHub, demo: str) -> None:
    found = []
    for trouble in (
        {"kind": "delay", "seconds": 0.6},
        {"kind": "loop"},
        {"kind": "status", "status": 502},
        {"kind": "drop"},
    ):
        hub.set_fault(path="/_spaces/", **trouble)
        answer = visit(hub, seconds=0.3)
        found.append((answer.status, answer.why))
        hub.clear_faults()
    assert found == [(None, "timeout"), (307, "loop"), (502, ""), (None, "garbled")]


def test_a_fault_of_a_space_hits_its_page_too(hub: RunningHub, http, demo: str) -> None:
    hub.set_fault(kind="status", status=500, repo_type="space", repo_id=DEMO)
    assert http.get(demo).status_code == 500


def test_a_visit_costs_nothing_of_the_hub_s_quota(hub: RunningHub, http, demo: str) -> None:
    before = dict(hub.quota.served)
    http.get(demo)
    assert dict(hub.quota.served) == before
