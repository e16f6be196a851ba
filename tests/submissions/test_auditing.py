"""Doing audits: claimed once, tried again while it helps, stored once."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions import auditing
from submissions.models import Audit, AuditFinding, Entry, Repo
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db
K = ArtefactKind


def delivered(*repos: tuple[ArtefactKind, Repo], phase: Phase = Phase.BUILDING) -> Any:
    submission = make_submission(make_team(make_edition(phase=phase)), kinds=())
    add_version(submission, repos=repos or whole())
    return submission


def whole() -> list[tuple[ArtefactKind, Repo]]:
    """The sandbox's three repos, not yet confirmed by the Hub."""
    return [(kind, make_repo(kind, name, hub_id=None)) for kind, name in zip(K, (CORPUS, MODEL, DEMO), strict=True)]


def queued(submission: Any, **fields: Any) -> Audit:
    return make_audit(submission, state=Audit.State.QUEUED, **fields)


def test_an_audit_stores_evidence_and_findings_once(asks):
    submission = delivered()
    audit = queued(submission)
    done = actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert (done.state, done.attempts, done.finished_at, done.error) == ("done", 1, NOW, "")
    assert done.rules_digest == submission.edition.rules_digest
    assert len(done.evidence["repos"]) == 3
    findings = AuditFinding.objects.filter(audit=audit)
    assert {finding.entry.kind for finding in findings if finding.entry} == {"corpus", "model", "demo"}
    assert [finding.position for finding in findings] == list(range(findings.count()))
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW) is None
    assert AuditFinding.objects.filter(audit=audit).count() == findings.count()


def test_repos_that_the_hub_had_not_confirmed_are_confirmed_by_the_audit(asks):
    audit = queued(delivered())
    assert Repo.objects.filter(hub_id=None).count() == 3
    actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert Repo.objects.filter(hub_id=None).count() == 0


def test_an_unconfirmed_repo_that_is_known_under_its_new_name_becomes_that_row(asks, server):
    record = server.storage.get(RepoType.DATASET, CORPUS)
    known = make_repo(K.CORPUS, "somos-demo/recetas-nuevas", hub_id=record.hub_id)
    server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-nuevas")
    audit = queued(delivered((K.CORPUS, make_repo(K.CORPUS, CORPUS, hub_id=None))))
    actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert Entry.objects.get().repo == known
    assert [look.repo for look in audit.looks.all()] == [known]
    assert Repo.objects.count() == 1


def test_a_repo_that_is_missing_is_a_finding_and_ends_the_audit(asks):
    audit = queued(delivered((K.CORPUS, make_repo(K.CORPUS, "somos-demo/no-existe"))))
    done = actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert done.state == "done"
    assert AuditFinding.objects.filter(audit=audit, outcome="fail").exists()


def with_a_late_commit(server: Any, name: str) -> tuple[Any, str]:
    """A project after its close, and the revision that its corpus had at the close; a commit came after it."""
    submission = delivered((K.CORPUS, make_repo(K.CORPUS, name)), phase=Phase.JUDGING)
    closes_at = submission.edition.parsed_rules.counts_until
    store, an_hour = server.storage, timedelta(hours=1)
    store.create_repo(RepoType.DATASET, name, {"README.md": "# 1"}, author="alicia", at=closes_at - an_hour)
    late = {"a.txt": "2"}
    store.commit(RepoType.DATASET, name, late, author="alicia", at=closes_at + an_hour, message="Tarde")
    with store.open(store.get(RepoType.DATASET, name)) as git:
        newest = git.resolve("main")
    return submission, newest.parents[0]


def audited_revision(submission: Any, asks: Any, *, at: datetime = NOW) -> tuple[str, str]:
    """Which revision an audit asked for, and which it read."""
    audit = actions.audit(audit_id=queued(submission, at=at).pk, hub=asks, at=at)
    (seen,) = audit.evidence["repos"]
    return seen["revision"], seen["sha"]


