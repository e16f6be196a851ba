"""The close as its people see it: an organiser decides, the team reads why, the jury sees what happened."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningStack

REASON = "La organización pidió estos cambios por escrito el día anterior."


@pytest.mark.usefixtures("building")
def test_an_organiser_decides_the_team_reads_why_and_the_jury_sees_what_happened(
    person: Callable[..., Page], stack: RunningStack
) -> None:
    stack.manage("load_demo", "--phase", "judging")

    olga = person("olga")
    olga.goto("/demo/resultados/mesa/")
    olga.get_by_role("link", name="con cambios después").click()
    story = olga.locator("article.story").filter(has_text="salud-cercana-it")
    expect(story).to_contain_text("El equipo subió 2 commits después del cierre.")
    expect(story.get_by_role("img", name=re.compile("Línea del tiempo"))).to_be_visible()
    story.get_by_role("link", name="Decidir otra cosa").click()
    olga.get_by_label("Veredicto").select_option(label="Sin cambios")
    olga.get_by_label("Motivo").fill(REASON)
    olga.get_by_role("button", name="Guardar la decisión").click()
    expect(olga.get_by_text("El equipo la recibirá por correo con tu motivo.")).to_be_visible()

    fernanda = person("fernanda")
    fernanda.goto(olga.url.split("plazo/")[0])
    expect(fernanda.locator("[data-overruled]")).to_contain_text(REASON)
    expect(fernanda.locator("[data-overruled]")).to_contain_text("Según las pruebas era: con cambios después.")

    julia = person("julia", viewport={"width": 390, "height": 844})
    julia.goto("/jurado/")
    julia.get_by_role("link", name="Salud Cercana").click()
    julia.get_by_role("button", name="Proyecto y pruebas").click()
    expect(julia.get_by_text("La organización ha decidido: sin cambios.")).to_be_visible()
    expect(julia.get_by_text(REASON).first).to_be_visible()
    julia.get_by_text("El plazo de entrega: qué vimos y cuándo").click()
    story = julia.locator("details", has_text="El plazo de entrega: qué vimos y cuándo")
    expect(story.locator("svg").first).to_be_visible()
    story.get_by_text("La línea del tiempo como tabla").first.press("Enter")
    expect(story.get_by_role("cell", name="commit después del cierre: Añade la cita")).to_be_visible()
    assert julia.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    assert [page.problems for page in (olga, fernanda, julia)] == [[], [], []]
