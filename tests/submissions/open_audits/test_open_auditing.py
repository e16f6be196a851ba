"""Doing the audits that anybody may ask for: as a stranger sees the repo, after the teams', and for some days only."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.hub.client import HubClient, hang_up
from hackathon.hub.types import RepoType
from submissions import actions, dispatch, tasks
from submissions.actions import open_auditing
from submissions.models import Audit, OpenAudit
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.submissions import make_audit, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, LONG_AGO, MODEL

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def asked(repo_id: str = CORPUS, repo_type: str = "dataset", **fields: Any) -> OpenAudit:
    edition = fields.pop("edition", None) or make_edition()
    given = {"asked_at": NOW, "not_before": NOW, "asker": "x" * 64} | fields
    return OpenAudit.objects.create(edition=edition, repo_type=repo_type, repo_id=repo_id, **given)


def do(audit: OpenAudit, hub: Any, *, at: Any = NOW) -> OpenAudit | None:
    return actions.open_audit(audit_id=str(audit.pk), hub=hub, at=at)


def test_it_stores_findings_numbers_and_the_revision_once(asks, server):
    audit = asked()
    done = do(audit, asks)
    assert (done.state, done.attempts, done.finished_at, done.error) == ("done", 1, NOW, "")
    assert done.rules_digest == audit.edition.rules_digest
    assert len(done.revision) == 40
    assert {one["check"] for one in done.findings} >= {"repo.exists", "card.readable"}
    assert done.statistics["cards"][0]["path"] == "README.md"
    assert do(audit, asks) is None


def test_what_only_a_project_has_is_not_held_against_a_lone_repo(asks):
    done = do(asked(MODEL, "model"), asks)
    alone = {
        one["check"]: one["outcome"] for one in done.findings if one["check"].split(".")[0] in ("links", "project")
    }
    assert set(alone.values()) == {"not_applicable"}
    assert "project.artefacts" in alone


def test_a_private_repo_stays_unseen_even_if_our_token_opens_it(server, settings):
    settings.HF_TOKEN = "hf_alicia"
    server.storage.people.add("alicia")
    server.storage.create_repo(
        RepoType.DATASET, "alicia/secreto", {"README.md": "# Secreto"}, author="alicia", at=LONG_AGO
    )
    server.storage.set_meta(RepoType.DATASET, "alicia/secreto", private=True)
    audit = asked("alicia/secreto")
    with HubClient(endpoint=server.endpoint, token="hf_alicia", retries=0) as ours:
        assert ours.repo_info("alicia/secreto", RepoType.DATASET).private
        tasks.open_audit(str(audit.pk))
        audit.refresh_from_db()
        assert (audit.state, audit.error, audit.findings, audit.evidence) == ("failed", "missing", None, None)
        again = do(asked("alicia/secreto", edition=audit.edition), ours)
    hang_up()
    assert (again.state, again.error, again.findings) == ("failed", "private", None)


def test_addresses_and_keys_of_strangers_are_masked(asks, server):
    key = "hf_" + "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY1zA3b"
    card = f"---\nlicense: apache-2.0\n---\n# Recetas\n\nEscribe a ana.perez@universidad.edu con {key}.\n"
    rows = "pregunta,respuesta,periodo\n" + f"¿Quién?,ana.perez@universidad.edu,{key}\n" * 30
    files = {"README.md": card, "data.csv": rows}
    server.storage.create_repo(RepoType.DATASET, "ana/abierto", files, author="alicia", at=LONG_AGO)
    done = do(asked("ana/abierto"), asks)
    assert done.state == "done"
    kept = json.dumps([done.findings, done.statistics, done.evidence], ensure_ascii=False)
    assert "ana.perez@" not in kept
    assert key not in kept


def test_strangers_corpora_are_compared_with_the_exams_too(asks, server):
    edition = make_edition(dataset=replace(make_rules().dataset, evaluation_sets=("examen",)))
    asked_there = "¿Cuál es la capital de Perú según el texto?"
    actions.load_evaluation_set(edition=edition, name="examen", questions=[[asked_there]], by=None, at=NOW)
    files = {"README.md": "# Hola", "data.csv": f"pregunta,respuesta\n{asked_there},Lima\n"}
    server.storage.create_repo(RepoType.DATASET, "ana/examen", files, author="alicia", at=LONG_AGO)
    done = do(asked("ana/examen", edition=edition), asks)
    assert done.statistics["corpus"]["overlaps"] == [{"evaluation_set": "examen", "rows": 1}]


def test_a_repo_that_is_not_there_fails_and_says_as_what_else_it_is(asks, server):
    edition = make_edition()
    server.storage.create_repo(RepoType.SPACE, "ana/otra-cosa", {"README.md": "# Hola"}, author="alicia", at=LONG_AGO)
    assert do(asked("nadie/nada", edition=edition), asks).error == "missing"
    assert do(asked("ana/otra-cosa", edition=edition), asks).error == "found_as_space"


def test_the_same_revision_is_not_looked_at_twice_within_the_hour(asks, server):
    edition = make_edition()
    first = do(asked(edition=edition), asks)
    before = server.requests_seen if hasattr(server, "requests_seen") else None
    OpenAudit.objects.filter(pk=first.pk).update(findings=[{"outcome": "pass", "check": "of.the.first"}])
    again = do(asked(edition=edition), asks, at=NOW + 59 * MINUTE)
    assert again.findings == [{"outcome": "pass", "check": "of.the.first"}]
    assert (again.finished_at, again.revision, before) == (NOW + 59 * MINUTE, first.revision, before)


@pytest.mark.parametrize("change", ["an hour", "a push", "the rules"])
def test_it_is_looked_at_again_after(change, asks, server):
    edition = make_edition()
    first = do(asked(edition=edition), asks)
    OpenAudit.objects.filter(pk=first.pk).update(findings=[])
    if change == "a push":
        server.storage.commit(RepoType.DATASET, CORPUS, {"b.txt": "2"}, author="alicia", at=NOW, message="Más")
    if change == "the rules":
        OpenAudit.objects.filter(pk=first.pk).update(rules_digest="0" * 64)
    at = NOW + (timedelta(hours=1) if change == "an hour" else MINUTE)
    assert do(asked(edition=edition), asks, at=at).findings != []


def test_a_hub_that_is_silent_puts_it_off_and_in_the_end_is_the_reason(asks, server):
    server.set_fault(kind="status", status=503, path="/api/")
    audit = asked()
    waits = []
    for _attempt in range(open_auditing.MAX_ATTEMPTS - 1):
        audit = do(audit, asks, at=audit.not_before)
        waits.append(audit.not_before)
        assert (audit.state, audit.error) == ("queued", "unreachable")
    assert waits == [NOW + timedelta(seconds=30), NOW + timedelta(seconds=90)]
    ended = do(audit, asks, at=audit.not_before)
    assert (ended.state, ended.error, ended.findings) == ("failed", "unreachable", None)


def test_a_team_that_waits_goes_first_for_some_minutes(asks):
    submission = make_submission(make_team(make_edition()))
    waiting = make_audit(submission, state=Audit.State.QUEUED, at=NOW)
    audit = asked(edition=submission.edition)
    assert do(audit, asks) is None
    audit.refresh_from_db()
    assert (audit.state, audit.attempts, audit.not_before) == ("queued", 0, NOW + open_auditing.GIVE_WAY)
    assert do(audit, asks, at=NOW + open_auditing.PATIENCE).state == "done"
    assert Audit.objects.get(pk=waiting.pk).state == "queued"


def test_what_teams_get_without_asking_for_it_goes_after(asks):
    submission = make_submission(make_team(make_edition()))
    make_audit(submission, state=Audit.State.QUEUED, at=NOW, reason=Audit.Reason.CHANGED)
    assert do(asked(edition=submission.edition), asks).state == "done"


def test_a_team_whose_turn_has_not_come_yet_does_not_go_first(asks):
    submission = make_submission(make_team(make_edition()))
    make_audit(submission, state=Audit.State.QUEUED, at=NOW)
    Audit.objects.update(not_before=NOW + MINUTE)
    assert do(asked(edition=submission.edition), asks).state == "done"


def test_no_more_than_two_are_done_at_the_same_moment(asks):
    edition = make_edition()
    running = {"state": "running", "claimed_at": NOW}
    for number in range(open_auditing.AT_ONCE):
        asked(f"a/{number}", edition=edition, claim=f"00000000-0000-0000-0000-00000000000{number}", **running)
    assert do(asked(edition=edition), asks) is None


def test_a_worker_that_was_thought_dead_stores_nothing(asks, monkeypatch):
    audit = asked()
    taken_over = open_auditing.judge_alone

    def meanwhile(*arguments: Any, **options: Any) -> Any:
        OpenAudit.objects.update(claim="00000000-0000-0000-0000-000000000000")
        return taken_over(*arguments, **options)

    monkeypatch.setattr(open_auditing, "judge_alone", meanwhile)
    assert do(audit, asks) is None
    assert OpenAudit.objects.get().findings is None


def test_an_error_of_ours_is_tried_again_and_then_told(asks, monkeypatch):
    monkeypatch.setattr(open_auditing, "judge_alone", lambda *_a, **_k: 1 / 0)
    audit = do(asked(), asks)
    assert (audit.state, audit.error) == ("queued", "ZeroDivisionError")
    OpenAudit.objects.update(attempts=open_auditing.MAX_ATTEMPTS - 1)
    assert do(audit, asks, at=audit.not_before).state == "failed"


def test_a_sweep_puts_back_what_a_dead_worker_left(settings):
    settings.AUDIT_STALE_SECONDS = 60
    stale = {"state": "running", "claim": "00000000-0000-0000-0000-000000000001", "claimed_at": NOW - 2 * MINUTE}
    edition = make_edition()
    again, over = asked("a/1", edition=edition, attempts=1, **stale), asked("a/2", edition=edition, attempts=3, **stale)
    alive = asked("a/3", edition=edition, **stale | {"claimed_at": NOW})
    assert actions.sweep_open_audits(at=NOW) == 1
    states = dict(OpenAudit.objects.values_list("pk", "state"))
    assert states == {again.pk: "queued", over.pk: "failed", alive.pk: "running"}


def test_a_sweep_forgets_where_they_were_asked_from_and_then_all_of_them():
    edition = make_edition()
    old = asked("a/1", edition=edition, asked_at=NOW - timedelta(days=1, seconds=1))
    asked("a/2", edition=edition, asked_at=NOW - timedelta(days=7, seconds=1))
    new = asked("a/3", edition=edition)
    actions.sweep_open_audits(at=NOW)
    assert dict(OpenAudit.objects.values_list("pk", "asker")) == {old.pk: "", new.pk: "x" * 64}


def test_one_that_a_worker_is_at_is_not_forgotten_however_old_it_is():
    claimed = {"state": "running", "claim": "00000000-0000-0000-0000-000000000001", "claimed_at": NOW}
    old = asked(asked_at=NOW - timedelta(days=8), **claimed)
    actions.sweep_open_audits(at=NOW)
    assert OpenAudit.objects.get() == old


def test_a_sweep_nudges_workers_towards_no_more_than_may_be_done_at_once_and_none_that_is_put_off():
    edition = make_edition()
    asked("a/0", edition=edition, not_before=NOW + MINUTE)
    assert actions.sweep_open_audits(at=NOW) == 0
    for number in range(1, open_auditing.AT_ONCE + 2):
        asked(f"a/{number}", edition=edition)
    assert actions.sweep_open_audits(at=NOW) == open_auditing.AT_ONCE


def test_who_has_waited_longest_is_nudged_first(monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(dispatch, "open_audit_soon", lambda audit_id: not told.append(audit_id))
    edition = make_edition()
    rows = [asked(f"a/{ago}", edition=edition, asked_at=NOW - ago * MINUTE) for ago in range(6)]
    actions.sweep_open_audits(at=NOW)
    assert told == [str(rows[5].pk), str(rows[4].pk)]
