"""One look at a repo for everybody: shared, kept where it was cut short, and not asked for again."""

import random
import string
import uuid
from base64 import b64decode
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.hub.types import RepoType
from submissions import actions, dispatch
from submissions.actions import auditing, reading_repos, repo_looks
from submissions.audit.looks import LONGEST_BACKOFF, MAX_LOOKS
from submissions.models import Audit, AuditFinding, Repo, RepoAudit
from tests.factories.editions import NOW, make_edition
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.racing import race
from tests.submissions.hubs import CORPUS, DEMO, MODEL

K = ArtefactKind


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The audits and looks towards which a worker was nudged."""
    ids: list[int] = []

    def note(pk: int) -> bool:
        ids.append(pk)
        return True

    monkeypatch.setattr(dispatch, "audit_soon", note)
    monkeypatch.setattr(dispatch, "look_soon", note)
    return ids


def deliver(*repos: tuple[ArtefactKind, Repo], edition: Any = None, phase: Phase = Phase.BUILDING) -> Any:
    submission = make_submission(make_team(edition or make_edition(phase=phase)), kinds=())
    add_version(submission, repos=repos)
    return submission


def known(server: Any, *kinds: ArtefactKind) -> list[tuple[ArtefactKind, Repo]]:
    """The sandbox's repos, confirmed by the Hub."""
    names = dict(zip(K, ((RepoType.DATASET, CORPUS), (RepoType.MODEL, MODEL), (RepoType.SPACE, DEMO)), strict=True))
    return [(kind, make_repo(kind, names[kind][1], hub_id=server.storage.get(*names[kind]).hub_id)) for kind in kinds]


def ask(submission: Any, *, at: Any = NOW, reason: str = "requested") -> Audit:
    return make_audit(submission, state="queued", reason=reason, at=at)


def do(audit: Audit, hub: Any, *, at: Any = NOW) -> Audit | None:
    return actions.audit(audit_id=audit.pk, hub=hub, at=at)


def requests(server: Any) -> int:
    return sum(server.quota.served.values())


@pytest.mark.django_db
def test_a_look_is_kept_with_the_revision_that_it_was_at(asks: Any, server: Any):
    submission = deliver(*known(server, *K))
    audit = do(ask(submission), asks)
    looks = RepoAudit.objects.order_by("repo")
    assert [(look.state, look.stage, look.claim, look.answers, look.head_at) for look in looks] == [
        ("done", "", None, None, NOW)
    ] * 3
    assert [look.revision for look in looks] == [repo["sha"] for repo in audit.evidence["repos"]]
    assert [look.parts_done == look.parts > 2 for look in looks] == [True] * 3
    assert set(audit.looks.all()) == set(looks)


@pytest.mark.django_db
def test_a_head_that_we_have_just_been_told_of_and_looked_at_costs_no_request(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS, K.MODEL))
    do(ask(submission), asks)
    before, at = requests(server), NOW + timedelta(seconds=5)
    again = do(ask(submission, at=at), asks, at=at)
    assert (again.state, requests(server) - before) == ("done", 0)


