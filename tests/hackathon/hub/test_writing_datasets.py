"""Writing a dataset, against the sandbox Hub: whole files, large ones by way of the storage, and nothing twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubForbidden, HubGarbled, HubRefused, RepoMissing
from hackathon.hub.types import RepoType

REPO = "gente/resultados"
FILES = {"README.md": "# Año 1\n".encode(), "data/a.parquet": b"PAR1" * 300, "vacio.txt": b""}


@pytest.fixture
def writer(hub: Any) -> Iterator[HubClient]:
    hub.storage.add_person("ana", orgs={"gente": "write", "ajena": "read"})
    with HubClient(endpoint=hub.endpoint, token="hf_ana") as client:
        yield client


@pytest.fixture
def empty(writer: HubClient) -> str:
    """The head of a new dataset."""
    writer.create_dataset(REPO, private=True)
    return writer.look(REPO, RepoType.DATASET).sha


def test_a_dataset_is_made_for_nobody_but_its_owners(hub: Any, writer: HubClient, empty: str) -> None:
    assert writer.look(REPO, RepoType.DATASET).private
    with HubClient(endpoint=hub.endpoint) as stranger, pytest.raises(RepoMissing):
        stranger.look(REPO, RepoType.DATASET)


def test_files_are_there_after_a_commit_as_they_were_given(hub: Any, writer: HubClient, empty: str) -> None:
    sha = writer.commit_files(REPO, FILES, message="Resultados", parent=empty)
    found = {path: writer.read_file(REPO, RepoType.DATASET, path, revision=sha) for path in FILES if FILES[path]}
    assert found == {path: content for path, content in FILES.items() if content}
    assert [commit.title for commit in writer.commits(REPO, RepoType.DATASET)] == ["Resultados", "initial commit"]


def test_parquet_lies_in_lfs_and_a_card_does_not(writer: HubClient, empty: str) -> None:
    writer.commit_files(REPO, FILES, message="Resultados", parent=empty)
    in_lfs = {file.path: file.lfs_sha256 is not None for file in writer.look(REPO, RepoType.DATASET).files}
    assert in_lfs == {".gitattributes": False, "README.md": False, "data/a.parquet": True, "vacio.txt": False}


def test_the_same_files_make_no_second_commit(writer: HubClient, empty: str) -> None:
    sha = writer.commit_files(REPO, FILES, message="Resultados", parent=empty)
    assert writer.commit_files(REPO, FILES, message="Resultados", parent=sha) is None
    assert len(writer.commits(REPO, RepoType.DATASET)) == 2


def test_only_what_changed_is_committed_and_what_is_gone_goes(writer: HubClient, empty: str) -> None:
    first = writer.commit_files(REPO, FILES, message="Resultados", parent=empty)
    second = writer.commit_files(REPO, {**FILES, "vacio.txt": None, "nunca.txt": None}, message="Menos", parent=first)
    paths = [file.path for file in writer.look(REPO, RepoType.DATASET, revision=second).files]
    assert sorted(paths) == [".gitattributes", "README.md", "data/a.parquet"]


def test_a_head_that_moved_is_not_written_over(writer: HubClient, empty: str) -> None:
    writer.commit_files(REPO, FILES, message="Resultados", parent=empty)
    with pytest.raises(HubRefused):
        writer.commit_files(REPO, {"README.md": b"otro"}, message="Tarde", parent=empty)


def test_a_dataset_is_opened_to_everybody(hub: Any, writer: HubClient, empty: str) -> None:
    writer.show_dataset(REPO, private=False)
    with HubClient(endpoint=hub.endpoint) as stranger:
        assert not stranger.look(REPO, RepoType.DATASET).private


def test_a_name_that_is_taken_is_refused(writer: HubClient, empty: str) -> None:
    with pytest.raises(HubRefused, match="already"):
        writer.create_dataset(REPO, private=True)


def test_nobody_writes_where_they_only_read(hub: Any, writer: HubClient) -> None:
    with pytest.raises(HubForbidden):
        writer.create_dataset("ajena/resultados", private=True)
    with HubClient(endpoint=hub.endpoint) as stranger, pytest.raises(HubForbidden):
        stranger.create_dataset(REPO, private=True)


def test_the_token_does_not_follow_a_file_to_another_host(writer: HubClient) -> None:
    with pytest.raises(HubGarbled):
        writer._transport.path_of("https://storage.example.org/verify")