def test_after_the_close_the_revision_that_counts_is_audited(asks, server):
    submission, frozen = with_a_late_commit(server, "somos-demo/con-prisas")
    make_verdict(submission, Repo.objects.get(), state="changed_after", frozen_sha=frozen)
    assert audited_revision(submission, asks) == (frozen, frozen)


def test_the_revision_that_an_organiser_chose_counts_more(asks, server):
    submission, frozen = with_a_late_commit(server, "somos-demo/con-prisas")
    chosen = {"overruled_state": "unchanged", "overruled_sha": frozen, "overruled_reason": "Fallo nuestro."}
    by_whom = {"overruled_at": NOW, "overruled_by": submission.team.captain}
    make_verdict(submission, Repo.objects.get(), frozen_sha="0" * 40, **chosen, **by_whom)
    assert audited_revision(submission, asks) == (frozen, frozen)


def test_what_was_fixed_for_an_earlier_close_is_not_looked_for(asks, server):
    submission, frozen = with_a_late_commit(server, "somos-demo/con-prisas")
    before = submission.edition.parsed_rules.counts_until - timedelta(days=2)
    make_verdict(submission, Repo.objects.get(), frozen_sha=frozen, closes_at=before)
    asked, read = audited_revision(submission, asks)
    assert (asked, read == frozen) == (None, False)


def test_before_the_close_the_newest_revision_is_audited(asks):
    submission = delivered((K.CORPUS, make_repo(K.CORPUS, CORPUS)))
    make_verdict(submission, Repo.objects.get(), state="not_yet", frozen_sha="0" * 40)
    assert audited_revision(submission, asks)[0] is None


def test_the_same_content_in_a_rewritten_history_is_audited_at_its_new_revision(asks, server):
    submission, frozen = with_a_late_commit(server, "somos-demo/con-prisas")
    gone = "0" * 40
    make_verdict(submission, Repo.objects.get(), state="rewritten", frozen_sha=gone, facts={"same_content": True})
    asked, read = audited_revision(submission, asks)
    assert (asked, len(read), read == frozen) == (gone, 40, False)


def test_a_revision_that_is_gone_ends_the_audit_at_once_with_nothing_failed(asks, server):
    submission, _ = with_a_late_commit(server, "somos-demo/con-prisas")
    make_verdict(submission, Repo.objects.get(), state="rewritten", frozen_sha="0" * 40)
    audit = actions.audit(audit_id=queued(submission).pk, hub=asks, at=NOW)
    found = AuditFinding.objects.filter(audit=audit, entry__isnull=False).exclude(check_id="repo.right_type")
    assert (audit.state, audit.attempts) == ("done", 1)
    assert {(finding.outcome, finding.facts["why"]) for finding in found} == {("unknown", "revision_gone")}


def test_before_its_time_an_audit_is_not_done(asks):
    audit = queued(delivered(), not_before=NOW + timedelta(seconds=1))
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW) is None
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW + timedelta(seconds=1)).state == "done"


def test_an_audit_that_is_gone_is_nobodys_work(asks):
    assert actions.audit(audit_id=10**9, hub=asks, at=NOW) is None


def test_a_silent_hub_puts_the_audit_off(asks, server):
    server.set_fault(kind="status", status=503)
    audit = actions.audit(audit_id=queued(delivered()).pk, hub=asks, at=NOW)
    assert (audit.state, audit.error, audit.attempts) == ("queued", "unreachable", 1)
    assert (audit.not_before, audit.claim) == (NOW + timedelta(seconds=30), None)
    server.clear_faults()
    assert actions.audit(audit_id=audit.pk, hub=asks, at=audit.not_before).state == "done"


def test_a_hub_that_limits_us_is_given_the_time_that_it_asks_for(asks, server):
    server.set_fault(kind="status", status=429, retry_after=200)
    audit = actions.audit(audit_id=queued(delivered()).pk, hub=asks, at=NOW)
    assert (audit.state, audit.error) == ("queued", "rate_limited")
    assert audit.not_before == NOW + timedelta(seconds=200)