@pytest.mark.django_db
def test_who_pushes_and_asks_at_once_is_shown_what_they_pushed(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    do(ask(submission), asks)
    at, text = NOW + timedelta(seconds=10), {"README.md": "# Otra vez"}
    new = server.storage.commit(RepoType.DATASET, CORPUS, text, author="alicia", at=at, message="Otra")
    for reason in ("submitted", "requested"):
        done = do(ask(submission, at=at, reason=reason), asks, at=at)
        assert done.evidence["repos"][0]["sha"] == new


@pytest.mark.django_db
def test_how_a_space_is_doing_is_not_among_the_answers_that_are_kept(asks: Any, server: Any):
    submission = deliver(*known(server, K.DEMO))
    server.set_fault(kind="status", status=503, path=f"/spaces/{DEMO}/resolve")
    do(ask(submission), asks)
    look = RepoAudit.objects.get()
    assert (look.state, [key for key in look.answers if key.startswith("info")]) == ("queued", [])


@pytest.mark.django_db
def test_who_asks_later_costs_one_request_a_repo_that_did_not_move(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS, K.MODEL))
    do(ask(submission), asks)
    before, at = requests(server), NOW + timedelta(hours=1)
    do(ask(submission, at=at), asks, at=at)
    assert (requests(server) - before, RepoAudit.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_whether_a_space_runs_is_asked_anew_when_somebody_asks(asks: Any, server: Any):
    submission = deliver(*known(server, K.DEMO))
    do(ask(submission), asks)
    later, much_later = NOW + timedelta(seconds=50), NOW + timedelta(seconds=100)
    do(ask(submission, at=later, reason="changed"), asks, at=later)
    assert RepoAudit.objects.get().passing_at == NOW
    before = requests(server)
    audit = do(ask(submission, at=much_later), asks, at=much_later)
    look = RepoAudit.objects.get()
    assert (look.state, look.passing_at, requests(server) - before) == ("done", much_later, 1)
    assert audit.evidence["repos"][0]["collected_at"] == much_later.isoformat()


@pytest.mark.django_db
def test_a_hub_that_does_not_tell_how_a_space_is_doing_takes_nothing_from_what_was_known(asks: Any, server: Any):
    submission = deliver(*known(server, K.DEMO))
    do(ask(submission), asks)
    evidence = RepoAudit.objects.get().evidence
    server.set_fault(kind="status", status=503, path="/api/spaces/")
    at = NOW + timedelta(seconds=50)
    do(ask(submission, at=at), asks, at=at)
    look = RepoAudit.objects.get()
    assert (look.state, look.passing_at, look.evidence) == ("done", NOW, evidence)


@pytest.mark.django_db
def test_two_teams_with_one_repo_share_the_look(asks: Any, server: Any):
    repos = known(server, K.CORPUS)
    first = deliver(*repos)
    do(ask(first), asks)
    before = requests(server)
    other = deliver(*repos, edition=first.edition)
    done = do(ask(other), asks)
    assert (done.state, RepoAudit.objects.count(), requests(server) - before) == ("done", 1, 0)


@pytest.mark.django_db
def test_what_a_repo_is_handed_in_as_is_each_projects_own(asks: Any, server: Any):
    ((_kind, repo),) = known(server, K.CORPUS)
    first = deliver((K.CORPUS, repo))
    do(ask(first), asks)
    other = deliver((K.MODEL, repo), edition=first.edition)
    done = do(ask(other), asks)
    assert [seen["kind"] for seen in done.evidence["repos"]] == ["model"]
    assert {finding.entry.kind for finding in done.findings.all() if finding.entry} == {"model"}


@pytest.mark.django_db
def test_who_finds_another_worker_at_a_repo_waits_and_is_woken(asks: Any, server: Any, nudged: list[int]):
    repos = known(server, K.CORPUS)
    first, at = deliver(*repos), NOW + timedelta(seconds=1)
    do(ask(first), asks)
    look = RepoAudit.objects.get()
    RepoAudit.objects.update(state="running", claim=uuid.uuid4(), claimed_at=NOW, finished_at=None, evidence=None)
    other = deliver(*repos, edition=first.edition)
    waiting = do(ask(other, at=at), asks, at=at)
    assert (waiting.state, waiting.error, waiting.attempts) == ("queued", "shared", 0)
    assert waiting.not_before == at + timedelta(seconds=5)
    look.refresh_from_db()
    seen = reading_repos.evidence_of(RepoAudit(evidence=do_alone(look, asks)))
    reading_repos.keep(look, seen, dict, at=at, passing_at=at)
    waiting.refresh_from_db()
    assert waiting.not_before == at
    assert do(waiting, asks, at=at).state == "done"


def do_alone(look: RepoAudit, hub: Any) -> dict[str, Any]:
    """What a look at the same repo would bring."""
    from submissions.audit.collecting import collect_repo
    from submissions.audit.evidence import EntryRef
    from submissions.audit.wire import to_wire

    entry = EntryRef(K.CORPUS, RepoType.DATASET, CORPUS, look.revision)
    return to_wire(collect_repo(hub=hub, rules=look.edition.parsed_rules, entry=entry, at=NOW))


@pytest.mark.django_db
def test_a_look_whose_worker_was_lost_is_anybodys_again(asks: Any, server: Any, settings: Any):
    submission = deliver(*known(server, K.CORPUS))
    do(ask(submission), asks)
    claim, lost_at = uuid.uuid4(), NOW + timedelta(seconds=10)
    RepoAudit.objects.update(state="running", claim=claim, claimed_at=lost_at, finished_at=None)
    running = ask(submission, at=lost_at)
    Audit.objects.filter(pk=running.pk).update(state="running", claim=claim, claimed_at=lost_at, attempts=1)
    at = lost_at + timedelta(seconds=settings.AUDIT_STALE_SECONDS + 1)
    actions.sweep(at=at)
    look = RepoAudit.objects.get()
    assert (look.state, look.claim, look.error) == ("queued", None, "worker_lost")
    assert do(running, asks, at=at).state == "done"


@pytest.mark.django_db
@pytest.mark.parametrize(("attempts", "state"), [(MAX_LOOKS - 1, "queued"), (MAX_LOOKS, "failed")])
def test_a_look_whose_worker_was_lost_while_finishing_it_is_finished_or_given_up(
    asks: Any, server: Any, settings: Any, nudged: list[int], attempts: int, state: str
):
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS}/resolve")
    do(ask(submission), asks)
    RepoAudit.objects.update(state="running", claim=uuid.uuid4(), claimed_at=NOW, attempts=attempts)
    look = RepoAudit.objects.get()
    actions.sweep(at=NOW + timedelta(seconds=settings.AUDIT_STALE_SECONDS))
    look.refresh_from_db()
    assert (look.state, look.pk in nudged) == ("running", False)
    actions.sweep(at=NOW + timedelta(seconds=settings.AUDIT_STALE_SECONDS + 1))
    look.refresh_from_db()
    assert (look.state, look.claim, look.error, look.pk in nudged) == (state, None, "worker_lost", state == "queued")


