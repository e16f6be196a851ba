import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import httpx2
import pyarrow
import pytest
from pyarrow import parquet

from hackathon.hub.client import HubClient, default_client
from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubForbidden,
    HubGarbled,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    OrganisationMissing,
    RepoMissing,
    RevisionMissing,
)
from hackathon.hub.types import Commit, Ref, RepoFile, RepoInfo, RepoType, SpaceRuntime

Handler = Callable[[httpx2.Request], httpx2.Response]

ENDPOINT = "http://hub.test"
SHA = "a" * 40
OTHER_SHA = "b" * 40
TOKEN = "hf_veryWellKeptSecret"
INFO = {"_id": "65f0", "id": "ana/recetas", "sha": SHA}

CALLS: dict[str, Callable[[HubClient], Any]] = {
    "repo_info": lambda hub: hub.repo_info("ana/recetas", RepoType.DATASET),
    "commits": lambda hub: hub.commits("ana/recetas", RepoType.DATASET),
    "refs": lambda hub: hub.refs("ana/recetas", RepoType.DATASET),
    "read_file": lambda hub: hub.read_file("ana/recetas", RepoType.DATASET, "README.md", revision=SHA),
    "open_file": lambda hub: hub.open_file("ana/recetas", RepoType.DATASET, "a.parquet", revision=SHA).read(),
    "space_runtime": lambda hub: hub.space_runtime("ana/recetas"),
    "organisation_members": lambda hub: hub.organisation_members("ana"),
}
FILE_CALLS = ("read_file", "open_file")


class FakeHub:
    """Answers with ``handler`` and keeps the requests; ``naps`` are the pauses that the client wanted to make."""

    def __init__(self, handler: Handler, **options: Any) -> None:
        self.requests: list[httpx2.Request] = []
        self.naps: list[float] = []
        self._handler = handler
        options = {"endpoint": ENDPOINT, **options}
        self.client = HubClient(http=httpx2.MockTransport(self._answer), sleep=self.naps.append, **options)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return self._handler(request)

    @property
    def asked(self) -> list[str]:
        return [request.url.raw_path.decode() for request in self.requests]


def answering(*answers: httpx2.Response | Exception, **options: Any) -> FakeHub:
    """A Hub that gives one answer after the other, and the last one for ever."""
    remaining = list(answers)

    def handler(request: httpx2.Request) -> httpx2.Response:
        answer = remaining.pop(0) if len(remaining) > 1 else remaining[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)

    return FakeHub(handler, **options)


def json_answer(data: Any, **headers: str) -> httpx2.Response:
    return httpx2.Response(200, json=data, headers=headers)


# What the Hub says


def test_a_repo_comes_with_sizes_card_and_parameters_in_one_request() -> None:
    hub = answering(
        json_answer(
            {
                **INFO,
                "private": False,
                "gated": "manual",
                "createdAt": "2024-03-01T10:00:00.000Z",
                "lastModified": "2024-04-10T12:30:00.000+02:00",
                "siblings": [
                    {"rfilename": "README.md", "size": 120, "blobId": "c1"},
                    {"rfilename": "m.safetensors", "size": 130, "blobId": "c2", "lfs": {"size": 9000, "sha256": "d3"}},
                ],
                "tags": ["es"],
                "likes": 3,
                "cardData": {"license": "apache-2.0"},
                "safetensors": {"parameters": {"F16": 2_506_172_416}, "total": 2_506_172_416},
            }
        )
    )
    assert hub.client.repo_info("ana/recetas", RepoType.MODEL) == RepoInfo(
        hub_id="65f0",
        repo_id="ana/recetas",
        repo_type=RepoType.MODEL,
        sha=SHA,
        private=False,
        gated=True,
        disabled=False,
        created_at=datetime(2024, 3, 1, 10, tzinfo=UTC),
        last_modified=datetime(2024, 4, 10, 10, 30, tzinfo=UTC),
        files=(
            RepoFile(path="README.md", size=120, blob_id="c1"),
            RepoFile(path="m.safetensors", size=9000, blob_id="c2", lfs_sha256="d3"),
        ),
        tags=("es",),
        likes=3,
        card_data={"license": "apache-2.0"},
        parameters=2_506_172_416,
    )
    assert hub.asked == ["/api/models/ana/recetas?blobs=true"]


