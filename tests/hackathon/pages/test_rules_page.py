"""The page of the rules says what the rubric, the jury and the prizes are, from the same data that the site works by."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from hackathon.editions.parsing import parse_rules
from tests.factories.editions import make_edition
from tests.hackathon.editions.varied import varied_tree

pytestmark = pytest.mark.django_db


def page_of(client: Client, **changes: Any) -> str:
    make_edition("bases-de-prueba", **changes)
    return " ".join(strip_tags(client.get("/bases-de-prueba/bases/").content.decode()).split())


@pytest.fixture
def varied(client: Client) -> str:
    rules = parse_rules(varied_tree())
    parts = ("rubric", "jury", "prizes", "submission", "evaluation")
    return page_of(client, **{part: getattr(rules, part) for part in parts})


def test_every_number_of_a_criterion_is_described_where_the_rules_do(client: Client):
    page = page_of(client)
    assert "No se sabe de qué variedad son los textos" in page
    assert "4 puntos" in page
    assert "1 punto" in page


def test_the_jurys_way_is_told_in_plain_words(client: Client):
    page = page_of(client)
    assert "Cada proyecto lo puntúan 3 personas distintas" in page
    assert "El total descuenta lo exigente o generosa que es cada persona" in page
    assert "no llega al 75 %, es un empate. Entonces se proponen 2 evaluaciones más de cada uno." in page
    assert "se mira, por este orden: el total, Corpus, Modelo" in page
    assert "El jurado ve qué equipo ha hecho cada proyecto." in page
    assert "los comentarios sin saber quién los escribió" in page
    assert "los firman 2 personas de la organización" in page
    assert "segunda ronda" not in page


def test_other_rules_say_other_things(varied: str):
    assert "sin la más alta ni la más baja" in varied
    assert "Hay una segunda ronda: los 4 mejores proyectos reciben 2 evaluaciones más." in varied
    assert "El jurado no ve quién ha hecho cada proyecto." in varied
    assert "con el nombre de quien los escribió" in varied
    assert "Cada línea tiene su propia clasificación." in varied


def test_tracks_scales_and_groups_beside_the_total_are_told(varied: str):
    assert "Cada proyecto participa en una línea" in varied
    assert "Solo en: Datos" in varied
    assert "Dato 7 (hasta 2)" in varied
    assert "No suma en el total: cuenta para una mención propia." in varied


def test_activities_the_cap_the_extra_point_and_the_maximum_are_told(varied: str):
    assert "Prompts escritos: 0,5 por cada 50, hasta 2 en total" in varied
    assert "Un proyecto que solo tiene Corpus recibe como máximo 5 puntos." in varied
    assert "un extra de 1" in varied
    assert "nadie pasa de 10 puntos" in varied


def test_prizes_say_what_there_is_who_gives_it_and_who_decides(varied: str):
    assert "300 € · lo da Banco Ejemplo · uno por equipo · hay que pedirlo" in varied
    assert "Entrada · si el equipo lo marcó al entregar" in varied
    assert "Para el proyecto con más puntos en «ODS»." in varied
    assert "La decide el jurado." in varied
    assert "Se cuentan los ❤️ del Hub una sola vez" in varied


def test_an_edition_without_prizes_or_activities_has_no_empty_headings(client: Client):
    page = page_of(client, prizes=())
    assert "Premios y beneficios" not in page
    assert "Puntos por actividades" not in page


def test_the_page_asks_the_database_alike_whatever_the_rules_have(client: Client, django_assert_num_queries):
    make_edition("bases-de-prueba")
    client.get("/bases-de-prueba/bases/")
    with django_assert_num_queries(1):
        client.get("/bases-de-prueba/bases/")