@pytest.mark.django_db
def test_who_waits_has_a_repo_that_stays_silent_asked_once_however_often_the_audit_goes_on(
    asks: Any, server: Any, monkeypatch: pytest.MonkeyPatch
):
    submission = deliver(*known(server, K.CORPUS, K.MODEL))
    server.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS}/resolve")
    ticks = iter((0, 0, 1_000, 0, 0, 0))
    monkeypatch.setattr(auditing, "monotonic", lambda: next(ticks))
    audit = ask(submission)
    assert do(audit, asks).state == "queued"
    before = RepoAudit.objects.get(repo__repo_type="dataset")
    assert (do(audit, asks).state, before.attempts) == ("done", 1)
    before.refresh_from_db()
    assert (before.state, before.attempts) == ("queued", 1)


@pytest.mark.django_db
def test_what_was_read_before_a_rate_limit_is_not_asked_for_again(asks: Any, server: Any):
    server.storage.commit(
        RepoType.DATASET, CORPUS, {"data.csv": "a,b\n1,2\n"}, author="alicia", at=NOW, message="Datos"
    )
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=429, retry_after=100, path=f"/datasets/{CORPUS}/resolve")
    audit = do(ask(submission), asks)
    assert audit.state == "done"
    assert AuditFinding.objects.filter(audit=audit, outcome="unknown", facts__why="rate_limited").exists()
    look = RepoAudit.objects.get()
    assert (look.state, look.error, look.not_before) == ("queued", "rate_limited", NOW + timedelta(seconds=100))

    server.clear_faults()
    at = NOW + timedelta(seconds=100)
    assert list(repo_looks.unfinished(at=at)) == [look]
    before = requests(server)
    actions.finish_look(look_id=look.pk, hub=asks, at=at)
    look.refresh_from_db()
    assert (look.state, look.error, look.answers) == ("done", "", None)
    again = requests(server) - before
    assert again == 4  # whether it is public still, its card, its rows and its commits

    actions.sweep(at=at)
    retry = Audit.objects.get(state="queued")
    before = requests(server)
    done = do(retry, asks, at=at)
    assert (retry.reason, requests(server) - before) == ("retry", 0)
    assert not done.findings.filter(facts__why="rate_limited").exists()
    actions.sweep(at=at + timedelta(minutes=1))
    assert not Audit.objects.filter(state="queued").exists()


