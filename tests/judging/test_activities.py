"""What projects did outside the reviews: counted by organisers, cell by cell or from a list, and seen by the teams."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Activity, Phase, Text
from hackathon.imports.reading import read
from judging import actions
from judging.activities import MOST, Fault, Problem, Unusable, read_counts
from judging.models import ActivityCount, FrozenResults
from judging.queries.activities import activities_of, activity_rows
from submissions.models import Submission
from tests.factories.editions import NOW, base_rules, make_edition
from tests.factories.judging import make_project
from tests.factories.people import make_judge, make_organiser, signed_in
from tests.factories.teams import make_team
from tests.racing import race
from tests.reading import text

PROMPTS = Activity("prompts", Text((("es", "Prompts escritos"), ("en", "Prompts written"))), 50, 0.5, 2)
CHECKS = Activity("checks", Text((("es", "Traducciones"),)), 10, 0.25, 1.5)
RUBRIC = replace(base_rules().rubric, activities=(PROMPTS, CHECKS))
PROJECTS = {"7": [7], "recetas": [7], "8": [8], "refranes": [8], "los nandues": [7, 8]}
ACTIVITIES = {"prompts": "prompts", "prompts escritos": "prompts", "traducciones": "checks"}


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition(phase=Phase.JUDGING, rubric=RUBRIC)


@pytest.fixture
def project(edition: Edition) -> Submission:
    return make_project(edition, "Recetas", team=make_team(edition, name="Los Ñandúes"))


def count(project: Submission, **counts: Any) -> int:
    by = counts.pop("by", None) or make_organiser(project.edition)
    places = {(project.pk, activity): number for activity, number in counts.items()}
    return actions.count_activities(edition=project.edition, counts=places, by=by, at=NOW)


def kept() -> set[tuple[int, str, int]]:
    return set(ActivityCount.objects.values_list("submission", "activity", "count"))


def listed(content: str) -> Any:
    return read_counts(read(content.encode()), projects=PROJECTS, activities=ACTIVITIES)


# --- reading a list --------------------------------------------------------------------------------------------------
def test_a_pasted_list_is_read_by_its_headings_and_blanks_say_nothing():
    found = listed("Notas\tPROYECTO\tTraducciones\tPrompts escritos\nx\trecetas\t12\t\nx\t8\t0\t1 200\n")
    assert found.counts == {(7, "checks"): 12, (8, "checks"): 0, (8, "prompts"): 1200}
    assert (found.problems, found.ignored) == ((), ("Notas",))


def test_without_a_heading_that_says_so_the_first_column_names_the_project():
    assert listed("Nombre;Prompts\nRefranes;3\n").counts == {(8, "prompts"): 3}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Nada;3", Problem(3, Fault.UNKNOWN, "Nada")),
        ("Los Ñandúes;3", Problem(3, Fault.AMBIGUOUS, "Los Ñandúes")),
        ("RECETAS;3", Problem(3, Fault.REPEATED, "RECETAS")),
        ("8;3,5", Problem(3, Fault.NO_COUNT, "3,5", "Prompts")),
        ("8;1.200", Problem(3, Fault.NO_COUNT, "1.200", "Prompts")),
        ("8;-1", Problem(3, Fault.NO_COUNT, "-1", "Prompts")),
        ("8;٣", Problem(3, Fault.NO_COUNT, "٣", "Prompts")),
        ("8;=1+1", Problem(3, Fault.NO_COUNT, "=1+1", "Prompts")),
        (f"8;{MOST + 1}", Problem(3, Fault.TOO_MANY, str(MOST + 1), "Prompts")),
        (f"8;{'9' * 400}", Problem(3, Fault.NO_COUNT, "9" * 400, "Prompts")),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_row(row: str, problem: Problem):
    found = listed(f"Proyecto;Prompts\n7;1\n{row}\n")
    assert (found.counts, found.problems) == ({(7, "prompts"): 1}, (problem,))


def test_a_list_without_an_activity_is_of_no_use():
    with pytest.raises(Unusable):
        listed("Proyecto;Puntos\n7;1\n")


# --- counting --------------------------------------------------------------------------------------------------------
def test_counts_are_kept_with_who_counted_and_the_trail_has_what_was_there_before(project):
    olga = make_organiser(project.edition, "Olga")
    assert count(project, by=olga, prompts=149, checks=0) == 2
    assert count(project, by=olga, prompts=150, checks=None) == 2
    assert kept() == {(project.pk, "prompts", 150)}
    assert ActivityCount.objects.get().by == olga
    line = TrailEntry.objects.filter(verb="activities.counted").order_by("-pk")[0]
    assert (line.target_id, line.detail["changes"]) == (
        str(project.pk),
        {"prompts": {"old": 149, "new": 150}, "checks": {"old": 0, "new": None}},
    )


def test_the_same_again_changes_nothing(project):
    count(project, prompts=5)
    assert count(project, prompts=5, checks=None) == 0
    assert TrailEntry.objects.filter(verb="activities.counted").count() == 1


@pytest.mark.parametrize(
    "counts", [{"otra": 1}, {"prompts": -1}, {"prompts": MOST + 1}, {"prompts": True}, {"prompts": 1.0}]
)
def test_what_is_no_count_of_an_activity_is_refused_and_nothing_is_kept(project, counts):
    with pytest.raises(actions.NotCountable):
        count(project, checks=3, **counts)
    assert kept() == set()


def test_a_project_that_takes_no_part_or_is_of_another_edition_is_not_counted(project):
    other = make_project(make_edition("otra", phase=Phase.JUDGING, rubric=RUBRIC))
    by = make_organiser(project.edition)
    with pytest.raises(actions.NotCountable):
        actions.count_activities(edition=project.edition, counts={(other.pk, "prompts"): 1}, by=by, at=NOW)
    Submission.objects.filter(pk=project.pk).update(withdrawn_at=NOW, withdrawn_by=project.team.captain)
    with pytest.raises(actions.NotCountable):
        count(project, prompts=1)


def test_only_who_runs_the_edition_counts(project):
    with pytest.raises(actions.MayNotDecide):
        count(project, prompts=1, by=make_judge(project.edition))


def test_frozen_results_are_not_changed_under_their_signers(project):
    olga = make_organiser(project.edition)
    FrozenResults.objects.create(
        edition=project.edition, number=1, payload={}, digest="d", frozen_at=NOW, frozen_by=olga
    )
    with pytest.raises(actions.AlreadyFrozen):
        count(project, prompts=1, by=olga)


@pytest.mark.production
@pytest.mark.django_db(transaction=True)
def test_two_who_count_the_same_at_once_come_one_after_the_other():
    project = make_project(make_edition(phase=Phase.JUDGING, rubric=RUBRIC))
    people = [make_organiser(project.edition, name) for name in ("Olga", "Óscar")]

    done = race([lambda by=by, n=n: count(project, by=by, prompts=n) for n, by in enumerate(people, start=1)])

    assert done == [1, 1]
    first, second = TrailEntry.objects.filter(verb="activities.counted").order_by("pk")
    assert first.detail["changes"]["prompts"]["new"] == second.detail["changes"]["prompts"]["old"]


# --- asked -----------------------------------------------------------------------------------------------------------
def test_points_come_in_whole_steps_and_what_nobody_counted_has_none(project):
    count(project, prompts=149)
    assert [(cell.activity.key, cell.count, cell.points) for cell in activities_of(project)] == [
        ("prompts", 149, Fraction(1)),
        ("checks", None, None),
    ]
    other = make_project(project.edition, "Áreas protegidas")
    assert [(row.submission_id, row.points) for row in activity_rows(project.edition)] == [
        (other.pk, None),
        (project.pk, Fraction(1)),
    ]


@pytest.mark.parametrize("others", [0, 2])
def test_the_list_costs_two_queries_with_one_project_and_with_three(project, others, django_assert_num_queries):
    for number in range(others):
        count(make_project(project.edition, f"Otro {number}"), prompts=number)
    edition = Edition.objects.get()
    with django_assert_num_queries(2):
        assert len(activity_rows(edition)) == 1 + others


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_table_saves_what_the_page_changed_and_nothing_that_others_did_meanwhile(project, at_now):
    browser = signed_in(make_organiser(project.edition))
    count(project, checks=40)  # by somebody else, after this page was drawn
    name = f"count-{project.pk}"
    sent = {f"{name}-prompts": "100", f"initial-{name}-prompts": "", f"{name}-checks": "", f"initial-{name}-checks": ""}
    answer = browser.post(f"/{project.edition.slug}/actividades/", sent, follow=True)
    assert "1 cantidad guardada." in text(answer)
    assert kept() == {(project.pk, "prompts", 100), (project.pk, "checks", 40)}


def test_a_wrong_cell_is_marked_and_what_was_typed_stays(project, at_now):
    browser = signed_in(make_organiser(project.edition))
    answer = browser.post(f"/{project.edition.slug}/actividades/", {f"count-{project.pk}-prompts": "muchos"})
    assert "Escribe un número entero, o déjalo en blanco." in text(answer)
    assert ('value="muchos"' in answer.content.decode(), kept()) == (True, set())


def test_a_list_that_fits_is_saved_whole_and_another_not_at_all(project, at_now):
    browser = signed_in(make_organiser(project.edition))
    page = f"/{project.edition.slug}/actividades/"
    wrong = "Proyecto\tPrompts\nRecetas\t60\nNada\t2\n"
    answer = browser.post(page, {"list": "1", "text": wrong})
    assert "Fila 3: no hay ningún proyecto entregado que sea «Nada»." in text(answer)
    assert ("Nada\t2" in answer.content.decode(), kept()) == (True, set())
    file = SimpleUploadedFile("a.csv", "Equipo;Prompts written;Traducciones\nLos Ñandúes;60;\n".encode("cp1252"))
    assert "1 cantidad guardada." in text(browser.post(page, {"list": "1", "file": file}, follow=True))
    assert kept() == {(project.pk, "prompts", 60)}


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "El archivo está vacío."),
        ("Proyecto\tPuntos\nRecetas\t1\n", "se esperaba alguna de estas: «Prompts escritos», «Traducciones»"),
        ("Proyecto\tPrompts\n", "El archivo tiene encabezados"),
        ("Proyecto\tPrompts\x00\nRecetas\t1\n", "caracteres nulos"),
    ],
)
def test_a_list_that_is_none_says_what_is_wrong(project, at_now, pasted, why):
    browser = signed_in(make_organiser(project.edition))
    answer = browser.post(f"/{project.edition.slug}/actividades/", {"list": "1", "text": pasted})
    assert (answer.status_code, why in text(answer)) == (200, True)


def test_what_was_counted_leaves_as_a_list_that_can_be_taken_back(project, at_now):
    count(project, prompts=149)
    browser = signed_in(make_organiser(project.edition))
    answer = browser.get(f"/{project.edition.slug}/actividades/actividades.csv")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.splitlines() == [
        "Id del proyecto,Título,Equipo,Prompts escritos,Traducciones",
        f"{project.pk},Recetas,Los Ñandúes,149,",
    ]
    assert "No había nada distinto" in text(
        browser.post(f"/{project.edition.slug}/actividades/", {"list": "1", "text": content}, follow=True)
    )


def test_the_team_sees_its_own_on_the_page_of_its_project(project, at_now):
    count(project, prompts=149)
    page = text(signed_in(project.team.captain).get(f"/{project.edition.slug}/proyectos/{project.pk}/"))
    assert "149, que dan 1 de 2 puntos" in page
    assert "Aún no se ha contado" in page


def test_an_edition_without_activities_says_nothing_of_them(db, at_now):
    project = make_project(make_edition(phase=Phase.JUDGING))
    page = text(signed_in(project.team.captain).get(f"/{project.edition.slug}/proyectos/{project.pk}/"))
    assert "Puntos por actividades" not in page
