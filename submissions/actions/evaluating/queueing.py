"""Which evaluations are wanted, and how they come into the queue: each delivered model at the revision that counts, on each suite.

What is wanted is worked out from the rows as they stand, so that nothing is lost with a message or a worker, and twice is once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EvaluationBackend, SuiteRules
from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubMissing, HubSilent
from hackathon.hub.types import RepoType
from submissions.actions.evaluating import dropping
from submissions.actions.evaluating.prices import per_hour
from submissions.actions.repos import row_for
from submissions.evaluation.forecasts import dollars, forecast_seconds
from submissions.evaluation.specs import job_spec, spec_digest
from submissions.evaluation.subjects import subject
from submissions.models import Entry, EvaluationJob, EvaluationRun, Repo, RepoVerdict, Submission

MOST_AT_ONCE: Final = 50
"""So many new jobs a sweep looks at the Hub for; the next one goes on."""
DEADLINE_PRIORITY: Final = 10
REQUESTED_PRIORITY: Final = 5
HISTORY: Final = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model at a revision that should be evaluated on a suite, and for whom. ``submission`` None: for comparison."""

    edition: Edition
    repo: Repo
    revision: str
    suite: SuiteRules
    submission: Submission | None
    reason: EvaluationJob.Reason


@dataclass(frozen=True, slots=True)
class Expected:
    """On what machine of the Hub it would run (empty: on one of ours), for how many seconds, and for how many dollars."""

    flavor: str
    seconds: float
    dollars: float


def queue_due(*, hub: HubClient, at: datetime) -> int:
    """Queue what the closes that have come ask for, and the models for comparison; how many. May run twice at once.

    While the Hub is silent nothing new is queued: it would have to be asked for the models anyway.
    """
    queued = 0
    for edition in Edition.objects.all():
        if not edition.parsed_rules.evaluation.suites:
            continue
        supersede(edition)
        hand_over(edition)
        try:
            for wanted in _missing(edition, hub=hub, at=at):
                if queued == MOST_AT_ONCE:
                    return queued
                queue(wanted, hub=hub, at=at)
                queued += 1
        except HubSilent:
            return queued
    return queued


def queue(wanted: Wanted, *, hub: HubClient, at: datetime, by: User | None = None) -> tuple[EvaluationJob, bool]:
    """The job for what is wanted, made if need be, and whether it was. Raises HubSilent."""
    return put_in(wanted, expect(wanted, hub=hub), at=at, by=by)


def expect(wanted: Wanted, *, hub: HubClient) -> Expected:
    """What it would take, as far as the Hub tells of the model and of its prices. Raises HubSilent."""
    rules = wanted.edition.parsed_rules.evaluation
    on_the_hub = rules.backend == EvaluationBackend.HF_JOBS
    parameters = _parameters(hub, wanted)
    flavor = rules.flavor(parameters) if on_the_hub else ""
    seconds = forecast_seconds(parameters, history(wanted.edition, wanted.suite))
    return Expected(flavor, seconds, dollars(seconds, per_hour=per_hour(hub, flavor) if on_the_hub else 0.0))


def put_in(wanted: Wanted, expected: Expected, *, at: datetime, by: User | None = None) -> tuple[EvaluationJob, bool]:
    """The job for what is wanted, made if need be, and whether it was. The Hub is not asked.

    One that was dropped, because for a while nobody wanted it, counts as made anew.
    """
    rules = wanted.edition.parsed_rules.evaluation
    spec = job_spec(rules, wanted.suite)
    job, made = EvaluationJob.objects.get_or_create(
        **_identity(wanted, spec),
        defaults={
            "submission": wanted.submission,
            "spec": spec,
            "reason": wanted.reason,
            "backend": rules.backend,
            "priority": _priority(wanted.reason),
            "turn": _turn(wanted),
            "not_before": at,
            "queued_at": at,
            "queued_by": by,
            "flavor": expected.flavor,
            "tasks": len(wanted.suite.tasks),
            "forecast_seconds": expected.seconds,
            "forecast_dollars": expected.dollars,
        },
    )
    return job, made or dropping.take_back(job, submission=wanted.submission, at=at)


def _identity(wanted: Wanted, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "edition": wanted.edition,
        "repo": wanted.repo,
        "revision": wanted.revision,
        "suite": wanted.suite.key,
        "suite_version": wanted.suite.version,
        "spec_digest": spec_digest(spec),
    }


def _priority(reason: EvaluationJob.Reason) -> int:
    return {
        EvaluationJob.Reason.DEADLINE: DEADLINE_PRIORITY,
        EvaluationJob.Reason.REQUESTED: REQUESTED_PRIORITY,
    }.get(reason, 0)


def _turn(wanted: Wanted) -> int:
    """How many jobs the project has had before this one: each gets its first before any gets its second."""
    return EvaluationJob.objects.filter(edition=wanted.edition, submission=wanted.submission).count()


