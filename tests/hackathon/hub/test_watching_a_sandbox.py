"""Whole organisations, heads and long histories, held against the sandbox over a real socket and with real git repos."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubRateLimited, HubUnreachable, RepoMissing, RevisionMissing
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoType

AT = datetime(2024, 3, 10, 12, 0, tzinfo=UTC)
CLOSE = datetime(2024, 3, 30, 12, 0, tzinfo=UTC)
CORPUS = (RepoType.DATASET, "somos/recetas")
BY_ALICIA = {"author": "alicia", "message": "m"}


class Clock:
    """The sandbox's clock, moved by hand."""

    at = CLOSE

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(tmp_path: Path, clock: Clock) -> Iterator[RunningHub]:
    """A Hub whose clock stands at the close, with a corpus of one commit."""
    with running(tmp_path / "hub", now=clock) as server:
        server.storage.create_repo(*CORPUS, {"README.md": "# Recetas"}, author="alicia", at=AT)
        yield server


@pytest.fixture
def hub(sandbox: RunningHub) -> Iterator[HubClient]:
    with HubClient(endpoint=sandbox.url, timeout=10.0, retries=0) as client:
        yield client


def head(sandbox: RunningHub) -> str:
    return sandbox.storage.head(sandbox.storage.get(*CORPUS)).sha


def test_a_list_a_head_and_a_look_tell_the_same_head_and_the_hub_s_own_time(
    sandbox: RunningHub, hub: HubClient, clock: Clock
) -> None:
    sandbox.storage.like(*CORPUS, by="bruno", at=AT)
    listing = hub.list_repos(RepoType.DATASET, author="SOMOS")
    assert (listing.server_date, [repo.sha for repo in listing.repos]) == (CLOSE, [head(sandbox)])
    clock.at = CLOSE + timedelta(hours=2)
    repo, info = hub.head(CORPUS[1], CORPUS[0]), hub.look(CORPUS[1], CORPUS[0])
    assert (repo.server_date, info.server_date) == (CLOSE + timedelta(hours=2),) * 2
    assert (repo.hub_id, repo.sha, repo.likes) == (info.hub_id, info.sha, 1)
    assert (repo.created_at, repo.last_modified, info.last_modified) == (AT, AT, AT)


def test_lists_hold_the_owner_s_repos_of_one_kind_and_private_ones_for_members_only(
    sandbox: RunningHub, hub: HubClient
) -> None:
    storage = sandbox.storage
    storage.add_person("alicia", orgs={"somos": "admin"})
    for repo_type, repo_id in (
        (RepoType.MODEL, "somos/m"),
        (RepoType.DATASET, "otra/c"),
        (RepoType.DATASET, "somos/b"),
    ):
        storage.create_repo(repo_type, repo_id, {}, author="alicia", at=AT)
    storage.set_meta(RepoType.DATASET, "somos/b", private=True)
    assert [repo.repo_id for repo in hub.list_repos(RepoType.DATASET, author="somos").repos] == ["somos/recetas"]
    assert hub.list_repos(RepoType.SPACE, author="somos").repos == ()
    with HubClient(endpoint=sandbox.url, token="hf_alicia") as member:
        listed = member.list_repos(RepoType.DATASET, author="somos").repos
    assert [(repo.repo_id, repo.private) for repo in listed] == [("somos/b", True), ("somos/recetas", False)]


def test_a_list_of_many_pages_arrives_whole(
    sandbox: RunningHub, hub: HubClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        sandbox.storage.create_repo(RepoType.MODEL, f"somos/m{number}", {}, author="alicia", at=AT)
    monkeypatch.setattr("hackathon.hub.client.REPOS_PER_PAGE", 2)
    names = [repo.repo_id for repo in hub.list_repos(RepoType.MODEL, author="somos").repos]
    assert names == [f"somos/m{number}" for number in range(6)]
    assert sandbox.quota.served["api"] == 3


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"kind": "status", "status": 429, "retry_after": 200}, HubRateLimited),
        ({"kind": "status", "status": 503}, HubUnreachable),
        ({"kind": "drop"}, HubUnreachable),
    ],
)
@pytest.mark.parametrize("ask", ["list_repos", "head", "look", "commits_until"])
def test_trouble_is_named_for_each_question(
    sandbox: RunningHub, hub: HubClient, ask: str, trouble: dict[str, object], error: type[Exception]
) -> None:
    sandbox.set_fault(**trouble)
    asked = {
        "list_repos": lambda: hub.list_repos(RepoType.DATASET, author="somos"),
        "head": lambda: hub.head(CORPUS[1], CORPUS[0]),
        "look": lambda: hub.look(CORPUS[1], CORPUS[0]),
        "commits_until": lambda: hub.commits_until(CORPUS[1], CORPUS[0], revision="main", until=()),
    }
    with pytest.raises(error) as told:
        asked[ask]()
    assert type(told.value) is error


