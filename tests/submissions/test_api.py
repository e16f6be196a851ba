"""Projects over HTTP."""

from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from submissions.models import Audit
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
LIST = "/api/v1/projects/"


def ids(response: Any) -> list[int]:
    assert response.status_code == 200
    return [project["id"] for project in response.json()["results"]]


@pytest.fixture
def edition() -> Any:
    return make_edition()


def test_a_project_carries_its_repos_findings_and_verdicts(client, edition):
    submission = make_submission(make_team(edition), title="Recetas", kinds=[ArtefactKind.CORPUS])
    make_audit(submission, outcomes=("pass",))
    newest = make_audit(submission, outcomes=("fail",), verdict="unchanged")
    client.force_login(make_organiser(edition))
    project = client.get(f"{LIST}{submission.pk}/").json()
    entry = submission.current.entries.get()
    assert (project["edition"], project["team"], project["current"]["title"]) == (
        "demo",
        submission.team.name,
        "Recetas",
    )
    assert [(one["kind"], one["repo_id"], one["hub_id"]) for one in project["current"]["entries"]] == [
        ("corpus", entry.repo.repo_id, entry.repo.hub_id)
    ]
    assert project["audit"]["id"] == newest.pk
    assert project["audit"]["findings"] == [
        {"entry": entry.pk, "check_id": "repo.exists", "outcome": "fail", "facts": {}}
    ]
    assert [one["verdict"]["final_state"] for one in project["current"]["entries"]] == ["unchanged"]


def test_an_audit_that_has_no_result_yet_is_not_told(client, edition):
    submission = make_submission(make_team(edition))
    make_audit(submission, state=Audit.State.QUEUED)
    client.force_login(submission.team.captain)
    assert client.get(f"{LIST}{submission.pk}/").json()["audit"] is None


def test_the_audit_told_is_of_the_current_version(client, edition):
    submission = make_submission(make_team(edition))
    make_audit(submission)
    add_version(submission, repos=[(ArtefactKind.CORPUS, make_repo())])
    client.force_login(submission.team.captain)
    project = client.get(f"{LIST}{submission.pk}/").json()
    assert (project["current"]["number"], project["audit"]) == (2, None)


def test_each_sees_what_is_theirs(client, edition):
    elsewhere = make_edition("otra")
    mine, theirs = (make_submission(make_team(edition, make_person(name))) for name in ("Alicia", "Bruno"))
    other = make_submission(make_team(elsewhere, make_person("Carla")))
    everybody = {
        mine.team.captain: [mine.pk],
        make_organiser(edition): [mine.pk, theirs.pk],
        make_organiser(elsewhere): [other.pk],
        make_judge(edition): [],
        make_person("Diego"): [],
    }
    for person, expected in everybody.items():
        client.force_login(person)
        assert ids(client.get(LIST)) == expected
        for submission in (mine, theirs, other):
            found = client.get(f"{LIST}{submission.pk}/").status_code == 200
            assert found == (submission.pk in expected)


def test_who_is_not_signed_in_is_refused(client, edition):
    submission = make_submission(make_team(edition))
    assert client.get(LIST).status_code == 401
    assert client.get(f"{LIST}{submission.pk}/").status_code == 401


def test_the_list_is_filtered_by_edition(client, edition):
    elsewhere = make_edition("otra")
    here, there = make_submission(make_team(edition)), make_submission(make_team(elsewhere))
    organiser = make_organiser(edition, is_superuser=True)
    client.force_login(organiser)
    assert ids(client.get(LIST)) == [here.pk, there.pk]
    assert ids(client.get(LIST, {"edition": "otra"})) == [there.pk]
    assert ids(client.get(LIST, {"edition": "no-existe"})) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, edition, count):
    for _ in range(count):
        make_audit(make_submission(make_team(edition)))
    client.force_login(make_organiser(edition))
    with django_assert_num_queries(9):
        assert len(ids(client.get(LIST))) == count


def test_nothing_can_be_written(client, edition):
    submission = make_submission(make_team(edition))
    client.force_login(make_organiser(edition))
    assert client.post(LIST, {}).status_code == 405
    assert client.delete(f"{LIST}{submission.pk}/").status_code == 405


def test_pages_hold_fifty(client, edition):
    for number in range(51):
        make_submission(make_team(edition, make_person(f"Persona{number}")), kinds=[], at=NOW)
    client.force_login(make_organiser(edition))
    first = client.get(LIST).json()
    assert (first["count"], len(first["results"])) == (51, 50)
    assert len(client.get(first["next"]).json()["results"]) == 1
