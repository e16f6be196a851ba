"""What one look at a repo brings, from a Hub that says whatever the test wants."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hackathon.hub.errors import HubForbidden, HubMissing, HubUnreachable
from hackathon.hub.types import Commit, CommitRun, RepoFile, RepoInfo, RepoType
from submissions.deadline.collecting import MAX_FILES, Found, Target, collect
from submissions.deadline.record import Reason, SeenFile, Standing, tree_digest

AT = datetime(2024, 3, 30, 12, tzinfo=UTC)
SHA, OTHER = "a" * 40, "b" * 40
INFO = RepoInfo(
    hub_id="65f0",
    repo_id="casa/recetas",
    repo_type=RepoType.DATASET,
    sha=SHA,
    private=False,
    gated=False,
    disabled=False,
    created_at=AT - timedelta(days=9),
    last_modified=AT - timedelta(days=1),
    files=(RepoFile("b.txt", 2, "oid-b"), RepoFile("a.parquet", 9, "oid-a", "sha256-a")),
    likes=3,
    server_date=AT + timedelta(seconds=1),
)
UNKNOWN = Target(repo_type=RepoType.DATASET, repo_id="casa/recetas")
KNOWN = replace(UNKNOWN, hub_id="65f0", head_sha=SHA, content_sha=SHA, history_sha=SHA, known=(SHA,))


@dataclass
class Hub:
    """Answers ``info`` or raises it; has one commit, whose authors the test may choose."""

    info: Any = INFO
    run: Any = field(default_factory=lambda: CommitRun((Commit(SHA, "Primero", AT, ("alicia",)),), complete=True))

    def look(self, *arguments: Any, **options: Any) -> Any:
        if isinstance(self.info, Exception):
            raise self.info
        return self.info

    head = look

    def refs(self, *arguments: Any) -> Any:
        return ()

    def commits_until(self, *arguments: Any, **options: Any) -> Any:
        if isinstance(self.run, Exception):
            raise self.run
        return self.run


def look(target: Target = KNOWN, *, history: bool = True, **answers: Any) -> Found:
    return collect(Hub(**answers), target, reason=Reason.SWEEP, history=history, now=lambda: AT)


def test_what_is_as_we_knew_it_is_no_news():
    found = look()
    assert (found.news, found.complete, found.snapshot.head, found.snapshot.files) == (False, True, SHA, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"private": True},
        {"gated": True},
        {"disabled": True},
        {"repo_id": "casa/recetario"},
        {"hub_id": "ffff"},
        {"sha": OTHER},
    ],
)
def test_whatever_differs_is_news(changes: dict[str, Any]):
    assert look(info=replace(INFO, **changes)).news


def test_a_head_that_we_were_told_otherwise_about_is_news():
    assert look(replace(KNOWN, head_sha=OTHER)).news


def test_the_moment_is_ours_from_before_we_asked_and_the_answer_has_the_hubs_own():
    snapshot = look(UNKNOWN).snapshot
    assert (snapshot.at, snapshot.server_at) == (AT, AT + timedelta(seconds=1))


def test_files_come_in_order_with_the_digest_of_them_all():
    snapshot = look(UNKNOWN).snapshot
    expected = (SeenFile("a.parquet", 9, "oid-a", "sha256-a"), SeenFile("b.txt", 2, "oid-b"))
    assert (snapshot.files, snapshot.files_total, snapshot.tree) == (expected, 2, tree_digest(expected))


def test_of_very_many_files_the_digest_has_all_and_the_list_the_first():
    files = tuple(RepoFile(f"{number:05}.txt", 1, f"oid-{number}") for number in range(MAX_FILES + 5))
    snapshot = look(UNKNOWN, info=replace(INFO, files=files)).snapshot
    assert (len(snapshot.files), snapshot.files_total) == (MAX_FILES, MAX_FILES + 5)
    assert snapshot.tree == tree_digest([SeenFile(file.path, 1, file.blob_id) for file in files])


def test_the_files_of_a_revision_that_we_have_are_not_told_twice():
    snapshot = look(replace(KNOWN, history_sha="")).snapshot
    assert (snapshot.files, snapshot.tree, len(snapshot.commits)) == (None, None, 1)


@pytest.mark.parametrize(
    ("error", "standing"), [(HubMissing("no"), Standing.MISSING), (HubForbidden("no"), Standing.FORBIDDEN)]
)
def test_a_repo_that_is_not_to_be_seen_is_told_to_be_so(error: Exception, standing: Standing):
    found = look(info=error)
    assert (found.snapshot.standing, found.snapshot.head, found.snapshot.watched, found.complete) == (
        standing,
        None,
        "65f0",
        True,
    )


def test_a_silent_hub_tells_nothing():
    with pytest.raises(HubUnreachable):
        look(info=HubUnreachable("no"))


def test_a_hub_that_falls_silent_half_way_keeps_what_it_told():
    found = look(UNKNOWN, run=HubUnreachable("no"))
    assert (found.complete, len(found.snapshot.files), found.snapshot.commits) == (False, 2, None)
    assert isinstance(found.trouble, HubUnreachable)


def test_history_can_wait():
    found = look(UNKNOWN, history=False)
    assert (found.complete, found.trouble, found.snapshot.refs) == (False, None, None)


def test_commits_that_end_before_the_first_one_are_told_to_be_cut():
    run = CommitRun((Commit(SHA, "x" * 500, AT, tuple(f"p{number}" for number in range(12))),))
    snapshot = look(UNKNOWN, run=run).snapshot
    (commit,) = snapshot.commits
    assert (snapshot.commits_complete, snapshot.since, len(commit.title)) == (False, None, 200)
    assert commit.authors == (*(f"p{number}" for number in range(10)), "…")


def test_a_repo_without_commits_has_no_history():
    found = look(UNKNOWN, info=replace(INFO, sha=None, files=()))
    assert (found.complete, found.snapshot.head, found.snapshot.commits) == (True, None, None)
