"""The page of the board, its files, its picture and the API, as anybody sees them."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from hackathon import clock
from hackathon.editions.rules import ArtefactKind
from hackathon.hub.types import RepoType
from submissions.models import LikesWatch, SubmissionVersion
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.submissions.hubs import CORPUS, DEMO, MODEL
from tests.submissions.likes.scene import MOMENT

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(scene: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a page says at the scene's moment, as a text without double spaces."""
    monkeypatch.setattr(clock, "now", lambda: scene.now)

    def read(query: str = "", *, path: str = "/demo/me-gusta/") -> str:
        answer = Client().get(f"{path}{query}")
        assert answer.status_code == 200
        return " ".join(strip_tags(answer.content.decode()).split())

    return read


def test_before_the_count_the_page_says_when_it_comes(scene: Any, look: Any):
    scene.like(CORPUS, "eva", "alicia")
    scene.keep()
    said = look()
    assert "Provisional Los likes se cuentan una sola vez: 6 mar 2026, 03:30 AoE" in said
    assert "Faltan 2 días" in said
    assert "Última mirada al Hub: 4 mar 2026, 03:30 AoE" in said
    assert "Habrá una mención de honor para el proyecto con más likes." in said
    assert "1 Recetas" in said
    assert "2 ❤️ de ellos, 1 del propio equipo" in said


def test_after_the_count_the_page_says_that_it_is_closed_and_who_is_mentioned(scene: Any, look: Any):
    scene.like(CORPUS, "eva", at=MOMENT - DAY)
    scene.keep(MOMENT - SECOND)
    scene.like(CORPUS, "leo", at=MOMENT)
    scene.keep(MOMENT + timedelta(hours=3))
    said = look()
    assert "Definitivo Recuento cerrado · 6 mar 2026, 03:30 AoE" in said
    assert "El Hub nos dio las listas 3 horas después: 6 mar 2026, 06:30 AoE." in said
    assert "1 like se dio después del momento y no cuenta." in said
    assert "★ Mención de honor" in said
    assert "1 más llegó tarde" in look("?ver=repositorios")


def test_a_count_in_time_says_so(scene: Any, look: Any):
    scene.keep(MOMENT + 59 * SECOND)
    assert "El Hub nos dio las listas en ese mismo minuto." in look()


def test_while_the_hub_is_silent_at_the_moment_the_page_says_that_we_try_again(scene: Any, look: Any):
    scene.keep(MOMENT - SECOND)
    scene.server.set_fault(kind="drop", path="/api/datasets")
    scene.keep(MOMENT)
    said = look()
    assert "Contando Ya es el momento del recuento" in said
    assert "El Hub no responde desde 6 mar 2026, 03:30 AoE. Lo volvemos a intentar solos." in said


def test_while_the_count_is_checked_the_page_says_that_numbers_may_fall(scene: Any, look: Any):
    scene.like(CORPUS, "eva")
    scene.server.set_fault(kind="drop", path=f"/api/datasets/{CORPUS}/likers")
    scene.keep(MOMENT)
    assert "Hasta que acabemos, algún número puede bajar." in look()
    assert "aún no sabemos cuántos son del propio equipo" in look()


def test_an_edition_without_a_moment_says_that_nothing_is_closed(scene: Any, look: Any):
    scene.set_moment(None)
    scene.keep()
    assert "Las bases no dicen cuándo se cuentan, así que estos números siguen cambiando." in look()


def test_before_the_first_look_the_page_says_what_to_expect(scene: Any, look: Any):
    assert "La primera mirada al Hub llega en unos minutos." in look()
    LikesWatch.objects.create(edition=scene.edition)
    assert "La primera mirada al Hub llega en unos minutos." in look()
    windows = scene.edition.parsed_rules.windows
    scene.now = windows.registration.opens_at - SECOND
    assert "Empezamos cuando abra la inscripción." in look()
    scene.now = windows.results_at
    assert "Esta edición terminó antes de que esta web los mirara." in look()


def test_without_projects_the_page_leads_to_the_repos(hub: Any, monkeypatch: pytest.MonkeyPatch):
    edition = make_edition()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    LikesWatch.objects.create(edition=edition, looked_at=NOW)
    said = Client().get("/demo/me-gusta/").content.decode()
    assert "Aparecen aquí con su primera entrega." in said
    assert "Sube los tuyos a la organización" in Client().get("/demo/me-gusta/?ver=repositorios").content.decode()


def test_what_is_left_out_is_in_a_list_with_what_to_do(scene: Any, look: Any):
    copy = scene.space("copia", card=f"duplicated_from: {DEMO}\n")
    scene.deliver((ArtefactKind.MODEL, "otra-casa/modelo"), title="De fuera")
    scene.keep()
    said = look()
    assert "Lo que no se cuenta, y por qué (2 repositorios)" in said
    assert f"{copy}: es una copia del Space {DEMO}, cuyos likes sí cuentan." in said
    assert "otra-casa/modelo (De fuera): no está en la organización de esta edición." in said