def test_a_bare_repo_has_only_what_the_hub_said() -> None:
    hub = answering(json_answer({**INFO, "cardData": "not a mapping", "siblings": None}))
    info = hub.client.repo_info("ana/recetas", RepoType.DATASET, revision="refs/pr/1")
    assert (info.card_data, info.files, info.created_at, info.parameters, info.sdk) == (None, (), None, None, None)
    assert hub.asked == ["/api/datasets/ana/recetas/revision/refs%2Fpr%2F1?blobs=true"]


def test_parameters_that_were_not_mentioned_are_asked_for() -> None:
    weights = {**INFO, "siblings": [{"rfilename": "model.safetensors"}]}
    hub = answering(json_answer(weights), json_answer({**INFO, "safetensors": {"total": 7}}))
    assert hub.client.repo_info("ana/recetas", RepoType.MODEL).parameters == 7
    assert hub.asked == ["/api/models/ana/recetas?blobs=true", "/api/models/ana/recetas?expand=safetensors"]


def test_a_gguf_file_counts_when_there_are_no_safetensors() -> None:
    hub = answering(json_answer({**INFO, "gguf": {"total": 11}}))
    assert hub.client.repo_info("ana/recetas", RepoType.MODEL).parameters == 11


def test_an_old_model_without_organisation_can_be_looked_up() -> None:
    hub = answering(json_answer({**INFO, "id": "openai-community/gpt2"}))
    assert hub.client.repo_info("gpt2", RepoType.MODEL).repo_id == "openai-community/gpt2"


def test_after_a_rename_the_old_name_answers_with_the_new_one_and_the_same_hub_id() -> None:
    moved = httpx2.Response(307, headers={"Location": "/api/datasets/ana/nuevo"})
    hub = answering(moved, json_answer({**INFO, "id": "ana/nuevo"}))
    info = hub.client.repo_info("ana/viejo", RepoType.DATASET)
    assert (info.hub_id, info.repo_id) == ("65f0", "ana/nuevo")


def commit_json(number: int) -> dict[str, Any]:
    return {
        "id": f"{number:040x}",
        "title": f"Cambio {number}",
        "message": "",
        "authors": [{"user": "ana", "avatar": "a.png"}, {"avatar": "b.png"}],
        "date": "2024-04-10T23:59:59.000Z",
    }


def paged(request: httpx2.Request) -> httpx2.Response:
    """Three pages of two commits. The link names another host, as a mirror's does."""
    page = int(request.url.params.get("cursor", "0"))
    link = f'<https://huggingface.co{request.url.path}?limit=2&cursor={page + 1}>; rel="next"'
    return httpx2.Response(
        200, json=[commit_json(2 * page), commit_json(2 * page + 1)], headers={"Link": link} if page < 2 else {}
    )


def test_commits_come_from_all_pages_newest_first_with_utc_dates() -> None:
    hub = FakeHub(paged)
    commits = hub.client.commits("ana/recetas", RepoType.SPACE, revision="main")
    assert [commit.title for commit in commits] == [f"Cambio {number}" for number in range(6)]
    assert commits[0] == Commit(
        sha="0" * 40, title="Cambio 0", date=datetime(2024, 4, 10, 23, 59, 59, tzinfo=UTC), authors=("ana",)
    )


def test_no_page_is_asked_for_beyond_the_limit() -> None:
    hub = FakeHub(paged)
    assert len(hub.client.commits("ana/recetas", RepoType.DATASET, limit=3)) == 3
    assert hub.asked == [
        "/api/datasets/ana/recetas/commits/main?limit=3",
        "/api/datasets/ana/recetas/commits/main?limit=2&cursor=1",
    ]


def test_the_next_page_is_asked_for_at_our_endpoint_whatever_the_link_says() -> None:
    hub = FakeHub(paged, token=TOKEN)
    hub.client.commits("ana/recetas", RepoType.DATASET)
    assert {request.url.host for request in hub.requests} == {"hub.test"}