def _missing(edition: Edition, *, hub: HubClient, at: datetime) -> Iterator[Wanted]:
    rules = edition.parsed_rules
    candidates = [*(frozen_models(edition) if at >= rules.counts_until else ()), *_baselines(edition, hub=hub, at=at)]
    for suite in rules.evaluation.suites:
        digest = spec_digest(job_spec(rules.evaluation, suite))
        jobs = EvaluationJob.objects.filter(
            edition=edition, suite=suite.key, suite_version=suite.version, spec_digest=digest
        )
        known = set(jobs.exclude(dropping.dropped()).values_list("repo", "revision"))
        for repo, revision, submission in candidates:
            if (repo.pk, revision) not in known:
                known.add((repo.pk, revision))
                reason = EvaluationJob.Reason.DEADLINE if submission else EvaluationJob.Reason.BASELINE
                yield Wanted(edition, repo, revision, suite, submission, reason)


def frozen_models(edition: Edition) -> list[tuple[Repo, str, Submission | None]]:
    """The models of the edition's projects at the revisions that count, in the order of the projects. Two queries.

    A repo that several projects deliver is evaluated once, for the first of them.
    """
    closes_at = edition.parsed_rules.counts_until
    verdicts = RepoVerdict.objects.filter(edition=edition, closes_at=closes_at)
    frozen = {verdict.repo_id: verdict.final_sha for verdict in verdicts if verdict.final_sha}
    projects = Submission.objects.delivered().filter(edition=edition)
    entries = Entry.objects.filter(kind=ArtefactKind.MODEL, version__in=projects.values("current"))
    found = entries.select_related("repo", "version__submission").order_by("version__submission", "position")
    return [(one.repo, frozen[one.repo_id], one.version.submission) for one in found if one.repo_id in frozen]


def _baselines(edition: Edition, *, hub: HubClient, at: datetime) -> Iterator[tuple[Repo, str, Submission | None]]:
    """The models for comparison, at the revision that the rules name, else at the one that was the newest when we first asked."""
    for named in edition.parsed_rules.evaluation.baselines:
        repo_id, _, revision = named.partition("@")
        found = _known_baseline(edition, repo_id, revision) or _baseline(repo_id, revision, hub=hub, at=at)
        if found is not None:
            yield (*found, None)


def _known_baseline(edition: Edition, repo_id: str, revision: str) -> tuple[Repo, str] | None:
    jobs = EvaluationJob.objects.filter(
        edition=edition, reason=EvaluationJob.Reason.BASELINE, repo__repo_id__iexact=repo_id
    ).select_related("repo")
    job = (jobs.filter(revision=revision) if revision else jobs).order_by("pk").first()
    return (job.repo, job.revision) if job else None


def _baseline(repo_id: str, revision: str, *, hub: HubClient, at: datetime) -> tuple[Repo, str] | None:
    """None where the Hub is silent (the next sweep asks again) or has no such model (the rules are wrong, which a page tells)."""
    try:
        info = hub.repo_info(repo_id, RepoType.MODEL, revision=revision or None)
    except HubError:
        return None
    with transaction.atomic():
        repo = row_for(repo_type=RepoType.MODEL, repo_id=info.repo_id, hub_id=info.hub_id, at=at)
    return repo, info.sha


def _parameters(hub: HubClient, wanted: Wanted) -> int | None:
    """How many weights it has, as far as the Hub tells now. Raises HubSilent."""
    try:
        info = hub.repo_info(wanted.repo.repo_id, RepoType(wanted.repo.repo_type), revision=wanted.revision)
    except HubMissing:
        return 0  # it costs nothing to find that out again
    except HubSilent:
        raise
    except HubError:
        return None
    return subject(info).parameters if info.repo_type == RepoType.MODEL else 0


def history(edition: Edition, suite: SuiteRules) -> list[tuple[int, float]]:
    """Weights and seconds of the last evaluations on a suite that went through."""
    runs = EvaluationRun.objects.filter(
        edition=edition, suite=suite.key, suite_version=suite.version, partial=False, job__attempts=1
    ).exclude(parameters=None)
    return list(runs.order_by("-pk").values_list("parameters", "job__gpu_seconds")[:HISTORY])


def supersede(edition: Edition) -> None:
    """Runs of revisions that count no more are history; those of the one that counts are not."""
    closes_at = edition.parsed_rules.counts_until
    runs = EvaluationRun.objects.filter(edition=edition, submission__isnull=False, source=EvaluationRun.Source.JOB)
    verdicts = RepoVerdict.objects.filter(edition=edition, closes_at=closes_at)
    frozen = {verdict.repo_id: verdict.final_sha for verdict in verdicts if verdict.final_sha}
    if not frozen:
        return
    told = runs.values_list("pk", "repo", "revision", "superseded")
    wrong = [(run_id, not old) for run_id, repo_id, sha, old in told if old == (frozen.get(repo_id, sha) == sha)]
    for superseded in (True, False):
        runs.filter(pk__in=[run_id for run_id, value in wrong if value == superseded]).update(superseded=superseded)


def hand_over(edition: Edition) -> None:
    """What was measured of a model whose project has left is of the first that still delivers it: nobody computes it again."""
    projects: dict[int, list[int]] = {}
    for repo, _revision, submission in frozen_models(edition):
        if submission is not None:
            projects.setdefault(repo.pk, []).append(submission.pk)
    runs = EvaluationRun.objects.filter(edition=edition, submission__isnull=False, repo__in=projects)
    for run_id, repo_id, submission_id in runs.values_list("pk", "repo", "submission"):
        if submission_id not in projects[repo_id]:
            EvaluationRun.objects.filter(pk=run_id).update(submission=projects[repo_id][0])
