"""Rows that are queues: whose one is, and what becomes of it when its worker is lost."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from submissions.actions import queueing
from submissions.models import Audit
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import make_audit, make_submission
from tests.factories.teams import make_team
from tests.racing import race

SECOND = timedelta(seconds=1)


@pytest.fixture
def audit(db: Any) -> Audit:
    """One that waits, since a second."""
    return make_audit(make_submission(make_team(make_edition())), state="queued", at=NOW - SECOND)


def take(audit: Audit, **fields: Any) -> bool:
    return queueing.claim(Audit.objects.filter(queueing.is_due(at=NOW), pk=audit.pk), at=NOW, **fields)


def taken(audit: Audit) -> Audit:
    """As the worker knows it that has just claimed it."""
    assert take(audit)
    return Audit.objects.get(pk=audit.pk)


def test_what_is_claimed_says_by_which_attempt_and_since_when(audit: Audit):
    mine = taken(audit)
    assert (mine.state, mine.claim is None, mine.claimed_at, mine.attempts) == ("running", False, NOW, 1)
    assert take(audit) is False


def test_a_part_of_an_attempt_carries_the_claim_of_the_whole(audit: Audit):
    whole = uuid.uuid4()
    assert take(audit, claim=whole)
    assert Audit.objects.get().claim == whole


@pytest.mark.django_db(transaction=True)
def test_of_those_who_claim_a_row_at_the_same_moment_one_gets_it(audit: Audit):
    assert sorted(race([lambda: take(audit)] * 4)) == [False, False, False, True]
    assert Audit.objects.get().attempts == 1


def test_what_is_put_off_is_anybodys_again_but_not_before_its_time(audit: Audit):
    later = queueing.put_off(taken(audit), until=NOW + SECOND, error="unreachable")
    assert (later.state, later.claim, later.claimed_at, later.error) == ("queued", None, None, "unreachable")
    due = [Audit.objects.filter(queueing.is_due(at=at)).count() for at in (NOW, NOW + SECOND)]
    assert due == [0, 1]


def test_who_lost_a_row_to_another_attempt_neither_ends_it_nor_puts_it_off(audit: Audit):
    slow = taken(audit)
    Audit.objects.update(claim=uuid.uuid4())
    assert queueing.end(slow, at=NOW, state=Audit.State.DONE, error="") is None
    assert queueing.put_off(slow, until=NOW, error="") is None
    assert Audit.objects.get().state == "running"


def test_what_was_given_up_as_lost_stays_so_though_its_worker_was_only_slow(audit: Audit, settings: Any):
    slow, at = taken(audit), NOW + timedelta(seconds=settings.AUDIT_STALE_SECONDS) + SECOND
    queueing.put_back_stale(Audit, at=at, most=1)
    assert queueing.end(slow, at=at, state=Audit.State.DONE, error="") is None
    kept = Audit.objects.get()
    assert (kept.state, kept.finished_at, kept.error) == ("failed", at, "worker_lost")


def test_what_was_lost_goes_to_the_end_of_the_queue(audit: Audit, settings: Any):
    taken(audit)
    till_then = NOW + timedelta(seconds=settings.AUDIT_STALE_SECONDS)
    queueing.put_back_stale(Audit, at=till_then, most=2)
    assert Audit.objects.get().state == "running"
    queueing.put_back_stale(Audit, at=till_then + SECOND, most=2)
    again = Audit.objects.get()
    assert (again.state, again.claim, again.not_before) == ("queued", None, till_then + SECOND)
