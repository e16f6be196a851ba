"""The judges' panel: one's own reviews, scored by the edition's rubric, and nothing else."""

from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hackathon.accounts.models import Role
from hackathon.editions.rules import AbsentGroup, ArtefactKind, Phase
from judging.models import Assignment
from submissions.deadline import wording
from submissions.models import Submission
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.submissions import make_audit, make_verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LIST = "/jurado/judging/assignment/"
LIST_QUERIES = 10


@pytest.fixture
def judge(edition):
    return make_judge(edition)


@pytest.fixture
def visitor(judge):
    return signed_in(judge)


def page_of(assignment):
    return reverse("judge_admin:judging_assignment_change", args=[assignment.pk])


def filled(scores, **extra):
    return {f"score-{key}": str(value) for key, value in scores.items()} | {"comment": ""} | extra


def scores_of(assignment):
    return dict(assignment.scores.values_list("criterion", "value"))


def said(response):
    return [str(message) for message in response.context["messages"]]


# --- who gets in -----------------------------------------------------------------------------------------------------
def test_the_panel_opens_on_the_judges_own_reviews(visitor):
    assert visitor.get("/jurado/").headers["Location"] == LIST
    assert visitor.get("/jurado/judging/").headers["Location"] == LIST


def test_who_is_not_signed_in_is_asked_to_sign_in_and_comes_back(edition):
    response = Client().get(LIST, follow=True)
    assert response.redirect_chain[-1][0].startswith(f"{reverse('account_login')}?next=")
    assert "jurado" in response.redirect_chain[-1][0]


def test_who_is_not_on_a_jury_is_refused(edition):
    for person in (make_person("Bruno"), make_organiser(edition), make_person("Elena", is_superuser=True)):
        assert signed_in(person).get(LIST, follow=True).status_code == 403


