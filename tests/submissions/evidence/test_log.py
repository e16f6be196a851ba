"""The log is only added to, by however many at once, and whatever becomes of the database meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from hackathon.editions.models import Edition
from submissions.actions.evidence import append
from submissions.deadline import chain
from submissions.deadline.record import EntryKind
from submissions.models import EvidenceEntry, EvidenceLog
from submissions.queries import log_lines
from tests.factories.editions import NOW, make_edition
from tests.racing import kinds, race


def add(edition: Edition, number: int, *, key: str | None = None) -> EvidenceEntry:
    return append(edition=edition, kind=EntryKind.WITHDRAWN, body={"version": number}, at=NOW, key=key)


def holds(edition: Edition) -> bool:
    """Whether the log is one unbroken chain as long as it says."""
    log = EvidenceLog.objects.get(edition=edition)
    found = chain.verify(log_lines(edition), head=log.head)
    return (found.broken, found.entries, found.head) == (None, log.length, log.head)


@pytest.mark.django_db(transaction=True)
def test_many_who_append_at_once_make_one_chain():
    edition = make_edition()
    outcomes = race([lambda number=number: add(edition, number) for number in range(8)])
    assert kinds(outcomes) == {"EvidenceEntry": 8}
    assert (holds(edition), EvidenceEntry.objects.count()) == (True, 10)


@pytest.mark.django_db(transaction=True)
def test_what_may_be_entered_once_is_entered_once_by_many():
    edition = make_edition()
    outcomes = race([lambda: add(edition, 1, key="una")] * 6)
    assert {outcome.pk for outcome in outcomes} == {EvidenceEntry.objects.get(key="una").pk}
    assert holds(edition)


@pytest.mark.django_db
def test_an_entry_whose_transaction_fails_was_never_there():
    edition = make_edition()
    add(edition, 1)

    def fail() -> None:
        add(edition, 2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        transaction.atomic(fail)()
    add(edition, 3)
    assert holds(edition)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"body": "{}"}, {"at": NOW.replace(year=2020)}, {"kind": "push"}, {"hash": "0" * 64}, {"sequence": 99}]
)
def test_whoever_changes_an_entry_is_found_out(change: dict[str, Any]):
    edition = make_edition()
    for number in range(4):
        add(edition, number)
    third = EvidenceEntry.objects.filter(sequence=3)
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            third.update(**change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            third.delete()
        assert holds(edition)
    else:
        third.update(**change)
        assert not holds(edition)


@pytest.fixture
def cut() -> Iterator[Any]:
    """Cuts this process's connection at the server, as a restart of the database does."""
    other = connections.create_connection("default")

    def hang_up() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (backend,) = cursor.fetchone()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])

    yield hang_up
    other.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_in_the_middle_of_an_entry_leaves_a_whole_log(cut: Any):
    edition = make_edition()
    add(edition, 1)

    def add_two() -> None:
        add(edition, 2)
        cut()
        add(edition, 3)

    with pytest.raises(DatabaseError):
        transaction.atomic(add_two)()
    connection.close()
    add(edition, 4)
    assert (holds(edition), EvidenceEntry.objects.count()) == (True, 4)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_during_a_look_costs_no_repo_its_evidence(scene: Any, cut: Any, settings: Any):
    """The row stays claimed by a worker that is no more, is put back, and looked at again."""
    from submissions.actions.snapshots import put_back_stranded

    class Cutting:
        """A Hub that answers while the database restarts."""

        def __init__(self, hub: Any) -> None:
            self.hub = hub

        def __getattr__(self, name: str) -> Any:
            if name == "refs":
                cut()
            return getattr(self.hub, name)

    whole, scene.hub = scene.hub, Cutting(scene.hub)
    with pytest.raises(DatabaseError):
        scene.look()
    connection.close()
    scene.hub = whole
    scene.pass_(seconds=settings.SNAPSHOT_STALE_SECONDS + 1)
    assert (put_back_stranded(at=scene.now), scene.look()) == (1, 3)
    assert holds(scene.edition)
