"""Projects in the organisers' panel."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from submissions.models import Audit, RepoVerdict
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser
from tests.factories.submissions import make_audit, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
LIST = "organiser_admin:submissions_submission_changelist"
ONE = "organiser_admin:submissions_submission_change"


@pytest.fixture
def edition() -> Any:
    return make_edition()


def look_again(client: Any, *submissions: Any) -> Any:
    chosen = [submission.pk for submission in submissions]
    with time_machine.travel(NOW, tick=False):
        return client.post(reverse(LIST), {"action": "look_again", "_selected_action": chosen}, follow=True)


def test_an_organiser_sees_the_projects_of_their_editions_only(client, edition):
    make_submission(make_team(edition), title="Recetas de aquí")
    other = make_submission(make_team(make_edition("otra")), title="Recetas de allí")
    client.force_login(make_organiser(edition))
    shown = client.get(reverse(LIST)).content.decode()
    assert "Recetas de aquí" in shown
    assert "Recetas de allí" not in shown
    assert client.get(reverse(ONE, args=[other.pk])).status_code == 302
    assert client.get(reverse(LIST), {"edition": "otra"}).content.decode().count("Recetas de allí") == 0


def test_a_judge_and_a_participant_do_not_get_in(client, edition):
    submission = make_submission(make_team(edition))
    for person in (make_judge(edition), submission.team.captain):
        client.force_login(person)
        assert client.get(reverse(LIST), follow=True).status_code == 403


def test_the_list_tells_the_worst_verdict_and_the_state_of_the_audit(client, edition):
    submission = make_submission(make_team(edition))
    make_audit(submission, verdict="unchanged")
    RepoVerdict.objects.filter(repo__repo_type="model").update(state="changed_after")
    client.force_login(make_organiser(edition))
    shown = client.get(reverse(LIST)).content.decode()
    assert "con cambios después" in shown
    assert "terminada" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, edition, count):
    for _ in range(count):
        make_audit(make_submission(make_team(edition)))
    client.force_login(make_organiser(edition))
    client.get(reverse(LIST))
    with django_assert_num_queries(10):
        client.get(reverse(LIST))


def test_one_project_shows_its_versions_and_audits_and_changes_nothing(client, edition):
    submission = make_submission(make_team(edition), title="Recetas")
    make_audit(submission, state=Audit.State.FAILED, error="ZeroDivisionError", attempts=5)
    client.force_login(make_organiser(edition))
    response = client.get(reverse(ONE, args=[submission.pk]))
    shown = response.content.decode()
    assert response.status_code == 200
    assert "ZeroDivisionError" in shown
    assert submission.current.entries.first().repo.repo_id in shown
    assert 'name="_save"' not in shown
    assert client.post(reverse(ONE, args=[submission.pk]), {"team": 1}).status_code == 403


def test_looking_again_queues_an_audit_for_each_project_that_has_none_open(client, edition):
    fresh, busy = make_submission(make_team(edition)), make_submission(make_team(edition))
    make_audit(busy, state=Audit.State.QUEUED)
    client.force_login(make_organiser(edition))
    shown = look_again(client, fresh, busy).content.decode()
    assert "1 proyecto se va a revisar." in shown
    assert "1 ya se está revisando o se acaba de revisar." in shown
    assert [audit.version for audit in Audit.objects.filter(reason="requested")] == [fresh.current]


def test_looking_again_cannot_reach_another_edition(client, edition):
    other = make_submission(make_team(make_edition("otra")))
    client.force_login(make_organiser(edition))
    look_again(client, other)
    assert not Audit.objects.exists()
