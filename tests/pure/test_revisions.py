"""The revisions that an organiser may choose from."""

from datetime import UTC, datetime, timedelta

from hackathon.hub.types import RepoType
from submissions.deadline.record import Push, Reason, RepoRecord, SeenCommit, Sighting, Snapshot, Standing
from submissions.deadline.revisions import KnownRevision, known

AT = datetime(2024, 3, 30, 12, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def snapshot(at: datetime, head: str, *commits: str) -> Snapshot:
    """Commits newest first."""
    return Snapshot(
        at=at,
        reason=Reason.SWEEP,
        repo_type=RepoType.DATASET,
        asked="a/b",
        standing=Standing.FOUND,
        head=head,
        commits=tuple(SeenCommit(sha, f"Cambio {sha}", AT) for sha in commits),
    )


def test_each_revision_is_there_once_with_its_first_sight_and_its_title_the_newest_first():
    record = RepoRecord(
        "65f0",
        snapshots=(snapshot(LATER, "c", "c", "b", "a"),),
        sightings=(Sighting(AT, "a"), Sighting(LATER, "c")),
        pushes=(Push(AT + timedelta(minutes=5), "refs/heads/main", "a", "b"),),
    )
    assert known(record) == (
        KnownRevision("c", LATER, "Cambio c"),
        KnownRevision("b", AT + timedelta(minutes=5), "Cambio b"),
        KnownRevision("a", AT, "Cambio a"),
    )


def test_what_one_snapshot_told_stands_in_the_order_in_which_it_was_made():
    record = RepoRecord("65f0", snapshots=(snapshot(AT, "c", "c", "b", "a"),), sightings=(Sighting(AT, "c"),))
    assert [revision.sha for revision in known(record)] == ["c", "b", "a"]


def test_a_repo_of_which_nothing_is_known_offers_nothing():
    assert known(RepoRecord("65f0", sightings=(Sighting(AT, None, Standing.MISSING),))) == ()
