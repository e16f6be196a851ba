"""Two people of a team write the same delivery at once; nothing is lost, and what they deliver has a receipt."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

TEAM = "Cuatro Manos"
CORPUS, MODEL = "somos-demo/tramites-claros", "somos-demo/tramites-2b"
OTHER_MODEL, SPACE = "somos-demo/refranero-vivo-gemma-2b", "somos-demo/refranero-vivo-demo"


@pytest.mark.usefixtures("building")
def test_two_people_write_deliver_compare_withdraw_and_come_back(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    rita = newcomer("rita")
    invitation = steps.create_team(rita, TEAM)
    saul = newcomer("saul")
    steps.accept_invitation(saul, invitation, TEAM)

    rita.get_by_role("link", name="Entregar el proyecto").click()
    saul.goto(rita.url)
    rita.get_by_label("Título").fill("Trámites para todo el mundo")
    rita.get_by_label("Resumen").fill("Explica trámites con palabras sencillas.")
    expect(rita.locator("#draft-state")).to_contain_text("Borrador guardado")
    rita.reload()
    expect(rita.get_by_label("Título")).to_have_value("Trámites para todo el mundo")
    expect(rita.get_by_text("Todavía no está entregado.")).to_be_visible()

    # Saul began before that, and wrote a title of his own.
    saul.get_by_label("Título").fill("Trámites claros")
    conflict = saul.get_by_role("group", name="Título")
    expect(conflict.get_by_text("Trámites para todo el mundo")).to_be_visible()
    expect(saul.get_by_label("Resumen")).to_have_value("Explica trámites con palabras sencillas.")
    expect(saul.get_by_label("Título")).to_have_value("Trámites claros")
    conflict.get_by_label("Poner lo de Rita").check()
    expect(saul.get_by_label("Título")).to_have_value("Trámites para todo el mundo")
    expect(saul.locator("#conflicts")).to_be_empty()

    # A corpus in the field for models goes where it belongs with one click.
    saul.get_by_label("Modelo").fill(CORPUS)
    saul.get_by_role("button", name="Ponerlo en «Corpus»").click()
    expect(saul.get_by_label("Corpus")).to_have_value(CORPUS)
    expect(saul.get_by_label("Modelo")).to_have_value("")
    expect(saul.locator("#looks-corpus")).to_contain_text("de somos-demo")

    # A model and a demo in each other's place: there is room for one demo, so one click sets both right.
    saul.get_by_label("Modelo").fill(SPACE)
    saul.get_by_label("Demo").fill(OTHER_MODEL)
    saul.get_by_role("button", name="Ponerlo en «Demo»").click()
    expect(saul.get_by_label("Modelo")).to_have_value(OTHER_MODEL)
    expect(saul.get_by_label("Demo")).to_have_value(SPACE)
    saul.get_by_label("Modelo").fill("")
    saul.get_by_label("Demo").fill("")
    saul.get_by_role("button", name="Entregar ahora").click()
    expect(saul.get_by_text("Entrega guardada: versión 1.")).to_be_visible()

    rita.goto(saul.url)
    rita.get_by_role("link", name="Cambiar la entrega").click()
    rita.get_by_label("Resumen").fill("Explica trámites con palabras muy sencillas.")
    rita.get_by_role("button", name="Entregar ahora").click()
    rita.get_by_role("link", name="Ver el recibo").click()
    expect(rita.get_by_role("heading", name="Recibo de la versión 2")).to_be_visible()
    expect(rita.locator("#receipt-hash")).to_have_text(re.compile("[0-9a-f]{64}"))
    expect(rita.get_by_text(re.compile("^[0-9a-f]{40}$"))).to_be_visible()

    rita.goto(rita.url.replace("versiones/2/", "comparar/?de=1&a=2"))
    expect(rita.locator("ins")).to_have_text([re.compile("muy")])
    expect(rita.locator("del")).to_have_count(0)

    rita.goto(saul.url.split("?")[0])
    rita.get_by_role("link", name="Cambiar la entrega").click()
    rita.get_by_text("Retirar el proyecto", exact=True).first.click()
    rita.get_by_role("button", name="Retirar el proyecto").click()
    expect(rita.get_by_text("Proyecto retirado.")).to_be_visible()
    rita.get_by_role("link", name="Volver a entregarlo").click()
    rita.get_by_role("button", name="Volver a presentarlo como estaba").click()
    expect(rita.get_by_text("El proyecto vuelve a participar")).to_be_visible()
    assert rita.problems == []
    assert [problem for problem in saul.problems if not problem.startswith("409")] == []
