"""The pages about the jury: what organisers see and do, and what somebody sees who was asked or is on it."""

from dataclasses import replace

import pytest
from django.urls import reverse

from hackathon.accounts import roles
from hackathon.editions.rules import FinalsRules, Phase
from hackathon.mail.models import Message
from judging.actions import conflicts, inviting, planning
from judging.models import Assignment, CommonProject, Conflict, Juror, JurorInvitation, Mentoring, Plan
from judging.queries import publication
from judging.queries.planning import PlanTask
from judging.views import conflicts as conflicts_page
from judging.views import moderation, plans
from tests.factories.editions import NOW, base_rules, make_edition
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
QUERIES = {"jury": 14, "conflicts": 11, "plans": 11, "plan": 8, "candidates": 16}


def address(edition, name, *arguments):
    return reverse(f"judging:{name}", args=[edition.slug, *arguments])


def said(response):
    return [str(message) for message in response.context["messages"]]


def fill(edition, rows):
    """So many judges, invitations, projects, conflicts and reviews; a plan of it all."""
    olga = make_organiser(edition, "Otra")
    for number in range(rows):
        judge, project = make_judge(edition, f"Juez{number}"), make_project(edition, f"Proyecto {number}")
        Juror.objects.create(edition=edition, user=judge, languages=["es"], expertise=["corpus"], updated_at=NOW)
        inviting.invite_juror(edition=edition, email=f"n{number}@uni.edu", by=olga, at=NOW)
        make_assignment(project, judge)
        other = make_project(edition, f"Ajeno {number}")
        conflicts.declare_conflict(submission=other, judge=judge, reason="", by=judge, at=NOW)
        CommonProject.objects.create(edition=edition, submission=other, use="anchor", at=NOW)
        lifted = conflicts.declare_conflict(submission=project, judge=judge, reason="Son familia", by=olga, at=NOW)
        conflicts.lift_conflict(conflict=lifted.conflict, reason="Era otra persona", by=olga, at=NOW)
        plan = planning.make_plan(edition=edition, task=PlanTask(seed=number), by=olga, at=NOW)
    return plan


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_much_is_on_them(edition, organiser, rows, django_assert_num_queries):
    plan = fill(edition, rows)
    arguments = {"plan": [plan.pk], "candidates": [plan.report["pairs"][0][0]]}
    for name, count in QUERIES.items():
        page = address(edition, name, *arguments.get(name, []))
        organiser.get(page)
        with django_assert_num_queries(count):
            assert organiser.get(page).status_code == 200


@pytest.mark.production
def test_the_bar_beside_a_judge_is_what_they_have_sent_of_what_they_have(edition, organiser):
    judge = make_judge(edition)
    make_assignment(make_project(edition, "Coplas"), judge)
    make_review(make_project(edition, "Refranes"), judge, all_scores(edition, 2))
    assert '<progress class="load-bar" max="2" value="1"' in organiser.get(address(edition, "jury")).content.decode()


def test_long_lists_come_in_pages_and_a_deed_leads_back_to_its_page(edition, organiser, monkeypatch):
    fill(edition, 2)
    judge = make_judge(edition, "Julia")
    for title in ("Uno", "Dos"):
        make_review(make_project(edition, title), judge, {}, comment=f"De {title}")
    for module in (conflicts_page, moderation, plans):
        monkeypatch.setattr(module, "PAGE", 1)
    for name, count in {"conflicts": 2, "plans": 6, "comments": 2}.items():
        page = organiser.get(address(edition, name), {"pagina": 2}).context["page"]
        assert (page.number, page.paginator.num_pages, len(page.object_list)) == (2, count, 1)
    assert organiser.get(address(edition, "conflicts")).context["lifted_left"] == 1
    first, second = (review.pk for review in publication.commented(edition))
    asked = organiser.post(address(edition, "comment", second), {"state": "approved", "text": "x" * 5001})
    assert (asked.status_code, asked.context["page"].number) == (422, 2)
    for pk, shown in ((first, f"?pagina=1#comentario-{second}"), (second, f"?pagina=2#comentario-{second}")):
        done = organiser.post(address(edition, "comment", pk), {"state": "approved", "text": "Bien"})
        assert done["Location"].endswith(shown)
    review = make_assignment(make_project(edition), judge)
    done = organiser.post(address(edition, "pin", review.pk), {"pinned": "1", "pagina": "2"})
    assert done["Location"].endswith("?pagina=2")


