"""The client's contract with a Hub, held against the sandbox over a real socket."""

import io
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from hackathon.hub.client import HubClient
from hackathon.hub.errors import (
    FileMissing,
    HubError,
    HubForbidden,
    HubRateLimited,
    HubRefused,
    HubUnreachable,
    OrganisationMissing,
    RepoMissing,
    RevisionMissing,
)
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType, SpaceRuntime

AT = datetime(2024, 4, 10, 12, 0, tzinfo=UTC)
LATER = datetime(2024, 4, 11, 9, 30, tzinfo=UTC)
CARD = "---\nlicense: apache-2.0\nlanguage:\n- es\n---\n# Recetas de la abuela\n"
CORPUS, MODEL, DEMO = "somos-demo/recetas", "somos-demo/recetas-2b", "somos-demo/recetas-demo"


def parquet_bytes() -> bytes:
    file = io.BytesIO()
    parquet.write_table(pyarrow.table({"id": list(range(20_000)), "texto": ["receta"] * 20_000}), file)
    return file.getvalue()


def fill(server: RunningHub) -> None:
    """A corpus with two commits, a model and a demo."""
    store = server.storage
    store.create_repo(RepoType.DATASET, CORPUS, {"README.md": "# Vacía\n"}, author="alicia", at=AT)
    data = {"README.md": CARD, "datos/año 1.parquet": parquet_bytes()}
    store.commit(RepoType.DATASET, CORPUS, data, author="bruno", at=LATER, message="Sube los datos")
    weights = {"BF16": 2_506_172_416}
    store.create_repo(RepoType.MODEL, MODEL, {"README.md": CARD}, author="alicia", at=AT, parameters=weights)
    store.create_repo(RepoType.SPACE, DEMO, {"README.md": "---\nsdk: gradio\n---\n"}, author="alicia", at=AT)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningHub]:
    """A Hub of the test's own."""
    with running(tmp_path / "hub") as server:
        fill(server)
        yield server


@pytest.fixture(scope="module")
def standing_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHub]:
    with running(tmp_path_factory.mktemp("hub")) as server:
        fill(server)
        yield server


@pytest.fixture
def troubled(standing_sandbox: RunningHub) -> Iterator[RunningHub]:
    """A shared Hub to set faults on; its repos stay as they are."""
    yield standing_sandbox
    standing_sandbox.clear_faults()


@pytest.fixture
def hub(sandbox: RunningHub) -> Iterator[HubClient]:
    with HubClient(endpoint=sandbox.url, timeout=5.0, sleep=lambda seconds: None) as client:
        yield client


def test_a_corpus_is_told_with_its_files_and_card(hub: HubClient) -> None:
    info = hub.repo_info(CORPUS, RepoType.DATASET)
    assert (info.repo_id, info.repo_type, info.private, info.gated) == (CORPUS, RepoType.DATASET, False, False)
    assert (info.created_at, info.last_modified) == (AT, LATER)
    assert info.card_data == {"license": "apache-2.0", "language": ["es"]}
    sizes = {file.path: file.size for file in info.files}
    assert (sizes["README.md"], sizes["datos/año 1.parquet"]) == (len(CARD), len(parquet_bytes()))


def test_a_model_s_parameters_are_counted(hub: HubClient) -> None:
    assert hub.repo_info(MODEL, RepoType.MODEL).parameters == 2_506_172_416