def test_repos_can_be_searched_and_filtered(scene: Any, look: Any):
    scene.space("suelta")
    scene.keep()
    assert "somos-demo/sueltasin entregar" in look("?ver=repositorios&tipo=demo")
    assert MODEL not in look("?ver=repositorios&tipo=demo")
    assert "suelta" not in look("?ver=repositorios&entregados=on")
    assert MODEL in look("?ver=repositorios&q=RECETAS-2B")
    assert "Nada coincide con esa búsqueda" in look("?ver=repositorios&q=zzz")
    assert "Nada coincide con esa búsqueda" in look("?q=zzz")


@pytest.mark.parametrize(
    "query",
    [
        "?tipo=juego",
        "?pagina=-1&ver=repositorios",
        "?pagina=999999999999",
        "?q=" + "x" * 500,
        "?q=%F0%9F%91%8D",
    ],
)
def test_what_is_not_understood_filters_nothing_and_breaks_nothing(scene: Any, look: Any, query: str):
    scene.keep()
    assert "Likes" in look(query)


def test_names_of_people_and_projects_are_shown_as_text(scene: Any, look: Any):
    SubmissionVersion.objects.filter(submission=scene.submission).update(title="<script>=1+1")
    scene.like(CORPUS, "eva")
    scene.keep()
    assert "&lt;script&gt;=1+1" in look()
    assert "<script>=1+1" not in Client().get("/demo/me-gusta/tendencia.svg").content.decode()


def test_a_project_that_may_not_be_published_has_no_name_on_the_page(scene: Any, look: Any):
    SubmissionVersion.objects.filter(submission=scene.submission).update(consent=False)
    scene.like(CORPUS, "eva")
    scene.keep()
    assert "Un proyecto que prefiere no aparecer" in look()
    for place in ("", "?ver=repositorios"):
        assert ("Recetas" in look(place), scene.submission.team.name in look(place)) == (False, False)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("query", ["", "?ver=repositorios"])
def test_the_page_costs_as_many_queries_whatever_its_size(scene: Any, look: Any, query: str, number: int):
    for place in range(1, number):
        name = scene.space(f"otra-{place}", "eva", "leo")
        scene.deliver((ArtefactKind.DEMO, name), title=f"Otro {place}", people=[make_person(f"P{place}")])
    scene.keep()
    with CaptureQueriesContext(connection) as queries:
        look(query)
    assert len(queries) == 8


def test_the_table_goes_out_as_csv_json_and_parquet(scene: Any, look: Any):
    scene.like(CORPUS, "eva", "alicia")
    SubmissionVersion.objects.filter(submission=scene.submission).update(title="=Recetas")
    scene.keep(MOMENT)
    text = Client().get("/demo/me-gusta/tabla.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["rank"], row["likes"], row["own_likes"], row["mention"]) for row in rows] == [("1", "2", "1", "true")]
    assert rows[0]["project"] == "'=Recetas"
    told = json.loads(Client().get("/demo/me-gusta/tabla.json").content)
    assert (told["stage"], told["counted_for"]) == ("final", MOMENT.isoformat())
    assert [(line["repo_id"], line["likes"], line["surety"]) for line in told["repos"]] == [
        (CORPUS, 2, "dated"),
        (MODEL, 0, "steady"),
        (DEMO, 0, "steady"),
    ]
    answer = Client().get("/demo/me-gusta/tabla.parquet?ver=repositorios")
    table = pq.read_table(io.BytesIO(answer.content))
    assert table.column("repo_id").to_pylist() == [CORPUS, MODEL, DEMO]
    assert table.column("likes").to_pylist() == [2, 0, 0]


def test_the_api_tells_what_the_file_does(scene: Any, look: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT)
    over_the_api = Client().get("/api/v1/editions/demo/likes/").json()
    assert over_the_api == json.loads(Client().get("/demo/me-gusta/tabla.json").content)
    assert Client().get("/api/v1/editions/nada/likes/").status_code == 404


def test_the_trend_is_drawn_as_svg_and_painted_as_png(scene: Any, look: Any):
    scene.like(CORPUS, "eva")
    scene.keep()
    scene.like(DEMO, "leo")
    scene.keep(NOW + DAY)
    svg = Client().get("/demo/me-gusta/tendencia.svg").content.decode()
    assert ("Recetas: 2 likes" in svg, "Likes de los proyectos" in svg) == (True, True)
    assert Client().get("/demo/me-gusta/tendencia.png").content[:8] == b"\x89PNG\r\n\x1a\n"
    assert Client().get("/demo/me-gusta/tendencia.svg?ver=repositorios&tipo=model").status_code == 404


def test_a_repo_links_to_its_page_on_the_hub_by_its_new_name(scene: Any, look: Any):
    scene.keep()
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    scene.keep(NOW + DAY)
    page = Client().get("/demo/me-gusta/?ver=repositorios").content.decode()
    assert f'href="{scene.server.endpoint}/datasets/somos-demo/recetario"' in page


def test_the_edition_leads_to_its_likes(scene: Any, look: Any):
    assert 'href="/demo/me-gusta/"' in Client().get("/demo/").content.decode()
