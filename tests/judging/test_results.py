"""The organisers' results page, its exports and the API: numbers equal to those given, for organisers only."""

import csv
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import AbsentGroup, ArtefactKind, Cap, Phase
from hackathon.hub.addresses import web_address
from judging import actions, queries
from judging.models import Assignment, Score
from submissions.models import RepoVerdict, Submission
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.submissions import make_audit, make_verdict
from tests.factories.teams import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
PAGES = ("results", "export_csv", "export_xlsx", "reviews_csv", "reviews_xlsx")
PAGE_QUERIES = 19
SHA = "a" * 40
GIVEN = (4, 3, 4, 2, 3, 4, 3, 3, 2, 4, 1, 4, 3)  # 91/12 points by the rubric of 2024


def url(name, edition):
    return reverse(f"judging:{name}", args=[edition.slug])


def api(edition):
    return f"/api/v1/editions/{edition.slug}/results/"


def given(edition):
    return dict(zip(all_scores(edition, 0), GIVEN, strict=True))


def csv_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def xlsx_rows(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def three_projects(edition):
    """A tie at the top, and a project that nobody has reviewed."""
    judges = [make_judge(edition, name) for name in ("Julia", "Juan")]
    best, same, unseen = (make_project(edition, title) for title in ("Refranes", "Coplas", "Nanas"))
    for project, values in ((best, (4, 2)), (same, (3, 3))):
        for judge, value in zip(judges, values, strict=True):
            make_review(project, judge, all_scores(edition, value), comment="Muy bien")
    make_review(unseen, judges[0], {"demo-ux": 4}, submitted=False)
    return best, same, unseen


# --- the ranking -----------------------------------------------------------------------------------------------------
def test_ties_share_a_rank_and_drafts_do_not_count(edition):
    best, same, unseen = three_projects(edition)
    rows = queries.results(edition).rows
    assert [(row.rank, row.submission_id, row.score, row.reviews, row.drafts) for row in rows] == [
        (1, best.pk, Decimal("7.5"), 2, 0),
        (1, same.pk, Decimal("7.5"), 2, 0),
        (None, unseen.pk, None, 0, 1),
    ]


def test_a_draft_does_not_count_even_when_it_is_complete(edition):
    project = make_project(edition)
    make_review(project, make_judge(edition), all_scores(edition, 2))
    make_review(project, make_judge(edition, "Juan"), all_scores(edition, 4), submitted=False)
    (row,) = queries.results(edition).rows
    assert (row.score, row.reviews, row.drafts) == (Decimal("5"), 1, 1)


def test_only_delivered_projects_of_the_edition_are_ranked(edition):
    make_project(make_edition("otra", phase=Phase.JUDGING))
    project = make_project(edition)
    assert [row.submission_id for row in queries.results(edition).rows] == [project.pk]


def test_a_review_that_the_project_outgrew_counts_as_a_draft(edition):
    project = make_project(edition)
    corpus_only = {key: 4 for key in all_scores(edition, 4) if key.startswith(("corpus", "project"))}
    make_review(project, make_judge(edition), corpus_only)
    (row,) = queries.results(edition).rows
    assert (row.rank, row.reviews, row.drafts) == (None, 0, 1)


def test_the_rules_decide_what_a_corpus_alone_is_worth():
    rubric = replace(
        make_rules(phase=Phase.JUDGING).rubric,
        absent_group=AbsentGroup.RESCALE,
        caps=(Cap(frozenset({ArtefactKind.CORPUS}), 7.0),),
        juror_point=1.0,
    )
    edition = make_edition(phase=Phase.JUDGING, rubric=rubric)
    project = make_project(edition, kinds=(ArtefactKind.CORPUS,))
    scores = {key: 4 for key in all_scores(edition, 4) if key.startswith(("corpus", "project"))}
    make_review(project, make_judge(edition), scores, juror_point=True)
    make_review(project, make_judge(edition, "Juan"), scores)
    (row,) = queries.results(edition).rows
    assert (row.score, row.juror_point) == (Decimal("7.5"), Decimal("0.5"))


def test_the_worst_verdict_on_a_projects_repos_is_shown(edition):
    project = make_project(edition)
    make_audit(project, verdict="unchanged")
    RepoVerdict.objects.filter(repo__repo_type="space").update(state="unknown")
    assert [row.verdict for row in queries.results(edition).rows] == ["unknown"]


@pytest.mark.parametrize("projects", [1, 3])
def test_the_ranking_costs_the_same_however_long_it_is(edition, projects, django_assert_num_queries):
    for number in range(projects):
        project = make_project(edition, f"Proyecto {number}")
        make_audit(project)
        make_review(project, make_judge(edition), all_scores(edition, 3))
    with django_assert_num_queries(11):
        queries.results(edition)
    with django_assert_num_queries(4):
        queries.reviews(edition)


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_page_shows_rank_total_and_groups(edition, organiser):
    three_projects(edition)
    page = organiser.get(url("results", edition)).content.decode()
    for words in ("Refranes", "Coplas", "7,50", "2,25", "sin clasificar", "4 de 5 evaluaciones enviadas"):
        assert words in page


def test_the_page_of_an_edition_without_projects_says_so(edition, organiser):
    assert "Todavía no hay proyectos" in organiser.get(url("results", edition)).content.decode()


@pytest.mark.parametrize("projects", [1, 3])
def test_the_page_costs_the_same_however_long_it_is(edition, organiser, projects, django_assert_num_queries):
    for number in range(projects):
        make_review(make_project(edition, f"Proyecto {number}"), make_judge(edition), all_scores(edition, 3))
    organiser.get(url("results", edition))
    with django_assert_num_queries(PAGE_QUERIES):
        organiser.get(url("results", edition))


# --- who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_results_are_for_the_organisers_of_that_edition(edition, name):
    make_project(edition)
    elsewhere = make_organiser(make_edition("otra", phase=Phase.JUDGING), "Omar")
    for person in (make_person("Bruno"), make_judge(edition), make_team(edition).captain, elsewhere):
        assert signed_in(person).get(url(name, edition)).status_code == 403
    assert Client().get(url(name, edition)).headers["Location"].startswith(reverse("account_login"))
    assert TrailEntry.objects.filter(verb="results.exported").count() == 0


@pytest.mark.parametrize("name", PAGES)
def test_results_of_an_unknown_edition_do_not_exist(organiser, name):
    assert organiser.get(reverse(f"judging:{name}", args=["no-existe"])).status_code == 404


# --- the exports -----------------------------------------------------------------------------------------------------
def test_the_csv_gives_the_ranking(edition, organiser):
    three_projects(edition)
    response = organiser.get(url("export_csv", edition))
    assert response.headers["Content-Disposition"] == 'attachment; filename="demo-resultados.csv"'
    rows = csv_rows(response)
    assert [(row["Puesto"], row["Proyecto"], row["Evaluaciones"], row["Total"]) for row in rows] == [
        ("1", "Refranes", "2", "7.5"),
        ("1", "Coplas", "2", "7.5"),
        ("", "Nanas", "0", ""),
    ]
    assert [rows[0][name] for name in ("Corpus (4)", "Modelo (3)", "Demo (1)", "Proyecto y presentación (2)")] == [
        "3",
        "2.25",
        "0.75",
        "1.5",
    ]


def test_the_csv_is_all_in_the_readers_language_though_it_is_written_when_the_answer_has_gone(edition, organiser):
    make_audit(make_project(edition), verdict="unchanged")
    organiser.cookies["django_language"] = "en"
    (row,) = csv_rows(organiser.get(url("export_csv", edition)))
    assert row["Deadline"] == "no changes"


def test_the_csv_opens_as_utf_8_in_a_spreadsheet(edition, organiser):
    first = next(iter(organiser.get(url("export_csv", edition)).streaming_content))
    assert first == b"\xef\xbb\xbf"


def test_every_score_leaves_as_it_was_given(edition, organiser):
    project = make_project(edition, "Refranes")
    make_review(project, make_judge(edition), given(edition), comment="Corpus ejemplar;\nla demo, regular")
    (from_csv,), (from_xlsx,) = (
        csv_rows(organiser.get(url("reviews_csv", edition))),
        xlsx_rows(organiser.get(url("reviews_xlsx", edition))),
    )
    columns = [
        f"{group.title}: {criterion.title}"
        for group in edition.parsed_rules.rubric.groups
        for criterion in group.criteria
    ]
    assert tuple(int(from_csv[column]) for column in columns) == GIVEN
    assert tuple(from_xlsx[column] for column in columns) == GIVEN
    assert (from_csv["Total"], from_xlsx["Total"]) == ("7.5833", 7.5833)
    assert from_csv["Comentario"] == from_xlsx["Comentario"] == "Corpus ejemplar;\nla demo, regular"
    assert from_csv["Enviada"] == NOW.isoformat()


def test_the_reviews_say_their_round_their_state_and_whether_they_count(edition, organiser):
    judge, excluded = make_judge(edition), make_judge(edition, "Karla")
    for title, changes in {
        "Cuenta": {},
        "Anulada": {"voided_at": NOW, "voided_reason": "Son colegas"},
        "Práctica": {"stage": Assignment.Stage.PRACTICE},
        "Borrador": {"submitted_at": None},
    }.items():
        review = make_review(make_project(edition, title), judge, given(edition))
        Assignment.objects.filter(pk=review.pk).update(**changes)
    make_review(make_project(edition, "Apartada"), excluded, given(edition))
    make_review(make_project(edition, "Incompleta"), judge, {"demo-ux": 1})
    actions.exclude_judge(edition=edition, judge=excluded, reason="No leyó", by=make_organiser(edition), at=NOW)
    rows = csv_rows(organiser.get(url("reviews_csv", edition)))
    assert {row["Proyecto"]: (row["Ronda"], row["Estado"], row["Cuenta para el total"]) for row in rows} == {
        "Cuenta": ("primera ronda", "enviada", "sí"),
        "Anulada": ("primera ronda", "anulada", "no"),
        "Práctica": ("práctica", "enviada", "no"),
        "Borrador": ("primera ronda", "borrador", "no"),
        "Apartada": ("primera ronda", "enviada", "no"),
        "Incompleta": ("primera ronda", "enviada", "no"),
    }


def test_a_blank_leaves_as_an_empty_cell(edition, organiser):
    make_review(make_project(edition), make_judge(edition), {"demo-ux": 0}, submitted=False)
    make_assignment(make_project(edition, "Sin empezar"), make_judge(edition, "Juan"))
    (row,) = csv_rows(organiser.get(url("reviews_csv", edition)))
    assert (row["Demo: Claridad y UX de la demo"], row["Corpus: Calidad del corpus"], row["Total"]) == ("0", "", "")
    assert row["Enviada"] == ""


def test_the_workbooks_numbers_are_numbers(edition, organiser):
    three_projects(edition)
    rows = xlsx_rows(organiser.get(url("export_xlsx", edition)))
    assert [(row["Puesto"], row["Total"], row["Corpus (4)"]) for row in rows] == [(1, 7.5, 3), (1, 7.5, 3), (None,) * 3]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_no_cell_is_taken_for_a_formula(edition, organiser, start):
    text = f"{start}HYPERLINK(A1)"
    make_review(make_project(edition, text), make_judge(edition), given(edition), comment=text)
    (row,) = csv_rows(organiser.get(url("reviews_csv", edition)))
    assert (row["Proyecto"], row["Comentario"]) == (f"'{text}", f"'{text}")
    sheet = openpyxl.load_workbook(io.BytesIO(organiser.get(url("reviews_xlsx", edition)).content)).active
    assert {cell.data_type for cell in sheet[2] if isinstance(cell.value, str)} == {"s"}


def test_a_comment_with_control_characters_still_leaves_as_a_workbook(edition, organiser):
    make_review(make_project(edition), make_judge(edition), given(edition), comment="uno\x0bdos")
    (row,) = xlsx_rows(organiser.get(url("reviews_xlsx", edition)))
    assert row["Comentario"] == "unodos"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("export_csv", "resultados.csv"),
        ("export_xlsx", "resultados.xlsx"),
        ("reviews_csv", "evaluaciones.csv"),
        ("reviews_xlsx", "evaluaciones.xlsx"),
    ],
)
def test_each_export_leaves_a_line_in_the_trail(edition, organiser, name, file):
    make_review(make_project(edition), make_judge(edition), given(edition))
    organiser.get(url(name, edition))
    entry = TrailEntry.objects.get(verb="results.exported")
    assert (entry.edition, entry.at, entry.detail) == (edition, NOW, {"name": file, "rows": 1})


