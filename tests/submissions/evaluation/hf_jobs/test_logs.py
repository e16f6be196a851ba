"""A Job's log may be silent, break off, come in pieces or never end: no result is lost by it, and none is made up."""

import pytest

from submissions.actions.evaluating import following
from tests.factories.evaluations import (
    direct,
)
from tests.submissions.evaluation.hf_jobs.scene import evaluated, follow, job_there, over, started, the_job
from tests.submissions.evaluation.scene import log_of

pytestmark = pytest.mark.django_db


def test_a_log_that_says_nothing_costs_no_result(hub, jobs, clock, monkeypatch):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    hub.jobs.troubles.set({"silent": True})
    monkeypatch.setattr(following, "STRETCH", 0.3)
    assert follow(job, jobs, clock).state == "running"
    hub.jobs.troubles.clear()
    monkeypatch.setattr(following, "STRETCH", 5.0)
    assert follow(job, jobs, clock).state == "succeeded"


def test_a_log_that_breaks_off_is_taken_up_again(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    for lines in (3, 6, 9):
        hub.jobs.troubles.set({"cut_after": lines})
        follow(job, jobs, clock)
    hub.jobs.troubles.clear()
    assert (job.state, follow(job, jobs, clock).state) == ("running", "succeeded")
    assert log_of(job).count("── uno_es: 0.5 s") == 1


def test_a_log_that_comes_in_pieces_is_put_together(hub, jobs, clock):
    hub.jobs.troubles.set({"split": 100})
    job = job_there(hub)
    done = evaluated(job, hub, jobs, clock)
    assert (done.state, done.partial) == ("succeeded", False)


def test_a_log_that_breaks_off_in_the_middle_of_an_event_loses_nothing(hub, jobs, clock, monkeypatch):
    monkeypatch.setattr(following, "MOST_TRIES", 100)
    hub.jobs.troubles.set({"split": 100})
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    for lines in range(6, 18):
        hub.jobs.troubles.set({"cut_after": lines})
        follow(job, jobs, clock)
    hub.jobs.troubles.clear()
    done = follow(job, jobs, clock)
    assert (done.state, done.partial, log_of(done).count("── uno_es: 0.5 s")) == ("succeeded", False, 1)


def test_a_log_whose_end_never_comes_is_given_up(hub, jobs, engine, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    hub.jobs.troubles.set({"cut_after": 1})
    for _stretch in range(following.MOST_TRIES):
        assert job.state == "running"
        follow(job, jobs, clock)
    assert (job.state, job.problem) == ("queued", "crashed")


@pytest.mark.parametrize(
    ("message", "problem", "state"),
    [
        ("", "crashed", "queued"),
        ("Job timeout", "timeout", "failed"),
        ("Node lost", "worker_lost", "queued"),
        ("Job failed with exit code: 137. Reason: OOMKilled", "out_of_memory", "failed"),
    ],
)
def test_a_job_that_ends_without_a_word_is_told_by_the_hubs(hub, jobs, engine, clock, message, problem, state):
    direct(engine, silent=1)
    job = job_there(hub)
    started(job, jobs, clock)
    over(hub)
    if message:
        the_job(hub).message = message
    done = follow(job, jobs, clock)
    assert (done.state, done.problem) == (state, problem)


def test_a_hub_that_is_silent_ends_nothing(hub, jobs, clock):
    job = job_there(hub)
    started(job, jobs, clock)
    hub.set_fault(kind="status", status=503)
    assert (follow(job, jobs, clock).state, job.attempts) == ("running", 1)
    hub.clear_faults()
    over(hub)
    assert follow(job, jobs, clock).state == "succeeded"