def test_a_list_that_goes_round_in_circles_ends() -> None:
    link = '<http://hub.test/api/organizations/ana/members>; rel="next"'
    hub = answering(json_answer([{"user": "ana"}], Link=link))
    with pytest.raises(HubGarbled):
        hub.client.organisation_members("ana")
    assert len(hub.requests) == 1


def test_refs_of_every_kind_are_told() -> None:
    data = {
        "branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": SHA}],
        "converts": [{"name": "parquet", "ref": "refs/convert/parquet", "targetCommit": OTHER_SHA}],
        "tags": [],
        "pullRequests": [{"name": "1", "ref": "refs/pr/1", "targetCommit": SHA}],
    }
    hub = answering(json_answer(data))
    assert hub.client.refs("ana/recetas", RepoType.DATASET) == (
        Ref(name="main", ref="refs/heads/main", sha=SHA),
        Ref(name="parquet", ref="refs/convert/parquet", sha=OTHER_SHA),
        Ref(name="1", ref="refs/pr/1", sha=SHA),
    )
    assert hub.asked == ["/api/datasets/ana/recetas/refs?include_prs=1"]


@pytest.mark.parametrize(
    ("data", "runtime"),
    [
        (
            {"stage": "RUNNING", "hardware": {"current": "cpu-basic", "requested": "t4-small"}},
            SpaceRuntime(stage="RUNNING", hardware="cpu-basic", requested_hardware="t4-small"),
        ),
        ({"stage": "SLEEPING", "hardware": {"current": None}}, SpaceRuntime(stage="SLEEPING")),
        ({"stage": "NO_APP_FILE"}, SpaceRuntime(stage="NO_APP_FILE")),
    ],
)
def test_a_space_s_runtime_is_told(data: dict[str, Any], runtime: SpaceRuntime) -> None:
    assert answering(json_answer(data)).client.space_runtime("ana/recetas") == runtime


def test_members_are_user_names() -> None:
    hub = answering(json_answer([{"user": "alicia", "fullname": "Alicia"}, {"user": "bruno"}]))
    assert hub.client.organisation_members("somosnlp") == ("alicia", "bruno")


# Files


def serving(content: bytes, *, commit: str = SHA, ranges: bool = True) -> Handler:
    """A Hub with one file, sent in parts when asked."""

    def handler(request: httpx2.Request) -> httpx2.Response:
        headers = {"X-Repo-Commit": commit}
        if not ranges:
            return httpx2.Response(200, content=content, headers=headers)
        first, last = (int(number) for number in request.headers["Range"].removeprefix("bytes=").split("-"))
        if first >= len(content):
            return httpx2.Response(416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
        part = content[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
        return httpx2.Response(206, content=part, headers=headers)

    return handler


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    ("content", "max_bytes", "read"), [(b"hola", 100, b"hola"), (b"hola", 2, b"ho"), (b"", 100, b""), (b"a", 1, b"a")]
)
def test_a_file_is_read_up_to_the_limit(content: bytes, max_bytes: int, read: bytes, ranges: bool) -> None:
    hub = FakeHub(serving(content, ranges=ranges))
    path = "datos/año 1.csv"
    assert hub.client.read_file("ana/recetas", RepoType.SPACE, path, revision=SHA, max_bytes=max_bytes) == read
    assert hub.asked == [f"/spaces/ana/recetas/resolve/{SHA}/datos/a%C3%B1o%201.csv"]
    assert hub.requests[0].headers["Range"] == f"bytes=0-{max_bytes - 1}"


def test_a_file_of_another_revision_than_asked_is_not_believed() -> None:
    hub = FakeHub(serving(b"hola", commit=OTHER_SHA))
    with pytest.raises(HubGarbled):
        hub.client.read_file("ana/recetas", RepoType.DATASET, "README.md", revision=SHA)
    assert hub.client.read_file("ana/recetas", RepoType.DATASET, "README.md", revision="main") == b"hola"


def test_a_file_is_followed_to_the_storage_s_host_without_the_token() -> None:
    there = {"Location": "https://cdn.test/blob?Signature=x", "X-Repo-Commit": SHA}
    hub = answering(httpx2.Response(302, headers=there), httpx2.Response(206, content=b"hola"), token=TOKEN)
    assert hub.client.read_file("ana/recetas", RepoType.MODEL, "m.bin", revision=SHA) == b"hola"
    assert [(request.url.host, "Authorization" in request.headers) for request in hub.requests] == [
        ("hub.test", True),
        ("cdn.test", False),
    ]
    assert hub.requests[1].headers["Range"] == "bytes=0-1999999"


@pytest.mark.parametrize(
    "there",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "https://[::1]/",
        "https://localhost:8000/",
        "https://redis/",
        "https://metadata.google.internal/",
        "http://cdn.test/blob",
    ],
)
def test_no_redirect_leads_the_worker_to_machines_of_our_own(there: str) -> None:
    hub = answering(
        httpx2.Response(302, headers={"Location": there}),
        httpx2.Response(200, content=b"secret"),
        endpoint="https://hub.test",
        token=TOKEN,
    )
    with pytest.raises(HubGarbled):
        hub.client.read_file("ana/recetas", RepoType.MODEL, "m.bin", revision=SHA)
    assert [request.url.host for request in hub.requests] == ["hub.test"]


