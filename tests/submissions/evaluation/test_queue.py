"""Who goes first, within which budget: each job once, whoever comes at once, and nobody spends what there is not."""

from collections import Counter
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackathon.editions.models import Edition
from hackathon.editions.rules import BudgetRules, EvaluationBackend
from submissions import actions
from submissions.actions.evaluating import budgets, claiming, deciding, keeping
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.models import EvaluationBudget, EvaluationJob, Submission
from submissions.queries.evaluations import standings_of
from tests.factories.editions import NOW
from tests.factories.evaluations import make_evaluated_edition, make_job, with_rules
from tests.factories.people import make_person
from tests.factories.submissions import make_repo, make_submission
from tests.factories.teams import make_team
from tests.racing import race

pytestmark = pytest.mark.django_db
LOCAL = EvaluationBackend.LOCAL


def project(edition: Edition) -> Submission:
    return make_submission(make_team(edition), kinds=())


def jobs(edition: Edition, number: int, **fields: Any) -> list[EvaluationJob]:
    repo = make_repo()
    return [make_job(edition, repo=repo, revision=f"{place:040x}", **fields) for place in range(number)]


def claim(worker: str = "una", at: Any = NOW) -> EvaluationJob | None:
    return claiming.claim_next(backend=LOCAL, worker=worker, at=at)


def order(*marked: EvaluationJob) -> list[int]:
    """In which order these are claimed."""
    places = {job.pk: place for place, job in enumerate(marked)}
    claimed = []
    while (job := claim()) is not None:
        claimed.append(places[job.pk])
    return claimed


def test_urgent_ones_go_first_then_each_projects_first_before_anybodys_second():
    edition = make_evaluated_edition()
    one, other = project(edition), project(edition)
    repo = make_repo()
    queue = [
        make_job(edition, repo=repo, revision=str(place) * 40, submission=whose, priority=priority, turn=turn)
        for place, (whose, priority, turn) in enumerate(
            [(None, 0, 0), (one, 10, 0), (one, 10, 1), (one, 10, 2), (other, 10, 0), (other, 10, 1)]
        )
    ]
    assert order(*queue) == [1, 4, 2, 5, 3, 0]


def test_what_organisers_put_first_goes_first():
    first, second, third = jobs(make_evaluated_edition(), 3)
    actions.put_evaluation_first(job=third, by=make_person("ada"), at=NOW)
    assert order(first, second, third) == [2, 0, 1]


def test_what_is_to_wait_and_what_is_for_others_is_not_taken():
    edition = make_evaluated_edition()
    later, there = jobs(edition, 2)
    EvaluationJob.objects.filter(pk=later.pk).update(not_before=NOW + timedelta(seconds=1))
    EvaluationJob.objects.filter(pk=there.pk).update(backend=EvaluationBackend.HF_JOBS)
    assert claim() is None
    assert claim(at=NOW + timedelta(seconds=1)).pk == later.pk


def test_whoever_claims_a_job_is_told_of_it_as_it_stands_now():
    jobs(make_evaluated_edition(), 1)
    job = claim("una")
    assert job is not None
    fresh = EvaluationJob.objects.get(pk=job.pk)
    fields = [field.attname for field in EvaluationJob._meta.concrete_fields]
    assert {name: getattr(job, name) for name in fields} == {name: getattr(fresh, name) for name in fields}


def test_what_somebody_else_has_taken_meanwhile_is_not_taken_again():
    jobs(make_evaluated_edition(), 1)
    seen = claiming._candidate(backend=LOCAL, at=NOW)
    first = claim("una")
    assert claiming._take(seen, worker="otra", at=NOW) is False
    assert EvaluationJob.objects.get().claimed_by == "una" == first.claimed_by


def all_claimed(workers: int) -> Counter[str]:
    """How many jobs each of these workers got, all of them claiming at once until nothing is left."""

    def worker(name: str) -> int:
        return sum(1 for _ in iter(lambda: claim(name), None))

    return Counter(dict(enumerate(race([lambda name=str(number): worker(name) for number in range(workers)]))))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_at_once_each_gets_other_jobs_and_none_is_left():
    jobs(make_evaluated_edition(), 40)
    assert all_claimed(5).total() == 40
    states = EvaluationJob.objects.order_by().values_list("state", "attempts").distinct()
    assert list(states) == [("running", 1)]


@pytest.mark.django_db(transaction=True)
def test_a_budget_holds_whoever_claims_at_once():
    edition = make_evaluated_edition(budget=BudgetRules(gpu_hours=1.0, team_gpu_hours=0.5))
    one, other = project(edition), project(edition)
    repo = make_repo()
    for place in range(12):
        whose = (one, other)[place % 2]
        make_job(edition, repo=repo, revision=f"{place:040x}", submission=whose, forecast_seconds=500.0)
    assert all_claimed(5).total() == 6
    spent = EvaluationBudget.objects.order_by("pk").values_list("submission", "reserved_seconds")
    assert dict(spent) == {None: 3_000.0, one.pk: 1_500.0, other.pk: 1_500.0}
    assert EvaluationJob.objects.filter(state="queued", stage="budget").count() == 6


