"""A judge at the desk: by keys alone, without a connection, in two tabs at once, and from a phone while a project is on the stage."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running import RunningStack

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LIST = "/jurado/judging/assignment/"
SOON = 20_000


@pytest.fixture
def judging(stack: RunningStack) -> None:
    """The demo's jury is at work, and Julia has given nothing yet."""
    stack.manage("load_demo", "--phase", "judging")
    blank = (
        "from judging.models import *; own = Assignment.objects.filter(judge__hub_username='julia'); "
        "Score.objects.filter(assignment__in=own).delete(); Remark.objects.filter(assignment__in=own).delete(); "
        "own.update(comment='', saved_at=None, submitted_at=None, amended_at=None, amended_reason='', stage='first')"
    )
    stack.manage("shell", "--verbosity", "0", "--command", blank)


def saved(page: Page) -> Locator:
    """Where the page says what became of the last change."""
    return page.locator("[data-saving]")


def given(page: Page) -> list[str]:
    """The steps that are chosen, from top to bottom; an empty one for none."""
    return page.locator("[data-criterion] input:checked").evaluate_all("all => all.map((each) => each.value)")


def test_a_judge_scores_by_keys_and_loses_nothing_on_the_way(
    judging: None, person: Callable[..., Page], stack: RunningStack
) -> None:
    julia = person("julia")
    julia.goto(LIST)
    julia.keyboard.press("n")
    julia.wait_for_url(re.compile("/change/"))
    julia.locator("form[data-folded]").wait_for()
    address = julia.url
    for key in "321043":
        julia.keyboard.press(key)
    julia.keyboard.press("Control+z")
    expect(saved(julia)).to_have_text("Guardado")
    assert given(julia)[:6] == ["3", "2", "1", "0", "4", ""]
    expect(julia.locator("[data-state]")).to_have_text("borrador")

    julia.context.set_offline(True)
    julia.keyboard.press("k")
    julia.keyboard.press("2")
    julia.get_by_label("Comentario para el equipo").fill("Escrito en un tren 🚂")
    expect(saved(julia)).to_contain_text("Sin conexión: guardado en este equipo", timeout=SOON)
    julia.wait_for_timeout(1_000)  # until the last letter is kept, too
    julia.close()
    julia = julia.context.new_page()
    julia.context.set_offline(False)
    julia.goto(address)
    expect(saved(julia)).to_have_text("Guardado", timeout=SOON)
    expect(julia.get_by_label("Comentario para el equipo")).to_have_value("Escrito en un tren 🚂")

    other = julia.context.new_page()
    other.goto(address)
    other.locator("[data-criterion]").first.get_by_role("radio", name="4", exact=True).check()
    expect(saved(other)).to_have_text("Guardado")
    julia.locator("[data-criterion]").first.get_by_role("radio", name="1", exact=True).check()
    julia.get_by_role("button", name="Quedarme con lo otro").click()
    assert given(julia)[0] == "4"

    julia.bring_to_front()
    for _ in given(julia):
        julia.keyboard.press("k")
    for _ in given(julia):
        julia.keyboard.press("3")
    assert set(given(julia)) == {"3"}
    julia.keyboard.press("Control+Enter")
    expect(julia.get_by_text("Evaluación enviada")).to_be_visible()
    first = julia.locator("[data-criterion]").first.get_by_role("radio", name="2", exact=True)
    expect(first).to_be_disabled()
    julia.get_by_text("Corregir la evaluación").click()
    julia.get_by_label("Motivo de la corrección").fill("Lo probé otra vez")
    first.check()
    expect(saved(julia)).to_have_text("Guardado")
    julia.reload()
    expect(julia.locator("[data-state]")).to_have_text("corregida")
    expect(julia.get_by_text("«Lo probé otra vez»")).to_be_visible()


def test_a_phone_follows_the_stage(judging: None, person: Callable[..., Page]) -> None:
    julia, olga = person("julia", **PHONE), person("olga")
    julia.goto("/jurado/directo/demo/")
    olga.goto("/demo/escenario/")
    empty = olga.get_by_role("button", name="Vaciar el escenario")
    if empty.count():
        empty.click()
    expect(julia.get_by_text("El escenario está vacío")).to_be_visible(timeout=SOON)
    olga.get_by_role("button", name="Al escenario").first.click()
    title = olga.get_by_role("heading", name=re.compile("^Ahora: ")).inner_text().removeprefix("Ahora: ")
    expect(julia.locator(".jury-now")).to_contain_text(title, timeout=SOON)
    julia.locator("[data-criterion]").first.locator('input[value="3"]').tap()
    expect(saved(julia)).to_have_text("Guardado")
    julia.goto(LIST)
    row = julia.locator(".jury-row", has_text=title)
    expect(row.get_by_text(re.compile("^1 de "))).to_be_visible()
    assert julia.evaluate("document.documentElement.scrollWidth") == 390
    assert [page.problems for page in (julia, olga)] == [[], []]