def test_the_files_tell_of_each_repo_its_state_its_evidence_what_counts_and_who_decided_why(edition, organiser):
    project = make_project(edition, "Refranes", kinds=(ArtefactKind.CORPUS, ArtefactKind.DEMO))
    corpus, demo = (entry.repo for entry in project.current.entries.order_by("position"))
    make_verdict(project, corpus, state="changed_after", frozen_sha=SHA, level="push")
    decided = {"overruled_reason": "El Hub estuvo caído.", "overruled_at": NOW, "overruled_by": make_person("Olga")}
    make_verdict(project, demo, state="gone", overruled_state="unchanged", **decided)
    (row,) = csv_rows(organiser.get(url("export_csv", edition)))
    assert row["Plazo"] == "con cambios después"
    assert row["Plazo de cada repositorio"].splitlines() == [
        f"{corpus.repo_id}: con cambios después",
        f"{demo.repo_id}: sin cambios",
    ]
    assert row["Prueba"].splitlines() == [
        f"{corpus.repo_id}: aviso de Hugging Face",
        f"{demo.repo_id}: lo que vimos nosotros",
    ]
    assert row["Revisiones que cuentan"] == f"{web_page(corpus)}/tree/{SHA}"
    assert row["Decisiones de la organización"] == f"{demo.repo_id}: El Hub estuvo caído."


