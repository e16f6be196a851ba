"""What is to be evaluated follows from deliveries and rules as they stand: nothing is lost, nothing is done for nobody, twice is once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.celery import app
from hackathon.editions import trail
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, BudgetRules, Engine, EvaluationBackend, FlavorRule
from hackathon.hub.types import RepoType
from submissions import actions, dispatch
from submissions.actions.evaluating import claiming, deciding, dropping, queueing, rescoring, sweeping
from submissions.actions.repos import learn
from submissions.evaluation.events import Finished
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.specs import engine_spec
from submissions.models import EvaluationBudget, EvaluationJob, EvaluationRun, Repo, Submission
from submissions.queries.leaderboards import standings
from tests.factories.editions import NOW
from tests.factories.engine_results import results_of
from tests.factories.evaluations import TASKS, make_evaluated_edition, make_job, make_suite, with_rules
from tests.factories.people import make_person
from tests.factories.submissions import add_version, make_repo, make_submission, make_verdict
from tests.factories.teams import make_team
from tests.racing import race
from tests.submissions.evaluation.scene import MODEL, on_the_hub
from tests.submissions.evaluation.test_recording import done, tells

pytestmark = pytest.mark.django_db
K = ArtefactKind


@pytest.fixture
def edition() -> Edition:
    return make_evaluated_edition()


def deliver(edition: Edition, repo: Repo, sha: str = "a" * 40) -> Submission:
    """A project with this model, frozen at ``sha``."""
    submission = make_submission(make_team(edition), kinds=())
    add_version(submission, repos=[(K.MODEL, repo)])
    make_verdict(submission, repo, frozen_sha=sha)
    return submission


def model_on_the_hub(hub: Any) -> tuple[Repo, str]:
    sha = on_the_hub(hub)
    return make_repo(K.MODEL, MODEL), sha


def withdraw(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)


def told(*fields: str) -> list[Any]:
    return list(EvaluationJob.objects.order_by("pk").values_list(*fields, flat=len(fields) == 1))


def queue(edition: Edition, client: Any, at: Any = None) -> int:
    return queueing.queue_due(hub=client, at=at or edition.parsed_rules.counts_until)


def evaluated(job: EvaluationJob, *tasks: str, metric: str = "acc") -> EvaluationJob:
    """The job, done by an engine that measured ``metric`` of these tasks."""
    ours = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="una", at=NOW + timedelta(days=30))
    assert ours == job
    tells(ours, *(done(task, results_of(task, metric=metric)) for task in tasks))
    deciding.ended(ours, Finished(), at=NOW, otherwise=Problem.CRASHED)
    job.refresh_from_db()
    return job


def test_what_was_delivered_is_queued_once_its_moment_has_come(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    submission = deliver(edition, repo, sha)
    closes_at = edition.parsed_rules.counts_until
    assert queue(edition, client, closes_at - timedelta(seconds=1)) == 0
    assert queue(edition, client, closes_at) == 1
    assert queue(edition, client, closes_at) == 0
    (job,) = EvaluationJob.objects.all()
    assert (job.submission, job.repo, job.revision, job.reason, job.priority) == (submission, repo, sha, "deadline", 10)
    assert job.forecast_seconds > 100


def test_a_model_of_two_projects_is_evaluated_once(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    first, _second = deliver(edition, repo, sha), deliver(edition, repo, sha)
    assert queue(edition, client) == 1
    assert told("submission") == [first.pk]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_queue_once(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    deliver(edition, repo, sha)
    race([lambda: queue(edition, client)] * 3)
    assert told("revision") == [sha]


def test_while_the_hub_is_silent_nothing_is_queued_and_nothing_is_lost(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    deliver(edition, repo, sha)
    hub.set_fault(kind="status", status=503)
    assert queue(edition, client) == 0
    hub.clear_faults()
    assert queue(edition, client) == 1


def test_each_project_gets_its_first_before_any_gets_its_second(hub, client):
    edition = make_evaluated_edition(make_suite("uno"), make_suite("dos"))
    repo, sha = model_on_the_hub(hub)
    other = make_repo(K.MODEL, "somos-demo/otro")
    other_sha = on_the_hub(hub, "somos-demo/otro")
    first, second = deliver(edition, repo, sha), deliver(edition, other, other_sha)
    queue(edition, client)
    assert told("submission", "turn") == [(first.pk, 0), (second.pk, 0), (first.pk, 1), (second.pk, 1)]


def test_a_model_for_comparison_stays_at_the_revision_that_was_first_asked_for(hub, client):
    edition = make_evaluated_edition(baselines=(MODEL,))
    sha = on_the_hub(hub)
    assert queue(edition, client) == 1
    hub.storage.commit(RepoType.MODEL, MODEL, {"x.txt": "x"}, author="alicia", at=NOW, message="otra")
    assert queue(edition, client) == 0
    assert told("revision", "reason", "submission") == [(sha, "baseline", None)]


def test_a_new_version_of_a_suite_is_computed_anew_and_nobody_waits_for_the_old_one(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    deliver(edition, repo, sha)
    queue(edition, client)
    with_rules(edition, suites=(make_suite(version=2),))
    assert dropping.drop_unwanted(edition, at=NOW) == 1
    assert queue(edition, client) == 1
    assert told("suite_version", "state", "finished_by") == [(1, "cancelled", None), (2, "queued", None)]
    assert told("facts")[0] == {"unwanted": "rules"}


@pytest.mark.parametrize("suites", [(), (make_suite(version=2),)], ids=["removed", "raised"])
def test_what_runs_while_the_rules_change_ends_with_what_it_measured(edition, suites):
    job = make_job(edition)
    with_rules(edition, suites=suites)
    assert evaluated(job, *TASKS).state == "succeeded"
    assert (job.partial, job.tasks_done, EvaluationRun.objects.get().partial) == (False, 3, False)


def test_another_engine_gives_other_results_so_it_is_another_job_and_is_told_so(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    deliver(edition, repo, sha)
    queue(edition, client)
    with_rules(edition, engine=Engine.VLLM)
    queue(edition, client)
    specs = [engine_spec(spec, model="/m", base=None, device="cuda:0", include_path=()) for spec in told("spec")]
    assert [spec["backend"] for spec in specs] == ["hf", "vllm"]


def test_a_job_that_somebody_cancelled_does_not_come_back_by_itself(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    deliver(edition, repo, sha)
    queue(edition, client)
    actions.cancel_evaluation(job=EvaluationJob.objects.get(), reason="No hace falta.", by=make_person("ada"), at=NOW)
    assert queue(edition, client) == 0
    assert told("state") == ["cancelled"]


def test_what_waits_for_a_project_that_is_withdrawn_leaves_the_queue_and_comes_back_with_it(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    submission = deliver(edition, repo, sha)
    queue(edition, client)
    withdraw(submission)
    assert dropping.drop_unwanted(edition, at=NOW) == 1
    assert (told("state", "facts"), queue(edition, client)) == ([("cancelled", {"unwanted": "withdrawn"})], 0)
    Submission.objects.filter(pk=submission.pk).update(withdrawn_at=None, withdrawn_by=None)
    assert queue(edition, client) == 1
    assert told("state", "finished_at", "facts") == [("queued", None, {})]


def test_what_waits_for_a_model_of_two_projects_stays_for_the_other(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    first, second = deliver(edition, repo, sha), deliver(edition, repo, sha)
    queue(edition, client)
    withdraw(first)
    dropping.drop_unwanted(edition, at=NOW)
    queue(edition, client)
    assert told("state", "submission") == [("queued", second.pk)]


def test_what_was_measured_of_a_model_of_two_projects_stays_on_the_board_for_the_other(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    first, second = deliver(edition, repo, sha), make_submission(make_team(edition), kinds=())
    add_version(second, repos=[(K.MODEL, repo)])
    queue(edition, client)
    evaluated(EvaluationJob.objects.get(), *TASKS)
    withdraw(first)
    (suite,) = edition.parsed_rules.evaluation.suites
    assert (queue(edition, client), EvaluationRun.objects.get().submission) == (0, second)
    assert [row.model.submission for row in standings(edition, suite).rows] == [second.pk]
    withdraw(second)
    queue(edition, client)
    assert standings(edition, suite).rows == ()


def test_what_waits_for_a_revision_that_counts_no_more_leaves_the_queue(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    submission = deliver(edition, repo, sha)
    queue(edition, client)
    make_verdict(submission, repo, frozen_sha="b" * 40)
    assert dropping.drop_unwanted(edition, at=NOW) == 1
    assert told("facts") == [{"unwanted": "revision"}]


def test_what_waits_waits_where_the_rules_say_now(edition):
    job = make_job(edition, backend=EvaluationBackend.LOCAL, forecast_seconds=3_600.0)
    there = {
        "backend": EvaluationBackend.HF_JOBS,
        "namespace": "somos",
        "image": "uv",
        "flavors": (FlavorRule(1, "l4x1"),),
    }
    with_rules(edition, **there)
    dropping.drop_unwanted(edition, at=NOW)
    job.refresh_from_db()
    assert (job.state, job.backend, job.forecast_dollars) == ("queued", "hf-jobs", 10.0)


def test_other_weights_are_reckoned_with_though_nothing_is_computed_again(edition):
    job = make_job(edition)
    evaluated(job, *TASKS)
    suite = make_suite()
    tasks = (replace(suite.tasks[0], weight=3.0), *suite.tasks[1:])
    EvaluationRun.objects.get().results.filter(task="uno_es").update(value=0.9)
    with_rules(edition, suites=(replace(suite, tasks=tasks),))
    assert rescoring.rescore_stale(edition, at=NOW) == 1
    assert EvaluationRun.objects.get().means[""][0] == pytest.approx((0.9 * 3 + 0.5 + 0.5) / 5)
    assert rescoring.rescore_stale(edition, at=NOW) == 0


def test_what_a_worker_is_at_is_reckoned_anew_once_it_is_over(edition):
    job = make_job(edition)
    ours = claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="una", at=NOW)
    tells(ours, *(done(task, results_of(task)) for task in TASKS))
    suite = make_suite()
    with_rules(edition, suites=(replace(suite, tasks=(replace(suite.tasks[0], weight=3.0), *suite.tasks[1:])),))
    assert rescoring.rescore_stale(edition, at=NOW) == 0
    deciding.ended(ours, Finished(), at=NOW, otherwise=Problem.CRASHED)
    assert rescoring.rescore_stale(edition, at=NOW) == 1
    assert EvaluationRun.objects.get(job=job).partial is False


def test_a_metric_that_the_rules_had_wrong_is_put_right_without_computing_again(edition):
    job = evaluated(make_job(edition), *TASKS, metric="f1")
    assert (job.state, job.problem, job.tasks_done) == ("failed", "results", 0)
    suite = make_suite()
    with_rules(edition, suites=(replace(suite, tasks=tuple(replace(task, metric="f1") for task in suite.tasks)),))
    rescoring.rescore_stale(edition, at=NOW)
    job.refresh_from_db()
    assert (job.state, job.partial, job.problem, job.task_problems) == ("succeeded", False, "", {})
    assert EvaluationRun.objects.get().partial is False


def test_what_one_sweep_does_needs_neither_hub_nor_broker_to_save_what_is_stranded(hub, client, edition, settings):
    job = make_job(edition, reason="requested")
    claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="muerta", at=NOW)
    hub.set_fault(kind="status", status=503)
    later = NOW + timedelta(seconds=settings.EVAL_STALE_SECONDS + 1)
    sweeping.sweep_evaluations(hub=client, now=lambda: later)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("queued", "worker_lost")


def test_where_no_worker_comes_nudges_do_not_pile_up(hub, client, edition):
    app.control.purge()
    queue_of_nobody = dispatch.evaluations_announced()
    for _job in range(3):
        make_job(edition, reason="requested")
    for _sweep in range(4):
        sweeping.nudge_workers(at=NOW)
    assert dispatch.evaluations_announced() == max(3, queue_of_nobody)


def test_two_rows_that_turn_out_to_be_one_repo_have_one_models_evaluations(edition):
    known, unresolved = make_repo(K.MODEL, "somos-demo/nuevo"), make_repo(K.MODEL, "somos-demo/viejo", hub_id=None)
    both = [make_job(edition, repo=repo, revision="a" * 40) for repo in (known, unresolved)]
    alone = make_job(edition, repo=unresolved, revision="b" * 40)
    EvaluationRun.objects.create(repo=unresolved, source="import", file_sha256="f" * 64, name="x", stored_at=NOW)
    learn(unresolved, hub_id=known.hub_id, repo_id="somos-demo/nuevo")
    assert told("pk", "repo") == [(both[0].pk, known.pk), (alone.pk, known.pk)]
    assert list(EvaluationRun.objects.values_list("repo", flat=True)) == [known.pk]
    assert not Repo.objects.filter(pk=unresolved.pk).exists()


def test_of_the_same_job_of_both_the_one_that_came_further_is_kept(edition):
    known, unresolved = make_repo(K.MODEL), make_repo(K.MODEL, hub_id=None)
    make_job(edition, repo=known)
    further = make_job(edition, repo=unresolved, tasks_done=2)
    learn(unresolved, hub_id=known.hub_id, repo_id=known.repo_id)
    assert told("pk", "repo") == [(further.pk, known.pk)]


def test_the_one_that_goes_leaves_nothing_reserved(edition):
    edition = with_rules(edition, budget=BudgetRules(gpu_hours=10))
    known, unresolved = make_repo(K.MODEL), make_repo(K.MODEL, hub_id=None)
    make_job(edition, repo=unresolved, forecast_seconds=3_600.0)
    claiming.claim_next(backend=EvaluationBackend.LOCAL, worker="una", at=NOW)
    EvaluationJob.objects.update(heartbeat_at=NOW + timedelta(seconds=60))
    make_job(edition, repo=known)
    learn(unresolved, hub_id=known.hub_id, repo_id=known.repo_id)
    assert told("repo", "state") == [(known.pk, "queued")]
    whole = EvaluationBudget.objects.get(submission=None)
    assert (whole.reserved_seconds, whole.used_seconds) == (0.0, 60.0)


def test_an_organiser_asks_for_an_evaluation_and_hears_where_it_stands_if_there_is_one(hub, client, edition):
    repo, sha = model_on_the_hub(hub)
    entry = deliver(edition, repo, sha).current.entries.get()
    ask = {"entry": entry, "suite_key": "muestra", "hub": client, "by": make_person("ada"), "at": NOW}
    job = actions.request_evaluation(**ask)
    assert (job.revision, job.reason, job.priority) == (sha, "requested", 5)
    with pytest.raises(actions.NotPossible) as refused:
        actions.request_evaluation(**ask)
    assert refused.value.state == "queued"
    with pytest.raises(actions.NoSuchSuite):
        actions.request_evaluation(**ask | {"suite_key": "otra"})
    hub.set_fault(kind="status", status=503)
    with pytest.raises(actions.HubDidNotSay):
        actions.request_evaluation(**ask | {"revision": "c" * 40})


def test_an_evaluation_is_asked_for_with_its_entry_in_the_trail_or_not_at_all(hub, client, edition, monkeypatch):
    repo, sha = model_on_the_hub(hub)
    entry = deliver(edition, repo, sha).current.entries.get()
    ask = {"entry": entry, "suite_key": "muestra", "hub": client, "by": make_person("ada"), "at": NOW}

    def breaks(**facts: Any) -> None:
        raise OSError("sin disco")

    with monkeypatch.context() as broken:
        broken.setattr(trail, "record", breaks)
        with pytest.raises(OSError, match="sin disco"):
            actions.request_evaluation(**ask)
    assert EvaluationJob.objects.count() == 0
    assert actions.request_evaluation(**ask).state == "queued"