@pytest.mark.django_db
def test_no_secret_is_among_the_answers_that_are_kept_and_what_was_found_stays_found(asks: Any, server: Any):
    secret = "hf_" + "".join(random.Random(3).choices(string.ascii_letters, k=34))
    files = {"README.md": f"---\nlicense: mit\ntoken: {secret}\n---\n# Hola\n", "a.csv": "a,b\n1,2\n"}
    server.storage.commit(RepoType.DATASET, CORPUS, files, author="alicia", at=NOW, message="Datos")
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/commits")
    do(ask(submission), asks)
    look = RepoAudit.objects.get()
    assert (look.state, len(look.answers) > 0, secret in str(look.answers)) == ("queued", True, False)
    kept = [b64decode(answer) for key, answer in look.answers.items() if key.startswith("file")]
    assert [secret.encode() in content for content in kept] == [False] * len(kept)
    found = look.evidence["exposures"]
    server.clear_faults()
    actions.finish_look(look_id=look.pk, hub=asks, at=NOW + timedelta(hours=1))
    look.refresh_from_db()
    assert (look.state, len(found) > 0, look.evidence["exposures"]) == ("done", True, found)


@pytest.mark.django_db
def test_a_hub_that_never_answers_in_full_is_asked_less_and_less_and_left_in_the_end(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS}/resolve")
    do(ask(submission), asks)
    look, at, waits = RepoAudit.objects.get(), NOW, []
    while look.state == "queued":
        waits.append(look.not_before - at)
        at = look.not_before
        actions.finish_look(look_id=look.pk, hub=asks, at=at)
        look.refresh_from_db()
    assert [wait.total_seconds() for wait in waits[:4]] == [30, 60, 120, 240]
    assert (waits[-1], len(waits)) == (LONGEST_BACKOFF, MAX_LOOKS - 1)
    assert (look.state, look.error) == ("done", "unreachable")
    assert list(repo_looks.unfinished(at=at + timedelta(days=1))) == []


@pytest.mark.django_db
def test_who_asks_has_what_was_given_up_read_again(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS}/resolve")
    do(ask(submission), asks)
    RepoAudit.objects.update(state="done", finished_at=NOW, answers=None)
    server.clear_faults()
    at = NOW + timedelta(seconds=30)
    done = do(ask(submission, at=at), asks, at=at)
    assert not done.findings.filter(facts__why="unreachable").exists()
    assert RepoAudit.objects.get().error == ""


