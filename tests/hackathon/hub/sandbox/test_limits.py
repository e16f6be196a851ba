"""Quotas that refuse, in windows of the sandbox's own time, and the ``Date`` of every answer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from huggingface_hub.utils import parse_ratelimit_headers

from hackathon.hub.sandbox.limits import QuotaBook
from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED

NOON = datetime(2024, 3, 30, 12, 1, 40, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    """A hundred seconds into a window."""
    return Clock(NOON)


@pytest.fixture
def limited(tmp_path: Path, clock: Clock) -> Iterator[RunningHub]:
    """A sandbox that grants three API requests and one file in a window."""
    with running(tmp_path / "hub", quota={"api": 3, "resolvers": 1}, now=clock) as hub:
        hub.storage.create_repo(RepoType.MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED)
        yield hub


def ask(hub: RunningHub, http: httpx2.Client, token: str = "") -> httpx2.Response:
    """One API request, as nobody or with a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return http.get(f"{hub.url}/api/models/somos/m", headers=headers)


def test_beyond_the_quota_a_request_is_refused_and_told_when_to_come_back(limited: RunningHub, http) -> None:
    answers = [ask(limited, http) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert [answer.headers["RateLimit"] for answer in answers] == [
        f'"api";r={remaining};t=200' for remaining in (2, 1, 0, 0, 0)
    ]
    assert answers[3].headers["RateLimit-Policy"] == '"fixed window";"api";q=3;w=300'
    told = parse_ratelimit_headers(answers[3].headers)
    assert (told.remaining, told.reset_in_seconds, told.limit, told.window_seconds) == (0, 200, 3, 300)
    assert (limited.quota.served["api"], limited.quota.refused["api"]) == (3, 2)


def test_a_new_window_brings_a_new_quota(limited: RunningHub, http, clock: Clock) -> None:
    for _ in range(4):
        ask(limited, http)
    clock.at += timedelta(seconds=199)
    assert ask(limited, http).headers["RateLimit"] == '"api";r=0;t=1'
    clock.at += timedelta(seconds=1)
    assert (ask(limited, http).status_code, ask(limited, http).headers["RateLimit"]) == (200, '"api";r=1;t=300')


def test_each_kind_of_resource_has_a_quota_of_its_own_and_pages_none_here(limited: RunningHub, http) -> None:
    file, page = f"{limited.url}/somos/m/resolve/main/a", f"{limited.url}/somos/m"
    assert [http.get(file).status_code for _ in range(2)] == [200, 429]
    assert [http.get(page).status_code for _ in range(5)] == [200] * 5
    assert ask(limited, http).status_code == 200


def test_each_visitor_has_a_quota_of_their_own(limited: RunningHub, http) -> None:
    assert [ask(limited, http).status_code for _ in range(4)][-1] == 429
    assert ask(limited, http, "hf_alicia").headers["RateLimit"] == '"api";r=2;t=200'


def test_a_redirect_counts_as_the_hub_counts_it(limited: RunningHub, http) -> None:
    limited.storage.rename(RepoType.MODEL, "somos/m", "somos/n")
    assert http.get(f"{limited.url}/api/models/somos/m", follow_redirects=True).headers["RateLimit"][:9] == '"api";r=1'


def test_the_sandbox_s_own_strings_can_be_pulled_when_all_is_used_up(limited: RunningHub, http) -> None:
    for _ in range(4):
        ask(limited, http)
    address = f"{limited.url}/_sandbox/quota"
    assert http.get(address).json() == {
        "limits": {"api": 3, "resolvers": 1},
        "served": {"api": 3},
        "refused": {"api": 1},
    }
    assert http.post(address, json={"api": 1}).json()["limits"] == {"api": 1}
    assert [ask(limited, http).status_code for _ in range(2)] == [200, 429]
    assert http.delete(address).json()["limits"] == {}
    assert [ask(limited, http).status_code for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("wrong", [{"datasets": 1}, {"api": -1}, {"api": "1000"}, {"api": True}, {"api": None}])
def test_a_quota_that_makes_no_sense_is_refused(limited: RunningHub, http, wrong: dict[str, object]) -> None:
    assert http.post(f"{limited.url}/_sandbox/quota", json=wrong).status_code == 400
    with pytest.raises(SandboxError):
        QuotaBook(wrong, now=lambda: NOON)  # type: ignore[arg-type]
    assert limited.quota.limits == {"api": 3, "resolvers": 1}


def test_every_answer_is_dated_by_the_sandbox_s_clock(limited: RunningHub, http, clock: Clock) -> None:
    answers = [ask(limited, http) for _ in range(4)]
    assert {answer.headers["Date"] for answer in answers} == {"Sat, 30 Mar 2024 12:01:40 GMT"}
    limited.set_fault(kind="status", status=503)
    assert http.get(f"{limited.url}/somos/m").headers.get_list("Date") == ["Sat, 30 Mar 2024 12:01:40 GMT"]
    clock.at += timedelta(hours=1)
    assert http.get(f"{limited.url}/_sandbox/quota").headers["Date"] == "Sat, 30 Mar 2024 13:01:40 GMT"
