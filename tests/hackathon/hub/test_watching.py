"""What the client tells of many repos at once, of one head, and of what is new in a history."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from hackathon.hub.errors import HubGarbled, HubRateLimited
from hackathon.hub.types import CommitRun, ListedRepo, RepoListing, RepoType
from tests.hackathon.hub.fakes import INFO, OTHER_SHA, SHA, TOKEN, FakeHub, answering, commit_json, json_answer, paged

NOON = datetime(2024, 3, 30, 12, tzinfo=UTC)
NOON_AS_SAID = "Sat, 30 Mar 2024 12:00:00 GMT"
EXPANDED = "expand=sha&expand=lastModified&expand=createdAt&expand=likes&expand=private"


def item(number: int, **said: Any) -> dict[str, Any]:
    """A repo as the Hub lists it."""
    return {"_id": f"{number:024x}", "id": f"ana/r{number}", "sha": f"{number:040x}"} | said


def listed(request: httpx2.Request) -> httpx2.Response:
    """Two pages of two repos, a second apart; the link names another host."""
    page = int(request.url.params.get("cursor", "0"))
    link = f'<https://elsewhere.test{request.url.path}?cursor={page + 1}>; rel="next"'
    headers = {"Date": f"Sat, 30 Mar 2024 12:00:0{page} GMT"} | ({"Link": link} if page == 0 else {})
    return httpx2.Response(200, json=[item(2 * page), item(2 * page + 1)], headers=headers)


# Lists


def test_an_organisation_s_repos_come_with_heads_likes_and_dates_in_one_request() -> None:
    said = {"lastModified": "2024-03-29T10:00:00.000Z", "createdAt": "2024-03-01T10:00:00.000Z", "likes": 3}
    hub = answering(json_answer([item(1, private=True, **said)], Date=NOON_AS_SAID))
    repo = ListedRepo(
        hub_id=f"{1:024x}",
        repo_id="ana/r1",
        repo_type=RepoType.SPACE,
        sha=f"{1:040x}",
        last_modified=datetime(2024, 3, 29, 10, tzinfo=UTC),
        created_at=datetime(2024, 3, 1, 10, tzinfo=UTC),
        likes=3,
        private=True,
        server_date=NOON,
    )
    assert hub.client.list_repos(RepoType.SPACE, author="ana") == RepoListing((repo,), NOON)
    assert hub.asked == [f"/api/spaces?author=ana&limit=1000&{EXPANDED}"]


def test_a_list_of_many_pages_is_dated_when_its_last_page_came() -> None:
    hub = FakeHub(listed, token=TOKEN)
    listing = hub.client.list_repos(RepoType.DATASET, author="ana")
    assert [(repo.repo_id, repo.server_date.second) for repo in listing.repos] == [
        ("ana/r0", 0),
        ("ana/r1", 0),
        ("ana/r2", 1),
        ("ana/r3", 1),
    ]
    assert listing.server_date == NOON.replace(second=1)
    assert {request.url.host for request in hub.requests} == {"hub.test"}


def test_a_repo_that_moved_to_the_next_page_meanwhile_is_told_once_and_as_it_was_last() -> None:
    link = '</api/models?cursor=1>; rel="next"'
    hub = answering(json_answer([item(1)], Link=link), json_answer([item(1, sha=SHA), item(2)]))
    repos = hub.client.list_repos(RepoType.MODEL, author="ana").repos
    assert [(repo.repo_id, repo.sha) for repo in repos] == [("ana/r1", SHA), ("ana/r2", f"{2:040x}")]


def test_an_owner_without_repos_has_an_empty_list() -> None:
    hub = answering(json_answer([], Date=NOON_AS_SAID))
    assert hub.client.list_repos(RepoType.MODEL, author="nadie") == RepoListing((), NOON)


@pytest.mark.parametrize("empty", [{"_id": "65f0", "id": "ana/vacío", "sha": None}, {"_id": "65f0", "id": "ana/vacío"}])
def test_a_repo_without_a_commit_hides_none_of_the_others(empty: dict[str, Any]) -> None:
    hub = answering(json_answer([item(1), empty, item(2)]))
    repos = hub.client.list_repos(RepoType.DATASET, author="ana").repos
    assert [repo.sha for repo in repos] == [f"{1:040x}", None, f"{2:040x}"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "ana/r2", "sha": SHA},
        {"_id": None, "id": "ana/r2", "sha": SHA},
        {"_id": "65f0", "sha": SHA},
        {"_id": "65f0", "id": "ana/r2", "sha": 7},
        {"_id": "65f0", "id": "ana/r2", "sha": ""},
        {"_id": "65f0", "id": "ana/r2", "sha": "a" * 65},
        {"_id": "65f0" * 17, "id": "ana/r2", "sha": SHA},
        {"_id": "65f0", "id": "ana/" + "r" * 197, "sha": SHA},
        {"_id": "65f0", "id": "ana/r\0", "sha": SHA},
        {"_id": "65f0", "id": "ana/r2", "sha": SHA, "likes": "muchos"},
        {"_id": "65f0", "id": "ana/r2", "sha": SHA, "lastModified": "ayer"},
        "ana/r2",
    ],
)
def test_a_list_with_one_garbled_repo_is_not_believed(wrong: Any) -> None:
    hub = answering(json_answer([item(1), wrong]))
    with pytest.raises(HubGarbled):
        hub.client.list_repos(RepoType.DATASET, author="ana")


@pytest.mark.parametrize(("said", "likes"), [(10**12, 2**31 - 1), (-3, 0), (7.9, 7)])
def test_a_number_of_likes_that_no_column_holds_hides_no_repo(said: Any, likes: int) -> None:
    hub = answering(json_answer([item(1, likes=said)]))
    assert [repo.likes for repo in hub.client.list_repos(RepoType.DATASET, author="ana").repos] == [likes]


def test_a_list_that_is_limited_in_its_middle_is_no_list() -> None:
    link = '</api/models?cursor=1>; rel="next"'
    hub = answering(json_answer([item(1)], Link=link), httpx2.Response(429, headers={"RateLimit": '"api";r=0;t=200'}))
    with pytest.raises(HubRateLimited) as limited:
        hub.client.list_repos(RepoType.MODEL, author="ana")
    assert (limited.value.retry_after, hub.naps) == (200.0, [])


def test_a_short_limit_in_the_middle_of_a_list_is_waited_out() -> None:
    link = '</api/models?cursor=1>; rel="next"'
    limit = httpx2.Response(429, headers={"RateLimit": '"api";r=0;t=4'})
    hub = answering(json_answer([item(1)], Link=link), limit, json_answer([item(2)]))
    assert len(hub.client.list_repos(RepoType.MODEL, author="ana").repos) == 2
    assert hub.naps == [4.0]


# One repo


def test_a_head_costs_one_small_request() -> None:
    hub = answering(json_answer(item(7, likes=2), Date=NOON_AS_SAID))
    repo = hub.client.head("ana/r7", RepoType.MODEL)
    assert (repo.hub_id, repo.sha, repo.likes, repo.server_date) == (f"{7:024x}", f"{7:040x}", 2, NOON)
    assert hub.asked == [f"/api/models/ana/r7?{EXPANDED}"]


def test_a_look_is_one_request_also_when_parameters_are_not_mentioned() -> None:
    lfs = {"size": 9000, "sha256": "d3"}
    weights = {"rfilename": "m.safetensors", "size": 130, "blobId": "c2", "lfs": lfs}
    hub = answering(json_answer({**INFO, "siblings": [weights]}, Date=NOON_AS_SAID))
    info = hub.client.look("ana/recetas", RepoType.MODEL, revision=SHA)
    assert (info.parameters, info.files[0].lfs_sha256, info.server_date) == (None, "d3", NOON)
    assert hub.asked == [f"/api/models/ana/recetas/revision/{SHA}?blobs=true"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"Date": NOON_AS_SAID}, NOON),
        ({"Date": "Sat, 30 Mar 2024 13:00:00 +0100"}, NOON),
        ({"Date": "Sat, 30 Mar 2024 12:00:00 -0000"}, NOON),
        ({"Date": "mediodía".encode()}, None),
        ({"Date": "Sat, 31 Feb 2024 12:00:00 GMT"}, None),
        ({"Date": f"Sat, 30 Mar {'9' * 30} 12:00:00 GMT"}, None),
        ({"Date": "Fri, 31 Dec 9999 23:59:59 -2300"}, None),
        ({"Date": ""}, None),
        ({}, None),
    ],
)
def test_the_hub_s_own_clock_is_told_when_it_makes_sense(said: dict[str, Any], told: datetime | None) -> None:
    hub = answering(httpx2.Response(200, json=INFO, headers=said))
    assert hub.client.head("ana/recetas", RepoType.DATASET).server_date == told
    assert hub.client.look("ana/recetas", RepoType.DATASET).server_date == told


# What is new in a history


def test_a_history_is_read_down_to_the_first_commit_that_is_known() -> None:
    hub = FakeHub(paged)
    run = hub.client.commits_until(
        "ana/recetas", RepoType.DATASET, revision=SHA, until={f"{3:040x}", f"{4:040x}", OTHER_SHA}
    )
    assert [commit.title for commit in run.commits] == ["Cambio 0", "Cambio 1", "Cambio 2"]
    assert (run.reached, run.complete, len(hub.requests)) == (f"{3:040x}", False, 2)


def test_a_head_that_is_known_has_nothing_new() -> None:
    hub = FakeHub(paged)
    known = [f"{0:040x}"]
    run = hub.client.commits_until("ana/recetas", RepoType.DATASET, revision=SHA, until=known)
    assert (run, len(hub.requests)) == (CommitRun((), reached=known[0]), 1)


def test_a_rewritten_history_is_read_to_its_root() -> None:
    hub = FakeHub(paged)
    run = hub.client.commits_until("ana/recetas", RepoType.DATASET, revision=SHA, until={OTHER_SHA})
    assert (len(run.commits), run.reached, run.complete) == (6, None, True)


@pytest.mark.parametrize(
    ("limit", "commits", "complete", "requests"),
    [(1, 1, False, 1), (2, 2, False, 1), (3, 3, False, 2), (6, 6, True, 3), (7, 6, True, 3)],
)
def test_no_more_is_read_than_the_limit(limit: int, commits: int, complete: bool, requests: int) -> None:
    hub = FakeHub(paged)
    run = hub.client.commits_until("ana/recetas", RepoType.DATASET, revision=SHA, until=(), limit=limit)
    assert (len(run.commits), run.reached, run.complete, len(hub.requests)) == (commits, None, complete, requests)


def test_one_garbled_commit_spoils_the_run() -> None:
    hub = answering(json_answer([commit_json(1), {"id": SHA}]))
    with pytest.raises(HubGarbled):
        hub.client.commits_until("ana/recetas", RepoType.DATASET, revision=SHA, until=())
