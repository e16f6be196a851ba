"""Somebody who is alone and curious finds a team through the board; the team's captain says yes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

TEAM = "Lenguas Vecinas"


@pytest.mark.both
@pytest.mark.production
@pytest.mark.usefixtures("building")
def test_a_person_alone_finds_a_team_through_the_board(newcomer: Callable[[str], Page], stack: RunningStack) -> None:
    captain = newcomer("leonor")
    steps.create_team(captain, TEAM)
    steps.put_team_on_the_board(captain, TEAM, idea="Un corpus de refranes andinos.", wants="Lingüística y anotación")

    marco = newcomer("marco")
    marco.goto("/demo/")
    marco.get_by_role("link", name="Siguiente paso: Inscribirme").click()
    steps.fill_registration(marco, skill="Lingüística y anotación")
    marco.get_by_role("link", name="Siguiente paso: Encontrar equipo").click()

    marco.get_by_text("Filtrar", exact=True).first.click()
    marco.get_by_label("Buscar").fill("refranes andinos")
    marco.get_by_role("button", name="Filtrar").click()
    expect(marco.get_by_role("status")).to_have_text("1 equipo busca gente")
    card = marco.get_by_role("article").filter(has_text=TEAM)
    expect(card.get_by_label("Por qué encaja").get_by_role("listitem")).to_have_text(
        [
            re.compile("Misma lengua o variedad: español \\(Perú\\)"),
            re.compile("Justo lo que falta: Lingüística y anotación"),
            re.compile("4 horas al día en común"),
        ]
    )
    card.get_by_text("Pedir unirme").click()
    card.get_by_label("Unas palabras").fill("Sé quechua y me gusta anotar.")
    card.get_by_role("button", name="Enviar").click()
    expect(marco.get_by_text("Pendiente de respuesta").first).to_be_visible()

    captain.goto("/demo/")
    captain.get_by_role("link", name=TEAM).first.click()
    request = captain.get_by_role("article").filter(has_text="Marco")
    expect(request.get_by_text("Sé quechua y me gusta anotar.")).to_be_visible()
    request.get_by_role("button", name="Aceptar").click()
    expect(captain.get_by_text("Quedan 3 plazas libres")).to_be_visible()

    marco.goto("/demo/")
    marco.get_by_role("link", name=TEAM).first.click()
    expect(marco.get_by_role("heading", name=TEAM)).to_be_visible()
    expect(marco.get_by_text("Un corpus de refranes andinos.")).to_be_visible()
    assert [page.problems for page in (captain, marco)] == [[], []]
