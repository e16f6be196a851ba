"""The organisers' list of reviews and the page that assigns judges."""

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import Phase
from judging.models import Assignment
from submissions.models import Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.teams import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LIST = "/organizacion/judging/assignment/"
LIST_QUERIES = 12


def test_only_reviews_of_ones_own_editions_are_there(edition, organiser):
    other = make_edition("otra", phase=Phase.JUDGING)
    mine = make_assignment(make_project(edition, "Refranes"), make_judge(edition))
    theirs = make_assignment(make_project(other, "Coplas"), make_judge(other, "Juan"))
    page = organiser.get(LIST).content.decode()
    assert ("Refranes" in page, "Coplas" in page, "Juan" in page) == (True, False, False)
    assert organiser.get(f"{LIST}{mine.pk}/change/").status_code == 200
    assert organiser.get(f"{LIST}{theirs.pk}/change/").headers["Location"] == "/organizacion/"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(edition, organiser, rows, django_assert_num_queries):
    for number in range(rows):
        make_assignment(make_project(edition, f"Proyecto {number}"), make_judge(edition))
    organiser.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        organiser.get(LIST)


def test_the_list_is_filtered_by_state(edition, organiser):
    judge = make_judge(edition)
    make_review(make_project(edition, "Refranes"), judge, all_scores(edition, 2))
    make_review(make_project(edition, "Coplas"), judge, {"demo-ux": 2}, submitted=False)
    make_assignment(make_project(edition, "Nanas"), judge)
    for state, title in (("submitted", "Refranes"), ("draft", "Coplas"), ("not_started", "Nanas")):
        page = organiser.get(LIST, {"estado": state}).content.decode()
        assert [word for word in ("Refranes", "Coplas", "Nanas") if word in page] == [title]


def test_every_chosen_judge_gets_every_chosen_project(edition, organiser):
    projects = [make_project(edition, title) for title in ("Refranes", "Coplas")]
    judges = [make_judge(edition, name) for name in ("Julia", "Juan")]
    data = {"submissions": [project.pk for project in projects], "judges": [judge.pk for judge in judges]}
    response = organiser.post(f"{LIST}add/", data, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["4 evaluaciones asignadas."]
    assert Assignment.objects.count() == TrailEntry.objects.filter(verb="judge.assigned").count() == 4


def test_a_withdrawn_project_is_not_offered_and_its_reviews_are_marked(edition, organiser):
    project = make_project(edition, "Refranes")
    make_assignment(project, make_judge(edition, "Julia"))
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=project.team.captain)
    assert "Refranes" not in organiser.get(f"{LIST}add/").content.decode()
    assert "Refranes (retirado)" in organiser.get(LIST).content.decode()


def test_a_judge_in_the_team_is_left_out_and_named(edition, organiser):
    judge = make_judge(edition, "Julia")
    project = make_project(edition, "Refranes", team=make_team(edition, make_person("Carla"), judge))
    data = {"submissions": [project.pk], "judges": [judge.pk]}
    response = organiser.post(f"{LIST}add/", data, follow=True)
    (message,) = response.context["messages"]
    assert "Julia – Refranes" in str(message)
    assert Assignment.objects.count() == 0


def test_only_the_editions_own_jury_and_projects_can_be_chosen(edition, organiser):
    other = make_edition("otra", phase=Phase.JUDGING)
    theirs, elsewhere = make_project(other, "Coplas"), make_judge(other, "Juan")
    page = organiser.get(f"{LIST}add/").content.decode()
    assert ("Coplas" in page, "Juan" in page) == (False, False)
    data = {"submissions": [theirs.pk], "judges": [elsewhere.pk]}
    assert organiser.post(f"{LIST}add/", data).status_code == 200
    assert organiser.get(f"{LIST}add/", {"edicion": "otra"}).status_code == 404
    assert Assignment.objects.count() == 0


def test_who_runs_several_editions_chooses_one_first(edition):
    olga = make_organiser(edition, is_superuser=True)
    make_edition("otra", phase=Phase.JUDGING)
    make_project(edition, "Refranes")
    client = signed_in(olga)
    assert "Elige primero la edición." in client.get(f"{LIST}add/").content.decode()
    assert "Refranes" in client.get(f"{LIST}add/", {"edicion": "demo"}).content.decode()


def test_a_review_that_has_not_begun_is_taken_back(edition, organiser):
    review = make_assignment(make_project(edition), make_judge(edition))
    organiser.post(f"{LIST}{review.pk}/delete/", {"post": "yes"})
    assert Assignment.objects.count() == 0
    assert TrailEntry.objects.filter(verb="judge.unassigned").count() == 1


def test_a_review_that_has_begun_stays(edition, organiser):
    review = make_review(make_project(edition), make_judge(edition), {"demo-ux": 1}, submitted=False)
    assert organiser.post(f"{LIST}{review.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Assignment.objects.count() == 1


def test_organisers_read_scores_and_change_none(edition, organiser):
    review = make_review(make_project(edition), make_judge(edition), {"demo-ux": 1}, comment="Buen corpus")
    page = organiser.get(f"{LIST}{review.pk}/change/").content.decode()
    assert ("Claridad y UX de la demo" in page, "Buen corpus" in page) == (True, True)
    assert organiser.post(f"{LIST}{review.pk}/change/", {"comment": "Otro"}).status_code == 403


def test_judges_and_participants_do_not_get_in(edition):
    for person in (make_judge(edition), make_team(edition).captain):
        assert signed_in(person).get(LIST, follow=True).status_code == 403
    assert Client().get(LIST, follow=True).redirect_chain[-1][0].startswith(reverse("account_login"))
