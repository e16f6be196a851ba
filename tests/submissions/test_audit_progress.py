"""While an audit runs its page says how far it is, repo by repo."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind, Phase
from submissions.models import Audit, RepoAudit
from submissions.queries.progress import StepState, steps, told
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import make_audit, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
K = ArtefactKind


@pytest.fixture
def audit() -> Audit:
    """An audit that has just begun, of three repos."""
    submission = make_submission(make_team(make_edition(phase=Phase.BUILDING)))
    return make_audit(submission, state="running", claim=uuid.uuid4(), claimed_at=NOW, attempts=1)


def look(audit: Audit, kind: ArtefactKind, state: str, **fields: Any) -> RepoAudit:
    entry = audit.version.entries.get(kind=kind)
    if state == "running":
        fields |= {"claim": audit.claim, "claimed_at": NOW}
    row = RepoAudit.objects.create(
        edition=audit.version.submission.edition,
        repo=entry.repo,
        revision="a" * 40,
        rules_digest="b" * 64,
        state=state,
        queued_at=NOW,
        not_before=fields.pop("not_before", NOW),
        finished_at=NOW if state == "done" else None,
        parts=4,
        **fields,
    )
    audit.looks.add(row)
    return row


def states(audit: Audit) -> list[StepState]:
    return [step.state for step in steps(audit)]


def page(audit: Audit, *, seen: str | None = None) -> Any:
    submission, client = audit.version.submission, Client()
    client.force_login(submission.team.captain)
    address = reverse("submissions:audit_fragment", args=[submission.edition.slug, submission.pk])
    return client.get(address, {} if seen is None else {"seen": seen})


def test_before_anything_is_read_all_wait(audit: Audit):
    assert states(audit) == ["waiting", "waiting", "waiting"]


def test_each_repo_says_how_far_it_is(audit: Audit):
    look(audit, K.CORPUS, "done")
    look(audit, K.MODEL, "running", stage="scripts", parts_done=2)
    first, second, third = steps(audit)
    assert (first.state, first.done, first.parts) == ("done", 4, 4)
    assert (second.state, second.stage, second.done, second.parts) == ("running", "scripts", 2, 4)
    assert third.state == "waiting"


def test_a_repo_that_is_not_there_is_done_with_once_a_later_one_is_read(audit: Audit):
    look(audit, K.MODEL, "running", stage="repo")
    assert states(audit) == ["done", "running", "waiting"]


def test_a_look_that_nobody_began_waits_and_one_that_was_cut_short_says_so(audit: Audit):
    look(audit, K.CORPUS, "queued")
    look(audit, K.MODEL, "queued", attempts=1)
    assert states(audit) == ["waiting", "cut_short", "waiting"]


def test_what_is_told_changes_with_every_part(audit: Audit):
    row = look(audit, K.CORPUS, "running", stage="card", parts_done=1)
    before = told(steps(audit))
    RepoAudit.objects.filter(pk=row.pk).update(stage="data", parts_done=3)
    assert before != told(steps(audit))


def test_the_page_shows_it_and_asks_for_no_more_than_is_new(audit: Audit):
    row = look(audit, K.CORPUS, "running", stage="data", parts_done=3)
    answer = page(audit)
    text = answer.content.decode()
    assert ("leyendo los datos" in text, "3 de 4 partes" in text, text.count("en espera")) == (True, True, 2)
    seen = answer.context["progress"]
    assert page(audit, seen=seen).status_code == 204
    RepoAudit.objects.filter(pk=row.pk).update(state="done", finished_at=NOW)
    assert page(audit, seen=seen).status_code == 200


def test_the_page_says_what_was_cut_short_and_when_we_try_again(audit: Audit):
    look(audit, K.CORPUS, "queued", attempts=2, not_before=NOW + timedelta(minutes=4))
    Audit.objects.filter(pk=audit.pk).update(state="done", finished_at=NOW)
    text = page(audit).content.decode()
    assert ("data-cut-short" in text, "lo intentamos otra vez el" in text) == (True, True)


def test_it_takes_two_queries_however_many_repos(audit: Audit, django_assert_num_queries: Any):
    with django_assert_num_queries(2):
        steps(audit)
    for kind in K:
        look(audit, kind, "done")
    with django_assert_num_queries(2):
        steps(audit)
