"""Audits that nobody asked for: a repo moved, the rules changed, the Hub had kept something back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind, CheckRule, Severity
from submissions import actions, dispatch
from submissions.actions import automatic_audits, receive_push, repo_looks
from submissions.deadline.hooks import read_call
from submissions.models import Audit, EvidenceLog, RepoAudit, Submission, Watch
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_submission
from tests.factories.teams import make_team
from tests.submissions.evidence.test_pushes import payload
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "audit_soon", lambda audit_id: True)
    monkeypatch.setattr(dispatch, "look_soon", lambda look_id: True)


@pytest.fixture
def audited(scene: Any) -> Any:
    """The scene, with its three repos watched, known and audited."""
    scene.keep()
    scene.look()
    scene.pass_(minutes=1)
    do(scene, ask(scene))
    scene.asked()
    return scene


def ask(scene: Any) -> Audit:
    submission = Submission.objects.get(pk=scene.submission.pk)
    return actions.request_audit(submission=submission, by=submission.team.captain, at=scene.now)


def do(scene: Any, audit: Audit) -> Audit:
    done = actions.audit(audit_id=audit.pk, hub=scene.hub, at=scene.now)
    assert done is not None
    return done


def push(scene: Any, name: str = CORPUS) -> str:
    """A commit, and the Hub's call about it."""
    new = scene.commit(name)
    receive_push(call=read_call(payload(scene, new=new, name=name)), at=scene.now)
    return new


def queued() -> list[Audit]:
    return list(Audit.objects.filter(state="queued").order_by("pk"))


def reasons() -> list[str]:
    return [audit.reason for audit in queued()]


def sweep(scene: Any, **time: float) -> list[str]:
    """A sweep after so much time; the reasons of what waits then."""
    scene.pass_(**time)
    actions.sweep(at=scene.now)
    return reasons()


def authors(audit: Audit) -> str:
    return audit.findings.get(check_id="links.authors", entry__kind="corpus").outcome


def test_the_commits_of_a_head_that_the_watch_has_not_seen_are_asked_for(audited: Any):
    audited.commit(CORPUS)
    audited.pass_(minutes=10)
    assert authors(do(audited, ask(audited))) == "warn"
    assert audited.asked().count(f"commits {CORPUS}") == 1


def test_the_commits_of_a_head_that_the_watch_has_seen_are_taken_from_the_log(audited: Any):
    push(audited)
    audited.pass_(minutes=10)
    audited.look()
    audited.asked()
    assert authors(do(audited, ask(audited))) == "warn"
    assert audited.asked().count(f"commits {CORPUS}") == 0


def test_an_audit_that_was_quicker_than_the_watch_is_made_again_once_the_log_has_the_commits(audited: Any):
    push(audited)
    audited.pass_(minutes=2)
    assert authors(do(audited, ask(audited))) == "unknown"
    assert audited.asked().count(f"commits {CORPUS}") == 0
    assert sweep(audited, seconds=1) == []
    audited.look()
    audited.asked()
    assert sweep(audited, seconds=1) == ["retry"]
    assert authors(do(audited, queued()[0])) == "warn"
    assert audited.asked() == []
    assert sweep(audited, minutes=2) == []


def test_while_nothing_moves_no_audit_comes_by_itself(audited: Any):
    assert sweep(audited, hours=7) == []
    audited.keep()
    assert sweep(audited, seconds=1) == []


def test_a_push_that_the_hub_tells_of_brings_one_audit_of_the_new_head(audited: Any):
    audited.pass_(hours=1)
    new = push(audited)
    assert sweep(audited, seconds=20) == ["changed"]
    assert sweep(audited, seconds=20) == ["changed"]
    (audit,) = queued()
    assert audit.not_before == audited.now - timedelta(seconds=20) + automatic_audits.QUIET
    assert actions.audit(audit_id=audit.pk, hub=audited.hub, at=audited.now) is None
    audited.pass_(minutes=1)
    done = do(audited, audit)
    assert [repo["sha"] for repo in done.evidence["repos"] if repo["kind"] == "corpus"] == [new]
    assert sweep(audited, minutes=1) == []


def test_a_new_head_that_only_the_lists_tell_of_brings_one_audit_too(audited: Any):
    audited.pass_(hours=7)
    new = audited.commit(MODEL)
    assert sweep(audited, seconds=1) == []
    audited.keep()
    assert sweep(audited, seconds=1) == ["changed"]
    audited.look()
    audited.pass_(minutes=1)
    done = do(audited, queued()[0])
    assert [repo["sha"] for repo in done.evidence["repos"] if repo["kind"] == "model"] == [new]
    assert sweep(audited, minutes=1) == []


