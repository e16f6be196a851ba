"""Who likes what, and since when."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubGarbled, PersonMissing, RepoMissing
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import Like, RepoType
from tests.hackathon.hub.fakes import ENDPOINT, answering, json_answer

AT = datetime(2024, 4, 10, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubClient]:
    with running(tmp_path_factory.mktemp("hub")) as server:
        fill(server)
        with HubClient(endpoint=server.url) as client:
            yield client


def fill(server: RunningHub) -> None:
    store = server.storage
    for name in ("alicia", "bruno"):
        store.add_person(name)
    store.create_repo(RepoType.DATASET, "somos/recetas", {}, author="alicia", at=AT)
    store.create_repo(RepoType.SPACE, "somos/demo", {}, author="alicia", at=AT)
    store.like(RepoType.DATASET, "somos/recetas", by="alicia", at=AT)
    store.like(RepoType.DATASET, "somos/recetas", by="bruno", at=AT)
    store.like(RepoType.SPACE, "somos/demo", by="alicia", at=LATER)


def test_a_repo_tells_who_likes_it(hub: HubClient) -> None:
    assert sorted(hub.likers("somos/recetas", RepoType.DATASET)) == ["alicia", "bruno"]
    assert hub.likers("somos/demo", RepoType.SPACE) == ("alicia",)


def test_a_person_s_likes_have_dates_newest_first(hub: HubClient) -> None:
    demo, corpus = Like("somos/demo", RepoType.SPACE, LATER), Like("somos/recetas", RepoType.DATASET, AT)
    assert hub.user_likes("alicia") == (demo, corpus)
    assert hub.user_likes("BRUNO") == (corpus,)


def test_who_and_what_is_not_there_is_missing(hub: HubClient) -> None:
    with pytest.raises(PersonMissing):
        hub.user_likes("nadie")
    with pytest.raises(RepoMissing):
        hub.likers("somos/nada", RepoType.MODEL)


def liked(repo_type: str, **told: Any) -> dict[str, Any]:
    return {"createdAt": "2024-04-10T12:00:00.000Z", "repo": {"name": "a/b", "type": repo_type}} | told


def test_likes_of_all_pages_are_told_but_not_those_of_other_things() -> None:
    link = f'<{ENDPOINT}/api/users/ana%20b/likes?cursor=1>; rel="next"'
    hub = answering(json_answer([liked("model"), liked("collection")], Link=link), json_answer([liked("dataset")]))
    likes = hub.client.user_likes("ana b")
    assert likes == (Like("a/b", RepoType.MODEL, AT), Like("a/b", RepoType.DATASET, AT))
    assert hub.asked == ["/api/users/ana%20b/likes", "/api/users/ana%20b/likes?cursor=1"]


@pytest.mark.parametrize("item", [7, {}, liked("model", createdAt=None), liked("model", repo={"type": "model"})])
def test_a_like_of_another_shape_is_garbled(item: Any) -> None:
    with pytest.raises(HubGarbled):
        answering(json_answer([item])).client.user_likes("ana")


@pytest.mark.parametrize("call", ["likers", "user_likes"])
def test_questions_about_people_are_asked_again_and_have_a_timeout(call: str) -> None:
    hub = answering(httpx2.Response(503), json_answer([]), timeout=2.5)
    asked = {
        "likers": lambda: hub.client.likers("a/b", RepoType.MODEL),
        "user_likes": lambda: hub.client.user_likes("a"),
    }
    assert asked[call]() == ()
    assert (hub.naps, [request.extensions["timeout"]["read"] for request in hub.requests]) == ([0.5], [2.5, 2.5])