def test_wrong_lines_are_named_one_by_one_what_was_typed_stays_and_nobody_is_written_to(edition, organiser):
    typed = "Ana <ana@uni.edu>\nluis@\n\nsin arroba"
    page = organiser.post(address(edition, "invite"), {"people": typed, "language": "es"}).content.decode()
    assert "Línea 2: «luis@» no tiene un correo válido." in page
    assert "Línea 4: «sin arroba» no tiene un correo válido." in page
    assert "Ana &lt;ana@uni.edu&gt;" in page
    assert (JurorInvitation.objects.count(), Message.objects.count()) == (0, 0)


def test_several_are_asked_at_once_each_once(edition, organiser):
    judge = make_judge(edition)
    typed = f"Ana Ruiz <ana@uni.edu>\nluis@uni.edu, Luis\nANA@uni.edu\n{judge.email}"
    response = organiser.post(address(edition, "invite"), {"people": typed, "language": "en"}, follow=True)
    assert said(response) == [
        "2 invitaciones enviadas.",
        f"Ya tenían invitación o están en el jurado: {judge.email}.",
    ]
    rows = JurorInvitation.objects.order_by("email").values_list("email", "name", "language")
    assert list(rows) == [("ana@uni.edu", "Ana Ruiz", "en"), ("luis@uni.edu", "Luis", "en")]


@pytest.mark.parametrize("typed", [" \n ", "a\x00@uni.edu", "👩‍⚖️@uni.edu", "x" * 30_000])
def test_whatever_is_typed_as_an_address_is_answered_on_the_page(edition, organiser, typed):
    response = organiser.post(address(edition, "invite"), {"people": typed, "language": "es"})
    assert (response.status_code, JurorInvitation.objects.count()) == (200, 0)


def test_only_who_owes_reviews_is_reminded(edition, organiser):
    done, owing = make_judge(edition, "Ana"), make_judge(edition, "Berta")
    make_review(make_project(edition), done, all_scores(edition, 1))
    make_assignment(make_project(edition, "Coplas"), owing)
    response = organiser.post(address(edition, "remind"), follow=True)
    assert said(response) == ["Recordatorio para 1 persona. Nadie recibe más de uno al día."]
    assert [letter.user for letter in Message.objects.all()] == [owing]


def test_an_invitation_leads_to_the_jury_and_on_to_ones_profile(edition):
    olga, ana = make_organiser(edition), make_person("Ana")
    token, digest = inviting.new_token()
    invitation = inviting.invite_juror(edition=edition, email="ana@uni.edu", by=olga, at=NOW)
    JurorInvitation.objects.filter(pk=invitation.pk).update(token_digest=digest)
    accept, browser = address(edition, "accept_invitation", token), signed_in(ana)
    assert browser.get(accept).status_code == 405
    assert not roles.is_judge(ana, edition)
    assert browser.post(accept).url == address(edition, "profile")
    assert roles.is_judge(ana, edition)
    dead = browser.get(address(edition, "invitation", token))
    assert (dead.status_code, "Ya estás en el jurado" in dead.content.decode()) == (410, True)


def test_somebody_without_an_account_is_taken_to_sign_in_and_back(edition, client):
    olga = make_organiser(edition)
    token, digest = inviting.new_token()
    invitation = inviting.invite_juror(edition=edition, email="ana@uni.edu", by=olga, at=NOW)
    JurorInvitation.objects.filter(pk=invitation.pk).update(token_digest=digest)
    page = address(edition, "invitation", token)
    assert f"/cuenta/login/?next={page}" in client.get(page).content.decode()
    assert client.post(address(edition, "accept_invitation", token)).url == f"/cuenta/login/?next={page}"
    client.post(address(edition, "decline_invitation", token))
    invitation.refresh_from_db()
    assert invitation.declined_at is not None