@pytest.mark.django_db
def test_a_look_that_no_project_stands_on_any_more_is_not_finished(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/datasets/{CORPUS}/resolve")
    do(ask(submission), asks)
    at = NOW + timedelta(hours=1)
    assert repo_looks.unfinished(at=at).count() == 1
    add_version(submission, title="Sin corpus")
    assert repo_looks.unfinished(at=at).count() == 0


@pytest.mark.django_db
def test_a_branch_that_was_rewritten_since_we_heard_of_it_is_read_as_it_is(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    look = RepoAudit(repo=Repo.objects.get(), edition=submission.edition, revision="0" * 40, queued_at=NOW)
    look.rules_digest, look.not_before, look.head_at = repo_looks.look_key(submission.edition), NOW, NOW
    look.save()
    done = do(ask(submission), asks)
    (kept,) = RepoAudit.objects.all()
    assert (done.state, kept.state, kept.revision == "0" * 40) == ("done", "done", False)


def rewrite() -> RepoAudit:
    """As if the history of the repo that was looked at had been rewritten since."""
    look = RepoAudit.objects.get()
    RepoAudit.objects.update(revision="0" * 40, evidence=look.evidence | {"sha": "0" * 40})
    return look


@pytest.mark.django_db
def test_what_was_read_of_a_revision_before_it_was_gone_is_kept_and_the_rest_is_said_to_be_gone(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS))
    server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/commits")
    do(ask(submission), asks)
    server.clear_faults()
    before = rewrite().evidence
    assert [one["part"] for one in before["unread"]] == ["commits"]
    look = actions.finish_look(look_id=RepoAudit.objects.get().pk, hub=asks, at=NOW + timedelta(hours=1))
    look.refresh_from_db()
    assert (look.state, look.error, look.answers) == ("done", "", None)
    assert look.evidence["unread"] == [{"part": "commits", "reason": "revision_gone", "retry_after": None}]
    assert look.evidence["cards"] == before["cards"] != []


@pytest.mark.django_db
def test_a_demo_that_was_read_whole_before_its_revision_was_gone_stays_as_it_was(asks: Any, server: Any):
    submission = deliver(*known(server, K.DEMO))
    do(ask(submission), asks)
    before = rewrite().evidence | {"sha": "0" * 40}
    at = submission.edition.parsed_rules.counts_until + timedelta(minutes=1)
    make_verdict(submission, Repo.objects.get(), frozen_sha="0" * 40)
    done = do(ask(submission, at=at, reason="deadline"), asks, at=at)
    assert (done.evidence["repos"][0]["status"], RepoAudit.objects.get().evidence) == ("found", before)


@pytest.mark.django_db
def test_a_frozen_revision_that_was_looked_at_before_the_close_costs_nothing_at_it(asks: Any, server: Any):
    submission = deliver(*known(server, K.CORPUS, K.MODEL))
    before_close = submission.edition.parsed_rules.counts_until - timedelta(hours=1)
    do(ask(submission, at=before_close), asks, at=before_close)
    for look in RepoAudit.objects.select_related("repo"):
        make_verdict(submission, look.repo, frozen_sha=look.revision)
    at = submission.edition.parsed_rules.counts_until + timedelta(minutes=1)
    before = requests(server)
    done = do(ask(submission, at=at, reason="deadline"), asks, at=at)
    assert (done.state, requests(server) - before) == ("done", 0)
    assert [seen["revision"] for seen in done.evidence["repos"]] == [seen["sha"] for seen in done.evidence["repos"]]


@pytest.mark.timeout(60)
@pytest.mark.django_db(transaction=True)
def test_two_teams_at_the_same_moment_look_once(asks: Any, server: Any):
    repos = known(server, K.CORPUS)
    first = deliver(*repos)
    audits = [ask(first), ask(deliver(*repos, edition=first.edition))]
    server.set_fault(kind="delay", seconds=0.2, path=f"/datasets/{CORPUS}/resolve")
    outcomes = race([lambda audit=audit: do(audit, asks) for audit in audits])
    states = sorted(outcome.state for outcome in outcomes)
    assert states in (["done", "queued"], ["done", "done"])
    for audit in Audit.objects.filter(state="queued"):
        assert do(audit, asks, at=NOW + timedelta(seconds=5)).state == "done"
    assert RepoAudit.objects.count() == 1
    assert server.quota.served["resolvers"] == 1


@pytest.mark.django_db
def test_data_that_is_too_much_for_us_is_unknown_and_all_else_is_told(
    asks: Any, server: Any, monkeypatch: pytest.MonkeyPatch
):
    data = {"data.csv": "pregunta,respuesta\n¿Sí?,No\n"}
    server.storage.commit(RepoType.DATASET, CORPUS, data, author="alicia", at=NOW, message="Datos")
    monkeypatch.setattr(reading_repos, "profile_apart", partial(reading_repos.profile_apart, memory=1))
    audit = do(ask(deliver(*known(server, K.CORPUS))), asks)
    unknown = audit.findings.filter(outcome="unknown", facts__why="beyond_memory")
    assert (audit.state, unknown.exists(), RepoAudit.objects.get().state) == ("done", True, "done")
    assert not unknown.exclude(check_id__startswith="dataset.").exists()
    assert audit.findings.filter(check_id="repo.exists", outcome="pass").exists()


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_as_one_and_looked_at_again_when_somebody_asks(
    asks: Any, server: Any, monkeypatch: pytest.MonkeyPatch
):
    data = {"data.csv": "pregunta,respuesta\n¿Sí?,No\n"}
    server.storage.commit(RepoType.DATASET, CORPUS, data, author="alicia", at=NOW, message="Datos")
    submission, profile = deliver(*known(server, K.CORPUS)), reading_repos.profile_apart
    monkeypatch.setattr(reading_repos, "profile_apart", broken)
    audit = do(ask(submission), asks)
    assert audit.findings.filter(outcome="unknown", facts__why="internal_error").exists()
    assert [(look.state, look.error) for look in RepoAudit.objects.all()] == [("done", "internal_error")]
    monkeypatch.setattr(reading_repos, "profile_apart", profile)
    at = NOW + timedelta(seconds=30)
    again = do(ask(submission, at=at), asks, at=at)
    assert not again.findings.filter(facts__why="internal_error").exists()


def broken(*files: Any, **options: Any) -> None:
    raise RuntimeError
