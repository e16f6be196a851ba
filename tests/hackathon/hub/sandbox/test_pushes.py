"""Histories that are rewritten, squashed, merged and made longer, as any git and the unmodified client read them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.repo import Repo
from huggingface_hub import HfApi
from huggingface_hub.errors import RepositoryNotFoundError

from hackathon.hub.sandbox.records import SandboxError
from hackathon.hub.sandbox.server import RunningHub
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.hub.types import RepoType
from tests.hackathon.hub.sandbox.conftest import CREATED

MODEL = (RepoType.MODEL, "somos/m")
HOUR = timedelta(hours=1)
FAR, LONG_AGO = datetime(2035, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> SandboxStorage:
    """A model with three commits: ``uno``, ``dos``, ``tres``."""
    storage = SandboxStorage(tmp_path)
    storage.create_repo(*MODEL, {"a": "1"}, author="alicia", at=CREATED, message="uno")
    storage.commit(*MODEL, {"b": "2"}, author="alicia", at=CREATED + HOUR, message="dos")
    storage.commit(*MODEL, {"a": None, "c": "3"}, author="bruno", at=CREATED + 2 * HOUR, message="tres")
    return storage


def history(storage: SandboxStorage) -> list[tuple[str, str]]:
    """Title and sha of main's commits."""
    record = storage.get(*MODEL)
    return [(commit.title, commit.sha) for commit in storage.history(record, storage.head(record).sha)]


def files(storage: SandboxStorage, revision: str = "main") -> dict[str, bytes]:
    """Path and content of a revision's files."""
    with storage.open(storage.get(*MODEL)) as git:
        return {entry.path: git.read(entry) for entry in git.entries(git.resolve(revision).tree)}


def titles(storage: SandboxStorage) -> list[str]:
    return [title for title, _ in history(storage)]


def test_a_force_push_takes_what_came_after_out_of_the_history_but_not_out_of_the_repo(storage: SandboxStorage) -> None:
    (_, old_head), _, (_, first) = history(storage)
    pushed = {"author": "alicia", "at": CREATED + HOUR, "message": "otra"}
    sha = storage.rewrite(*MODEL, {"z": "9"}, onto=first, **pushed)
    assert (titles(storage), storage.head(storage.get(*MODEL)).sha) == (["otra", "uno"], sha)
    assert (files(storage), files(storage, old_head)) == ({"a": b"1", "z": b"9"}, {"b": b"2", "c": b"3"})


def test_a_force_push_can_start_a_history_of_its_own(storage: SandboxStorage) -> None:
    storage.rewrite(*MODEL, {"z": "9"}, onto=None, author="alicia", at=LONG_AGO, message="de cero")
    storage.commit(*MODEL, {"y": "8"}, author="alicia", at=LONG_AGO, message="y más")
    assert (titles(storage), files(storage)) == (["y más", "de cero"], {"z": b"9", "y": b"8"})


def test_a_history_can_be_rewritten_to_the_same_content(storage: SandboxStorage) -> None:
    (_, old_head), _, (_, first) = history(storage)
    same = {"a": None, "b": "2", "c": "3"}
    new = storage.rewrite(*MODEL, same, onto=first, author="alicia", at=CREATED + HOUR, message="todo")
    with storage.open(storage.get(*MODEL)) as git:
        assert git.commit(new).tree == git.commit(old_head).tree


def test_nothing_is_put_on_top_of_a_commit_that_is_not_there(storage: SandboxStorage) -> None:
    with pytest.raises(SandboxError, match="no such commit"):
        storage.rewrite(*MODEL, {}, onto="0" * 40, author="alicia", at=CREATED, message="m")
    assert titles(storage) == ["tres", "dos", "uno"]


def test_a_squash_keeps_the_content_and_no_history(storage: SandboxStorage) -> None:
    storage.squash(*MODEL, author="alicia", at=CREATED)
    assert (titles(storage), files(storage)) == (["Super-squash branch 'main'"], {"b": b"2", "c": b"3"})