def test_a_file_that_wants_to_be_read_without_end_is_given_up() -> None:
    size = 200_000_000
    hub = FakeHub(serving(b"x"))
    file = hub.client.open_file("ana/recetas", RepoType.DATASET, "a.parquet", revision=SHA, size=size)
    with file, pytest.raises(OSError, match="more than"):
        file.read(size)
    assert hub.requests == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("0000-01-01T00:00:00.000Z", datetime(1000, 1, 1, tzinfo=UTC)),
        ("-000044-03-15T12:00:00.000Z", datetime(1000, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+05:00", datetime(1000, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59-01:00", datetime(9000, 1, 1, tzinfo=UTC)),
        ("+275760-09-13T00:00:00.000Z", datetime(9000, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_commit_of_an_impossible_date_does_not_hide_the_others(said: str, kept: datetime) -> None:
    commits = [{"id": SHA, "date": said}, {"id": OTHER_SHA, "date": "2024-04-20T12:00:00.000Z"}]
    hub = answering(httpx2.Response(200, json=commits))
    assert [commit.date for commit in hub.client.commits("ana/recetas", RepoType.DATASET)] == [
        kept,
        datetime(2024, 4, 20, 12, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "9" * 400},
        {"RateLimit": f'"api";r=0;t={"9" * 400}'},
        {"RateLimit": f'"api";r={"0" * 5000};t=999999999'},
    ],
)
def test_a_rate_limit_of_centuries_is_not_believed(headers: dict[str, str]) -> None:
    hub = answering(httpx2.Response(429, headers=headers))
    with pytest.raises(HubRateLimited) as limited:
        hub.client.repo_info("ana/recetas", RepoType.DATASET)
    assert limited.value.retry_after == 86_400


def parquet_bytes() -> bytes:
    columns = {"id": list(range(50_000)), "texto": [f"receta {number} de la abuela" for number in range(50_000)]}
    file = BytesIO()
    parquet.write_table(pyarrow.table(columns), file, compression="none")
    return file.getvalue()


def test_a_parquet_footer_costs_little_and_a_column_is_right() -> None:
    content = parquet_bytes()
    hub = FakeHub(serving(content))
    with hub.client.open_file("ana/recetas", RepoType.DATASET, "a.parquet", revision=SHA, size=len(content)) as file:
        table = parquet.ParquetFile(file)
        assert (table.metadata.num_rows, table.schema_arrow.names) == (50_000, ["id", "texto"])
        assert len(hub.requests) == 1
        assert table.read(columns=["id"]).column("id").to_pylist() == list(range(50_000))


def test_an_open_file_seeks_like_a_file_on_disk() -> None:
    content = bytes(range(256)) * 4
    hub = FakeHub(serving(content))
    with hub.client.open_file("ana/recetas", RepoType.DATASET, "a.bin", revision=SHA) as file:
        assert file.seek(0, 2) == 1024
        assert file.seek(-3, 2) == 1021
        assert file.read() == content[-3:]
        assert file.seek(5000) == 5000
        assert file.read(10) == b""
        file.seek(256)
        assert file.read(2) == b"\x00\x01"
        assert file.tell() == 258


def test_an_empty_file_opens_empty() -> None:
    hub = FakeHub(serving(b""))
    assert hub.client.open_file("ana/recetas", RepoType.DATASET, "a.bin", revision=SHA).read() == b""


def test_a_hub_that_dies_while_pyarrow_reads_raises_our_error() -> None:
    content = parquet_bytes()
    dead = answering(httpx2.Response(503))
    with (
        dead.client.open_file("ana/recetas", RepoType.DATASET, "a.parquet", revision=SHA, size=len(content)) as file,
        pytest.raises(HubUnreachable),
    ):
        parquet.ParquetFile(file)


def test_a_hub_without_ranges_is_not_mistaken_for_one_with_them() -> None:
    hub = FakeHub(serving(b"x" * 100, ranges=False))
    with hub.client.open_file("ana/recetas", RepoType.DATASET, "a.bin", revision=SHA) as file:
        file.seek(50)
        with pytest.raises(HubGarbled):
            file.read(10)


# What goes wrong

REFUSALS = [
    (401, {}, RepoMissing),
    (401, {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}, RepoMissing),
    (404, {"X-Error-Code": "RepoNotFound"}, RepoMissing),
    (404, {"X-Error-Code": "RevisionNotFound"}, RevisionMissing),
    (404, {"X-Error-Code": "EntryNotFound"}, FileMissing),
    (401, {"X-Error-Code": "GatedRepo"}, HubForbidden),
    (403, {"X-Error-Code": "GatedRepo"}, HubForbidden),
    (403, {"X-Error-Message": "Access to this resource is disabled."}, HubForbidden),
    (403, {}, HubForbidden),
    (451, {}, HubForbidden),
    (401, {"X-Error-Message": "Invalid credentials in Authorization header"}, HubRefused),
    (400, {}, HubRefused),
    (405, {}, HubRefused),
    (418, {}, HubRefused),
    (422, {"X-Error-Code": "Novelty"}, HubRefused),
    (429, {"RateLimit": '"api";r=0;t=200'}, HubRateLimited),
    (429, {"Retry-After": "200"}, HubRateLimited),
    (429, {}, HubRateLimited),
    (408, {}, HubUnreachable),
    (500, {}, HubUnreachable),
    (502, {}, HubUnreachable),
    (503, {"Retry-After": "3600"}, HubUnreachable),
    (504, {"X-Error-Code": "RepoNotFound"}, HubUnreachable),
    (204, {}, HubGarbled),
    (300, {}, HubGarbled),
    (304, {}, HubGarbled),
    (302, {"Location": "http://hub.test/turn/around"}, HubGarbled),
    (302, {"Location": "https://hub.test:puerto/"}, HubUnreachable),
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(("status", "headers", "error"), REFUSALS)
def test_every_refusal_has_one_error_whoever_asked(
    call: str, status: int, headers: dict[str, str], error: type[HubError]
) -> None:
    hub = answering(httpx2.Response(status, headers=headers, content=b"<html>No</html>"))
    with pytest.raises(HubError) as problem:
        CALLS[call](hub.client)
    assert type(problem.value) is error
    assert len(hub.requests) <= 6
    assert sum(hub.naps) <= 20


@pytest.mark.parametrize(
    ("call", "error"),
    [
        ("repo_info", RepoMissing),
        ("commits", RepoMissing),
        ("refs", RepoMissing),
        ("space_runtime", RepoMissing),
        ("read_file", FileMissing),
        ("open_file", FileMissing),
        ("organisation_members", OrganisationMissing),
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_a_404_that_does_not_say_what_is_missing_means_what_was_asked_for(
    call: str, error: type[HubError], status: int
) -> None:
    with pytest.raises(HubError) as problem:
        CALLS[call](answering(httpx2.Response(status)).client)
    assert type(problem.value) is error


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("exception", "error"),
    [
        (httpx2.ConnectError("no route"), HubUnreachable),
        (httpx2.ConnectTimeout("slow"), HubUnreachable),
        (httpx2.ReadTimeout("slow"), HubUnreachable),
        (httpx2.ReadError("cut"), HubUnreachable),
        (httpx2.RemoteProtocolError("nonsense"), HubUnreachable),
        (httpx2.ProxyError("proxy"), HubUnreachable),
        (httpx2.PoolTimeout("busy"), HubUnreachable),
        (httpx2.DecodingError("not gzip"), HubGarbled),
    ],
)
def test_no_exception_of_the_network_comes_through(call: str, exception: Exception, error: type[HubError]) -> None:
    with pytest.raises(HubError) as problem:
        CALLS[call](answering(exception).client)
    assert type(problem.value) is error


@pytest.mark.parametrize("call", [name for name in CALLS if name not in FILE_CALLS])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Mantenimiento</html>",
        b'{"_id": ',
        b"\xff\xfe\x00",
        b"null",
        b"7",
        b'"text"',
        b"[7]",
        b"[null]",
        b"[" * 100_000,
        b'{"branches": [{"name": "main"}]}',
        b'{"_id": "1", "id": "ana/recetas", "sha": null}',
        b'{"_id": "1", "id": "ana/recetas", "sha": "a", "createdAt": "ayer"}',
        b'{"_id": "1", "id": "ana/recetas", "sha": "a", "siblings": [1]}',
        b'[{"id": "a", "date": "ayer", "user": 7, "authors": [1]}]',
        b'[{"id": "a", "date": null}]',
    ],
)
def test_an_answer_of_another_shape_is_garbled_and_never_half_read(call: str, body: bytes) -> None:
    hub = answering(httpx2.Response(200, content=body))
    try:
        CALLS[call](hub.client)
    except HubGarbled:
        return
    # Some of these are another method's good answer with nothing in it; then nothing may be claimed.
    assert (call, body[:1]) in {("refs", b"{"), ("organisation_members", b"[")}


@pytest.mark.parametrize("call", FILE_CALLS)
def test_json_of_a_file_is_just_bytes(call: str) -> None:
    assert CALLS[call](FakeHub(serving(b'{"_id": ')).client) == b'{"_id": '


@pytest.mark.parametrize("repo_id", ["", "ana/../../etc", "ana/b c", "ana/b?c=1", "ana/b#c", "a/b/c", "ana/", "../x"])
def test_an_impossible_name_is_missing_without_a_request(repo_id: str) -> None:
    hub = answering(json_answer(INFO))
    for ask in (
        lambda: hub.client.repo_info(repo_id, RepoType.DATASET),
        lambda: hub.client.read_file(repo_id, RepoType.DATASET, "README.md", revision="main"),
        lambda: hub.client.space_runtime(repo_id),
    ):
        with pytest.raises(RepoMissing):
            ask()
    assert hub.asked == []


# Patience, and its end


@pytest.mark.parametrize("call", CALLS)
def test_a_short_trouble_is_waited_out(call: str) -> None:
    good = CALLS_ANSWERED[call]
    hub = answering(httpx2.Response(503), httpx2.ConnectError("no route"), good)
    CALLS[call](hub.client)
    assert hub.naps == [0.5, 1.0]


CALLS_ANSWERED = {
    "repo_info": json_answer(INFO),
    "commits": json_answer([commit_json(1)]),
    "refs": json_answer({"branches": []}),
    "read_file": httpx2.Response(206, content=b"a"),
    "open_file": httpx2.Response(206, content=b"a", headers={"Content-Range": "bytes 0-0/1"}),
    "space_runtime": json_answer({"stage": "RUNNING"}),
    "organisation_members": json_answer([{"user": "ana"}]),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_request_carries_a_timeout(call: str) -> None:
    hub = answering(CALLS_ANSWERED[call], timeout=2.5)
    CALLS[call](hub.client)
    assert [request.extensions["timeout"] for request in hub.requests] == [
        {"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}
    ] * len(hub.requests)


def test_every_page_and_every_redirect_carries_a_timeout() -> None:
    hub = FakeHub(paged, timeout=2.5)
    hub.client.commits("ana/recetas", RepoType.DATASET)
    moved = answering(httpx2.Response(307, headers={"Location": "/api/models/ana/b"}), json_answer(INFO), timeout=2.5)
    moved.client.repo_info("ana/a", RepoType.MODEL)
    requests = hub.requests + moved.requests
    assert [request.extensions["timeout"]["read"] for request in requests] == [2.5] * 5


@pytest.mark.parametrize("retries", [0, 1, 3])
def test_retries_are_counted(retries: int) -> None:
    hub = answering(httpx2.Response(500), retries=retries)
    with pytest.raises(HubUnreachable):
        hub.client.refs("ana/recetas", RepoType.DATASET)
    assert (len(hub.requests), hub.naps) == (retries + 1, [0.5, 1.0, 2.0][:retries])


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"RateLimit": '"api";r=0;t=7', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}, 7.0),
        ({"Retry-After": "5"}, 5.0),
        ({"RateLimit": '"api";r=0;t=7', "Retry-After": "9"}, 9.0),
        ({"RateLimit": '"api";r=400;t=250', "Retry-After": "3"}, 3.0),
        ({"RateLimit": '"api";r=0;t=0'}, 1.0),
        ({"Retry-After": "Sat, 20 Apr 2024 12:00:12 GMT", "Date": "Sat, 20 Apr 2024 12:00:00 GMT"}, 12.0),
    ],
)
def test_a_rate_limit_that_ends_soon_is_waited_out(headers: dict[str, str], pause: float) -> None:
    hub = answering(httpx2.Response(429, headers=headers), json_answer({"stage": "RUNNING"}))
    assert hub.client.space_runtime("ana/recetas").stage == "RUNNING"
    assert hub.naps == [pause]


