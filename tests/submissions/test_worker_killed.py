"""A real worker is killed in the middle of an audit: another one finishes it, once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from hackathon import clock
from hackathon.celery import app
from hackathon.editions.rules import ArtefactKind, Phase
from hackathon.pages.supervisor import tied_to_parent
from submissions import dispatch
from submissions.models import Audit, AuditFinding, DeadlineVerdict
from tests.factories.editions import make_edition
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 30.0


def database_url() -> str:
    """The tests' own database, for a process that is no test."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


@contextmanager
def worker(endpoint: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker as in real life, in a process group of its own; whatever is left of it is killed at the end."""
    environ = {**os.environ, "DATABASE_URL": database_url(), "HF_ENDPOINT": endpoint, "AUDIT_STALE_SECONDS": "0.5"}
    command = [sys.executable, "-m", "celery", "-A", "hackathon", "worker", "--concurrency=1"]
    with log.open("ab") as output:
        child = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"],
            cwd=ROOT,
            env=environ,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=tied_to_parent(),
        )
    try:
        yield child
    finally:
        kill(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    """``kill -9`` to the worker and its children."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(timeout=10)


def wait_until(holds: Callable[[], bool], *, what: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come to pass; the worker said:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)


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


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_an_audit_whose_worker_is_killed_half_way_finishes_later_and_once(server: Any, tmp_path: Path):
    log = tmp_path / "worker.log"
    app.control.purge()
    audit = queued_audit()
    server.set_fault(kind="delay", seconds=8.0, path="/api/")

    with worker(server.endpoint, log) as first:
        assert dispatch.audit_soon(audit.pk)
        wait_until(lambda: state_of(audit) == "running", what="the audit's start", log=log)
        kill(first)
    killed = Audit.objects.get(pk=audit.pk)
    assert (killed.state, killed.attempts) == ("running", 1)
    assert not AuditFinding.objects.exists()

    server.clear_faults()
    time.sleep(0.6)  # until it counts as stranded
    with worker(server.endpoint, log):
        app.send_task("submissions.tasks.sweep")
        wait_until(lambda: state_of(audit) == "done", what="the audit's end", log=log)
        found = AuditFinding.objects.count()
        dispatch.audit_soon(audit.pk)  # a nudge too many
        app.send_task("submissions.tasks.sweep")
        time.sleep(1.5)

    done = Audit.objects.get(pk=audit.pk)
    assert (done.state, done.attempts, done.error) == ("done", 2, "")
    asked = AuditFinding.objects.values_list("entry", "check_id")
    assert (len(asked), len(set(asked))) == (found, found)
    assert DeadlineVerdict.objects.count() == 3
