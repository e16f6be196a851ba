"""The pages of submissions."""

import html
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.loading import shipped_rules
from hackathon.editions.rules import AnswerType, ArtefactKind, Phase, SubmissionQuestion
from submissions import actions
from submissions.deadline import sentences, wording
from submissions.deadline.verdict import VerdictState
from submissions.models import Audit, Submission
from tests.factories.editions import BASE, NOW, make_edition
from tests.factories.judging import make_assignment
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.submissions import add_version, make_audit, make_repo, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team() -> Any:
    return make_team(make_edition())


def page(name: str, submission: Submission) -> str:
    return reverse(f"submissions:{name}", args=[submission.edition.slug, submission.pk])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


# --- who may see what ------------------------------------------------------------------------------------------------
def people_of(submission: Submission) -> dict[str, Any]:
    edition = submission.edition
    elsewhere = make_edition("otra")
    judge, was_judge = make_judge(edition, "Julia"), make_person("Jacinta")
    make_assignment(submission, judge)
    make_assignment(submission, was_judge)
    return {
        "member": submission.team.captain,
        "organiser": make_organiser(edition),
        "judge": judge,
        "judge without this project": make_judge(edition, "Jorge"),
        "judge no longer": was_judge,
        "other team": make_team(edition, make_person("Carla")).captain,
        "other organiser": make_organiser(elsewhere),
        "other judge": make_judge(elsewhere),
        "nobody in particular": make_person("Diego"),
    }


@pytest.mark.parametrize(
    ("name", "method", "allowed"),
    [
        ("detail", "get", {"member", "organiser", "judge"}),
        ("audit_fragment", "get", {"member", "organiser", "judge"}),
        ("reaudit", "post", {"member", "organiser"}),
    ],
)
def test_only_who_has_to_do_with_a_project_reaches_it(client, team, name, method, allowed):
    submission = make_submission(team)
    reached = set()
    for who, person in people_of(submission).items():
        client.force_login(person)
        status = getattr(client, method)(page(name, submission)).status_code
        assert status in (200, 302, 404)
        if status != 404:
            reached.add(who)
    assert reached == allowed


def test_a_project_is_not_found_under_another_editions_address(client, team):
    submission = make_submission(team)
    make_edition("otra")
    client.force_login(team.captain)
    assert client.get(f"/otra/proyectos/{submission.pk}/").status_code == 404


# --- the project's page ----------------------------------------------------------------------------------------------
def test_the_page_tells_versions_repos_and_countdown(client, team):
    submission = make_submission(team)
    add_version(submission, title="Segundo título", repos=[(ArtefactKind.CORPUS, make_repo(repo_id="somos-demo/dos"))])
    client.force_login(team.captain)
    shown = text(client.get(page("detail", submission)))
    assert '<h1 class="h2">Segundo título</h1>' in shown
    assert "Versión 1" in shown
    assert "Versión 2" in shown
    assert "/datasets/somos-demo/dos" in shown
    assert "data-countdown" in shown
    assert "AoE" in shown


def test_the_page_calls_the_parts_of_a_project_as_its_edition_does(client, team):
    submission = make_submission(team)
    make_audit(submission)
    client.force_login(team.captain)
    shown = client.get(page("detail", submission)).content.decode()
    assert [shown.count(f">{title}:<") for title in ("Corpus", "Modelo", "Demo")] == [2, 2, 2]


def test_the_page_costs_the_same_with_one_repo_and_with_three(client, django_assert_num_queries, team):
    one = make_submission(team, kinds=[ArtefactKind.CORPUS])
    three = make_submission(make_team(team.edition, make_person("Bruno")))
    for submission in (one, three):
        make_audit(submission, outcomes=("pass", "fail", "warn") if submission == three else ("pass",))
        client.force_login(submission.team.captain)
        client.get(page("detail", submission))
        with django_assert_num_queries(20):
            client.get(page("detail", submission))


@pytest.mark.parametrize("state", VerdictState)
def test_each_verdict_has_its_words_and_says_how_strong_its_evidence_is(client, team, state):
    submission = make_submission(team, kinds=[ArtefactKind.CORPUS])
    make_audit(submission, verdict=state)
    client.force_login(team.captain)
    shown = text(client.get(page("detail", submission)))
    assert f'data-verdict="{state}"' in shown
    assert wording.in_words(state).capitalize() in shown
    assert sentences.verdict(state, {}) in shown
    assert (wording.evidence("snapshots") in shown) == (state != "not_yet")


# --- the live part ---------------------------------------------------------------------------------------------------
def test_the_fragment_polls_while_there_is_something_to_wait_for(client, team):
    submission = make_submission(team)
    audit = make_audit(submission, state=Audit.State.QUEUED)
    client.force_login(team.captain)
    waiting = text(client.get(page("audit_fragment", submission), headers={"HX-Request": "true"}))
    assert 'hx-trigger="every 2s"' in waiting
    assert "en cola" in waiting
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.RUNNING, claim=uuid.uuid4(), claimed_at=NOW)
    assert "Estamos revisando" in text(client.get(page("audit_fragment", submission)))
    Audit.objects.filter(pk=audit.pk).update(state=Audit.State.DONE, finished_at=NOW)
    done = text(client.get(page("audit_fragment", submission), headers={"HX-Request": "true"}))
    assert "hx-trigger" not in done
    assert "La auditoría ha terminado." in done
    assert "Repetir la auditoría" in done


