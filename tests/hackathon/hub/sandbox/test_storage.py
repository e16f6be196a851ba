"""The folder of repos, without a server."""

from datetime import timedelta
from pathlib import Path

import pytest
from dulwich.repo import Repo

from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED

MODEL = RepoType.MODEL


def test_what_was_stored_is_found_again(tmp_path: Path) -> None:
    made = SandboxStorage(tmp_path).create_repo(
        MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED, gated="auto", parameters={"F32": 3}
    )
    assert SandboxStorage(tmp_path).get(MODEL, "somos/m") == made
    assert SandboxStorage(tmp_path).find(RepoType.DATASET, "somos/m") is None


def test_the_same_input_gives_the_same_id_and_sha(tmp_path: Path) -> None:
    def made(name: str) -> tuple[str, str]:
        storage = SandboxStorage(tmp_path / name)
        record = storage.create_repo(MODEL, "somos/m", {"a.txt": "1"}, author="alicia", at=CREATED)
        return record.hub_id, storage.commit(MODEL, "somos/m", {"b": "2"}, author="b", at=CREATED, message="m")

    assert made("one") == made("two")


def test_a_plain_bare_repo_is_served_without_a_record(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    storage.create_repo(MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED)
    later = CREATED + timedelta(days=1)
    storage.commit(MODEL, "somos/m", {"a": "2"}, author="alicia", at=later, message="m")
    (tmp_path / "models" / "somos" / "m.json").unlink()
    record = storage.get(MODEL, "somos/m")
    assert (record.repo_id, record.created_at, record.private) == ("somos/m", CREATED, False)


def test_what_lies_there_is_an_ordinary_git_repo(tmp_path: Path) -> None:
    SandboxStorage(tmp_path).create_repo(MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED)
    with Repo(str(tmp_path / "models" / "somos" / "m.git")) as repo:
        assert repo.bare is True
        assert repo[repo.head()].author == b"alicia <alicia@users.sandbox.invalid>"


def test_refs_that_git_packed_away_are_found_too(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    record = storage.create_repo(MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED)
    before = storage.head(record)
    with Repo(str(tmp_path / "models" / "somos" / "m.git")) as repo:
        repo.refs.pack_refs(all=True)
    assert not (tmp_path / "models" / "somos" / "m.git" / "refs" / "heads" / "main").exists()
    assert storage.head(record) == before
    sha = storage.commit(MODEL, "somos/m", {"a": "2"}, author="alicia", at=CREATED, message="m")
    assert storage.head(record).sha == sha


def test_another_process_s_changes_are_seen(tmp_path: Path) -> None:
    here, there = SandboxStorage(tmp_path), SandboxStorage(tmp_path)
    here.create_repo(MODEL, "somos/m", {"a": "1"}, author="alicia", at=CREATED)
    assert there.get(MODEL, "SOMOS/M").likes == 0
    here.set_meta(MODEL, "somos/m", likes=3)
    sha = here.commit(MODEL, "somos/m", {"a": "2"}, author="alicia", at=CREATED, message="m")
    assert (there.get(MODEL, "somos/m").likes, there.head(there.get(MODEL, "somos/m")).sha) == (3, sha)
    here.rename(MODEL, "somos/m", "otra/m")
    assert [record.repo_id for record in there.repos(MODEL)] == ["otra/m"]
    assert there.repos(MODEL, namespace="SOMOS") == []
    assert [record.repo_id for record in there.repos(MODEL, namespace="OTRA")] == ["otra/m"]


@pytest.mark.parametrize("repo_id", ["m", "a/b/c", "../m", "a/..", "a/b.git", "", "ñ/m", "a/b c"])
def test_a_name_that_is_no_repo_id_is_refused(tmp_path: Path, repo_id: str) -> None:
    storage = SandboxStorage(tmp_path)
    with pytest.raises(SandboxError):
        storage.create_repo(MODEL, repo_id, {}, author="alicia", at=CREATED)
    assert storage.find(MODEL, repo_id) is None


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/./b", ".git/config", ""])
def test_a_path_that_leads_out_of_the_repo_is_refused(tmp_path: Path, path: str) -> None:
    storage = SandboxStorage(tmp_path)
    storage.create_repo(MODEL, "somos/m", {}, author="alicia", at=CREATED)
    with pytest.raises(SandboxError):
        storage.commit(MODEL, "somos/m", {path: "x"}, author="alicia", at=CREATED, message="m")


def test_two_repos_cannot_share_a_name_in_any_letter_case(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    storage.create_repo(MODEL, "somos/m", {}, author="alicia", at=CREATED)
    with pytest.raises(SandboxError):
        storage.create_repo(MODEL, "Somos/M", {}, author="alicia", at=CREATED)


def test_only_fields_of_a_repo_can_be_set(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    storage.create_repo(MODEL, "somos/m", {}, author="alicia", at=CREATED)
    with pytest.raises(SandboxError):
        storage.set_meta(MODEL, "somos/m", colour="red")
    with pytest.raises(SandboxError):
        storage.set_meta(MODEL, "somos/m", hub_id="0" * 24)


def test_a_person_is_added_once(tmp_path: Path) -> None:
    storage = SandboxStorage(tmp_path)
    alicia = storage.add_person("alicia", orgs={"somos": "write"})
    assert SandboxStorage(tmp_path).people.all() == [alicia]
    with pytest.raises(SandboxError):
        storage.add_person("Alicia")
