"""People and teams: the board, the organisers' lists, the dashboard, an import, and everybody joining at once."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackathon.accounts.models import User
from hackathon.accounts.sites import organiser_site
from hackathon.imports import actions as import_lists
from hackathon.imports import queries as list_queries
from teams import actions
from teams.models import Membership, Team
from tests.benchmarks.measuring import Line, measure_page, seconds_of
from tests.benchmarks.world import World, make_world
from tests.factories.editions import NOW
from tests.factories.people import signed_in
from tests.hackathon.imports.files import csv_file, make_job, many
from tests.racing import race

PEOPLE, TEAMS = 5_000, 1_200
PAGE_MS, JOINS_SECONDS, IMPORT_SECONDS = 60.0, 3.0, 10.0
PROMISED = ("board", "admin")
ROWS = 5_000
JOINING = 200


def run() -> Sequence[Line]:
    """Every figure, in the order of the report."""
    with patch("hackathon.clock.now", lambda: NOW):  # the moment at which the worlds stand
        small = make_world("decima", people=PEOPLE // 10, teams=TEAMS // 10)
        large = make_world("grande", people=PEOPLE, teams=TEAMS)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # what a running server does by itself soon after so many new rows
        return [*pages(large, small), imports(large), joins(large)]


def pages(large: World, small: World) -> Iterator[Line]:
    """Server time at the median, and queries, of each page that has people or teams in it."""
    for name, reader, address in addresses():
        measured, tenth = (
            measure_page(signed_in(getattr(world, reader)), address(world.edition.slug)) for world in (large, small)
        )
        note = f"{measured.queries} queries (a tenth: {tenth.queries}), p95 {measured.p95_ms:.0f} ms, {measured.size_kb:.0f} kB"
        limit = PAGE_MS if name.startswith(PROMISED) else None
        yield Line(name, "ms", measured.median_ms, small=tenth.median_ms, limit=limit, note=note)


def addresses() -> Iterator[tuple[str, str, Callable[[str], str]]]:
    """What each page is called, who opens it, and its address by the edition's slug; every list of the organisers' admin."""
    yield "edition page, somebody without a team", "seeker", lambda slug: reverse("editions:detail", args=[slug])
    yield "board, first page", "seeker", lambda slug: reverse("teams:board", args=[slug])
    yield "dashboard", "organiser", lambda slug: reverse("editions:dashboard", args=[slug])
    for model in sorted(organiser_site._registry, key=lambda model: model._meta.label_lower):
        listed = f"organiser_admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        yield f"admin: {model._meta.label_lower}", "organiser", lambda slug, listed=listed: reverse(listed)


def imports(world: World) -> Line:
    """A list of attendees as a ticket shop exports it, a tenth of it people who are registered; from the click to the report."""
    known = [("0", person.name, "", person.email, "", "Attending", "") for person in world.people[: ROWS // 10]]
    content = csv_file(*many(ROWS - len(known)), *known)
    job = make_job(world.edition, content, by=world.organiser)
    with CaptureQueriesContext(connection) as captured:
        seconds = seconds_of(lambda: import_lists.run(job_id=job.pk, at=NOW))
    counts = ", ".join(f"{rows} {outcome}" for outcome, rows in list_queries.counts(job).items())
    seen = sum("imports_importjob" in query["sql"] and "UPDATE" in query["sql"] for query in captured)
    note = f"{counts}; {len(captured)} queries; its state was seen to change {seen} times"
    return Line(f"import of {ROWS} rows", "s", seconds, limit=IMPORT_SECONDS, note=note)


def joins(world: World) -> Line:
    """Two hundred people press on the last seats of forty teams; how long until the last one knows."""
    waiting = list(User.objects.filter(registrations__edition=world.edition, memberships=None)[:JOINING])
    teams = list(Team.objects.filter(edition=world.edition, memberships__seat=4).exclude(memberships__seat=5)[:40])
    deeds = [
        partial(actions.join_team, token=teams[number % len(teams)].invite_token, by=person, at=NOW)
        for number, person in enumerate(waiting)
    ]
    outcomes: list[object] = []
    seconds = seconds_of(lambda: outcomes.extend(race(deeds)))
    seated = Membership.objects.filter(edition=world.edition, user__in=waiting).count()
    kinds = sorted({type(outcome).__name__ for outcome in outcomes})
    return Line(
        f"{JOINING} simultaneous joins", "s", seconds, limit=JOINS_SECONDS, note=f"{seated} seated; {', '.join(kinds)}"
    )
