"""Taking a project out of the edition, and back in."""

import json
from functools import partial
from typing import Any

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ArtefactKind, Phase
from submissions import actions
from submissions.actions import SubmissionInput, TypedEntry
from submissions.actions.withdrawing import MAX_REASON
from submissions.models import Audit, EvidenceEntry, Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person, signed_in
from tests.factories.submissions import make_audit, make_submission
from tests.factories.teams import make_team
from tests.racing import kinds, race
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Any:
    return make_submission(make_team(make_edition()))


def withdraw(submission: Any, **more: Any) -> bool:
    return actions.withdraw(submission=submission, by=submission.team.captain, at=NOW, **more)


def log(submission: Any) -> list[tuple[str, dict[str, Any]]]:
    entries = EvidenceEntry.objects.filter(kind__in=["withdrawn", "restored", "receipt"]).order_by("sequence")
    return [(entry.kind, json.loads(entry.body)) for entry in entries]


def test_a_withdrawn_project_takes_part_in_nothing_and_keeps_its_versions(submission):
    make_audit(submission, state=Audit.State.QUEUED)
    assert withdraw(submission, reason="Nos falta tiempo.")
    submission.refresh_from_db()
    assert (submission.withdrawn_at, submission.withdrawn_by) == (NOW, submission.team.captain)
    assert list(Submission.objects.delivered()) == []
    assert (submission.versions.count(), Audit.objects.count()) == (1, 0)
    told = TrailEntry.objects.get(verb="submission.withdrawn")
    assert (told.reason, told.by) == ("Nos falta tiempo.", submission.team.captain)
    assert log(submission) == [("withdrawn", {"submission": submission.pk, "version": 1})]


def test_a_restored_project_takes_part_as_it_was(submission):
    withdraw(submission)
    assert actions.restore(submission=submission, by=submission.team.captain, at=NOW)
    assert list(Submission.objects.delivered()) == [submission]
    assert [kind for kind, _body in log(submission)] == ["withdrawn", "restored"]
    assert TrailEntry.objects.get(verb="submission.restored").by == submission.team.captain


def test_a_very_long_reason_is_cut(submission):
    withdraw(submission, reason="a" * (MAX_REASON + 1))
    assert TrailEntry.objects.get(verb="submission.withdrawn").reason == "a" * MAX_REASON


def test_only_deliveries_audits_that_nobody_began_are_dropped(submission):
    make_audit(submission, state=Audit.State.QUEUED, reason=Audit.Reason.REQUESTED)
    withdraw(submission)
    assert Audit.objects.count() == 1


def test_what_is_done_already_is_not_done_again(submission):
    assert not actions.restore(submission=submission, by=submission.team.captain, at=NOW)
    withdraw(submission)
    assert not withdraw(submission)
    assert len(log(submission)) == 1


def test_delivering_again_brings_it_back(submission, asks):
    withdraw(submission)
    form = SubmissionInput("Recetas", "Un corpus.", (TypedEntry(ArtefactKind.CORPUS, CORPUS),))
    actions.submit(team=submission.team, form=form, by=submission.team.captain, at=NOW, hub=asks)
    assert [kind for kind, _body in log(submission)] == ["withdrawn", "restored", "receipt"]
    assert Submission.objects.delivered().get().current.number == 2


def test_delivering_the_same_again_brings_it_back_too(submission, asks):
    form = SubmissionInput("Recetas", "Un corpus.", (TypedEntry(ArtefactKind.CORPUS, CORPUS),))
    deliver = partial(actions.submit, team=submission.team, form=form, by=submission.team.captain, at=NOW, hub=asks)
    first = deliver()
    withdraw(submission)
    assert deliver() == first
    assert Submission.objects.delivered().count() == 1


def test_nobody_else_withdraws_it_and_nobody_after_the_close(submission):
    with pytest.raises(actions.NotAMember):
        actions.withdraw(submission=submission, by=make_person("Bruno"), at=NOW)
    closes_at = submission.edition.parsed_rules.windows.submission.closes_at
    for deed in (actions.withdraw, actions.restore):
        with pytest.raises(actions.WindowClosed):
            deed(submission=submission, by=submission.team.captain, at=closes_at)


def test_after_the_close_the_button_says_that_it_is_too_late():
    submission = make_submission(make_team(make_edition("cerrada", phase=Phase.JUDGING)))
    person = signed_in(submission.team.captain)
    answer = person.post(f"/cerrada/proyectos/{submission.pk}/retirar/", follow=True)
    assert "el proyecto se queda como está" in answer.content.decode()
    assert Submission.objects.delivered().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_withdraws_once():
    submission = make_submission(make_team(make_edition()))
    assert kinds(race([partial(withdraw, submission)] * 3)) == {"bool": 3}
    assert [kind for kind, _body in log(submission)] == ["withdrawn"]