def test_a_merged_pull_request_brings_its_changes_and_both_histories(storage: SandboxStorage) -> None:
    storage.commit(*MODEL, {"e": "antes"}, author="alicia", at=CREATED + 2 * HOUR, message="cuatro")
    changes = {"b": "dos", "c": None, "d": "4"}
    proposed = {"number": 3, "author": "carla", "at": CREATED, "message": "propuesta"}
    proposal = storage.open_pull_request(*MODEL, changes, **proposed)
    assert titles(storage) == ["cuatro", "tres", "dos", "uno"]
    storage.commit(*MODEL, {"e": "5"}, author="alicia", at=CREATED + 3 * HOUR, message="cinco")
    ours = storage.head(storage.get(*MODEL)).sha
    merge = storage.merge_pull_request(*MODEL, number=3, by="alicia", at=CREATED + 4 * HOUR)
    assert storage.head(storage.get(*MODEL)).parents == (ours, proposal)
    assert files(storage) == {"b": b"dos", "d": b"4", "e": b"5"}
    assert history(storage)[0] == ("Merge refs/pr/3 (#3)", merge)
    assert sorted(titles(storage)[1:]) == ["cinco", "cuatro", "dos", "propuesta", "tres", "uno"]


def test_a_pull_request_can_be_merged_into_one_commit(storage: SandboxStorage) -> None:
    for number in range(2):
        changes = {f"n{number}": "x"}
        proposed = {"number": 1, "author": "carla", "at": CREATED, "message": f"propuesta {number}"}
        storage.open_pull_request(*MODEL, changes, **proposed)
    storage.merge_pull_request(*MODEL, number=1, by="alicia", at=CREATED + 4 * HOUR, squash=True)
    assert titles(storage) == ["Merge refs/pr/1 (#1)", "tres", "dos", "uno"]
    assert sorted(files(storage)) == ["b", "c", "n0", "n1"]


def test_a_pull_request_that_nobody_opened_cannot_be_merged(storage: SandboxStorage) -> None:
    with pytest.raises(SandboxError):
        storage.merge_pull_request(*MODEL, number=9, by="alicia", at=CREATED)


@pytest.mark.parametrize(("theirs", "ours"), [(FAR, LONG_AGO), (LONG_AGO, FAR)])
def test_parents_come_after_their_children_whatever_the_clocks_said(
    storage: SandboxStorage, theirs: datetime, ours: datetime
) -> None:
    storage.open_pull_request(*MODEL, {"p": "1"}, number=1, author="carla", at=theirs, message="suya")
    storage.commit(*MODEL, {"q": "1"}, author="alicia", at=ours, message="nuestra")
    storage.merge_pull_request(*MODEL, number=1, by="alicia", at=LONG_AGO)
    storage.commit(*MODEL, {"r": "1"}, author="alicia", at=ours, message="última")
    record = storage.get(*MODEL)
    commits = storage.history(record, storage.head(record).sha)
    place = {commit.sha: number for number, commit in enumerate(commits)}
    assert len(place) == 7
    assert [commit.title for commit in commits][:2] == ["última", "Merge refs/pr/1 (#1)"]
    assert all(place[parent] > place[commit.sha] for commit in commits for parent in commit.parents)
    assert {commit.title: commit.date for commit in commits}["suya"] == theirs


def test_a_long_history_is_made_in_a_moment(storage: SandboxStorage) -> None:
    sha = storage.lengthen(*MODEL, commits=300, author="alicia", at=CREATED + 5 * HOUR, every=timedelta(minutes=1))
    record = storage.get(*MODEL)
    commits = storage.history(record, sha)
    assert (len(commits), commits[0].title, commits[-1].title) == (303, "Cambio 300", "uno")
    assert commits[0].date - commits[299].date == timedelta(minutes=299)
    assert files(storage) == {"b": b"2", "c": b"3"}


def test_a_deleted_branch_is_gone_and_a_repo_without_main_has_no_head(storage: SandboxStorage) -> None:
    storage.set_ref(*MODEL, "refs/heads/main", None)
    assert storage.head(storage.get(*MODEL)) is None