def test_the_fragment_sends_nothing_when_nothing_has_moved(client, team):
    submission = make_submission(team)
    make_audit(submission, state=Audit.State.QUEUED)
    client.force_login(team.captain)
    progress = client.get(page("audit_fragment", submission)).context["progress"]
    assert client.get(page("audit_fragment", submission), {"seen": progress}).status_code == 204
    assert client.get(page("audit_fragment", submission), {"seen": "otra cosa"}).status_code == 200


def test_an_audit_that_the_hub_put_off_says_why_and_until_when(client, team):
    submission = make_submission(team)
    later = NOW + timedelta(minutes=3)
    make_audit(submission, state=Audit.State.QUEUED, attempts=1, error="rate_limited", not_before=later)
    client.force_login(team.captain)
    shown = text(client.get(page("detail", submission)))
    assert "Hugging Face limita cuánto podemos preguntar" in shown
    assert f'datetime="{later.isoformat()}"' in shown


def test_an_audit_that_waits_for_another_s_look_blames_no_other_team(client, team):
    submission = make_submission(team)
    make_audit(submission, state=Audit.State.QUEUED, error="shared")
    client.force_login(team.captain)
    shown = text(client.get(page("detail", submission)))
    assert ("para otra auditoría" in shown, "tro equipo" in shown) == (True, False)


def test_findings_stand_by_repo_with_what_wants_doing_first(client, team):
    submission = make_submission(team, kinds=[ArtefactKind.CORPUS])
    make_audit(submission, outcomes=("pass", "unknown", "fail", "not_applicable", "warn"))
    client.force_login(team.captain)
    response = client.get(page("detail", submission))
    shown = [
        line.split('data-outcome="')[1].split('"')[0] for line in text(response).splitlines() if "data-outcome" in line
    ]
    assert shown == ["fail", "warn", "unknown", "pass"]
    assert response.context["report"].counts == {"fail": 1, "warn": 1, "unknown": 1, "pass": 1}


def test_a_failed_audit_says_that_it_is_our_fault(client, team):
    submission = make_submission(team)
    make_audit(submission, state=Audit.State.FAILED, error="ZeroDivisionError")
    client.force_login(team.captain)
    shown = text(client.get(page("detail", submission)))
    assert "por un fallo nuestro" in shown
    assert "ZeroDivisionError" not in shown


# --- asking again ----------------------------------------------------------------------------------------------------
def test_asking_again_queues_an_audit_and_a_second_click_does_not(client, team, monkeypatch):
    submission = make_submission(team)
    client.force_login(team.captain)
    assert "Vamos a revisar" in text(client.post(page("reaudit", submission), follow=True))
    assert "Ya hay una auditoría en marcha" in text(client.post(page("reaudit", submission), follow=True))
    assert [audit.reason for audit in Audit.objects.all()] == ["requested"]


def test_asking_again_too_soon_says_how_long_to_wait(client, team):
    submission = make_submission(team)
    make_audit(submission, at=NOW - timedelta(seconds=20))
    client.force_login(team.captain)
    assert "dentro de 41 s" in text(client.post(page("reaudit", submission), follow=True))
    assert Audit.objects.count() == 1


def test_a_minute_later_one_may_ask_again(team):
    submission = make_submission(team)
    make_audit(submission, at=NOW - timedelta(seconds=60))
    audit = actions.request_audit(submission=submission, by=team.captain, at=NOW)
    assert (audit.state, audit.reason) == ("queued", "requested")


def test_the_button_needs_a_post(client, team):
    client.force_login(team.captain)
    assert client.get(page("reaudit", make_submission(team))).status_code == 405


def test_the_page_after_the_close_says_which_version_counts(client):
    submission = make_submission(make_team(make_edition(phase=Phase.JUDGING)))
    client.force_login(submission.team.captain)
    shown = text(client.get(page("detail", submission)))
    assert "Esta es la versión que cuenta." in shown
    assert "Cambiar la entrega" not in shown


def test_an_answer_from_before_its_question_asked_for_an_address_becomes_no_link(client):
    shipped = shipped_rules(BASE).submission
    asked = SubmissionQuestion("blog", shipped.artefacts[0].title, AnswerType.URL)
    edition = make_edition(submission=replace(shipped, questions=(asked,)))
    submission = make_submission(make_team(edition))
    client.force_login(submission.team.captain)
    seen = []
    for answer in ("javascript:alert(1)", "https://ejemplo.org/blog"):
        submission.versions.update(answers={"blog": answer})
        said = text(client.get(page("detail", submission)))
        seen.append((answer in said, f'href="{answer}"' in said))
    assert seen == [(True, False), (True, True)]
