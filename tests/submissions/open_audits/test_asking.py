"""Asking for an audit of any repo: once for a repo, and not too often."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import asking
from submissions.models import OpenAudit
from tests.factories.editions import NOW, make_edition
from tests.racing import kinds, race

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ask(edition: Any, repo_id: str = "ana/recetas", **changes: Any) -> OpenAudit:
    given = {"repo_type": RepoType.DATASET, "asked_from": "192.0.2.7", "at": NOW} | changes
    return actions.ask_open_audit(edition=edition, repo_id=repo_id, **given)


def test_who_asks_gets_a_row_that_waits_and_says_nothing_of_them():
    audit = ask(make_edition())
    assert (audit.state, audit.repo_id, audit.repo_type, audit.not_before) == ("queued", "ana/recetas", "dataset", NOW)
    assert len(audit.asker) == 64
    assert "192.0.2.7" not in audit.asker


def test_the_same_repo_is_asked_for_once_as_long_as_it_is_under_way_whatever_its_case():
    edition = make_edition()
    assert ask(edition) == ask(edition, "Ana/Recetas", asked_from="192.0.2.8")
    assert ask(edition) != ask(edition, repo_type=RepoType.MODEL)
    assert OpenAudit.objects.count() == 2


def test_a_fresh_result_is_given_again_and_an_old_one_is_not():
    edition = make_edition()
    first = ask(edition)
    done = {"state": "done", "finished_at": NOW, "findings": [], "evidence": {}, "rules_digest": edition.rules_digest}
    OpenAudit.objects.update(**done)
    assert ask(edition, at=NOW + asking.FRESH - timedelta(seconds=1)) == first
    assert ask(edition, at=NOW + asking.FRESH) != first


@pytest.mark.parametrize("error", ["missing", "found_as_model"])
def test_that_there_is_no_such_repo_is_an_answer_for_as_long(error):
    edition = make_edition()
    first = ask(edition)
    OpenAudit.objects.update(state="failed", finished_at=NOW, error=error)
    assert ask(edition, at=NOW + asking.FRESH - timedelta(seconds=1)) == first
    assert ask(edition, at=NOW + asking.FRESH) != first


@pytest.mark.parametrize("error", ["unreachable", "rate_limited", "worker_lost", "private"])
def test_what_went_wrong_otherwise_is_tried_again_at_once(error):
    edition = make_edition()
    first = ask(edition)
    OpenAudit.objects.update(state="failed", finished_at=NOW, error=error)
    assert ask(edition, at=NOW + timedelta(seconds=1)) != first


def test_a_fresh_result_by_other_rules_is_none():
    edition = make_edition()
    first = ask(edition)
    OpenAudit.objects.update(state="done", finished_at=NOW, findings=[], evidence={}, rules_digest="0" * 64)
    assert ask(edition, at=NOW + MINUTE) != first


def test_from_one_place_only_so_many_are_asked_for_within_an_hour(monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ONE", 2)
    edition = make_edition()
    ask(edition, "a/1", at=NOW - 10 * MINUTE)
    ask(edition, "a/2")
    with pytest.raises(actions.TooOften) as refused:
        ask(edition, "a/3")
    assert refused.value.wait == 50 * MINUTE
    assert ask(edition, "a/2").repo_id == "a/2"  # what is under way costs nothing
    assert ask(edition, "a/3", asked_from="192.0.2.8").repo_id == "a/3"
    assert ask(edition, "a/4", at=NOW + 50 * MINUTE).repo_id == "a/4"


def test_all_together_may_ask_only_so_often(monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ALL", 2)
    edition = make_edition()
    ask(edition, "a/1", asked_from="192.0.2.1")
    ask(edition, "a/2", asked_from="192.0.2.2")
    with pytest.raises(actions.TooOften) as refused:
        ask(edition, "a/3", asked_from="192.0.2.3")
    assert refused.value.wait == timedelta(hours=1)


def test_a_queue_that_is_full_takes_no_more(monkeypatch):
    monkeypatch.setattr(asking, "MOST_WAITING", 1)
    edition = make_edition()
    ask(edition, "a/1")
    with pytest.raises(actions.QueueFull):
        ask(edition, "a/2")
    OpenAudit.objects.update(state="failed", finished_at=NOW)
    assert ask(edition, "a/2").repo_id == "a/2"


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_for_the_same_at_once_get_the_same():
    edition = make_edition()
    got = race([lambda: ask(edition)] * 4)
    assert kinds(got) == {"OpenAudit": 4}
    assert {audit.pk for audit in got} == {OpenAudit.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_once_get_no_more_than_there_is(monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ONE", 2)
    edition = make_edition()
    got = race([lambda number=number: ask(edition, f"a/{number}") for number in range(4)])
    assert kinds(got) == {"OpenAudit": 2, "TooOften": 2}


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_by_the_rules_of_several_editions_get_together_no_more_than_there_is(monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ALL", 2)
    editions = [make_edition(slug=f"edicion-{number}") for number in range(4)]
    got = race([lambda one=one, n=n: ask(one, asked_from=f"192.0.2.{n}") for n, one in enumerate(editions)])
    assert kinds(got) == {"OpenAudit": 2, "TooOften": 2}
