"""A suite's board with thousands of models: server time of its pages and files, and queries.

Half of the models are delivered by projects, the other half come from files; a few are baselines, and one in fifty is partial.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from unittest.mock import patch

from django.db import connection
from django.test import Client
from django.urls import reverse

from hackathon.editions.actions import change_rules
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, SuiteRules, TaskRules, Text
from hackathon.hub.types import RepoType
from submissions.actions.evaluating.standings import means_of
from submissions.evaluation.leaderboard import Score, rank
from submissions.models import Entry, EvaluationRun, Repo, Submission
from tests.benchmarks.measuring import Line, measure_page, seconds_of
from tests.benchmarks.world import make_world
from tests.factories.boards import publish
from tests.factories.editions import NOW
from tests.factories.evaluations import evaluation_rules

MODELS, TASKS = 2_000, 70
PAGE_MS, RANK_MS = 100.0, 50.0
LANGUAGES = ("es", "ca", "eu", "gl")
PAGES = {
    "board, first page": ("leaderboard", ""),
    "board, last page": ("leaderboard", "?pagina=99"),
    "board, by one task": ("leaderboard", "?orden=tarea_07_gl"),
    "board, searched, with differences": ("leaderboard", "?q=modelo-1&frente=base"),
    "board, one language": ("leaderboard", "?lengua=eu"),
    "board as JSON": ("leaderboard_json", ""),
}
PROMISED = "board, first page"


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    with patch("hackathon.clock.now", lambda: NOW):
        small, large = fill("decima-tabla", MODELS // 10), fill("tabla", MODELS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return [*pages(large, small), ranking()]


def pages(large: Edition, small: Edition) -> Iterator[Line]:
    """Each page as somebody without an account gets it."""
    for name, (view, query) in PAGES.items():
        measured, tenth = (
            measure_page(Client(), reverse(f"submissions:{view}", args=[edition.slug, "grande"]) + query)
            for edition in (large, small)
        )
        note = f"{measured.queries} queries (a tenth: {tenth.queries}), p95 {measured.p95_ms:.0f} ms, {measured.size_kb:.0f} kB"
        limit = PAGE_MS if name == PROMISED else None
        yield Line(name, "ms", measured.median_ms, small=tenth.median_ms, limit=limit, note=note)


def ranking() -> Line:
    """The ranks alone, from means and errors."""
    chance = random.Random("rank")
    means = [chance.uniform(0.2, 0.7) for _ in range(MODELS)]
    times = sorted(seconds_of(lambda: rank(means, [0.002] * MODELS)) for _ in range(9))
    return Line(f"ranks of {MODELS} models", "ms", times[4] * 1000, limit=RANK_MS)


def fill(slug: str, models: int) -> Edition:
    """An edition with a published board of so many models."""
    world = make_world(slug, people=models, teams=models // 2, delivered=models // 2)
    suite = big_suite()
    rules = replace(world.edition.parsed_rules, evaluation=evaluation_rules(suite))
    edition = change_rules(edition=world.edition, rules=rules, by=None, at=NOW, reason="Una batería grande")
    names = [f"org-{number % 40}/modelo-{number}" for number in range(models)]
    repos = Repo.objects.bulk_create(
        [
            Repo(repo_type=RepoType.MODEL, repo_id=name, hub_id=f"{slug}{number}", first_seen_at=NOW)
            for number, name in enumerate(names)
        ]
    )
    projects = list(Submission.objects.filter(edition=edition).select_related("current"))
    Entry.objects.bulk_create(
        [
            Entry(version=project.current, kind=ArtefactKind.MODEL, position=0, repo=repo, address=repo.repo_id)
            for project, repo in zip(projects, repos, strict=False)
        ]
    )
    owners = [*projects, *[None] * models][:models]
    pairs = zip(repos, owners, strict=True)
    EvaluationRun.objects.bulk_create(
        [make(edition, suite, repo, owner, number) for number, (repo, owner) in enumerate(pairs)], batch_size=500
    )
    publish(edition, suite)
    return edition


def big_suite() -> SuiteRules:
    """Seventy tasks in four languages."""
    languages = [LANGUAGES[number % len(LANGUAGES)] for number in range(TASKS)]
    tasks = tuple(
        TaskRules(f"tarea_{number:02}_{language}", "acc_norm", language) for number, language in enumerate(languages)
    )
    return SuiteRules("grande", Text((("es", "Grande"), ("en", "Large"))), 1, tasks)


def make(edition: Edition, suite: SuiteRules, repo: Repo, owner: Submission | None, number: int) -> EvaluationRun:
    """What one model got: around a level of its own, with the error that a thousand questions leave."""
    chance = random.Random(number)
    level = chance.uniform(0.25, 0.75)
    done = suite.tasks[: TASKS // 2] if number % 50 == 7 else suite.tasks
    scores = {task.task: Score(min(max(chance.gauss(level, 0.05), 0.0), 1.0), 0.015) for task in done}
    return EvaluationRun(
        edition=edition,
        submission=owner,
        repo=repo,
        source=EvaluationRun.Source.IMPORT,
        file_sha256=f"{edition.slug}{number}",
        name=repo.repo_id,
        revision="a" * 40,
        suite=suite.key,
        suite_version=suite.version,
        baseline=number % 100 == 99,
        partial=len(done) < TASKS,
        stored_at=NOW,
        parameters=chance.choice((270, 1_100, 2_500, 7_200, 8_500)) * 10**6,
        license=chance.choice(("apache-2.0", "gemma", "llama3", "mit")),
        languages=["es"],
        model_type=chance.choice(("base", "chat", "adapter", "quantised")),
        base_model=f"org-{(number - number % 100 + 99) % 40}/modelo-{number - number % 100 + 99}",
        scores={task: list(score) for task, score in scores.items()},
        means=means_of(scores, suite),
    )