def test_a_judge_says_what_they_can_judge(edition):
    judge = make_judge(edition)
    data = {"languages": ["es", "qu"], "expertise": ["corpus"], "most": "5", "organisation": "Lab"}
    browser = signed_in(judge)
    browser.post(address(edition, "profile"), {**data, "available_until": "2024-03-29T10:00"})
    juror = Juror.objects.get(user=judge)
    assert (juror.languages, juror.expertise, juror.most, juror.organisation) == (["es", "qu"], ["corpus"], 5, "Lab")
    assert juror.available_until.isoformat() == "2024-03-29T22:00:00+00:00"  # ten in the morning, anywhere on earth
    assert 'value="2024-03-29T10:00"' in browser.get(address(edition, "profile")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"languages": "tlh"}, {"most": "1e9"}, {"most": "-1"}, {"available_from": "mañana"}, {"organisation": "x" * 201}],
)
def test_a_wrong_profile_is_shown_again_and_nothing_is_kept(edition, wrong):
    response = signed_in(make_judge(edition)).post(address(edition, "profile"), wrong)
    assert (response.status_code, Juror.objects.count()) == (200, 0)


def test_a_judge_gives_a_project_back_with_one_tap(edition):
    judge, project = make_judge(edition), make_project(edition)
    make_assignment(project, judge)
    response = signed_in(judge).post(address(edition, "declare_conflict", project.pk), {"reason": ""})
    assert response.url == reverse("judge_admin:index")
    assert (Assignment.objects.count(), Conflict.objects.get().by) == (0, judge)


def test_of_a_project_that_is_not_theirs_a_judge_learns_nothing(edition):
    judge, project = make_judge(edition), make_project(edition)
    assert signed_in(judge).post(address(edition, "declare_conflict", project.pk)).status_code == 404
    assert Conflict.objects.count() == 0


def test_an_organiser_writes_a_mentoring_down_and_hears_what_became_of_the_review(edition, organiser):
    judge, project = make_judge(edition), make_project(edition)
    make_assignment(project, judge)
    data = {"judge": judge.pk, "submission": project.pk, "kind": "mentor", "reason": "Los acompañó en marzo"}
    response = organiser.post(address(edition, "conflicts"), data, follow=True)
    assert said(response)[0] == "Conflicto anotado."
    assert "Refranes del mundo" in said(response)[1]
    assert Mentoring.objects.get().user == judge
    assert "lo ha acompañado como mentoría: Los acompañó en marzo" in response.content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "a\x00b"])
def test_a_conflict_is_lifted_only_with_a_reason(edition, organiser, reason):
    judge, project = make_judge(edition), make_project(edition)
    conflict = conflicts.declare_conflict(submission=project, judge=judge, reason="", by=judge, at=NOW).conflict
    page = address(edition, "lift_conflict", conflict.pk)
    assert organiser.post(page, {"reason": reason}).status_code == 200
    conflict.refresh_from_db()
    assert conflict.lifted_at is None
    assert organiser.post(page, {"reason": "Ya no trabajan juntos"}).status_code == 302
    conflict.refresh_from_db()
    assert conflict.lifted_reason == "Ya no trabajan juntos"


def test_a_plan_is_looked_at_applied_and_undone(edition, organiser):
    for number in range(3):
        make_judge(edition, f"Juez{number}")
        make_project(edition, f"Proyecto {number}")
    data = {"stage": "first", "seed": "5"}
    page = organiser.post(address(edition, "plans"), data, follow=True)
    plan = Plan.objects.get()
    assert ("Se cumple todo" in page.content.decode(), plan.seed, Assignment.objects.count()) == (True, 5, 0)
    applied = organiser.post(address(edition, "apply_plan", plan.pk), follow=True)
    assert (said(applied), Assignment.objects.count()) == (["Reparto aplicado: 9 evaluaciones nuevas."], 9)
    again = organiser.post(address(edition, "apply_plan", plan.pk), follow=True)
    assert said(again) == ["Este reparto ya está aplicado."]
    organiser.post(address(edition, "undo_plan", plan.pk))
    assert Assignment.objects.count() == 0


def test_what_gave_is_said_in_plain_words(edition, organiser):
    judges = [make_judge(edition, name) for name in ("Ana", "Berta")]
    project = make_project(edition, "Coplas")
    planning.make_plan(edition=edition, task=PlanTask(), by=make_organiser(edition), at=NOW)
    page = organiser.get(address(edition, "plan", Plan.objects.get().pk)).content.decode()
    assert "«Coplas» necesita 3 evaluaciones y solo 2 personas pueden evaluarlo: faltan 1." in page
    conflicts.declare_conflict(submission=project, judge=judges[0], reason="", by=judges[0], at=NOW)
    stale = organiser.post(address(edition, "apply_plan", Plan.objects.get().pk), follow=True)
    assert said(stale)[0].startswith("Desde entonces ha cambiado algo")