def test_a_space_has_an_sdk_and_a_runtime(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.storage.set_meta(RepoType.SPACE, DEMO, stage="SLEEPING", hardware="cpu-basic")
    assert hub.repo_info(DEMO, RepoType.SPACE).sdk == "gradio"
    runtime = hub.space_runtime(DEMO)
    assert (runtime.stage, runtime.hardware) == ("SLEEPING", "cpu-basic")
    assert isinstance(runtime, SpaceRuntime)


def test_commits_are_newest_first_with_dates_and_authors(hub: HubClient) -> None:
    commits = hub.commits(CORPUS, RepoType.DATASET)
    assert [(commit.title, commit.authors, commit.date) for commit in commits] == [
        ("Sube los datos", ("bruno",), LATER),
        ("initial commit", ("alicia",), AT),
    ]
    assert commits[0].sha == hub.repo_info(CORPUS, RepoType.DATASET).sha


def test_commits_of_many_pages_all_arrive_in_order(
    sandbox: RunningHub, hub: HubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        sandbox.storage.commit(
            RepoType.MODEL, MODEL, {"n.txt": str(number)}, author="alicia", at=LATER, message=f"Cambio {number}"
        )
    everything = [commit.title for commit in hub.commits(MODEL, RepoType.MODEL)]
    assert everything == [*(f"Cambio {number}" for number in (4, 3, 2, 1, 0)), "initial commit"]
    assert [commit.title for commit in hub.commits(MODEL, RepoType.MODEL, limit=2)] == everything[:2]
    monkeypatch.setattr("hackathon.hub.client.COMMITS_PER_PAGE", 2)
    assert [commit.title for commit in hub.commits(MODEL, RepoType.MODEL)] == everything


def test_refs_of_every_kind_arrive(sandbox: RunningHub, hub: HubClient) -> None:
    head, first = (commit.sha for commit in hub.commits(CORPUS, RepoType.DATASET))
    sandbox.storage.set_ref(RepoType.DATASET, CORPUS, "refs/tags/v1", first)
    sandbox.storage.set_ref(RepoType.DATASET, CORPUS, "refs/pr/1", first)
    sandbox.storage.set_ref(RepoType.DATASET, CORPUS, "refs/convert/parquet", head)
    assert {ref.ref: ref.sha for ref in hub.refs(CORPUS, RepoType.DATASET)} == {
        "refs/heads/main": head,
        "refs/tags/v1": first,
        "refs/pr/1": first,
        "refs/convert/parquet": head,
    }
    assert hub.repo_info(CORPUS, RepoType.DATASET, revision="refs/pr/1").sha == first


def test_a_file_is_read_as_it_was_at_a_revision(hub: HubClient) -> None:
    head, first = (commit.sha for commit in hub.commits(CORPUS, RepoType.DATASET))
    assert hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision=head) == CARD.encode()
    assert hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision=first) == "# Vacía\n".encode()
    assert hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision=head, max_bytes=3) == b"---"


def test_an_empty_file_is_read_as_empty(sandbox: RunningHub, hub: HubClient) -> None:
    sha = sandbox.storage.commit(RepoType.MODEL, MODEL, {"vacío": b""}, author="alicia", at=LATER, message="Nada")
    assert hub.read_file(MODEL, RepoType.MODEL, "vacío", revision=sha) == b""
    assert hub.open_file(MODEL, RepoType.MODEL, "vacío", revision=sha).read() == b""


def test_a_parquet_file_is_read_in_parts(hub: HubClient) -> None:
    sha = hub.repo_info(CORPUS, RepoType.DATASET).sha
    with hub.open_file(CORPUS, RepoType.DATASET, "datos/año 1.parquet", revision=sha) as file:
        table = parquet.ParquetFile(file)
        assert (table.metadata.num_rows, table.schema_arrow.names) == (20_000, ["id", "texto"])
        assert table.read(columns=["id"]).column("id").to_pylist() == list(range(20_000))


def test_members_of_an_organisation_are_told(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.storage.add_person("alicia", orgs={"somos-demo": "admin"})
    sandbox.storage.add_person("bruno")
    assert hub.organisation_members("somos-demo") == ("alicia",)


def test_a_renamed_repo_answers_to_its_old_name_with_the_same_hub_id(sandbox: RunningHub, hub: HubClient) -> None:
    before = hub.repo_info(CORPUS, RepoType.DATASET)
    sandbox.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-de-la-abuela")
    after = hub.repo_info(CORPUS, RepoType.DATASET)
    assert (after.hub_id, after.repo_id) == (before.hub_id, "somos-demo/recetas-de-la-abuela")
    assert hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision=before.sha) == CARD.encode()
    assert len(hub.commits(CORPUS, RepoType.DATASET)) == 2


def test_the_case_of_a_name_does_not_matter_to_the_hub(hub: HubClient) -> None:
    assert hub.repo_info("Somos-Demo/Recetas", RepoType.DATASET).repo_id == CORPUS


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda hub: hub.repo_info("somos-demo/nada", RepoType.DATASET), RepoMissing),
        (lambda hub: hub.repo_info(CORPUS, RepoType.MODEL), RepoMissing),
        (lambda hub: hub.repo_info(CORPUS, RepoType.DATASET, revision="0" * 40), RevisionMissing),
        (lambda hub: hub.commits(CORPUS, RepoType.DATASET, revision="otra"), RevisionMissing),
        (lambda hub: hub.commits("somos-demo/nada", RepoType.DATASET), RepoMissing),
        (lambda hub: hub.refs("somos-demo/nada", RepoType.DATASET), RepoMissing),
        (lambda hub: hub.read_file(CORPUS, RepoType.DATASET, "nada.md", revision="main"), FileMissing),
        (lambda hub: hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision="otra"), RevisionMissing),
        (lambda hub: hub.read_file("somos-demo/nada", RepoType.DATASET, "a", revision="main"), RepoMissing),
        (lambda hub: hub.open_file(CORPUS, RepoType.DATASET, "nada.parquet", revision="main"), FileMissing),
        (lambda hub: hub.space_runtime("somos-demo/nada"), RepoMissing),
        (lambda hub: hub.organisation_members("nadie"), OrganisationMissing),
    ],
)
def test_what_is_not_there_is_named(hub: HubClient, ask: Callable[[HubClient], Any], error: type[HubError]) -> None:
    with pytest.raises(HubError) as problem:
        ask(hub)
    assert type(problem.value) is error