def test_a_withdrawn_project_is_in_no_table_and_its_scores_are_kept(edition, organiser):
    gone, stays = make_project(edition, "Retirado"), make_project(edition, "Sigue")
    for project in (gone, stays):
        make_review(project, make_judge(edition, str(project)), given(edition))
    Submission.objects.filter(pk=gone.pk).update(withdrawn_at=NOW, withdrawn_by=gone.team.captain)
    assert [row.title for row in queries.results(edition).rows] == ["Sigue"]
    assert [row.title for row in queries.reviews(edition)] == ["Sigue"]
    assert "1 de 1" in organiser.get(url("results", edition)).content.decode()
    assert Score.objects.filter(assignment__submission=gone).count() == len(given(edition))


# --- the API ---------------------------------------------------------------------------------------------------------
def test_the_api_gives_the_ranking(edition, organiser):
    project = make_project(edition, "Refranes")
    make_audit(project, verdict="unchanged")
    RepoVerdict.objects.update(frozen_sha=SHA)
    make_review(project, make_judge(edition), given(edition))
    assert organiser.get(api(edition)).json() == {
        "edition": "demo",
        "max_points": 10,
        "groups": [
            {"key": "corpus", "title": "Corpus", "points": 4.0},
            {"key": "model", "title": "Modelo", "points": 3.0},
            {"key": "demo", "title": "Demo", "points": 1.0},
            {"key": "project", "title": "Proyecto y presentación", "points": 2.0},
        ],
        "results": [
            {
                "rank": 1,
                "project_id": project.pk,
                "title": "Refranes",
                "team": project.team.name,
                "reviews": 1,
                "drafts": 0,
                "score": 7.5833,
                "max_points": 10.0,
                "score_low": None,
                "score_high": None,
                "rank_low": 1,
                "rank_high": 1,
                "p_first": 1.0,
                "raw": 7.5833,
                "trimmed": 7.5833,
                "adjusted": 7.5833,
                "weighted": 7.5833,
                "track": "",
                "groups": {"corpus": 3.3333, "model": 2.25, "demo": 0.25, "project": 1.75},
                "juror_point": 0.0,
                "verdict": "unchanged",
                "repos": [
                    {
                        "kind": entry.kind,
                        "repo_type": entry.repo.repo_type,
                        "repo_id": entry.repo.repo_id,
                        "url": f"{web_page(entry.repo)}/tree/{SHA}",
                        "state": "unchanged",
                        "level": "snapshots",
                        "sha": SHA,
                        "overruled_reason": "",
                    }
                    for entry in project.current.entries.order_by("position")
                ],
            }
        ],
    }


def web_page(repo):
    return web_address(repo_id=repo.repo_id, repo_type=repo.repo_type, endpoint=settings.HF_ENDPOINT)


def test_the_api_leaves_the_score_of_an_unreviewed_project_open(edition, organiser):
    make_project(edition)
    (row,) = organiser.get(api(edition)).json()["results"]
    assert (row["rank"], row["score"], row["groups"], row["verdict"]) == (None, None, {}, "")


def test_the_api_is_for_the_organisers_of_that_edition(edition):
    assert Client().get(api(edition)).status_code == 401
    for person in (make_judge(edition), make_organiser(make_edition("otra"), "Omar")):
        assert signed_in(person).get(api(edition)).status_code == 403


def test_the_api_does_not_know_unknown_editions(organiser):
    assert organiser.get("/api/v1/editions/no-existe/results/").status_code == 404