@pytest.mark.parametrize(
    "data", [{}, {"stage": "nada"}, {"stage": "first", "seed": str(2**40)}, {"stage": "finals", "seed": "1"}]
)
def test_a_plan_for_nothing_in_particular_is_not_made(edition, organiser, data):
    make_judge(edition)
    make_project(edition)
    assert (organiser.post(address(edition, "plans"), data).status_code, Plan.objects.count()) == (200, 0)


def test_a_link_to_a_tie_fills_the_form_in(edition, organiser):
    make_judge(edition)
    projects = [make_project(edition, title) for title in ("Coplas", "Nanas", "Refranes")]
    link = {"ronda": "tie", "proyecto": [projects[0].pk, projects[2].pk, "9" * 30, "x"]}
    form = organiser.get(address(edition, "plans"), link).context["form"]
    assert (form["stage"].value(), form["extra"].value()) == ("tie", [projects[0].pk, projects[2].pk])
    assert organiser.get(address(edition, "plans"), {"ronda": "nada"}).status_code == 200


def test_the_best_so_far_are_ticked_for_the_finals_alone():
    jury = replace(base_rules().jury, finals=FinalsRules(projects=1, reviews=2))
    edition = make_edition(phase=Phase.JUDGING, jury=jury)
    organiser, judges = signed_in(make_organiser(edition)), [make_judge(edition), make_judge(edition)]
    projects = [make_project(edition, title) for title in ("Coplas", "Nanas")]
    for judge in judges:
        make_review(projects[0], judge, all_scores(edition, 2))
        make_review(projects[1], judge, all_scores(edition, 3))
    plain, finals = (organiser.get(address(edition, "plans"), asked) for asked in ({}, {"ronda": "finals"}))
    assert (plain.context["form"]["extra"].value(), "?ronda=finals" in plain.content.decode()) == ([], True)
    assert finals.context["form"]["extra"].value() == [projects[1].pk]


def test_a_plan_speaks_also_of_people_and_projects_that_are_gone(edition, organiser):
    judge = make_judge(edition, "Ana")
    make_project(edition, "Coplas")
    plan = planning.make_plan(edition=edition, task=PlanTask(), by=make_organiser(edition), at=NOW)
    judge.roles.all().delete()
    judge.delete()
    page = organiser.get(address(edition, "plan", plan.pk))
    assert (page.status_code, "Coplas" in page.content.decode()) == (200, True)


def test_candidates_are_the_best_first_and_others_with_why_not(edition, organiser):
    names = ("Ana", "Berta", "Carlos")
    judges = {name: make_judge(edition, name) for name in names}
    project = make_project(edition, "Coplas")
    make_assignment(make_project(edition, "Nanas"), judges["Ana"])
    conflicts.declare_conflict(submission=project, judge=judges["Carlos"], reason="", by=judges["Carlos"], at=NOW)
    page = organiser.get(address(edition, "candidates", project.pk))
    found = [(each.judge.name, each.load, each.barred) for each in page.context["candidates"]]
    assert found == [("Berta", 0, ""), ("Ana", 1, ""), ("Carlos", 0, "declarado")]
    organiser.post(address(edition, "candidates", project.pk), {"judge": judges["Berta"].pk})
    refused = organiser.post(address(edition, "candidates", project.pk), {"judge": judges["Carlos"].pk})
    assert "hay un conflicto (declarado)" in said(refused)[-1]
    assert [review.judge.name for review in Assignment.objects.filter(submission=project)] == ["Berta"]


def test_a_project_becomes_common_and_an_ordinary_one_again(edition, organiser):
    project = make_project(edition)
    organiser.post(address(edition, "set_common"), {"submission": project.pk, "use": "anchor"})
    assert CommonProject.objects.get().use == "anchor"
    organiser.post(address(edition, "unset_common", project.pk))
    assert CommonProject.objects.count() == 0
