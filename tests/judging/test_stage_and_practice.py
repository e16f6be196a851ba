"""The stage that phones follow, the project to practise on, and one's own use of the scale beside the panel's."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from django.urls import reverse

from hackathon.editions.rules import Phase
from judging import actions
from judging.models import Assignment, CommonProject, OnStage
from judging.queries.panels import distribution, distributions, messages_about, side_by_side
from judging.queries.stage import minutes
from submissions.models import Submission
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, signed_in
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def judge(edition):
    return make_judge(edition)


def live(edition, path=""):
    return reverse(f"judge_admin:live{path}", args=[edition.slug])


def to_practise(review):
    Assignment.objects.filter(pk=review.pk).update(stage=Assignment.Stage.PRACTICE)
    review.refresh_from_db()
    return review


# --- the stage -------------------------------------------------------------------------------------------------------
def test_organisers_put_a_project_on_the_stage_and_empty_it(edition, organiser):
    project = make_project(edition)
    address = reverse("judging:stage", args=[edition.slug])
    organiser.post(address, {"proyecto": project.pk})
    assert OnStage.objects.get().submission == project
    assert "Ahora: Refranes del mundo" in text(organiser.get(address))
    organiser.post(address, {"proyecto": ""})
    assert OnStage.objects.get().submission is None
    for wrong in ("x", "9" * 30, "-1", project.pk + 1000):
        assert organiser.post(address, {"proyecto": wrong}).status_code == 404


def test_a_withdrawn_project_is_not_put_on_the_stage(edition, organiser):
    project = make_project(edition)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=make_organiser(edition))
    organiser.post(reverse("judging:stage", args=[edition.slug]), {"proyecto": project.pk})
    assert not OnStage.objects.exists()


def test_a_judges_phone_shows_their_review_of_what_is_on_the_stage(edition, judge):
    visitor, organiser = signed_in(judge), make_organiser(edition)
    mine, others = make_project(edition, "Coplas"), make_project(edition, "Nanas")
    review = make_assignment(mine, judge)
    assert "El escenario está vacío" in text(visitor.get(live(edition)))
    actions.put_on_stage(edition=edition, submission=mine, by=organiser, at=NOW)
    page = text(visitor.get(live(edition)))
    assert ("Coplas" in page, f'data-save="/evaluaciones/{review.pk}/guardar/"' in page) == (True, True)
    actions.put_on_stage(edition=edition, submission=others, by=organiser, at=NOW)
    page = text(visitor.get(live(edition)))
    assert ("No tienes que evaluar este proyecto" in page, "data-save" in page) == (True, False)


def test_a_phone_is_told_to_draw_anew_only_when_somebody_else_is_on_the_stage(edition, judge):
    visitor, olga = signed_in(judge), make_organiser(edition)
    actions.put_on_stage(edition=edition, submission=make_project(edition), by=olga, at=NOW)
    mark = visitor.get(live(edition)).context["mark"]
    assert visitor.get(live(edition, "_state"), {"visto": mark}).status_code == 204
    actions.put_on_stage(edition=edition, submission=None, by=olga, at=NOW + timedelta(minutes=5))
    assert visitor.get(live(edition, "_state"), {"visto": mark})["HX-Refresh"] == "true"


def test_the_minutes_are_those_of_the_rules(edition):
    rules = edition.parsed_rules
    talk = replace(rules.presentations[0], minutes=7, format="live")
    assert minutes(replace(rules, presentations=(talk,))) == 7
    assert minutes(replace(rules, presentations=())) == 5


# --- to practise on --------------------------------------------------------------------------------------------------
def test_the_scores_of_all_stand_side_by_side_once_ones_own_are_sent(edition, judge):
    project = make_project(edition)
    other = to_practise(make_review(project, make_judge(edition, "Juan"), all_scores(edition, 4)))
    mine = to_practise(make_review(project, judge, all_scores(edition, 2), submitted=False))
    assert (side_by_side(mine), messages_about(mine)) == ((), ())
    Assignment.objects.filter(pk=mine.pk).update(submitted_at=NOW)
    mine.refresh_from_db()
    columns = side_by_side(mine)
    assert [(one.name, one.own, one.total) for one in columns] == [
        (str(judge), True, Fraction(5)),
        (str(other.judge), False, Fraction(10)),
    ]


def test_who_has_sent_their_scores_talks_about_them_and_nobody_else(edition, judge):
    project, olga = make_project(edition), make_organiser(edition)
    mine = to_practise(make_review(project, judge, all_scores(edition, 2), submitted=False))
    CommonProject.objects.create(edition=edition, submission=project, use="practice", at=NOW, by=olga)
    address = reverse("judge_admin:practice", args=[mine.pk])
    visitor = signed_in(judge)
    visitor.post(address, {"text": "Antes de tiempo"})
    Assignment.objects.filter(pk=mine.pk).update(submitted_at=NOW)
    for said in ("<b>¿Y los sesgos?</b>", "   ", "a" * 2001, "a\x00b"):
        visitor.post(address, {"text": said})
    mine.refresh_from_db()
    assert [message.text for message in messages_about(mine)] == ["<b>¿Y los sesgos?</b>"]
    page = visitor.get(reverse("judge_admin:judging_assignment_change", args=[mine.pk])).content.decode()
    assert "&lt;b&gt;¿Y los sesgos?" in page
    assert signed_in(make_judge(edition, "Juan")).post(address, {"text": "Hola"}).status_code == 404


def test_a_review_that_counts_has_no_discussion(edition, judge):
    review = make_review(make_project(edition), judge, all_scores(edition, 2))
    assert signed_in(judge).get(reverse("judge_admin:practice", args=[review.pk])).status_code == 404


# --- one's own use of the scale --------------------------------------------------------------------------------------
def test_distributions_leave_out_practice_and_what_is_not_sent(edition, judge):
    juan = make_judge(edition, "Juan")
    projects = [make_project(edition) for _ in range(3)]
    make_review(projects[0], judge, all_scores(edition, 4))
    make_review(projects[0], juan, all_scores(edition, 1))
    to_practise(make_review(projects[1], juan, all_scores(edition, 0)))
    make_review(projects[2], juan, all_scores(edition, 0), submitted=False)
    assert distributions(edition, judge_id=judge.pk) == (
        distribution([Fraction(1)] * 13),
        distribution([Fraction(1, 4)] * 13),
    )
    assert distributions(edition, judge_id=make_judge(edition, "Ana").pk) is None


def test_the_comparison_waits_until_nothing_can_be_amended_any_more(edition, judge):
    make_review(make_project(edition), make_judge(edition, "Juan"), all_scores(edition, 1))
    make_review(make_project(edition), judge, all_scores(edition, 3))
    address, visitor = reverse("judge_admin:calibration", args=[edition.slug]), signed_in(judge)
    assert "Lo verás cuando" in text(visitor.get(address))
    with time_machine.travel(edition.parsed_rules.windows.judging.closes_at, tick=False):
        assert "bar-own" in text(visitor.get(address))


def test_pages_of_an_edition_are_for_its_jury(edition):
    elsewhere = signed_in(make_judge(make_edition("otra", phase=Phase.JUDGING), "Ana"))
    for address in (live(edition), live(edition, "_state"), reverse("judge_admin:calibration", args=[edition.slug])):
        assert elsewhere.get(address).status_code == 404
