"""Commits, refs, trees and files, as the unmodified client reads them."""

from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard, HfApi, HfFileSystem, hf_hub_download, snapshot_download
from huggingface_hub.errors import GatedRepoError, RemoteEntryNotFoundError

from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CARD, CREATED


def test_commits_come_newest_first_with_their_authors_and_dates(api: HfApi, corpus: str) -> None:
    commits = api.list_repo_commits(corpus, repo_type="dataset")
    assert [(commit.title, commit.message, commit.authors) for commit in commits] == [
        ("Tarjeta", "", ["alicia"]),
        ("Datos", "Con cuerpo", ["bruno"]),
        ("initial commit", "", ["alicia"]),
    ]
    assert [commit.created_at for commit in commits] == [CREATED + timedelta(hours=hours) for hours in (2, 1, 0)]


def test_a_long_history_comes_in_pages_and_whole(hub: RunningHub, api: HfApi, http) -> None:
    hub.storage.create_repo(RepoType.MODEL, "somos/m", {}, author="alicia", at=CREATED)
    for number in range(1, 121):
        at = CREATED + timedelta(minutes=number)
        content = {"n.txt": str(number)}
        hub.storage.commit(RepoType.MODEL, "somos/m", content, author="alicia", at=at, message=f"paso {number}")
    titles = [commit.title for commit in api.list_repo_commits("somos/m")]
    assert titles == [f"paso {number}" for number in range(120, 0, -1)] + ["initial commit"]
    first = http.get(f"{hub.url}/api/models/somos/m/commits/main")
    assert (len(first.json()), first.headers["X-Total-Count"]) == (50, "121")
    assert first.links["next"]["url"] == f"{hub.url}/api/models/somos/m/commits/main?p=1"
    assert len(http.get(f"{hub.url}/api/models/somos/m/commits/main?limit=1000").json()) == 121


def test_a_squash_leaves_one_commit_and_the_old_one_stays_readable(hub: RunningHub, api: HfApi, corpus: str) -> None:
    before = api.dataset_info(corpus).sha
    squash = {"author": "alicia", "at": CREATED, "message": "Squash", "orphan": True}
    hub.storage.commit(RepoType.DATASET, corpus, {}, **squash)
    assert [commit.title for commit in api.list_repo_commits(corpus, repo_type="dataset")] == ["Squash"]
    assert len(api.dataset_info(corpus).siblings) == 3
    assert api.dataset_info(corpus, revision=before).sha == before


def test_refs_are_told_apart(hub: RunningHub, api: HfApi, corpus: str) -> None:
    sha = api.dataset_info(corpus).sha
    for ref in ("refs/heads/prueba", "refs/tags/v1", "refs/pr/1", "refs/convert/parquet"):
        hub.storage.set_ref(RepoType.DATASET, corpus, ref, sha)
    refs = api.list_repo_refs(corpus, repo_type="dataset", include_pull_requests=True)
    assert [ref.name for ref in refs.branches] == ["main", "prueba"]
    assert [(ref.name, ref.ref) for ref in refs.tags] == [("v1", "refs/tags/v1")]
    assert [(ref.name, ref.target_commit) for ref in refs.converts] == [("parquet", sha)]
    assert [(ref.name, ref.ref) for ref in refs.pull_requests] == [("1", "refs/pr/1")]
    assert api.list_repo_refs(corpus, repo_type="dataset").pull_requests is None


@pytest.mark.parametrize("revision", ["refs/pr/1", "refs/convert/parquet", "v1", "rama/con-barra"])
def test_any_ref_is_a_revision(hub: RunningHub, api: HfApi, corpus: str, revision: str) -> None:
    first = api.list_repo_commits(corpus, repo_type="dataset")[-1].commit_id
    full = {"v1": "refs/tags/v1", "rama/con-barra": "refs/heads/rama/con-barra"}.get(revision, revision)
    hub.storage.set_ref(RepoType.DATASET, corpus, full, first)
    assert api.dataset_info(corpus, revision=revision).sha == first
    listed = api.list_repo_tree(corpus, repo_type="dataset", revision=revision, recursive=True)
    assert [item.path for item in listed] == ["README.md"]
    url = f"datasets/{corpus}@{revision.replace('/', '%2F')}/README.md"
    assert HfFileSystem(endpoint=hub.url, token=False, skip_instance_cache=True).read_text(url) == "# nada"


def test_a_tree_shows_one_folder_or_all_of_them(api: HfApi, corpus: str) -> None:
    top = [item.path for item in api.list_repo_tree(corpus, repo_type="dataset")]
    assert top == ["README.md", "data", "scripts"]
    inside = [item.path for item in api.list_repo_tree(corpus, "data", repo_type="dataset")]
    assert inside == ["data/train.parquet"]
    assert len(list(api.list_repo_tree(corpus, repo_type="dataset", recursive=True))) == 5
    with pytest.raises(RemoteEntryNotFoundError):
        list(api.list_repo_tree(corpus, "nada", repo_type="dataset"))


def test_an_expanded_tree_tells_who_changed_what_last(hub: RunningHub, api: HfApi, corpus: str) -> None:
    many = {f"fichas/{number:03}.txt": "x" for number in range(60)}
    at = CREATED + timedelta(hours=5)
    hub.storage.commit(RepoType.DATASET, corpus, many, author="diego", at=at, message="Fichas")
    found = {item.path: item for item in api.list_repo_tree(corpus, repo_type="dataset", recursive=True, expand=True)}
    assert len(found) == 66
    assert found["README.md"].last_commit.title == "Tarjeta"
    assert found["scripts"].last_commit.title == "Datos"
    assert found["fichas/059.txt"].last_commit.date == at
    assert found["data/train.parquet"].security.safe is True


