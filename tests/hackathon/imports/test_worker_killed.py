"""A real worker is killed in the middle of a list: another one goes on, and nobody is imported twice."""

import time
from pathlib import Path

import pytest

from hackathon import clock
from hackathon.celery import app
from hackathon.editions.rules import Phase
from hackathon.imports import dispatch, queries
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.registration.models import Registration
from tests.factories.editions import make_edition
from tests.hackathon.imports.files import csv_file, make_job, many
from tests.workers import kill, wait_until, worker

pytestmark = pytest.mark.production

ROWS = 5_000
STALE_SECONDS = 2.0


def standing(job: ImportJob) -> tuple[str, int]:
    return ImportJob.objects.values_list("state", "done").get(pk=job.pk)


@pytest.mark.timeout(120)
@pytest.mark.django_db(transaction=True)
def test_a_list_whose_worker_is_killed_half_way_goes_on_and_brings_everybody_once(
    tmp_path: Path,
) -> None:
    log = tmp_path / "worker.log"
    app.control.purge()
    edition = make_edition(phase=Phase.REGISTRATION, at=clock.now())
    job = make_job(edition, csv_file(*many(ROWS)))

    with worker(log, IMPORT_STALE_SECONDS=str(STALE_SECONDS)) as first:
        assert dispatch.import_soon(job.pk)
        wait_until(lambda: standing(job)[1] > 0, what="the first batch", log=log)
        kill(first)
    state, done = standing(job)
    assert (state, 0 < done < ROWS) == ("running", True)
    assert Registration.objects.count() == ImportRow.objects.count() == done

    time.sleep(STALE_SECONDS + 0.1)  # until it counts as stranded
    with worker(log, IMPORT_STALE_SECONDS=str(STALE_SECONDS)):
        app.send_task("hackathon.imports.tasks.sweep")
        wait_until(lambda: standing(job)[0] == "done", what="the list's end", log=log)
        dispatch.import_soon(job.pk)  # a nudge too many
        app.send_task("hackathon.imports.tasks.sweep")
        time.sleep(1.5)

    assert standing(job) == ("done", ROWS)
    assert queries.counts(job) == {"created": ROWS}
    assert Registration.objects.count() == Registration.objects.values("email").distinct().count() == ROWS
