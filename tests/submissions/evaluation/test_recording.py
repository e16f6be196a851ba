"""What an engine tells becomes rows at once; what is no result costs one task and no more."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection

from hackathon.editions.rules import EvaluationBackend
from submissions.actions.evaluating import claiming, deciding, logs, recording
from submissions.actions.evaluating.logs import LogKeeper
from submissions.actions.evaluating.recording import Recorder
from submissions.evaluation.events import MAX_EVENT, Finished, Pieces, read_event
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationJob, EvaluationLog, EvaluationRun, TaskResult
from tests.factories.editions import NOW
from tests.factories.engine_results import results_of
from tests.factories.evaluations import TASKS, make_evaluated_edition, make_job
from tests.submissions.evaluation.scene import log_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def job() -> EvaluationJob:
    make_job(make_evaluated_edition())
    claimed = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="una", at=NOW)
    assert claimed is not None
    return claimed


def event(name: str, **facts: Any) -> str:
    return "::hackathon " + json.dumps({"event": name, **facts})


def tells(job: EvaluationJob, *lines: str, at: datetime = NOW) -> Recorder:
    recorder = Recorder(job, now=lambda: at)
    for line in lines:
        recorder.take(line)
    recorder.log.flush(at=at)
    return recorder


def done(task: str, results: Any = None) -> str:
    return event("task", task=task, seconds=1.0, results=results or results_of(task))


def end(job: EvaluationJob) -> EvaluationJob:
    deciding.ended(job, Finished(), at=NOW, otherwise=Problem.CRASHED)
    job.refresh_from_db()
    return job


GARBAGE = {
    "no results": {"results": []},
    "of nobody": {"results": {}},
    "texts": {"results": {"dos_es": {"acc,none": "mucho"}}},
    "another metric": results_of("dos_es", metric="f1"),
    "deep": {"results": {"dos_es": {"acc,none": [[[[[[]]]]]]}}},
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_results_that_cannot_be_read_cost_one_task_and_no_more(job, garbage):
    tells(job, done("uno_es"), done("dos_es", garbage), done("tres_gl"))
    ended = end(job)
    assert (ended.state, ended.partial, ended.tasks_done) == ("succeeded", True, 2)
    assert ended.task_problems == {"dos_es": "results"}


def test_a_task_that_nobody_asked_for_counts_for_nothing(job):
    tells(job, done("otra"), event("task_failed", task="otra", problem="nan_logits"), *map(done, TASKS))
    ended = end(job)
    assert (ended.state, ended.partial, ended.task_problems) == ("succeeded", False, {})
    assert not TaskResult.objects.filter(task="otra").exists()


def test_names_and_numbers_that_no_database_takes_do_not_stop_it(job):
    wild = {
        "results": {"dos_es": {"acc,none": 0.5, "acc_stderr,none": -1, "alias": "\x00\ud800" + "a" * 9_000}},
        "versions": {"dos_es": "9" * 5_000},
        "n-shot": {"dos_es": 10**30},
        "n-samples": {"dos_es": {"effective": 2**70}},
        "task_hashes": {"dos_es": "f" * 5_000},
    }
    hardware = event("started", hardware="\x00\ud800" * 400, versions={"lm_eval": "9" * 900})
    finished = event("finished", seconds=float("inf"), peak_memory=2**80, energy_kwh=-1, emissions_source="x" * 9_000)
    tells(
        job,
        hardware,
        event("loaded", parameters=10**40, dtype="y" * 900),
        done("dos_es", wild),
        finished,
        "\x00\ud800 fin",
    )
    assert log_of(job).splitlines()[-1] == "�? fin"
    run = EvaluationRun.objects.get(job=job)
    assert (run.scores, run.seconds, run.peak_memory) == ({"dos_es": [0.5, None]}, None, None)


def test_a_task_that_is_told_twice_is_kept_once(job):
    tells(job, done("uno_es"), done("uno_es", results_of("uno_es", 0.9)))
    assert list(TaskResult.objects.values_list("task", "value")) == [("uno_es", 0.5)]


@pytest.mark.parametrize("line", ["::hackathon", "::hackathon []", "::hackathon {", '::hackathon {"event": []}'])
def test_what_only_looks_like_an_event_is_log(job, line):
    recorder = tells(job, line)
    assert (recorder.ended, log_of(job)) == (None, line + "\n")


def test_an_event_beyond_all_measure_is_log_and_cut(job):
    assert read_event("::hackathon " + json.dumps({"event": "finished", "text": "x" * MAX_EVENT})) is None
    tells(job, "x" * MAX_EVENT)
    assert len(log_of(job)) == logs.LONGEST_LINE + 1


def test_it_is_told_that_somebody_is_at_it_now_and_then(job, settings):
    at = NOW + timedelta(seconds=settings.EVAL_HEARTBEAT_SECONDS)
    recorder = Recorder(job, now=lambda: at)
    recorder.rest()
    job.refresh_from_db()
    assert job.heartbeat_at == at


def test_a_database_that_is_away_for_a_moment_costs_nothing_and_one_that_stays_away_is_told(job, settings, monkeypatch):
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("the database system is shutting down")

    seconds = iter([settings.EVAL_HEARTBEAT_SECONDS, settings.EVAL_STALE_SECONDS + 1])
    recorder = Recorder(job, now=lambda: NOW + timedelta(seconds=next(seconds)))
    with monkeypatch.context() as broken:
        broken.setattr(recording.keeping, "beat", away)
        recorder.rest()
        with pytest.raises(OperationalError):
            recorder.rest()


@pytest.mark.django_db(transaction=True)  # what is open is closed in between
@pytest.mark.parametrize("times", [3, 1_000])
def test_an_event_that_comes_while_the_database_is_away_is_held_until_it_is_back(job, settings, monkeypatch, times):
    """The result of a task is hours of work, and is told once."""
    answers, waited, store = iter(range(times)), [], recording.standings.score

    def away(*args: Any, **kwargs: Any) -> None:
        if next(answers, None) is not None:
            if times == 3 and connection.vendor == "postgresql":
                connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
            raise OperationalError("the database system is starting up")
        store(*args, **kwargs)

    monkeypatch.setattr(recording.standings, "score", away)
    recorder = Recorder(job, now=lambda: NOW + timedelta(seconds=sum(waited)), pause=waited.append)
    if times == 3:
        recorder.take(done("uno_es"))
        assert (waited, list(TaskResult.objects.values_list("task", flat=True))) == ([1.0] * 3, ["uno_es"])
        job.refresh_from_db()
        assert (job.tasks_done, log_of(job)) == (1, "")
    else:
        with pytest.raises(OperationalError):
            recorder.take(done("uno_es"))
        assert (sum(waited), TaskResult.objects.count()) == (settings.EVAL_STALE_SECONDS + 1, 0)


def test_whoever_goes_on_with_an_attempt_goes_on_with_its_log_and_it_stays_bounded(job, monkeypatch):
    monkeypatch.setattr(logs, "KEPT_BEGINNING", 1_000)
    monkeypatch.setattr(logs, "KEPT_END", 300)
    for stretch in range(10):
        keeper = LogKeeper(job)
        for line in range(100):
            keeper.add(f"{stretch}.{line:02}")
        keeper.flush(at=NOW)
    pieces = list(EvaluationLog.objects.filter(job=job).order_by("position"))
    text = "".join(piece.text for piece in pieces)
    assert (text.startswith("0.00\n0.01\n"), text.endswith("9.98\n9.99\n"), len(text)) == (True, True, 1_300)
    assert (pieces[-1].offset, pieces[-1].offset + len(pieces[-1].text)) == (4_700, 5_000)


def test_what_came_in_pieces_is_put_together_and_what_never_becomes_an_event_is_log():
    pieces = Pieces()
    whole = done("uno_es")
    cut = [whole[:40], whole[40:80], whole[80:]]
    assert [line for part in cut for line in pieces.add(part)] == [whole]
    assert (pieces.add("::hackathon {"), pieces.add("ruido"), pieces.rest()) == ([], [], ["::hackathon {", "ruido"])
    assert (pieces.add("::hackathon {"), pieces.add(whole)) == ([], ["::hackathon {", whole])
    assert pieces.holds is False
