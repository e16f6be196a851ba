"""What the client asks, and what it makes of the answers."""

import logging
import socket
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import httpx2
import pyarrow
import pytest
from pyarrow import parquet

from hackathon.hub.client import HubClient, default_client
from hackathon.hub.errors import (
    HubError,
    HubGarbled,
    HubRateLimited,
    HubUnreachable,
)
from hackathon.hub.types import Commit, Ref, RepoFile, RepoInfo, RepoType, SpaceRuntime
from tests.hackathon.hub.fakes import (
    ENDPOINT,
    INFO,
    OTHER_SHA,
    SHA,
    TOKEN,
    FakeHub,
    answering,
    json_answer,
    paged,
    serving,
    socket_server,
)

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
        dtypes={"F16": 2_506_172_416},
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


def told(**data: Any) -> RepoInfo:
    """What the client reads out of a model's info."""
    return answering(json_answer({**INFO, **data})).client.repo_info("ana/recetas", RepoType.MODEL)


def test_a_model_s_own_settings_come_with_it() -> None:
    config = {"architectures": ["GemmaForCausalLM"], "tokenizer_config": {"chat_template": "{{ x }}"}}
    info = told(library_name="transformers", config=config)
    assert (info.library, info.config, info.chat_template) == ("transformers", config, True)


@pytest.mark.parametrize(
    ("data", "template"),
    [
        ({}, None),
        ({"config": {}}, None),
        ({"config": {"tokenizer_config": {"eos_token": "</s>"}}}, False),
        ({"config": {"tokenizer_config": {}}}, False),
        ({"config": {"tokenizer_config": {"chat_template": [{"name": "default", "template": "x"}]}}}, True),
        ({"config": {"tokenizer_config": {}, "chat_template_jinja": "x"}}, True),
        ({"gguf": {"total": 1, "chat_template": "x"}}, True),
        ({"config": "nonsense"}, None),
    ],
)
def test_whether_there_is_a_chat_template_is_told_or_left_open(data: dict[str, Any], template: bool | None) -> None:
    assert told(**data).chat_template is template


def test_a_space_comes_with_its_runtime_and_the_address_of_its_page() -> None:
    data = {**INFO, "runtime": {"stage": "RUNNING", "hardware": {"current": "t4-small"}}}
    hub = answering(json_answer({**data, "host": "https://ana-recetas.hf.space", "subdomain": "ana-recetas"}))
    info = hub.client.repo_info("ana/recetas", RepoType.SPACE)
    assert (info.runtime, info.host) == (SpaceRuntime("RUNNING", "t4-small"), "https://ana-recetas.hf.space")
    assert hub.asked == ["/api/spaces/ana/recetas?blobs=true"]


def test_a_space_s_first_label_stands_for_its_address_and_a_runtime_without_stage_for_none() -> None:
    info = told(subdomain="ana-recetas", runtime={"hardware": None})
    assert (info.runtime, info.host) == (None, "https://ana-recetas.hf.space")


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
