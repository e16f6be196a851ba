"""Projects in the organisers' panel."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind
from submissions.models import Audit, RepoVerdict, Submission, SubmissionVersion
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import add_version, make_audit, make_finding, make_submission, make_verdict
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


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_one_costs_the_same_however_many_repos_it_has(client, django_assert_num_queries, edition, count):
    submission = make_submission(make_team(edition), kinds=list(ArtefactKind)[:count])
    for entry in submission.current.entries.all():
        make_verdict(submission, entry.repo)
    client.force_login(make_organiser(edition))
    client.get(reverse(ONE, args=[submission.pk]))
    with django_assert_num_queries(19):
        client.get(reverse(ONE, args=[submission.pk]))


def test_the_list_says_how_much_the_last_audit_asks_for_and_leads_to_the_report(client, edition):
    submission = make_submission(make_team(edition), kinds=[ArtefactKind.CORPUS])
    make_audit(submission, outcomes=("fail", "fail", "fail"))
    newest = make_audit(submission, outcomes=("fail", "warn", "warn", "pass", "unknown"))
    make_finding(newest, "dataset.size", "warn", severity="informative")
    make_audit(submission, state=Audit.State.QUEUED)
    make_submission(make_team(edition, make_person("Bruno")))
    client.force_login(make_organiser(edition))
    shown = client.get(reverse(LIST)).content.decode()
    assert "1 por corregir, 2 por mirar" in shown
    assert shown.count("por corregir") == 1
    assert reverse("submissions:report", args=[edition.slug, submission.pk]) in shown


def titles(client: Any, **wanted: str) -> list[str]:
    shown = client.get(reverse(LIST), wanted).content.decode()
    return [title for title in ("Buena", "Tardía", "Cambiada", "Retirada") if title in shown]


def test_projects_are_found_by_verdict_by_lateness_and_by_whether_they_take_part(client, edition):
    kinds = [ArtefactKind.CORPUS]
    good, late, changed, gone = (
        make_submission(make_team(edition), title=title, kinds=kinds)
        for title in ("Buena", "Tardía", "Cambiada", "Retirada")
    )
    for submission in (good, late, changed, gone):
        state = "changed_after" if submission == changed else "unchanged"
        make_verdict(submission, submission.current.entries.get().repo, state=state)
    SubmissionVersion.objects.filter(pk=late.current_id).update(late=True)
    Submission.objects.filter(pk=gone.pk).update(withdrawn_at=NOW, withdrawn_by=gone.team.captain)
    client.force_login(make_organiser(edition))
    assert titles(client, veredicto="changed_after") == ["Cambiada"]
    assert titles(client, veredicto="unchanged") == ["Buena", "Tardía", "Retirada"]
    assert titles(client, tarde="si") == ["Tardía"]
    assert titles(client, retirado="si") == ["Retirada"]
    assert titles(client, retirado="no", tarde="no") == ["Buena", "Cambiada"]


def test_a_repo_that_two_teams_deliver_is_counted_for_both_and_their_pages_name_each_other(client, edition):
    one = make_submission(make_team(edition, name="Las Unas"), title="Buena", kinds=[ArtefactKind.CORPUS])
    shared = one.current.entries.get().repo
    two = make_submission(make_team(edition, name="Los Otros"), title="Cambiada", kinds=())
    add_version(two, title="Cambiada", repos=[(ArtefactKind.CORPUS, shared)])
    make_submission(make_team(edition), title="Tardía")
    client.force_login(make_organiser(edition))
    assert titles(client, compartidos="si") == ["Buena", "Cambiada"]
    assert titles(client, compartidos="no") == ["Tardía"]
    assert "Los Otros" in client.get(reverse(ONE, args=[one.pk])).content.decode()
    assert "Las Unas" in client.get(reverse(ONE, args=[two.pk])).content.decode()


def test_a_repo_of_a_withdrawn_project_is_shared_with_nobody(client, edition):
    one = make_submission(make_team(edition), title="Buena", kinds=[ArtefactKind.CORPUS])
    two = make_submission(make_team(edition), title="Retirada", kinds=())
    add_version(two, title="Retirada", repos=[(ArtefactKind.CORPUS, one.current.entries.get().repo)])
    Submission.objects.filter(pk=two.pk).update(withdrawn_at=NOW, withdrawn_by=two.team.captain)
    client.force_login(make_organiser(edition))
    assert titles(client, compartidos="si") == ["Retirada"]


def test_the_page_of_one_leads_to_its_timeline_and_to_deciding(client, edition):
    submission = make_submission(make_team(edition), kinds=[ArtefactKind.CORPUS])
    repo = submission.current.entries.get().repo
    make_verdict(submission, repo, state="gone")
    client.force_login(make_organiser(edition))
    shown = client.get(reverse(ONE, args=[submission.pk])).content.decode()
    assert f"{reverse('submissions:timeline', args=['demo', submission.pk])}#repo-{repo.pk}" in shown
    assert reverse("submissions:overrule", args=["demo", submission.pk, repo.pk]) in shown
    assert "El repositorio ya no se puede ver" in shown


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
