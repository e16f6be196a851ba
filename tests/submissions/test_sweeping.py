"""The sweep: nothing stays stranded, and each deadline is looked at once."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.parsing import dump_rules
from hackathon.editions.rules import DeadlineRules, Phase
from submissions import actions, dispatch
from submissions.actions import auditing
from submissions.models import Audit, Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_audit, make_submission, make_verdict
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The audits that a worker was nudged towards."""
    ids: list[int] = []

    def note(audit_id: int) -> bool:
        ids.append(audit_id)
        return True

    monkeypatch.setattr(dispatch, "audit_soon", note)
    return ids


def project(phase: Phase = Phase.BUILDING, slug: str = "demo") -> Any:
    return make_submission(make_team(make_edition(slug, phase=phase)))


def running(submission: Any, *, since: timedelta, attempts: int = 1) -> Audit:
    return make_audit(
        submission, state=Audit.State.RUNNING, claim=uuid.uuid4(), claimed_at=NOW - since, attempts=attempts
    )


def test_due_audits_are_nudged_and_those_of_later_are_not(nudged):
    due = make_audit(project(), state=Audit.State.QUEUED)
    make_audit(project(slug="otra"), state=Audit.State.QUEUED, not_before=NOW + timedelta(seconds=1))
    assert actions.sweep(at=NOW) == 1
    assert nudged == [due.pk]


def test_an_audit_whose_worker_is_gone_goes_back_to_the_queue(nudged, settings):
    settings.AUDIT_STALE_SECONDS = 600
    stranded = running(project(), since=timedelta(seconds=601))
    fresh = running(project(slug="otra"), since=timedelta(seconds=599))
    assert actions.sweep(at=NOW) == 1
    stranded.refresh_from_db()
    fresh.refresh_from_db()
    assert (stranded.state, stranded.claim, stranded.error) == ("queued", None, "worker_lost")
    assert fresh.state == "running"
    assert nudged == [stranded.pk]


def test_an_audit_that_kills_every_worker_fails_in_the_end(nudged):
    poison = running(project(), since=timedelta(days=1), attempts=auditing.MAX_ATTEMPTS)
    assert actions.sweep(at=NOW) == 0
    poison.refresh_from_db()
    assert (poison.state, poison.error, poison.finished_at) == ("failed", "worker_lost", NOW)


def test_before_the_deadline_no_audit_is_queued_for_it(nudged):
    project()
    assert actions.sweep(at=NOW) == 0
    assert not Audit.objects.exists()


def test_an_audit_of_the_deadline_waits_until_the_revisions_that_count_are_fixed(nudged):
    submission = project()
    closes_at = submission.edition.parsed_rules.counts_until
    corpus, model, demo = (entry.repo for entry in submission.current.entries.order_by("position"))
    for repo in (corpus, model):
        make_verdict(submission, repo, frozen_sha="a" * 40)
    make_verdict(submission, demo, state="unknown")
    assert actions.sweep(at=closes_at) == 0
    make_verdict(submission, demo, frozen_sha="b" * 40)
    assert [actions.sweep(at=closes_at - timedelta(seconds=1)), actions.sweep(at=closes_at)] == [0, 1]
    assert Audit.objects.get().queued_at == closes_at


def test_it_waits_for_an_hour_and_no_longer(nudged):
    submission = project()
    hour_after = submission.edition.parsed_rules.counts_until + timedelta(hours=1)
    assert [actions.sweep(at=hour_after - timedelta(seconds=1)), actions.sweep(at=hour_after)] == [0, 1]


def test_a_revision_fixed_for_an_earlier_close_is_not_waited_with(nudged):
    submission = project()
    closes_at = submission.edition.parsed_rules.counts_until
    for entry in submission.current.entries.all():
        make_verdict(submission, entry.repo, frozen_sha="a" * 40, closes_at=closes_at - timedelta(days=2))
    assert actions.sweep(at=closes_at) == 0


