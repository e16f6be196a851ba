"""A project that its team withdrew counts as delivered nowhere, and is still there for its team."""

from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.rules import DeadlineRules
from hackathon.outreach.audience import Audience
from hackathon.outreach.queries.people import listed as people
from hackathon.pages import queries as pages
from hackathon.pages.dashboard import queries as dashboard
from submissions import actions
from submissions.models import Submission
from teams.admin.listing import TeamFilter
from teams.admin.listing import listed as teams
from tests.factories.editions import NOW, make_edition
from tests.factories.people import signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission() -> Submission:
    edition = make_edition()
    submission = make_submission(make_team(edition))
    make_registration(edition, submission.team.captain)
    return submission


def counted(submission: Submission) -> dict[str, Any]:
    """Everywhere that somebody counts or names what was delivered: who, how many, whether."""
    edition, team = submission.edition, submission.team
    way = pages.way(user=team.captain, edition=edition, team=team, at=NOW)
    (row,), (person,) = teams(edition, TeamFilter()), people(edition, Audience())
    return {
        "filter of people": people(edition, Audience(submitted=True)).count(),
        "no project": people(edition, Audience(submitted=False)).count(),
        "list of people": person.project_id,
        "filter of teams": teams(edition, TeamFilter(delivered="yes")).count(),
        "teams without": teams(edition, TeamFilter(delivered="no")).count(),
        "list of teams": (row.project_id, row.project_title),
        "funnel": dashboard.crowd(edition).funnel.delivered,
        "teams": dashboard.teams(edition, max_size=5).delivered,
        "day by day": sum(day.submissions for day in dashboard.timeline(edition)),
        "way": way.delivered,
    }


def test_what_is_withdrawn_counts_as_delivered_nowhere(submission: Submission) -> None:
    before = counted(submission)
    actions.withdraw(submission=submission, by=submission.team.captain, at=NOW)
    assert (before, counted(submission)) == (
        {
            "filter of people": 1,
            "no project": 0,
            "list of people": submission.pk,
            "filter of teams": 1,
            "teams without": 0,
            "list of teams": (submission.pk, "Recetas de la abuela"),
            "funnel": 1,
            "teams": 1,
            "day by day": 1,
            "way": True,
        },
        {
            "filter of people": 0,
            "no project": 1,
            "list of people": None,
            "filter of teams": 0,
            "teams without": 1,
            "list of teams": (None, None),
            "funnel": 0,
            "teams": 0,
            "day by day": 0,
            "way": False,
        },
    )


def test_its_teams_page_says_so_and_leads_back_to_the_form(submission: Submission, monkeypatch: Any) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)
    actions.withdraw(submission=submission, by=submission.team.captain, at=NOW)
    page = text(signed_in(submission.team.captain).get(f"/demo/equipos/{submission.team_id}/"))
    assert ("Retirado" in page, "Volver a entregarlo" in page, ">Entregado<" in page) == (True, True, False)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(-1, (True, False, False)), (0, (True, True, False)), (10, (True, False, True)), (60, (False, False, False))],
)
def test_the_pages_lead_to_the_form_as_long_as_deliveries_are_taken(
    minutes: int, expected: tuple[bool, ...], monkeypatch: Any
) -> None:
    edition = make_edition(deadline=DeadlineRules(grace_minutes=10, late_minutes=50))
    team = make_team(edition)
    now = edition.parsed_rules.windows.submission.closes_at + timedelta(minutes=minutes)
    monkeypatch.setattr("hackathon.clock.now", lambda: now)
    client, form = signed_in(team.captain), f"/demo/equipos/{team.pk}/entrega/"
    page = text(client.get(f"/demo/equipos/{team.pk}/"))
    assert (form in page, "cuenta todavía hasta el" in page, "fuera de plazo" in page) == expected
    way = text(client.get("/demo/"))
    assert (form in way, "Todavía se aceptan entregas hasta el" in way) == (expected[0], expected[1] or expected[2])
