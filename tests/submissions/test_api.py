"""Projects over HTTP."""

from typing import Any

import pytest

from hackathon.editions.rules import ArtefactKind
from submissions.models import Audit, OutsideEntry, Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission, make_verdict
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
        {"entry": entry.pk, "check_id": "repo.exists", "outcome": "fail", "severity": "required", "facts": {}}
    ]
    assert [one["verdict"]["final_state"] for one in project["current"]["entries"]] == ["unchanged"]


def test_a_repo_carries_what_the_evidence_says_of_it_what_counts_and_who_decided_why(client, edition):
    submission = make_submission(make_team(edition), kinds=[ArtefactKind.CORPUS])
    repo, elsewhere = submission.current.entries.get().repo, make_edition("otra")
    other = make_submission(make_team(elsewhere), kinds=())
    make_verdict(other, repo, state="gone", frozen_sha="c" * 40)
    organiser = make_organiser(edition)
    decided = {"overruled_reason": "El Hub estuvo caído.", "overruled_at": NOW, "overruled_by": organiser}
    made = make_verdict(
        submission,
        repo,
        state="changed_after",
        frozen_sha="a" * 40,
        overruled_state="unchanged",
        overruled_sha="b" * 40,
        **decided,
    )
    client.force_login(organiser)
    (entry,) = client.get(f"{LIST}{submission.pk}/").json()["current"]["entries"]
    told = entry["verdict"]
    assert (told["state"], told["frozen_sha"], told["level"]) == ("changed_after", "a" * 40, "snapshots")
    assert (told["final_state"], told["final_sha"]) == ("unchanged", "b" * 40)
    assert told["overruled_reason"] == "El Hub estuvo caído."
    assert told["closes_at"] == made.closes_at.isoformat().replace("+00:00", "Z")


def test_a_project_tells_all_that_was_delivered_and_whether_it_takes_part(client, edition):
    submission = make_submission(make_team(edition), kinds=())
    said = {"impact": "Para que nadie lo olvide.", "video": "https://example.org/v", "code": ["https://example.org/c"]}
    more = {"languages": ["es_PE"], "consent": True, "answers": {"horas": "40"}, "late": True, "track": "datos"}
    version = add_version(submission, **said, **more)
    OutsideEntry.objects.create(version=version, kind="demo", position=0, address="https://github.com/a/b.ipynb")
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=submission.team.captain)
    client.force_login(submission.team.captain)
    project = client.get(f"{LIST}{submission.pk}/").json()
    assert {key: project["current"][key] for key in (said | more)} == said | more
    assert project["current"]["outside_entries"] == [
        {"kind": "demo", "position": 0, "address": "https://github.com/a/b.ipynb"}
    ]
    assert project["withdrawn_at"] == NOW.isoformat().replace("+00:00", "Z")


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