@pytest.mark.parametrize(
    ("budget", "whose"),
    [
        (BudgetRules(gpu_hours=0.1), "edition"),
        (BudgetRules(dollars=0.5), "edition"),
        (BudgetRules(team_gpu_hours=0.1), "team"),
        (BudgetRules(gpu_hours=9, team_dollars=0.5), "team"),
    ],
)
def test_a_job_beyond_a_budget_rests_and_says_whose_and_goes_on_when_the_rules_allow_more(budget, whose):
    edition = make_evaluated_edition(budget=budget)
    job = make_job(edition, submission=project(edition), forecast_seconds=600.0, forecast_dollars=1.0)
    assert claim() is None
    job.refresh_from_db()
    assert (job.state, job.stage, job.stage_task, job.attempts) == ("queued", "budget", whose, 0)
    assert list(EvaluationBudget.objects.exclude(reserved_seconds=0)) == []
    later = NOW + claiming.BUDGET_WAIT
    assert claim(at=later) is None
    with_rules(edition, budget=BudgetRules(gpu_hours=2, dollars=3))
    assert claim(at=later + claiming.BUDGET_WAIT).pk == job.pk


def test_a_job_that_does_not_fit_lets_smaller_ones_go_before_it():
    edition = make_evaluated_edition(budget=BudgetRules(gpu_hours=1.0))
    large, small = make_job(edition, forecast_seconds=4_000.0), make_job(edition, forecast_seconds=60.0)
    assert order(large, small) == [1]


def test_what_a_job_used_is_booked_and_what_it_had_reserved_is_given_back():
    edition = make_evaluated_edition(budget=BudgetRules(gpu_hours=1.0, dollars=10.0))
    job = make_job(edition, submission=project(edition), forecast_seconds=3_600.0, forecast_dollars=7.2)
    deciding.stop(claim(), Problem.NO_TOKENIZER, at=NOW + timedelta(seconds=100))
    job.refresh_from_db()
    assert (job.state, job.gpu_seconds, job.reserved_seconds) == ("failed", 100.0, 0)
    assert job.dollars == pytest.approx(0.2)
    told = EvaluationBudget.objects.values_list("used_seconds", "reserved_seconds", "reserved_dollars").distinct()
    assert list(told) == [(100.0, 0, 0)]
    assert EvaluationBudget.objects.count() == 2


def test_a_budget_that_is_used_up_stays_so():
    edition = make_evaluated_edition(budget=BudgetRules(gpu_hours=1.0))
    first, second = make_job(edition, forecast_seconds=600.0), make_job(edition, forecast_seconds=600.0)
    keeping.end(claim(), at=NOW + timedelta(hours=2), state="succeeded")
    assert claim(at=NOW + timedelta(hours=2)) is None
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.stage) == ("succeeded", "budget")


def test_without_limits_nothing_is_reserved():
    edition = make_evaluated_edition()
    job = make_job(edition)
    budgets.reserve(job, budget=BudgetRules())
    assert EvaluationBudget.objects.count() == 0


def test_everybody_is_told_the_place_and_the_wait_that_the_order_of_claims_gives_them():
    edition = make_evaluated_edition()
    edges = list(product((0, 10), (0, 1), (NOW, NOW - timedelta(minutes=1)), (LOCAL, EvaluationBackend.HF_JOBS)))
    repo = make_repo()
    made = [
        make_job(edition, repo=repo, revision=f"{number:040x}", priority=priority, turn=turn, at=at, backend=backend)
        for number, (priority, turn, at, backend) in enumerate(edges * 2)
    ]
    for job in made:
        EvaluationJob.objects.filter(pk=job.pk).update(forecast_seconds=2.0**job.pk)
    with CaptureQueriesContext(connection) as asked:
        told = standings_of(EvaluationJob.objects.select_related("run"), suites=(), at=NOW)
    for backend in (LOCAL, EvaluationBackend.HF_JOBS):
        queue = list(claiming.due(backend=backend, at=NOW).values_list("pk", flat=True))
        places = {one.job.pk: (one.place, one.waits) for one in told if one.job.backend == backend}
        before = {pk: sum(2.0**other for other in queue[:place]) for place, pk in enumerate(queue)}
        share = settings.EVAL_JOBS_AT_ONCE if backend == EvaluationBackend.HF_JOBS else 1
        assert places == {pk: (place + 1, before[pk] / share) for place, pk in enumerate(queue)}
    assert len(asked) == 3