def test_who_is_no_longer_on_the_jury_is_refused(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    Role.objects.filter(user=judge).delete()
    assert visitor.get(page_of(review), follow=True).status_code == 403


def test_another_judges_review_does_not_exist(visitor, edition):
    other = make_review(make_project(edition), make_judge(edition, "Juan"), all_scores(edition, 2), comment="Secreto")
    assert visitor.get(page_of(other)).status_code == 404
    assert visitor.post(page_of(other), filled(all_scores(edition, 0))).status_code == 404
    assert "Refranes" not in visitor.get(LIST).content.decode()
    assert scores_of(other) == all_scores(edition, 2)


def test_a_review_of_an_edition_whose_jury_one_has_left_does_not_exist(visitor, judge):
    other = make_edition("otra", phase=Phase.JUDGING)
    review = make_assignment(make_project(other), judge)
    assert visitor.get(page_of(review)).status_code == 404


@pytest.mark.parametrize(
    "rest",
    ["submissions/submission/", "accounts/user/", "autocomplete/", "r/1/1/", "judging/score/"],
)
def test_the_panel_holds_nothing_but_reviews(visitor, rest):
    assert visitor.get(f"/jurado/{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["add/", "{pk}/delete/", "{pk}/history/", "{pk}/"])
def test_reviews_are_not_added_deleted_or_traced_there(visitor, judge, edition, rest):
    review = make_assignment(make_project(edition), judge)
    assert visitor.get(LIST + rest.format(pk=review.pk)).status_code == 404
    assert visitor.post(LIST + rest.format(pk=review.pk), {"post": "yes"}).status_code == 404
    assert Assignment.objects.count() == 1


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_list_shows_where_each_review_stands(visitor, judge, edition):
    make_review(make_project(edition, "Refranes"), judge, all_scores(edition, 2))
    make_review(make_project(edition, "Coplas"), judge, {"demo-ux": 2}, submitted=False)
    make_assignment(make_project(edition, "Nanas", kinds=(ArtefactKind.CORPUS,)), judge)
    page = visitor.get(LIST).content.decode()
    assert "1 de 3 enviadas" in page
    for words in ("Refranes", "Coplas", "Nanas", "13 de 13", "1 de 13", "0 de 8", "sin empezar", "borrador", "enviada"):
        assert words in page


def test_a_judge_without_projects_is_told_so(visitor):
    assert "Todavía no tienes proyectos" in visitor.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(visitor, judge, edition, rows, django_assert_num_queries):
    for number in range(rows):
        make_assignment(make_project(edition, f"Proyecto {number}"), judge)
    with django_assert_num_queries(LIST_QUERIES):
        visitor.get(LIST)


# --- scoring ---------------------------------------------------------------------------------------------------------
def test_the_page_shows_the_project_and_asks_for_every_criterion(visitor, judge, edition):
    project = make_project(edition)
    make_audit(project, outcomes=("pass", "fail"), verdict="changed_after")
    page = visitor.get(page_of(make_assignment(project, judge))).content.decode()
    for criterion in edition.parsed_rules.rubric.criteria:
        assert f'name="score-{criterion.key}"' in page
    for entry in project.current.entries.all():
        assert entry.repo.repo_id in page
    for words in ("Refranes del mundo", "Un corpus de recetas.", "con cambios después", "Correcto: 3"):
        assert words in page


def test_the_page_leads_to_what_counts_and_says_what_became_of_it_and_who_decided_why(visitor, judge, edition):
    project = make_project(edition, kinds=(ArtefactKind.CORPUS,))
    repo = project.current.entries.get().repo
    decided = {
        "overruled_reason": "El Hub <estuvo> caído.",
        "overruled_at": NOW,
        "overruled_by": make_organiser(edition),
    }
    make_verdict(project, repo, state="gone", frozen_sha="a" * 40, overruled_state="unchanged", **decided)
    page = visitor.get(page_of(make_assignment(project, judge))).content.decode()
    assert f"/datasets/{repo.repo_id}/tree/{'a' * 40}" in page
    assert "La organización ha decidido: sin cambios." in page
    assert "El Hub &lt;estuvo&gt; caído." in page
    assert wording.evidence("snapshots") in page
    timeline = reverse("submissions:timeline", args=[edition.slug, project.pk])
    assert f'href="{timeline}"' in page
    assert visitor.get(timeline).status_code == 200
    assert (
        visitor.get(reverse("submissions:timeline", args=[edition.slug, make_project(edition).pk])).status_code == 404
    )


def test_a_withdrawn_project_is_no_longer_on_the_panel_and_what_was_given_is_kept(visitor, judge, edition):
    review = make_review(make_project(edition), judge, all_scores(edition, 2), submitted=False)
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=judge)
    assert "Refranes" not in visitor.get(LIST).content.decode()
    assert visitor.get(page_of(review)).status_code == 404
    assert visitor.post(page_of(review), filled(all_scores(edition, 0), save="1")).status_code == 404
    assert scores_of(review) == all_scores(edition, 2)


def test_a_draft_is_kept_with_its_comment(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    response = visitor.post(page_of(review), filled({"demo-ux": 3}, comment="Muy claro", save="1"), follow=True)
    review.refresh_from_db()
    assert (scores_of(review), review.comment, review.state) == ({"demo-ux": 3}, "Muy claro", Assignment.State.DRAFT)
    assert said(response) == ["Borrador guardado."]


def test_all_that_a_form_sends_without_a_script_is_kept_and_only_what_it_changed_is_written(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    texts = {"remark-demo-ux": "Dos\r\nlíneas", "note": "Ojo con los sesgos", "confidence": "2"}
    visitor.post(page_of(review), filled({"demo-ux": 3}, save="1", **texts))
    review.refresh_from_db()
    assert (review.note, review.confidence, review.remarks.get().text) == ("Ojo con los sesgos", 2, "Dos\nlíneas")
    began = {"initial-remark-demo-ux": "Dos\r\nlíneas", "initial-note": texts["note"], "initial-confidence": "2"}
    began |= {"initial-score-demo-ux": "3"}
    other = {"remark-demo-ux": "Dos\r\nlíneas", "note": texts["note"], "confidence": ""}
    review.remarks.update(text="De otra pestaña")
    visitor.post(page_of(review), filled({"demo-ux": 3}, save="1", **other, **began))
    review.refresh_from_db()
    assert (review.confidence, review.remarks.get().text) == (None, "De otra pestaña")


def test_a_sent_review_is_changed_by_the_form_for_a_reason(visitor, judge, edition):
    review = make_review(make_project(edition), judge, all_scores(edition, 3))
    data = filled({"demo-ux": 1}, save="1", **{"initial-score-demo-ux": "3"})
    refused = visitor.post(page_of(review), data)
    assert said(refused) == ["Esta evaluación ya está enviada: escribe por qué la cambias."]
    visitor.post(page_of(review), data | {"reason": "Lo probé otra vez"})
    review.refresh_from_db()
    assert (review.state, scores_of(review)["demo-ux"]) == (Assignment.State.AMENDED, 1)


def test_a_complete_review_is_submitted_and_shows_its_total(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    response = visitor.post(page_of(review), filled(all_scores(edition, 3), submit="1"), follow=True)
    review.refresh_from_db()
    assert review.state == Assignment.State.SUBMITTED
    assert "7,50" in response.content.decode()


def test_an_incomplete_review_is_kept_as_a_draft_and_says_what_lacks(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    scores = all_scores(edition, 3)
    del scores["demo-ux"]
    response = visitor.post(page_of(review), filled(scores, comment="Casi", submit="1"), follow=True)
    review.refresh_from_db()
    assert said(response) == ["Guardado como borrador: falta 1 criterio por puntuar."]
    assert (scores_of(review), review.comment, review.state) == (scores, "Casi", Assignment.State.DRAFT)


def test_a_score_is_taken_back_with_the_blank_step(visitor, judge, edition):
    review = make_review(make_project(edition), judge, {"demo-ux": 3}, submitted=False)
    started = {"initial-score-demo-ux": "3"}
    visitor.post(page_of(review), filled({"demo-ux": ""}, save="1", **started))
    assert scores_of(review) == {}


def test_two_open_tabs_only_overwrite_what_each_changed(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    blank = {"initial-score-demo-ux": "", "initial-score-corpus-card": "", "initial-comment": ""}
    visitor.post(page_of(review), filled({"demo-ux": 3, "corpus-card": ""}, save="1", **blank) | {"comment": "Uno"})
    visitor.post(page_of(review), filled({"demo-ux": "", "corpus-card": 1}, save="1", **blank))
    review.refresh_from_db()
    assert (scores_of(review), review.comment) == ({"demo-ux": 3, "corpus-card": 1}, "Uno")


def test_a_step_outside_the_scale_is_refused_and_loses_nothing_typed(visitor, judge, edition):
    review = make_assignment(make_project(edition), judge)
    response = visitor.post(
        page_of(review), filled({"demo-ux": 9, "corpus-card": 2}, comment="Largo y bueno", save="1")
    )
    assert said(response) == ["Revisa los campos marcados: todavía no se ha guardado nada."]
    assert "Largo y bueno" in response.content.decode()
    assert scores_of(review) == {}


def test_a_submitted_review_cannot_be_made_incomplete(visitor, judge, edition):
    review = make_review(make_project(edition), judge, all_scores(edition, 3))
    data = filled({"demo-ux": ""}, save="1", **{"initial-score-demo-ux": "3"})
    response = visitor.post(page_of(review), data)
    assert "ya está enviada" in said(response)[0]
    assert scores_of(review) == all_scores(edition, 3)


def test_parts_that_the_project_lacks_are_shown_as_not_applicable(visitor, judge, edition):
    review = make_assignment(make_project(edition, kinds=(ArtefactKind.CORPUS,)), judge)
    page = visitor.get(page_of(review)).content.decode()
    assert page.count("no aplica") == 2
    assert 'name="score-model-card"' not in page
    visitor.post(page_of(review), filled({"model-card": 4}, save="1"))
    assert scores_of(review) == {}


def test_before_and_after_the_window_the_page_is_read_only(visitor, judge, edition):
    review = make_review(make_project(edition), judge, all_scores(edition, 3))
    window = edition.parsed_rules.windows.judging
    for at, words in (
        (window.opens_at.replace(year=2025), "todavía no ha empezado"),
        (window.closes_at, "ha terminado"),
    ):
        with time_machine.travel(at, tick=False):
            page = visitor.get(page_of(review)).content.decode()
            assert words in page
            assert 'name="save"' not in page
            visitor.post(page_of(review), filled(all_scores(edition, 0), save="1"))
    assert scores_of(review) == all_scores(edition, 3)


def test_the_extra_point_is_offered_only_where_the_rules_have_it(visitor, judge, edition):
    assert (
        'name="juror_point"' not in visitor.get(page_of(make_assignment(make_project(edition), judge))).content.decode()
    )


def test_the_extra_point_is_given_once(judge):
    rubric = replace(make_rules(phase=Phase.JUDGING).rubric, juror_point=1.0, absent_group=AbsentGroup.RESCALE)
    generous = make_edition("generosa", phase=Phase.JUDGING, rubric=rubric)
    julia = make_judge(generous)
    first = make_assignment(make_project(generous, "Uno"), julia)
    second = make_assignment(make_project(generous, "Dos"), julia)
    client = signed_in(julia)
    practice = make_assignment(make_project(generous, "Tres"), julia)
    Assignment.objects.filter(pk=practice.pk).update(stage=Assignment.Stage.PRACTICE)
    offered = ['name="juror_point"' in client.get(page_of(each)).content.decode() for each in (first, practice)]
    assert offered == [True, False]
    client.post(page_of(first), filled({}, juror_point="on", save="1"))
    response = client.post(page_of(second), filled({"demo-ux": 3}, juror_point="on", save="1"))
    assert said(response)[-1:] == ["Ya diste tu punto extra a otro proyecto. Retíralo allí antes de darlo aquí."]
    assert "Ahora lo tiene «Uno»" in response.content.decode()
    assert list(Assignment.objects.filter(juror_point=True)) == [first]


def test_no_script_or_style_of_ours_is_inline(visitor, judge, edition):
    page = visitor.get(page_of(make_assignment(make_project(edition), judge))).content.decode()
    ours = page[page.index('<div class="jury ') : page.index("data-total")]
    assert [word for word in ("<script", "style=", "onclick") if word in ours] == []


def test_the_page_speaks_english_on_request(judge, edition):
    client = signed_in(judge)
    response = client.get(page_of(make_assignment(make_project(edition), judge)), headers={"Accept-Language": "en"})
    assert response.status_code == 200