def test_only_the_repo_that_moved_is_read_again(audited: Any):
    audited.pass_(hours=1)
    push(audited)
    sweep(audited, seconds=1)
    audited.pass_(minutes=1)
    audited.asked()
    do(audited, queued()[0])
    assert {line.split()[1] for line in audited.asked()} == {CORPUS}


def test_ten_pushes_within_a_minute_are_one_audit_of_the_last(audited: Any):
    audited.pass_(hours=1)
    for _ in range(10):
        newest = push(audited)
        sweep(audited, seconds=6)
    audited.pass_(seconds=10)
    (audit,) = queued()
    done = do(audited, audit)
    assert done.evidence["repos"][0]["sha"] == newest
    assert sweep(audited, minutes=2) == []


class Meanwhile:
    """A Hub at which somebody does something the moment that it is asked about a repo."""

    def __init__(self, hub: Any, repo_id: str, deed: Callable[[], Any]) -> None:
        self._hub, self._repo_id, self._deed = hub, repo_id, deed

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._hub, name)

        def ask(what: Any, *arguments: Any, **options: Any) -> Any:
            if what == self._repo_id and self._deed is not None:
                deed, self._deed = self._deed, None
                deed()
            return method(what, *arguments, **options)

        return ask


def test_a_push_while_an_audit_is_at_it_brings_another(audited: Any):
    audited.pass_(hours=1)
    audit, at = ask(audited), audited.now
    audited.pass_(seconds=3)
    actions.audit(audit_id=audit.pk, hub=Meanwhile(audited.hub, DEMO, lambda: push(audited)), at=at)
    assert Audit.objects.get(pk=audit.pk).evidence["repos"][0]["sha"] != audited.head()
    assert sweep(audited, seconds=1) == ["changed"]


def test_a_project_gets_so_many_an_hour_and_the_last_head_in_the_end(audited: Any):
    audited.pass_(hours=2)
    done = 0
    for _ in range(20):  # a push every three minutes
        push(audited)
        if sweep(audited, minutes=1) == ["changed"]:
            audited.pass_(minutes=1)
            do(audited, queued()[0])
            done += 1
        audited.pass_(minutes=1)
    assert done == automatic_audits.MOST_AN_HOUR
    assert sweep(audited, hours=1) == ["changed"]
    audited.pass_(minutes=1)
    assert do(audited, queued()[0]).evidence["repos"][0]["sha"] == audited.head()
    assert sweep(audited, minutes=1) == []


def test_a_team_that_shares_the_repo_gets_its_audit_too_and_the_look_is_one(audited: Any):
    other = make_submission(make_team(audited.edition), kinds=())
    add_version(other, repos=[(ArtefactKind.CORPUS, audited.watch().repo)], at=audited.now)
    audited.pass_(minutes=2)
    do(audited, actions.request_audit(submission=other, by=other.team.captain, at=audited.now))
    audited.pass_(hours=1)
    new = push(audited)
    assert sweep(audited, seconds=1) == ["changed", "changed"]
    audited.pass_(minutes=1)
    audited.asked()
    first, second = queued()
    do(audited, first)
    assert audited.asked() != []
    do(audited, second)
    assert audited.asked() == []
    assert RepoAudit.objects.filter(revision=new).count() == 1


def test_a_repo_that_goes_private_is_audited_once(audited: Any):
    audited.server.set_fault(kind="private", repo_id=CORPUS)
    assert look_after(audited, hours=7) == ["changed"]
    audited.pass_(minutes=1)
    done = do(audited, queued()[0])
    assert done.evidence["repos"][0]["status"] == "missing"
    assert [look_after(audited, hours=7), look_after(audited, hours=7)] == [[], []]


def look_after(scene: Any, **time: float) -> list[str]:
    """What waits after a look of the watch at the corpus."""
    Watch.objects.filter(repo__repo_id=CORPUS).update(due_at=scene.pass_(**time), reason="sweep")
    scene.look()
    return sweep(scene, seconds=1)


def test_after_the_close_nothing_comes_of_a_push_and_what_waited_makes_room(audited: Any):
    audited.to_close(minutes=-1)
    push(audited)
    audited.look()
    assert sweep(audited, seconds=1) == ["changed"]
    audited.to_close(minutes=1)
    push(audited)
    assert actions.audit(audit_id=queued()[0].pk, hub=audited.hub, at=audited.now) is None
    assert queued() == []
    assert sweep(audited, minutes=1) == []


