"""Verdicts are drawn from the log, again and again, and come out the same; what an organiser decided stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from submissions import actions
from submissions.models import Audit, RepoVerdict, Submission
from submissions.queries import record_of, with_worst_verdict
from tests.factories.people import make_organiser
from tests.factories.submissions import make_audit
from tests.racing import race
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def closed(scene: Any, *, late: str = "") -> None:
    """The close has come, and everything has been looked at since; ``late`` got a commit after it."""
    scene.settle()
    scene.to_close()
    scene.keep()
    scene.look()
    if late:
        scene.pass_(minutes=30)
        scene.commit(late)
        scene.keep()
        scene.look()


def verdict(name: str = CORPUS) -> RepoVerdict:
    return RepoVerdict.objects.get(repo__repo_id=name)


def worst(scene: Any) -> str:
    return with_worst_verdict(Submission.objects.filter(pk=scene.submission.pk)).get().worst_verdict


def rejudge(scene: Any, **options: Any) -> int:
    return actions.rejudge(edition=scene.edition, at=scene.now, **options)


def test_before_the_close_there_is_no_verdict(scene: Any):
    scene.settle()
    assert (rejudge(scene), RepoVerdict.objects.count()) == (0, 0)


def test_after_the_close_each_repo_has_one(scene: Any):
    closed(scene, late=MODEL)
    assert {row.repo.repo_id: row.state for row in RepoVerdict.objects.all()} == {
        CORPUS: "unchanged",
        MODEL: "changed_after",
        DEMO: "unchanged",
    }
    row = verdict(MODEL)
    assert (row.level, row.closes_at) == ("snapshots", scene.edition.parsed_rules.counts_until)
    assert row.facts["late_total"] == 1


def test_the_log_says_once_which_revision_counts(scene: Any):
    closed(scene)
    frozen = scene.bodies("frozen")
    assert sorted(body["repo_id"] for body in frozen) == [CORPUS, MODEL, DEMO]
    ours = next(body for body in frozen if body["repo_id"] == CORPUS)
    assert ours == {
        "hub_id": scene.watch().repo.hub_id,
        "repo_id": CORPUS,
        "closes_at": scene.edition.parsed_rules.counts_until.isoformat(),
        "sha": scene.head(),
        "basis": "seen",
        "state": "unchanged",
        "level": "snapshots",
    }
    rejudge(scene)
    assert len(scene.entries("frozen")) == 3


def test_drawing_them_again_gives_the_same(scene: Any):
    closed(scene, late=MODEL)
    fields = ("repo", "state", "level", "frozen_sha", "facts")
    rejudge(scene)
    before = list(RepoVerdict.objects.order_by("repo").values(*fields))
    assert rejudge(scene) == 3
    assert list(RepoVerdict.objects.order_by("repo").values(*fields)) == before


def test_what_an_organiser_decided_stays(scene: Any):
    closed(scene)
    decided = {
        "overruled_state": "unchanged",
        "overruled_sha": "b" * 40,
        "overruled_reason": "Fue un fallo nuestro.",
        "overruled_at": scene.now,
        "overruled_by": make_organiser(scene.edition),
    }
    RepoVerdict.objects.filter(repo__repo_id=CORPUS).update(**decided)
    scene.pass_(hours=1)
    scene.commit(CORPUS)
    scene.keep()
    scene.look()
    row = verdict()
    assert (row.state, row.final_state, row.final_sha) == ("changed_after", "unchanged", "b" * 40)
    assert {name: getattr(row, name) for name in decided} == decided


def test_a_decision_about_an_earlier_close_does_not_hold_for_one_that_was_moved(scene: Any):
    closed(scene)
    decided = {
        "overruled_state": "gone",
        "overruled_sha": "b" * 40,
        "overruled_reason": "No estaba al cierre.",
        "overruled_at": scene.now,
        "overruled_by": make_organiser(scene.edition),
    }
    RepoVerdict.objects.filter(repo__repo_id=CORPUS).update(**decided)
    windows = scene.edition.parsed_rules.windows
    later = replace(windows.submission, closes_at=windows.submission.closes_at + HOUR)
    judging = replace(windows.judging, opens_at=later.closes_at)
    scene.change(windows=replace(windows, submission=later, judging=judging))
    rejudge(scene)
    assert (verdict().final_state, verdict().final_sha, worst(scene)) == ("not_yet", "", "not_yet")
    scene.pass_(minutes=20)
    head = scene.commit(CORPUS)
    scene.keep()
    scene.look()
    closed(scene)
    assert (verdict().final_state, verdict().final_sha, worst(scene)) == ("unchanged", head, "unchanged")
    scene.change(windows=windows)
    rejudge(scene)
    assert (verdict().final_state, verdict().final_sha, worst(scene)) == ("gone", "b" * 40, "gone")


def test_a_verdict_that_nobody_drew_is_drawn_by_the_sweep(scene: Any):
    """A worker may be killed between a look and the verdict that follows from it."""
    closed(scene)
    RepoVerdict.objects.filter(repo__repo_id=CORPUS).delete()
    scene.keep()
    assert verdict().state == "unchanged"


def test_other_rules_make_other_verdicts(scene: Any):
    closed(scene, late=MODEL)
    rules = scene.edition.parsed_rules
    scene.pass_(minutes=1)
    scene.change(hub=replace(rules.hub, organisers=("alicia",)))
    scene.pass_(minutes=1)
    scene.keep()
    assert verdict(MODEL).state == "unchanged"


def test_only_those_that_are_asked_for_are_drawn(scene: Any):
    closed(scene)
    RepoVerdict.objects.update(state="unknown")
    assert rejudge(scene, repos=[scene.watch().repo]) == 1
    assert set(RepoVerdict.objects.values_list("state", flat=True)) == {"unknown", "unchanged"}


def test_a_project_whose_frozen_revision_becomes_another_is_audited_again(scene: Any):
    closed(scene)
    make_audit(scene.submission, at=scene.now, reason=Audit.Reason.DEADLINE)
    RepoVerdict.objects.filter(repo__repo_id=CORPUS).update(frozen_sha="b" * 40)
    scene.pass_(minutes=1)
    rejudge(scene)
    assert Audit.objects.filter(version=scene.submission.current, state=Audit.State.QUEUED).count() == 1
    rejudge(scene)
    assert Audit.objects.count() == 2


def test_what_nobody_touched_is_not_drawn_again_by_every_sweep(scene: Any):
    closed(scene)
    before = set(RepoVerdict.objects.values_list("judged_at", flat=True))
    scene.pass_(hours=3)
    scene.keep()
    assert set(RepoVerdict.objects.values_list("judged_at", flat=True)) == before


@pytest.mark.parametrize("repos", [1, 3])
def test_many_are_drawn_with_as_many_queries_as_one(scene: Any, repos: int, django_assert_num_queries: Any):
    closed(scene)
    chosen = [scene.watch(name).repo for name in (CORPUS, MODEL, DEMO)[:repos]]
    with django_assert_num_queries(12):
        assert rejudge(scene, repos=chosen) == repos


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_at_once_draw_one_verdict_each(scene: Any):
    closed(scene)
    RepoVerdict.objects.all().delete()
    assert race([lambda: rejudge(scene)] * 3) == [3, 3, 3]
    assert RepoVerdict.objects.count() == 3


def test_a_record_has_what_the_log_tells_of_the_repo_and_nothing_else(scene: Any):
    closed(scene, late=MODEL)
    record = record_of(edition=scene.edition, repo=scene.watch(MODEL).repo)
    assert [snapshot.asked for snapshot in record.snapshots] == [MODEL, MODEL]
    sighted = [sighting.at - scene.edition.parsed_rules.counts_until for sighting in record.sightings]
    assert sighted[1:] == [timedelta(0), timedelta(minutes=30), timedelta(minutes=30)]
    assert record.hub_id == scene.watch(MODEL).repo.hub_id
