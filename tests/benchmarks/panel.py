"""The jury's panel while everybody scores: what saving one score costs the server, and sixty judges who save at once."""

import random
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from unittest.mock import patch

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind
from judging.assignment import assign
from judging.models import Assignment, Score
from submissions.models import Entry, Submission
from tests.benchmarks.juries.seats import problem
from tests.benchmarks.measuring import Line, measure_page, seconds_of
from tests.benchmarks.world import make_world
from tests.factories.editions import NOW
from tests.factories.people import signed_in
from tests.factories.submissions import make_repo

PROJECTS, JUDGES = 160, 60
SAVES, WARM_UP = 200, 5
SAVE_MS = 30.0


@dataclass(frozen=True)
class Panel:
    """An edition whose jury scores, and its judges."""

    edition: Edition
    judges: Sequence[User]

    @property
    def criteria(self) -> list[str]:
        return [criterion.key for criterion in self.edition.parsed_rules.rubric.criteria]

    def own(self, judge: User) -> list[Assignment]:
        return list(Assignment.objects.filter(judge=judge).order_by("pk"))


def run() -> Iterator[Line]:
    """Every figure, in the order of the report."""
    small, large = fill("panel-chico", PROJECTS // 10, JUDGES // 10), fill("panel", PROJECTS, JUDGES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    opens = large.edition.parsed_rules.windows.judging.opens_at
    with patch("hackathon.clock.now", lambda: opens + timedelta(hours=1)):
        yield saving(large, small)
        yield from at_once(large)
        yield from pages(large, small)


def fill(slug: str, projects: int, judges: int) -> Panel:
    """Three judges for each project, as the solver says."""
    world = make_world(slug, people=projects, teams=projects, delivered=projects)
    people = User.objects.bulk_create(
        User(
            email=f"jurado{number}@{slug}.example.org", name=f"Jurado {number}", hub_username=f"jurado-{slug}-{number}"
        )
        for number in range(judges)
    )
    Role.objects.bulk_create(
        Role(user=person, edition=world.edition, kind=Role.Kind.JUDGE, granted_at=NOW) for person in people
    )
    delivered = list(Submission.objects.filter(edition=world.edition).select_related("current").order_by("pk"))
    repos = {kind: make_repo(kind, f"org/{slug}-{kind}") for kind in ArtefactKind}
    Entry.objects.bulk_create(
        Entry(version=one.current, kind=kind, position=place, repo=repo, address=repo.repo_id)
        for one in delivered
        for place, (kind, repo) in enumerate(repos.items())
    )
    Assignment.objects.bulk_create(
        Assignment(submission=delivered[project], edition=world.edition, judge=people[judge], assigned_at=NOW)
        for project, judge in assign(problem(projects, judges)).pairs
    )
    return Panel(world.edition, people)


def save(browser: Client, assignment: Assignment, criterion: str, value: int | None, began: int | None) -> None:
    """One tap, as the page sends it; anything but success ends the run."""
    address = reverse("judging:save", args=[assignment.pk])
    given = {"part": "score", "criterion": criterion, "value": value, "began": began}
    answer = browser.post(address, given, content_type="application/json")
    if answer.status_code != 200:
        raise SystemExit(f"a score was not saved: {answer.status_code} {answer.content[:300]!r}")


def saving(large: Panel, small: Panel) -> Line:
    """The median of a score saved, from request to answer, middleware and trail included."""
    tenth, _ = _saves(small)
    median, busy = _saves(large)
    note = f"{JUDGES} judges, {PROJECTS} projects; {busy:.0f} ms of the processor, {_queries(large)} queries"
    return Line("panel: a score saved", "ms", median, small=tenth, limit=SAVE_MS, note=note)


def _saves(panel: Panel) -> tuple[float, float]:
    """Milliseconds that a save takes in the median, and those of this process's processor in the mean: all criteria of one
    judge's projects, then again with other values."""
    browser = signed_in(panel.judges[0])
    parts = [(one, criterion) for one in panel.own(panel.judges[0]) for criterion in panel.criteria]
    times: list[float] = []
    for number in range(SAVES + WARM_UP):
        if number == WARM_UP:
            busy = time.process_time()
        turn, (one, criterion) = number // len(parts), parts[number % len(parts)]
        began = time.perf_counter()
        save(browser, one, criterion, (turn + 1) % 5, turn % 5 if turn else None)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[WARM_UP:]), (time.process_time() - busy) * 1000 / SAVES


def _queries(panel: Panel) -> int:
    """Of a score that is changed."""
    judge = panel.judges[1]
    browser, one = signed_in(judge), panel.own(judge)[0]
    save(browser, one, panel.criteria[0], 1, None)
    with CaptureQueriesContext(connection) as captured:
        save(browser, one, panel.criteria[0], 2, 1)
        return len(captured)  # the next request forgets them


def at_once(panel: Panel) -> Iterator[Line]:
    """Every judge scores one project, all at the same moment; then the database is asked what it holds."""
    Score.objects.all().delete()
    chance = random.Random("panel")
    plans = [
        (judge, panel.own(judge)[0], {criterion: chance.randrange(5) for criterion in panel.criteria})
        for judge in panel.judges
    ]
    start = threading.Barrier(len(plans))
    times: list[float] = []

    def judge_one(judge: User, assignment: Assignment, scores: dict[str, int]) -> None:
        try:
            browser = signed_in(judge)
            start.wait()
            for criterion, value in scores.items():
                times.append(seconds_of(lambda c=criterion, v=value: save(browser, assignment, c, v, None)))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(plans)) as pool:
        took = seconds_of(lambda: [each.result() for each in [pool.submit(judge_one, *plan) for plan in plans]])
    wanted = {(one.pk, criterion): value for _, one, scores in plans for criterion, value in scores.items()}
    found = {(one.assignment_id, one.criterion): one.value for one in Score.objects.all()}
    lost = sum(found.get(key) != value for key, value in wanted.items()) + len(found.keys() - wanted.keys())
    note = f"{len(wanted)} scores in {took:.1f} s; each waited {statistics.median(times) * 1000:.0f} ms (median)"
    yield Line(f"panel: lost of what {len(plans)} judges save at once", "", float(lost), limit=0.5, note=note)


def pages(large: Panel, small: Panel) -> Iterator[Line]:
    """The list of one's own reviews, and the page of one."""
    for name, address in (("panel: my projects", _list), ("panel: a review", _review)):
        measured, tenth = (measure_page(signed_in(panel.judges[0]), address(panel)) for panel in (large, small))
        note = f"{measured.queries} queries (a tenth: {tenth.queries}), p95 {measured.p95_ms:.0f} ms"
        yield Line(name, "ms", measured.median_ms, small=tenth.median_ms, note=note)


def _list(panel: Panel) -> str:
    return reverse("judge_admin:judging_assignment_changelist")


def _review(panel: Panel) -> str:
    return reverse("judge_admin:judging_assignment_change", args=[panel.own(panel.judges[0])[0].pk])