def test_in_the_last_hour_the_watch_goes_first(audited: Any):
    audited.to_close(minutes=-30)
    push(audited)
    assert Watch.objects.filter(due_at__isnull=False).exists()
    assert sweep(audited, seconds=1) == []
    audited.look()
    assert sweep(audited, seconds=1) == ["changed"]


def test_while_our_quota_is_used_up_none_is_queued_and_none_begins(audited: Any):
    audited.pass_(hours=1)
    push(audited)
    assert sweep(audited, seconds=1) == ["changed"]
    until = audited.now + timedelta(minutes=5)
    EvidenceLog.objects.update(paused_until=until)
    audited.pass_(minutes=2)
    assert actions.audit(audit_id=queued()[0].pk, hub=audited.hub, at=audited.now) is None
    waiting = Audit.objects.get(state="queued")
    assert (waiting.not_before, waiting.attempts) == (until, 0)
    waiting.delete()
    assert sweep(audited, seconds=1) == []


def test_while_another_editions_quota_is_used_up_this_one_goes_on(audited: Any):
    until = audited.now + timedelta(days=1)
    EvidenceLog.objects.create(edition=make_edition(slug="otra"), paused_until=until)
    audited.pass_(hours=1)
    push(audited)
    assert sweep(audited, seconds=1) == ["changed"]
    audited.pass_(minutes=2)
    assert do(audited, queued()[0]).state == "done"


def test_only_so_many_begin_within_five_minutes(audited: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(automatic_audits, "PACE", 1)
    other = make_submission(make_team(audited.edition), kinds=())
    add_version(other, repos=[(ArtefactKind.CORPUS, audited.watch().repo)], at=audited.now)
    audited.pass_(minutes=2)
    do(audited, actions.request_audit(submission=other, by=other.team.captain, at=audited.now))
    audited.pass_(hours=1)
    push(audited)
    assert sweep(audited, seconds=1) == ["changed"]
    assert sweep(audited, minutes=4) == ["changed"]
    assert sweep(audited, minutes=2) == ["changed", "changed"]


def test_other_rules_bring_an_audit_of_what_was_seen_already(audited: Any):
    audited.pass_(minutes=5)
    rules = audited.edition.parsed_rules
    milder = replace(rules.audit, checks=(CheckRule("card.*", Severity.RECOMMENDED),))
    audited.change(title=replace(rules.title, translations=(("es", "Otra vez"),)), audit=milder)
    assert sweep(audited, seconds=1) == ["rules"]
    audited.asked()
    done = do(audited, queued()[0])
    assert (done.rules_digest, audited.asked()) == (audited.edition.rules_digest, [])
    assert sweep(audited, minutes=1) == []


def test_rules_that_change_what_is_read_have_everything_read_again(audited: Any):
    audited.pass_(minutes=5)
    dataset = audited.edition.parsed_rules.dataset
    audited.change(dataset=replace(dataset, script_suffixes=(*dataset.script_suffixes, ".zz")))
    assert sweep(audited, seconds=1) == ["rules"]
    audited.asked()
    do(audited, queued()[0])
    assert {line.split()[1] for line in audited.asked()} == {CORPUS, MODEL, DEMO}


def test_an_evaluation_set_that_is_loaded_has_the_corpora_compared_with_it_once(audited: Any):
    actions.load_evaluation_set(
        edition=audited.edition, name="examen", questions=[["¿Qué es el mole?"]], by=None, at=audited.now
    )
    assert sweep(audited, seconds=1) == ["rules"]
    do(audited, queued()[0])
    assert set(RepoAudit.objects.values_list("rules_digest", flat=True)) > {repo_looks.look_key(audited.edition)}
    assert sweep(audited, hours=2) == []


def test_who_asks_hurries_the_audit_that_would_have_come(audited: Any):
    audited.pass_(hours=1)
    push(audited)
    sweep(audited, seconds=1)
    (waiting,) = queued()
    audited.pass_(seconds=1)
    hurried = ask(audited)
    assert (hurried.pk, hurried.reason, hurried.not_before) == (waiting.pk, "requested", audited.now)


def test_a_withdrawn_project_gets_none(audited: Any):
    audited.pass_(hours=1)
    push(audited)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=audited.submission.team.captain)
    assert sweep(audited, seconds=1) == []
