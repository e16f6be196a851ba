"""Our token opens what others may not see: of a private repo nothing but that is read, kept or told."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import actions, dispatch
from submissions.audit.collecting import collect_repo, open_repo, read_repo
from submissions.audit.evidence import EntryRef, RepoEvidence, Status
from submissions.models import Audit, RepoAudit
from tests.factories.editions import NOW, make_edition
from tests.factories.evidence import RULES
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, LONG_AGO, MODEL

pytestmark = pytest.mark.django_db
K = ArtefactKind
LATER = NOW + timedelta(hours=1)
ROWS = "pregunta,respuesta\n¿Cuál es la receta secreta?,Sal y limón\n"
KEPT_BACK = ("Recetas de la abuela", "receta secreta", "hacer.py", "apache-2.0", "Datos secretos")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "audit_soon", lambda _pk: True)


@pytest.fixture
def ours(server: Any) -> Iterator[HubClient]:
    """A client with a token that sees the private repos of the organisation."""
    server.storage.people.add("alicia", orgs={"somos-demo": "admin"})
    files = {"datos.csv": ROWS, "hacer.py": "print(1)"}
    server.storage.commit(RepoType.DATASET, CORPUS, files, author="alicia", at=LONG_AGO, message="Datos secretos")
    with HubClient(endpoint=server.endpoint, token="hf_alicia", retries=0, timeout=5.0) as client:
        yield client


def close(server: Any, *, repo_type: RepoType = RepoType.DATASET, repo_id: str = CORPUS, private: bool = True) -> None:
    server.storage.set_meta(repo_type, repo_id, private=private)


def somebody_elses(*, hub_id: str | None = None) -> Any:
    """The delivery of a team that named the repo of another one."""
    submission = make_submission(make_team(make_edition()), kinds=())
    add_version(submission, repos=[(K.CORPUS, make_repo(K.CORPUS, CORPUS, hub_id=hub_id))])
    return submission


def audited(submission: Any, hub: Any, *, at: Any, reason: str = "requested") -> Audit:
    audit = make_audit(submission, state="queued", reason=reason, at=at)
    return actions.audit(audit_id=audit.pk, hub=hub, at=at)


def told(audit: Audit) -> list[str]:
    """What of the repo is kept anywhere."""
    looks = [json.dumps([look.evidence, look.answers], ensure_ascii=False) for look in audit.looks.all()]
    findings = [json.dumps(one.facts, ensure_ascii=False) for one in audit.findings.all()]
    kept = json.dumps(audit.evidence, ensure_ascii=False) + "".join(looks + findings)
    return [text for text in KEPT_BACK if text in kept]


def test_a_private_repo_of_somebody_else_is_not_read_with_our_token(ours: Any, server: Any):
    close(server)
    before = sum(server.quota.served.values())
    audit = audited(somebody_elses(), ours, at=NOW)
    assert sum(server.quota.served.values()) - before == 1
    assert (audit.state, audit.evidence["repos"][0]["status"], told(audit)) == ("done", "private", [])
    about = {one.check_id: (one.outcome, one.facts.get("why")) for one in audit.findings.exclude(entry=None)}
    assert about.pop("repo.exists") == ("fail", "private")
    about.pop("repo.right_type")
    assert set(about.values()) == {("not_applicable", "repo_private")}


def test_one_that_turns_private_is_told_no_more_of_and_read_again_once_it_is_public(ours: Any, server: Any):
    submission = somebody_elses()
    assert told(audited(submission, ours, at=NOW)) != []
    close(server)
    closed = audited(submission, ours, at=LATER)
    assert (closed.evidence["repos"][0]["status"], told(closed)) == ("private", [])
    close(server, private=False)
    opened = audited(submission, ours, at=LATER + timedelta(hours=1))
    assert opened.evidence["repos"][0]["status"] == "found"


def test_a_look_that_was_cut_short_is_not_finished_once_the_repo_is_private(ours: Any, server: Any):
    submission = somebody_elses()
    server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/commits")
    audited(submission, ours, at=NOW)
    assert RepoAudit.objects.get().state == "queued"
    server.clear_faults()
    close(server)
    actions.finish_look(look_id=RepoAudit.objects.get().pk, hub=ours, at=LATER)
    look = RepoAudit.objects.get()
    assert (look.state, look.error, look.answers, look.evidence["status"]) == ("done", "private", None, "private")
    close(server, private=False)
    RepoAudit.objects.update(head_at=LATER)
    opened = audited(submission, ours, at=LATER + timedelta(hours=1), reason="submitted")
    assert (opened.evidence["repos"][0]["status"], RepoAudit.objects.get().error) == ("found", "")


def test_while_the_hub_does_not_say_whether_it_is_public_what_was_read_is_kept(ours: Any, server: Any):
    submission = somebody_elses()
    server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/commits")
    audited(submission, ours, at=NOW)
    before = RepoAudit.objects.get()
    server.set_fault(kind="status", status=429, retry_after=600, path=f"/api/datasets/{CORPUS}/revision")
    actions.finish_look(look_id=before.pk, hub=ours, at=LATER)
    look = RepoAudit.objects.get()
    assert (look.state, look.evidence, look.answers) == ("queued", before.evidence, before.answers)
    assert look.not_before - LATER == timedelta(seconds=600)


def test_a_private_repo_of_another_kind_is_not_told_of(ours: Any, server: Any):
    files = {"README.md": "# Otro"}
    server.storage.create_repo(RepoType.MODEL, "somos-demo/otro", files, author="alicia", at=LONG_AGO)
    entry = EntryRef(K.CORPUS, RepoType.DATASET, "somos-demo/otro")
    assert collect_repo(hub=ours, rules=RULES, entry=entry, at=NOW).found_as == RepoType.MODEL
    close(server, repo_type=RepoType.MODEL, repo_id="somos-demo/otro")
    assert collect_repo(hub=ours, rules=RULES, entry=entry, at=NOW).found_as is None


def test_a_private_base_model_is_told_like_one_that_is_not_there(ours: Any, server: Any):
    def bases() -> Any:
        return collect_repo(hub=ours, rules=RULES, entry=EntryRef(K.MODEL, RepoType.MODEL, MODEL), at=NOW).model.bases

    files = {"README.md": "---\nlicense: gemma\n---\nx"}
    server.storage.create_repo(RepoType.MODEL, "somos-demo/base", files, author="alicia", at=LONG_AGO)
    card = {"README.md": "---\nbase_model: somos-demo/base\n---\nx"}
    server.storage.commit(RepoType.MODEL, MODEL, card, author="alicia", at=LONG_AGO, message="Base")
    assert [(one.found, one.license) for one in bases()] == [(True, "gemma")]
    close(server, repo_type=RepoType.MODEL, repo_id="somos-demo/base")
    assert [(one.found, one.license, one.parameters) for one in bases()] == [(False, None, None)]


def test_who_asks_with_a_token_of_their_own_is_shown_what_is_theirs(ours: Any, server: Any):
    def seen(**options: Any) -> RepoEvidence:
        entry = EntryRef(K.CORPUS, RepoType.DATASET, CORPUS)
        opened = open_repo(hub=ours, rules=RULES, entry=entry, at=NOW, **options)
        return read_repo(hub=ours, rules=RULES, opened=opened)

    close(server)
    assert (seen().status, seen().cards, seen().files) == (Status.PRIVATE, (), ())
    mine = seen(private_too=True)
    assert (mine.status, mine.private, mine.corpus.rows) == (Status.FOUND, True, 1)