@pytest.mark.parametrize(
    ("headers", "retry_after"),
    [
        ({"RateLimit": '"api";r=0;t=21'}, 21.0),
        ({"Retry-After": "290"}, 290.0),
        ({}, 300.0),
        ({"Retry-After": "whenever", "Date": "today"}, 300.0),
        ({"RateLimit": "gibberish"}, 300.0),
    ],
)
def test_a_rate_limit_that_lasts_is_raised_at_once_with_its_end(headers: dict[str, str], retry_after: float) -> None:
    hub = answering(httpx2.Response(429, headers=headers))
    with pytest.raises(HubRateLimited) as limit:
        hub.client.commits("ana/recetas", RepoType.DATASET)
    assert (limit.value.retry_after, hub.naps, len(hub.requests)) == (retry_after, [], 1)


def test_pauses_together_never_exceed_the_longest_wait() -> None:
    hub = answering(httpx2.Response(429, headers={"Retry-After": "9"}), max_wait=20.0, retries=5)
    with pytest.raises(HubRateLimited):
        hub.client.refs("ana/recetas", RepoType.DATASET)
    assert hub.naps == [9.0, 9.0]


@contextmanager
def socket_server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A real server that treats each connection as ``serve`` likes; yields its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopping = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                serve(connection)
                stopping.wait(5)
            except OSError:
                stopping.wait(0)  # the client hung up, as it should

    def accept() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=answer, args=(connection,)))
            threads[-1].start()

    threads: list[threading.Thread] = []
    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [acceptor, *threads]:
            thread.join()