def test_paths_info_leaves_out_what_is_not_there(api: HfApi, corpus: str) -> None:
    asked = ["README.md", "nada.txt", "data", "data/train.parquet", "README.md/x"]
    found = api.get_paths_info(corpus, asked, repo_type="dataset", expand=True)
    assert [item.path for item in found] == ["README.md", "data", "data/train.parquet"]
    assert found[2].lfs.sha256 == found[2].lfs["sha256"]


def test_downloads_give_the_bytes_that_were_committed(hub: RunningHub, api: HfApi, corpus: str, tmp_path: Path) -> None:
    sha = api.dataset_info(corpus).sha
    given = {"repo_type": "dataset", "revision": sha, "endpoint": hub.url, "token": False}
    path = hf_hub_download(corpus, "README.md", cache_dir=tmp_path / "cache", **given)
    assert Path(path).read_bytes() == CARD
    assert DatasetCard(Path(path).read_text()).data.license == "cc-by-4.0"
    folder = snapshot_download(corpus, cache_dir=tmp_path / "cache", **given)
    assert pq.read_table(f"{folder}/data/train.parquet").num_rows == 500
    with pytest.raises(RemoteEntryNotFoundError):
        hf_hub_download(corpus, "nada.txt", cache_dir=tmp_path / "cache", **given)


def test_a_parquet_footer_is_read_without_the_file(hub: RunningHub, corpus: str) -> None:
    files = HfFileSystem(endpoint=hub.url, token=False, skip_instance_cache=True)
    with files.open(f"datasets/{corpus}/data/train.parquet", block_size=1024) as opened:
        assert pq.ParquetFile(opened).schema_arrow.names == ["pregunta", "respuesta"]
    column = pq.read_table(f"datasets/{corpus}/data/train.parquet", filesystem=files, columns=["respuesta"])
    assert column.column("respuesta")[0].as_py() == "Que llueve."


def test_a_name_with_spaces_and_accents_can_be_read(hub: RunningHub, api: HfApi, corpus: str, tmp_path: Path) -> None:
    name = "año 1/qué tal?#100%.txt"
    hub.storage.commit(RepoType.DATASET, corpus, {name: "sí"}, author="alicia", at=CREATED, message="Raro")
    path = api.hf_hub_download(corpus, name, repo_type="dataset", cache_dir=tmp_path / "cache")
    assert Path(path).read_text() == "sí"


def test_head_tells_commit_etag_and_size(hub: RunningHub, api: HfApi, http, corpus: str) -> None:
    info = {item.rfilename: item for item in api.dataset_info(corpus, files_metadata=True).siblings}
    head = http.head(f"{hub.url}/datasets/{corpus}/resolve/main/README.md")
    assert head.status_code == 200
    assert head.headers["X-Repo-Commit"] == api.dataset_info(corpus).sha
    assert head.headers["ETag"] == f'"{info["README.md"].blob_id}"'
    assert (head.headers["Content-Length"], head.headers["Accept-Ranges"]) == (str(len(CARD)), "bytes")
    large = http.head(f"{hub.url}/datasets/{corpus}/resolve/main/data/train.parquet").headers
    assert large["X-Linked-ETag"] == f'"{info["data/train.parquet"].lfs.sha256}"'
    assert large["X-Linked-Size"] == str(info["data/train.parquet"].size)


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-2", 206, b"---"),
        ("bytes=-7", 206, b"Corpus\n"),
        ("bytes=4-11", 206, b"language"),
        ("bytes=0-99999", 206, CARD),
        ("bytes=99999-", 416, None),
        ("bytes=9-3", 416, None),
        ("lines=1-2", 200, CARD),
    ],
)
def test_ranges(hub: RunningHub, http, corpus: str, asked: str, status: int, content: bytes | None) -> None:
    answer = http.get(f"{hub.url}/datasets/{corpus}/resolve/main/README.md", headers={"Range": asked})
    assert answer.status_code == status
    if content is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(CARD)}"
    else:
        assert answer.content == content


def test_a_gated_repo_shows_its_info_but_not_its_files(hub: RunningHub, api: HfApi, corpus: str) -> None:
    hub.storage.set_meta(RepoType.DATASET, corpus, gated="manual")
    assert api.dataset_info(corpus).gated == "manual"
    with pytest.raises(GatedRepoError):
        api.hf_hub_download(corpus, "README.md", repo_type="dataset")


def test_a_pointer_whose_bytes_never_came_is_a_missing_file(hub: RunningHub, http, corpus: str) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n"
    hub.storage.commit(RepoType.DATASET, corpus, {"roto.txt": pointer}, author="a", at=CREATED, message="Roto")
    answer = http.get(f"{hub.url}/datasets/{corpus}/resolve/main/roto.txt")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (404, "EntryNotFound")


def test_html_in_a_repo_is_shown_as_text(hub: RunningHub, http, corpus: str) -> None:
    page = {"x.html": "<script>alert(1)</script>"}
    hub.storage.commit(RepoType.DATASET, corpus, page, author="a", at=CREATED, message="Página")
    headers = http.get(f"{hub.url}/datasets/{corpus}/resolve/main/x.html").headers
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
