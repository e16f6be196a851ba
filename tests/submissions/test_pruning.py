"""What was seen is not kept for ever: of superseded audits only the findings stay."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions, dispatch, queries
from submissions.actions.pruning import KEPT, prune
from submissions.models import Audit, RepoAudit
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db
LATER = NOW + KEPT + timedelta(seconds=1)
SEEN = {"repos": [], "collected_at": NOW.isoformat()}


@pytest.fixture(autouse=True)
def nobody_is_nudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nudging is another's story."""
    monkeypatch.setattr(dispatch, "audit_soon", lambda _pk: True)
    monkeypatch.setattr(dispatch, "look_soon", lambda _pk: True)


@pytest.fixture
def submission() -> Any:
    return make_submission(make_team(make_edition(phase=Phase.BUILDING)))


def audited(submission: Any, *looks: RepoAudit, **fields: Any) -> Audit:
    audit = make_audit(submission, **({"evidence": SEEN} | fields))
    audit.looks.set(looks)
    return audit


def look(submission: Any, revision: str = "a" * 40, at: datetime = NOW, **fields: Any) -> RepoAudit:
    repo = submission.current.entries.order_by("position").first().repo
    given = {"state": "done", "finished_at": at, "evidence": {"status": "found"}, "rules_digest": "r" * 64} | fields
    return RepoAudit.objects.create(
        edition=submission.edition, repo=repo, revision=revision, queued_at=at, not_before=at, **given
    )


def kept() -> tuple[list[int], list[int]]:
    """The audits and the looks that have their evidence still."""
    return tuple(
        list(model.objects.filter(evidence__isnull=False).order_by("pk").values_list("pk", flat=True))
        for model in (Audit, RepoAudit)
    )


def test_what_a_superseded_audit_saw_is_dropped_after_two_weeks_and_its_findings_stay(submission):
    old, new = look(submission), look(submission, "b" * 40)
    first, last = audited(submission, old), audited(submission, new)
    assert (prune(at=NOW + KEPT), kept()) == (0, ([first.pk, last.pk], [old.pk, new.pk]))
    assert (prune(at=LATER), kept()) == (2, ([last.pk], [new.pk]))
    report = queries.full_report(first, rubric=submission.edition.parsed_rules.rubric)
    assert (first.findings.count(), len(report.repos), report.at) == (6, 3, NOW)
    assert prune(at=LATER) == 0


def test_a_look_that_a_newer_audit_stands_on_too_is_kept(submission):
    shared = look(submission)
    audited(submission, shared)
    last = audited(submission, shared)
    prune(at=LATER)
    assert kept() == ([last.pk], [shared.pk])


def test_what_was_seen_at_the_close_is_kept_for_good(submission):
    at_close = look(submission)
    closing = audited(submission, at_close, reason="deadline")
    last = audited(submission)
    prune(at=LATER + timedelta(days=1_000))
    assert kept() == ([closing.pk, last.pk], [at_close.pk])


def test_the_last_result_of_every_version_is_kept_whatever_failed_or_is_under_way_since(submission):
    looks = [look(submission, str(n) * 40) for n in range(2)]
    first = audited(submission, looks[0])
    add_version(submission)
    second = audited(submission, looks[1])
    audited(submission, state="failed", evidence=None)
    audited(submission, state="queued", evidence=None)
    prune(at=LATER)
    assert kept() == ([first.pk, second.pk], [one.pk for one in looks])


def test_looks_that_are_going_on_or_that_an_audit_under_way_waits_for_are_let_be(submission):
    claimed = {"state": "running", "finished_at": None, "claim": uuid.uuid4(), "claimed_at": LATER}
    going_on = look(submission, **claimed)
    waited_for = look(submission, "b" * 40)
    unused = look(submission, "c" * 40)
    cut_short = look(submission, "d" * 40, state="queued", finished_at=None, answers={"a": 1})
    audited(submission, waited_for, state="queued", evidence=None)
    prune(at=LATER)
    unused.refresh_from_db()
    cut_short.refresh_from_db()
    assert kept() == ([], [going_on.pk, waited_for.pk])
    assert [(one.state, one.finished_at, one.answers) for one in (unused, cut_short)] == [("queued", None, None)] * 2


def test_a_look_that_was_dropped_is_done_again_when_its_revision_is_asked_for_once_more(asks: Any, server: Any):
    repo = make_repo(ArtefactKind.CORPUS, CORPUS, hub_id=server.storage.get(RepoType.DATASET, CORPUS).hub_id)
    team = make_team(make_edition(phase=Phase.BUILDING))
    delivered = make_submission(team, kinds=())
    add_version(delivered, repos=[(ArtefactKind.CORPUS, repo)])
    first = actions.audit(audit_id=make_audit(delivered, state="queued").pk, hub=asks, at=NOW)
    seen = RepoAudit.objects.get().evidence
    first.delete()
    assert (prune(at=LATER), RepoAudit.objects.get().evidence) == (1, None)
    again = actions.audit(audit_id=make_audit(delivered, state="queued").pk, hub=asks, at=NOW)
    look = RepoAudit.objects.get()
    assert (again.state, look.state, look.evidence["cards"]) == ("done", "done", seen["cards"])
    assert again.evidence["repos"][0]["files"] == seen["files"] != []


def test_the_sweep_prunes(submission):
    look(submission)
    actions.sweep(at=LATER)
    assert kept() == ([], [])