def silence(connection: socket.socket) -> None:
    """Takes the request and never says a word."""


def trickle(connection: socket.socket) -> None:
    """One byte at a time, always within the timeout of a read."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(200):
        connection.sendall(b" ")
        time.sleep(0.05)


def cut_short(connection: socket.socket) -> None:
    """Promises more than it sends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{")
    connection.shutdown(socket.SHUT_RDWR)


def babble(connection: socket.socket) -> None:
    """Not HTTP at all."""
    connection.sendall(b"\x00\x01hola\r\n\r\n" * 10)
    connection.shutdown(socket.SHUT_RDWR)


def hurried(endpoint: str) -> HubClient:
    """A client that tries twice without a pause between."""
    return HubClient(endpoint=endpoint, timeout=0.15, retries=1, sleep=lambda seconds: None)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("serve", [silence, trickle, cut_short, babble])
def test_no_real_server_can_hold_us_for_long(call: str, serve: Callable[[socket.socket], None]) -> None:
    with socket_server(serve) as endpoint, hurried(endpoint) as hub:
        started = time.monotonic()
        with pytest.raises(HubUnreachable):
            CALLS[call](hub)
        assert time.monotonic() - started < 4


def test_nobody_at_the_door_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with HubClient(endpoint=f"http://127.0.0.1:{port}", retries=0) as hub, pytest.raises(HubUnreachable):
        hub.refs("ana/recetas", RepoType.DATASET)


# Secrets, threads, settings


@pytest.mark.parametrize(
    "answer", [json_answer(INFO), httpx2.Response(401), httpx2.Response(500), httpx2.ConnectError("no route")]
)
def test_the_token_is_sent_and_never_told(
    answer: httpx2.Response | Exception, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hub = answering(answer, token=f" {TOKEN}\n")
    said = repr(hub.client) + str(vars(hub.client))
    try:
        hub.client.repo_info("ana/recetas", RepoType.DATASET)
    except HubError as error:
        said += "".join(traceback.format_exception(error))
    assert TOKEN not in said + caplog.text
    assert {request.headers["Authorization"] for request in hub.requests} == {f"Bearer {TOKEN}"}


def test_a_client_without_token_uses_none_that_lies_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    hub = answering(json_answer(INFO))
    hub.client.repo_info("ana/recetas", RepoType.DATASET)
    assert "Authorization" not in hub.requests[0].headers


@pytest.mark.parametrize("token", ["hf_a\nhf_b", "hf_a hf_b", "hf_ñ"])
def test_a_broken_token_is_refused_without_being_quoted(token: str) -> None:
    with pytest.raises(ValueError, match="token") as refusal:
        HubClient(endpoint=ENDPOINT, token=token)
    assert token not in str(refusal.value)


@pytest.mark.parametrize("endpoint", ["", "huggingface.co", "ftp://huggingface.co", "https://"])
def test_a_broken_endpoint_is_refused_at_once(endpoint: str) -> None:
    with pytest.raises(ValueError, match="not a Hub's address"):
        HubClient(endpoint=endpoint)


def test_threads_share_a_client_and_endpoints_do_not_mix() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(
            200, json={**INFO, "id": request.url.path.removeprefix("/api/models/"), "_id": request.url.host}
        )

    hubs = [FakeHub(handler, endpoint=f"http://hub{number}.test/") for number in range(3)]

    def ask(number: int) -> tuple[str, str]:
        info = hubs[number % 3].client.repo_info(f"ana/m{number}", RepoType.MODEL)
        return info.hub_id, info.repo_id

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = list(pool.map(ask, range(60)))
    assert answers == [(f"hub{number % 3}.test", f"ana/m{number}") for number in range(60)]


def test_the_default_client_follows_the_settings(settings: Any) -> None:
    settings.HF_ENDPOINT = "http://127.0.0.1:8009"
    first = default_client()
    assert (first.endpoint, default_client() is first) == ("http://127.0.0.1:8009", True)
    settings.HF_ENDPOINT = "http://127.0.0.1:8010"
    assert default_client().endpoint == "http://127.0.0.1:8010"


def test_the_hasty_default_client_tries_once(settings: Any) -> None:
    tries = 0

    def hang_up(connection: socket.socket) -> None:
        nonlocal tries
        tries += 1
        connection.shutdown(socket.SHUT_RDWR)

    with socket_server(hang_up) as endpoint:
        settings.HF_ENDPOINT = endpoint
        with default_client(patient=False) as hub, pytest.raises(HubUnreachable):
            hub.refs("ana/recetas", RepoType.DATASET)
    assert tries == 1