def test_a_quota_that_ends_in_the_middle_of_a_list_leaves_no_half_list(
    sandbox: RunningHub, hub: HubClient, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    for number in range(4):
        sandbox.storage.create_repo(RepoType.MODEL, f"somos/m{number}", {}, author="alicia", at=AT)
    monkeypatch.setattr("hackathon.hub.client.REPOS_PER_PAGE", 2)
    sandbox.quota.set({"api": 1})
    with pytest.raises(HubRateLimited) as limited:
        hub.list_repos(RepoType.MODEL, author="somos")
    assert limited.value.retry_after == 300.0
    clock.at += timedelta(seconds=300)
    sandbox.quota.set({"api": 2})
    assert len(hub.list_repos(RepoType.MODEL, author="somos").repos) == 4


def test_a_repo_that_lost_its_main_branch_is_listed_without_a_head(sandbox: RunningHub, hub: HubClient) -> None:
    sandbox.storage.create_repo(RepoType.DATASET, "somos/z", {}, author="alicia", at=AT)
    sandbox.storage.set_ref(*CORPUS, "refs/heads/main", None)
    listed = {repo.repo_id: repo.sha for repo in hub.list_repos(RepoType.DATASET, author="somos").repos}
    assert (listed["somos/recetas"], len(listed["somos/z"])) == (None, 40)
    with pytest.raises(RevisionMissing):
        hub.look(CORPUS[1], CORPUS[0])


def test_a_head_follows_a_rename_and_notes_a_repo_that_took_the_name(sandbox: RunningHub, hub: HubClient) -> None:
    before = hub.head(CORPUS[1], CORPUS[0])
    sandbox.storage.rename(*CORPUS, "organizadores/recetas")
    moved = hub.head(CORPUS[1], CORPUS[0])
    assert (moved.hub_id, moved.repo_id, moved.sha) == (before.hub_id, "organizadores/recetas", before.sha)
    assert hub.list_repos(RepoType.DATASET, author="somos").repos == ()
    sandbox.storage.replace_repo(RepoType.DATASET, "organizadores/recetas", {}, author="diego", at=AT)
    assert hub.head("organizadores/recetas", CORPUS[0]).hub_id != before.hub_id


def test_a_repo_that_goes_private_is_missing_and_comes_back_as_it_was(sandbox: RunningHub, hub: HubClient) -> None:
    before = hub.head(CORPUS[1], CORPUS[0])
    sandbox.storage.set_meta(*CORPUS, private=True)
    with pytest.raises(RepoMissing):
        hub.head(CORPUS[1], CORPUS[0])
    sandbox.storage.set_meta(*CORPUS, private=False)
    assert hub.head(CORPUS[1], CORPUS[0]) == before


def test_what_a_changed_record_says_is_seen_at_once(sandbox: RunningHub, hub: HubClient) -> None:
    for likes in range(20):
        sandbox.storage.set_meta(*CORPUS, likes=likes)
        assert hub.head(CORPUS[1], CORPUS[0]).likes == likes
    for number in range(5):
        sha = sandbox.storage.commit(*CORPUS, {"n": str(number)}, at=AT + timedelta(hours=number), **BY_ALICIA)
        [repo] = hub.list_repos(RepoType.DATASET, author="somos").repos
        assert (repo.sha, repo.last_modified) == (sha, AT + timedelta(hours=number))


def test_five_thousand_commits_are_read_page_by_page_down_to_what_is_known(sandbox: RunningHub, hub: HubClient) -> None:
    first = head(sandbox)
    sha = sandbox.storage.lengthen(*CORPUS, commits=5000, author="alicia", at=AT, every=timedelta(minutes=5))
    everything = hub.commits_until(CORPUS[1], CORPUS[0], revision=sha, until=())
    assert (len(everything.commits), everything.complete, everything.reached) == (5001, True, None)
    assert (everything.commits[0].sha, everything.commits[-1].sha) == (sha, first)
    assert sandbox.quota.served["api"] == 6
    known = everything.commits[1500].sha
    new = hub.commits_until(CORPUS[1], CORPUS[0], revision=sha, until={known, first})
    assert (new.commits, new.reached, new.complete) == (everything.commits[:1500], known, False)
    assert sandbox.quota.served["api"] == 8
    some = hub.commits_until(CORPUS[1], CORPUS[0], revision=sha, until={first}, limit=3000)
    assert (len(some.commits), some.reached, some.complete) == (3000, None, False)


def test_a_rewritten_history_does_not_reach_what_was_known(sandbox: RunningHub, hub: HubClient) -> None:
    storage, first = sandbox.storage, head(sandbox)
    old = storage.commit(*CORPUS, {"a": "1"}, at=AT, **BY_ALICIA)
    new = storage.rewrite(*CORPUS, {"a": "2"}, onto=first, at=AT, **BY_ALICIA)
    run = hub.commits_until(CORPUS[1], CORPUS[0], revision=new, until={old})
    assert ([commit.sha for commit in run.commits], run.reached, run.complete) == ([new, first], None, True)
    assert hub.look(CORPUS[1], CORPUS[0], revision=old).sha == old


def test_a_merged_branch_is_new_also_where_it_is_older_than_what_it_was_merged_into(
    sandbox: RunningHub, hub: HubClient
) -> None:
    storage, first = sandbox.storage, head(sandbox)
    proposed = storage.open_pull_request(*CORPUS, {"a": "1"}, number=3, at=AT, **BY_ALICIA)
    known = storage.commit(*CORPUS, {"b": "1"}, at=AT + timedelta(hours=1), **BY_ALICIA)
    merged = storage.merge_pull_request(*CORPUS, number=3, by="alicia", at=AT + timedelta(hours=2))
    run = hub.commits_until(CORPUS[1], CORPUS[0], revision=merged, until={known, first})
    assert (run.reached, [commit.sha for commit in (*run.commits, *run.beside)]) == (known, [merged, proposed])
