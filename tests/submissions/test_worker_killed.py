"""A real worker is killed in the middle of an audit: another one finishes it, once."""

import time
from pathlib import Path
from typing import Any

import pytest

from hackathon import clock
from hackathon.celery import app
from hackathon.editions.rules import ArtefactKind, Phase
from submissions import dispatch
from submissions.models import Audit, AuditFinding, RepoAudit
from tests.factories.editions import make_edition
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production


def queued_audit() -> Audit:
    """A project with the sandbox's three repos, waiting to be audited."""
    submission = make_submission(make_team(make_edition(phase=Phase.BUILDING, at=clock.now())), kinds=())
    repos = [
        (kind, make_repo(kind, name, hub_id=None))
        for kind, name in zip(ArtefactKind, (CORPUS, MODEL, DEMO), strict=True)
    ]
    add_version(submission, repos=repos, at=clock.now())
    return make_audit(submission, state=Audit.State.QUEUED, at=clock.now())


def state_of(audit: Audit) -> str:
    return Audit.objects.values_list("state", flat=True).get(pk=audit.pk)


def looks() -> list[tuple[str, str]]:
    """How the looks at its repos stand."""
    return list(RepoAudit.objects.order_by("pk").values_list("state", "stage"))


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_an_audit_whose_worker_is_killed_half_way_finishes_later_and_once(server: Any, tmp_path: Path):
    log = tmp_path / "worker.log"
    app.control.purge()
    audit = queued_audit()
    server.set_fault(kind="delay", seconds=8.0, path=f"/datasets/{CORPUS}/resolve")

    with worker(log, HF_ENDPOINT=server.endpoint, AUDIT_STALE_SECONDS="0.5") as first:
        assert dispatch.audit_soon(audit.pk)
        wait_until(lambda: looks() == [("running", "card")], what="the reading of the first card", log=log)
        kill(first)
    killed = Audit.objects.get(pk=audit.pk)
    assert (killed.state, killed.attempts, looks()) == ("running", 1, [("running", "card")])
    assert not AuditFinding.objects.exists()

    server.clear_faults()
    time.sleep(0.6)  # until it counts as stranded
    with worker(log, HF_ENDPOINT=server.endpoint, AUDIT_STALE_SECONDS="0.5"):
        app.send_task("submissions.tasks.sweep")
        wait_until(lambda: state_of(audit) == "done", what="the audit's end", log=log)
        found = AuditFinding.objects.count()
        dispatch.audit_soon(audit.pk)  # a nudge too many
        app.send_task("submissions.tasks.sweep")
        time.sleep(1.5)

    done = Audit.objects.get(pk=audit.pk)
    assert (done.state, done.attempts, done.error) == ("done", 2, "")
    assert looks() == [("done", "")] * 3
    asked = AuditFinding.objects.values_list("entry", "check_id")
    assert (len(asked), len(set(asked))) == (found, found)