def test_a_private_repo_is_missing_for_strangers_and_there_for_its_people(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.storage.add_person("alicia", orgs={"somos-demo": "admin"})
    sandbox.storage.set_meta(RepoType.DATASET, CORPUS, private=True)
    with pytest.raises(RepoMissing):
        hub.repo_info(CORPUS, RepoType.DATASET)
    with HubClient(endpoint=sandbox.url, token="hf_alicia") as member:
        assert member.repo_info(CORPUS, RepoType.DATASET).private is True


def test_gated_files_and_disabled_repos_are_forbidden(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.storage.set_meta(RepoType.DATASET, CORPUS, gated="manual")
    assert hub.repo_info(CORPUS, RepoType.DATASET).gated is True
    with pytest.raises(HubForbidden):
        hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision="main")
    sandbox.storage.set_meta(RepoType.MODEL, MODEL, disabled=True)
    with pytest.raises(HubForbidden):
        hub.repo_info(MODEL, RepoType.MODEL)


CALLS: dict[str, Callable[[HubClient], Any]] = {
    "repo_info": lambda hub: hub.repo_info(CORPUS, RepoType.DATASET),
    "commits": lambda hub: hub.commits(CORPUS, RepoType.DATASET),
    "refs": lambda hub: hub.refs(CORPUS, RepoType.DATASET),
    "read_file": lambda hub: hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision="main"),
    "space_runtime": lambda hub: hub.space_runtime(DEMO),
    "organisation_members": lambda hub: hub.organisation_members("somos-demo"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 429, "retry_after": 200}, HubRateLimited),
        ({"kind": "status", "status": 429, "retry_after": 2}, HubRateLimited),
        ({"kind": "status", "status": 503}, HubUnreachable),
        ({"kind": "status", "status": 500}, HubUnreachable),
        ({"kind": "status", "status": 403}, HubForbidden),
        ({"kind": "status", "status": 400}, HubRefused),
        ({"kind": "delay", "seconds": 1.0}, HubUnreachable),
        ({"kind": "drop"}, HubUnreachable),
    ],
)
def test_a_hub_in_trouble_raises_the_right_error_in_bounded_time(
    troubled: RunningHub, call: str, fault: dict[str, Any], error: type[HubError]
) -> None:
    troubled.set_fault(**fault)
    naps: list[float] = []
    with HubClient(endpoint=troubled.url, timeout=0.3, retries=1, sleep=naps.append) as hub:
        started = time.monotonic()
        with pytest.raises(HubError) as problem:
            CALLS[call](hub)
        assert time.monotonic() - started + sum(naps) < 10
    assert type(problem.value) is error


@pytest.mark.parametrize("kind", ["private", "gone"])
@pytest.mark.parametrize("call", ["repo_info", "commits", "refs", "read_file"])
def test_a_repo_that_vanishes_is_missing(troubled: RunningHub, kind: str, call: str) -> None:
    troubled.set_fault(kind=kind, repo_id=CORPUS)
    with HubClient(endpoint=troubled.url) as hub, pytest.raises(RepoMissing):
        CALLS[call](hub)


def test_trouble_that_passes_is_waited_out(troubled: RunningHub) -> None:
    naps: list[float] = []
    with HubClient(endpoint=troubled.url, sleep=naps.append) as hub:
        troubled.set_fault(kind="status", status=503, times=2)
        assert hub.repo_info(CORPUS, RepoType.DATASET).repo_id == CORPUS
        troubled.set_fault(kind="status", status=429, retry_after=7, times=1)
        assert hub.read_file(CORPUS, RepoType.DATASET, "README.md", revision="main") == CARD.encode()
    assert naps == [0.5, 1.0, 7.0]


def test_the_end_of_a_long_rate_limit_is_told(troubled: RunningHub) -> None:
    troubled.set_fault(kind="status", status=429, retry_after=200)
    with HubClient(endpoint=troubled.url) as hub, pytest.raises(HubRateLimited) as limit:
        hub.repo_info(CORPUS, RepoType.DATASET)
    assert limit.value.retry_after == 200.0