@pytest.mark.parametrize(
    "ref", ["", "main", "refs/heads/../../config", "refs/heads/", "refs/heads/a.lock", "/refs/heads/a"]
)
@pytest.mark.parametrize("sets", [True, False])
def test_a_ref_has_a_name_that_git_allows(storage: SandboxStorage, ref: str, sets: bool) -> None:
    with pytest.raises(SandboxError):
        storage.set_ref(*MODEL, ref, history(storage)[0][1] if sets else None)


def test_a_ref_points_to_a_commit_that_is_there(storage: SandboxStorage) -> None:
    with pytest.raises(SandboxError):
        storage.set_ref(*MODEL, "refs/tags/v1", "0" * 40)


def test_another_repo_of_the_same_name_is_another_repo_even_within_the_second(storage: SandboxStorage) -> None:
    old = storage.get(*MODEL)
    new = storage.replace_repo(*MODEL, {"z": "1"}, author="diego", at=CREATED)
    assert (new.repo_id, new.hub_id != old.hub_id, titles(storage)) == ("somos/m", True, ["initial commit"])


def test_a_transferred_repo_keeps_its_id_and_answers_to_its_old_name(storage: SandboxStorage) -> None:
    old = storage.get(*MODEL)
    storage.rename(*MODEL, "organizadores/m")
    assert storage.get(*MODEL) == storage.get(RepoType.MODEL, "organizadores/m")
    assert storage.get(*MODEL).hub_id == old.hub_id


def test_git_finds_nothing_wrong_with_what_was_written(storage: SandboxStorage, tmp_path: Path) -> None:
    storage.open_pull_request(*MODEL, {"p": "1"}, number=1, author="carla", at=CREATED, message="suya")
    storage.merge_pull_request(*MODEL, number=1, by="alicia", at=CREATED)
    storage.lengthen(*MODEL, commits=3, author="alicia", at=CREATED, every=HOUR)
    storage.rewrite(*MODEL, {}, onto=history(storage)[2][1], author="alicia", at=CREATED, message="m")
    with Repo(str(tmp_path / "models" / "somos" / "m.git")) as repo:
        assert list(porcelain.fsck(repo)) == []
        assert (repo.bare, repo.refs.get_symrefs()) == (True, {b"HEAD": b"refs/heads/main"})


@pytest.fixture
def served(hub: RunningHub) -> Iterator[RunningHub]:
    hub.storage.create_repo(*MODEL, {"a": "1"}, author="alicia", at=CREATED, message="uno")
    return hub


def test_all_of_it_can_be_played_over_http(served: RunningHub, api: HfApi, http) -> None:
    def post(name: str, **content: object) -> dict[str, str]:
        repo = {"repo_type": "model", "repo_id": "somos/m", "date": "2024-03-30T12:30:00+00:00"}
        answer = http.post(f"{served.url}/_sandbox/{name}", json=repo | content)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def told() -> list[str]:
        return [commit.title for commit in api.list_repo_commits("somos/m")]

    who = {"author": "alicia"}
    first = api.model_info("somos/m").sha
    post("pull", number=1, files={"p": "1"}, message="propuesta", **who)
    post("lengthen", commits=2, seconds=60, **who)
    post("merge", number=1, by="alicia")
    assert told()[0] == "Merge refs/pr/1 (#1)"
    post("rewrite", onto=first, files={}, message="otra", committed_at="2024-03-31T00:00:00Z", **who)
    assert told() == ["otra", "uno"]
    post("squash", **who)
    assert len(told()) == 1
    served.storage.set_ref(*MODEL, "refs/tags/v1", first)
    http.post(
        f"{served.url}/_sandbox/ref",
        json={"repo_type": "model", "repo_id": "somos/m", "ref": "refs/tags/v1", "sha": None},
    )
    assert api.list_repo_refs("somos/m").tags == []
    before = api.model_info("somos/m")._id
    assert post("replace", files={}, **who)["_id"] != before
    served.storage.set_meta(*MODEL, private=True)
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("somos/m")