@pytest.mark.parametrize(("seconds", "queued"), [(-1, 0), (0, 1)])
def test_a_revision_that_an_organiser_chose_for_this_close_counts_as_fixed(nudged, seconds, queued):
    submission = project()
    closes_at = submission.edition.parsed_rules.counts_until
    decided = {
        "overruled_state": "unchanged",
        "overruled_reason": "Por escrito.",
        "overruled_by": submission.team.captain,
    }
    for entry in submission.current.entries.select_related("repo"):
        at = closes_at + timedelta(seconds=seconds)
        make_verdict(submission, entry.repo, state="unknown", overruled_sha="a" * 40, overruled_at=at, **decided)
    assert actions.sweep(at=closes_at + timedelta(seconds=1)) == queued


def test_a_revision_fixed_in_another_edition_is_waited_with(nudged):
    submission = project()
    other = make_submission(make_team(make_edition("otra")), kinds=[])
    for entry in submission.current.entries.select_related("repo"):
        make_verdict(other, entry.repo, frozen_sha="a" * 40)
    actions.sweep(at=submission.edition.parsed_rules.counts_until)
    assert not Audit.objects.filter(version__submission=submission).exists()


def test_the_grace_of_an_edition_belongs_to_the_time_before_its_close(nudged):
    submission = make_submission(make_team(make_edition(deadline=DeadlineRules(grace_minutes=90))))
    rules = submission.edition.parsed_rules
    an_hour_after = rules.windows.submission.closes_at + timedelta(minutes=90 + 60)
    assert [actions.sweep(at=an_hour_after - timedelta(seconds=1)), actions.sweep(at=an_hour_after)] == [0, 1]


def test_a_withdrawn_project_is_not_audited_for_the_deadline(nudged):
    submission = project(Phase.JUDGING)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)
    assert actions.sweep(at=NOW) == 0


def test_after_the_deadline_each_current_version_is_audited_once(nudged):
    submission = project(Phase.JUDGING)
    add_version(submission)
    assert actions.sweep(at=NOW) == 1
    audit = Audit.objects.get()
    assert (audit.version, audit.reason, audit.not_before) == (submission.current, "deadline", NOW)
    assert actions.sweep(at=NOW + timedelta(minutes=1)) == 1
    assert Audit.objects.count() == 1


def test_a_deadline_audit_waits_for_the_open_one_to_end(nudged):
    submission = project(Phase.JUDGING)
    waiting = make_audit(submission, state=Audit.State.QUEUED, reason=Audit.Reason.REQUESTED)
    actions.sweep(at=NOW)
    assert Audit.objects.get() == waiting
    Audit.objects.filter(pk=waiting.pk).update(state=Audit.State.DONE, finished_at=NOW)
    actions.sweep(at=NOW)
    assert sorted(Audit.objects.values_list("reason", flat=True)) == ["deadline", "requested"]


def test_a_deadline_that_moves_gets_an_audit_of_its_own(nudged):
    submission = project(Phase.JUDGING)
    actions.sweep(at=NOW)
    Audit.objects.update(state=Audit.State.DONE, finished_at=NOW)
    edition, rules = submission.edition, submission.edition.parsed_rules
    later = replace(rules.windows.submission, closes_at=rules.windows.submission.closes_at + timedelta(hours=1))
    judging = replace(rules.windows.judging, opens_at=later.closes_at)
    edition.rules = dump_rules(replace(rules, windows=replace(rules.windows, submission=later, judging=judging)))
    edition.save()
    actions.sweep(at=max(NOW, later.closes_at + timedelta(hours=1)))
    assert Audit.objects.filter(reason="deadline").count() == 2


def test_a_broker_that_is_down_ends_the_sweep_early(monkeypatch):
    for slug in ("una", "otra"):
        make_audit(project(slug=slug), state=Audit.State.QUEUED)
    monkeypatch.setattr(dispatch, "audit_soon", lambda audit_id: False)
    assert actions.sweep(at=NOW) == 0
    assert Audit.objects.filter(state="queued").count() == 2
