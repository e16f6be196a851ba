"""Audits again, once another revision counts."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import Phase
from submissions.actions import deadline_audits
from submissions.actions.deadline_audits import audit_anew
from submissions.models import Audit, Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_audit, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def project() -> Submission:
    """After the close."""
    return make_submission(make_team(make_edition(phase=Phase.JUDGING)))


def anew(submission: Submission) -> int:
    repos = [entry.repo_id for entry in submission.current.entries.all()[:1]]
    return audit_anew(edition=submission.edition, repos=repos, at=LATER)


def states() -> list[tuple[Any, Any]]:
    return list(Audit.objects.order_by("pk").values_list("reason", "state"))


def test_a_project_that_was_audited_after_the_close_is_audited_again(project):
    make_audit(project, reason="deadline")
    make_audit(make_submission(make_team(project.edition)), reason="deadline")
    assert anew(project) == 1
    again = Audit.objects.get(state="queued")
    assert (again.version, again.reason, again.queued_at, again.not_before) == (
        project.current,
        "deadline",
        LATER,
        LATER,
    )


def test_twice_at_once_is_one_audit(project):
    make_audit(project, reason="deadline")
    assert [anew(project), anew(project)] == [1, 1]
    assert states() == [("deadline", "done"), ("deadline", "queued")]


def test_another_editions_projects_with_the_repo_are_left_alone(project):
    make_audit(project, reason="deadline")
    other = make_submission(make_team(make_edition("otra", phase=Phase.JUDGING)), kinds=[])
    entry = project.current.entries.all()[0]
    add_version(other, repos=[(entry.kind, entry.repo)])
    make_audit(other, reason="deadline")
    assert anew(project) == 1
    assert list(Audit.objects.filter(state="queued").values_list("version__submission", flat=True)) == [project.pk]


def test_a_worker_is_nudged_for_each_that_was_queued(project, monkeypatch, django_capture_on_commit_callbacks):
    nudged: list[int] = []
    monkeypatch.setattr("submissions.dispatch.audit_soon", nudged.append)
    make_audit(project, reason="deadline")
    with django_capture_on_commit_callbacks(execute=True):
        anew(project)
    assert nudged == [Audit.objects.get(state="queued").pk]


def test_an_audit_that_is_being_done_starts_again(project):
    running = make_audit(project, reason="deadline", state="running", claim=uuid.uuid4(), claimed_at=NOW)
    assert anew(project) == 1
    running.refresh_from_db()
    assert (running.state, running.claim, running.not_before) == ("queued", None, LATER)
    assert states() == [("deadline", "queued")]


def test_a_project_whose_deadline_audit_is_still_to_come_waits_for_that(project):
    make_audit(project, reason="requested")
    assert anew(project) == 0
    assert states() == [("requested", "done")]


def test_a_withdrawn_project_is_left_alone(project):
    make_audit(project, reason="deadline")
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=project.team.captain)
    assert anew(project) == 0


def test_an_audit_anew_counts_as_the_one_of_the_deadline(project):
    make_audit(project, reason="deadline", at=NOW - timedelta(minutes=1))
    anew(project)
    deadline_audits.queue_due(at=LATER)
    assert states() == [("deadline", "done"), ("deadline", "queued")]