def test_after_the_last_attempt_silence_is_stored_as_unknown_never_as_failed(asks, server):
    server.set_fault(kind="status", status=503)
    audit = queued(delivered())
    for attempt in range(auditing.MAX_ATTEMPTS):
        audit = actions.audit(audit_id=audit.pk, hub=asks, at=NOW + timedelta(hours=attempt))
    assert (audit.state, audit.attempts) == ("done", auditing.MAX_ATTEMPTS)
    outcomes = set(AuditFinding.objects.filter(audit=audit, entry__isnull=False).values_list("outcome", flat=True))
    assert "unknown" in outcomes
    assert not outcomes & {"fail", "warn"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_checks(*args: Any) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(auditing, "run_checks", broken_checks)


def test_an_unexpected_error_is_tried_again_and_fails_in_the_end(asks, broken):
    audit = queued(delivered())
    first = actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert (first.state, first.error) == ("queued", "ZeroDivisionError")
    for attempt in range(1, auditing.MAX_ATTEMPTS):
        audit = actions.audit(audit_id=audit.pk, hub=asks, at=NOW + timedelta(hours=attempt))
    assert (audit.state, audit.error, audit.attempts) == ("failed", "ZeroDivisionError", auditing.MAX_ATTEMPTS)
    assert audit.finished_at == NOW + timedelta(hours=auditing.MAX_ATTEMPTS - 1)


def test_who_lost_the_claim_meanwhile_stores_nothing(asks, monkeypatch):
    audit = queued(delivered())
    check = auditing.run_checks

    def overtaken(*args: Any) -> Any:
        Audit.objects.filter(pk=audit.pk).update(claim=uuid.uuid4())
        return check(*args)

    monkeypatch.setattr(auditing, "run_checks", overtaken)
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW) is None
    assert not AuditFinding.objects.exists()
    assert Audit.objects.get().state == "running"


def test_an_error_while_storing_leaves_nothing_half_stored(asks, monkeypatch):
    audit = queued(delivered())

    def breaks(*args: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(auditing, "_learn_names", breaks)
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW).state == "queued"
    assert not AuditFinding.objects.exists()


def test_the_same_repo_in_two_versions_keeps_both_versions_entries(asks):
    submission = delivered((K.CORPUS, make_repo(K.CORPUS, CORPUS, hub_id=None)))
    add_version(submission, title="Otro", repos=[(K.CORPUS, Repo.objects.get())])
    actions.audit(audit_id=queued(submission).pk, hub=asks, at=NOW)
    assert [entry.repo.repo_id for entry in Entry.objects.all()] == [CORPUS, CORPUS]


def test_one_repo_delivered_under_two_names_is_audited_all_the_same(asks, server):
    record = server.storage.get(RepoType.DATASET, CORPUS)
    new_name = make_repo(K.CORPUS, "somos-demo/recetas-nuevas", hub_id=record.hub_id)
    old_name = make_repo(K.CORPUS, CORPUS, hub_id=None)
    server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-nuevas")
    audit = queued(delivered((K.CORPUS, new_name), (K.CORPUS, old_name)))
    assert actions.audit(audit_id=audit.pk, hub=asks, at=NOW).state == "done"
    assert [entry.repo for entry in Entry.objects.order_by("position")] == [new_name, old_name]


def test_an_attempt_that_takes_too_long_ends_between_two_repos_and_the_next_goes_on_there(asks, server, monkeypatch):
    repos = [(kind, make_repo(kind, name)) for kind, name in ((K.CORPUS, CORPUS), (K.MODEL, MODEL))]
    audit = queued(delivered(*repos))
    monkeypatch.setattr(auditing, "LONGEST", 0.0)
    monkeypatch.setattr(auditing, "monotonic", iter([0.0, 0.0, 1.0, 0.0, 0.0, 0.0]).__next__)
    first = actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert (first.state, first.attempts, first.not_before, first.error) == ("queued", 0, NOW, "")
    assert first.looks.filter(state="done").count() == 1
    before = sum(server.quota.served.values())
    done = actions.audit(audit_id=audit.pk, hub=asks, at=NOW)
    assert (done.state, len(done.evidence["repos"]), sum(server.quota.served.values()) - before) == ("done", 2, 3)
