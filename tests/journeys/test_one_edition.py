"""One edition from end to end, as its people live it: real browser, real worker, sandbox Hub."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

TEAM = "Voces del Refrán"
TITLE = "Refranero de prueba"
# One value per criterion, in the rubric's order: corpus 6, model 4, demo 1, project 2.
GIVEN = [4, 3, 2, 4, 3, 2, 4, 4, 2, 2, 3, 4, 1]
GROUPS = [(4, GIVEN[:6]), (3, GIVEN[6:10]), (1, GIVEN[10:11]), (2, GIVEN[11:])]
TOTAL = sum(points * sum(values) / len(values) / 4 for points, values in GROUPS)


def download(page: Page, label: str, *, position: int = 0) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=label, exact=True).nth(position).click()
    return Path(started.value.path())


@pytest.mark.both
@pytest.mark.usefixtures("building")
def test_from_sign_in_to_exported_result(
    person: Callable[..., Page], newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    alba = newcomer("alba")
    invitation = steps.create_team(alba, TEAM)

    benito = newcomer("benito")
    steps.accept_invitation(benito, invitation, TEAM)
    expect(benito.get_by_text("Quedan 3 plazas libres")).to_be_visible()

    alba.goto("/demo/")
    alba.get_by_role("link", name="Entregar el proyecto").click()
    steps.fill_delivery(
        alba,
        title=TITLE,
        summary="Refranes con su sentido, de ambos lados del océano.",
        corpora="https://huggingface.co/datasets/somos-demo/refranero-vivo-it",
        models="somos-demo/refranero-vivo-gemma-2b",
        demo=f"{stack.hub_url}/spaces/somos-demo/refranero-vivo-demo",
    )
    expect(alba.get_by_role("heading", name=TITLE)).to_be_visible()
    steps.wait_for_audit(alba)
    assert "Por corregir" not in steps.outcomes(alba)
    assert steps.outcomes(alba)["Correcto"] >= 20
    project = alba.url

    alba.get_by_role("link", name=TEAM).first.click()
    expect(alba.get_by_text("Entregado")).to_be_visible()
    steps.wait_for_audit(alba)
    assert steps.outcomes(alba)["Correcto"] >= 20

    stack.manage("load_demo", "--phase", "judging")
    alba.goto(project)
    steps.wait_for_verdicts(alba, stack)
    verdicts = [alba.locator("[data-verdict]").nth(n).get_attribute("data-verdict") for n in range(3)]
    assert verdicts == ["unchanged", "unchanged", "unchanged"]

    julia = person("julia")
    julia.goto("/jurado/")
    julia.get_by_role("link", name=TITLE).click()
    steps.score(julia, GIVEN)
    julia.get_by_label("Comentario para el equipo").fill("=Enhorabuena, equipo")
    julia.get_by_role("button", name="Enviar evaluación").click()
    expect(julia.get_by_text("enviada").first).to_be_visible()

    olga = person("olga")
    olga.goto("/demo/resultados/mesa/")
    ranking = list(csv.DictReader(io.StringIO(download(olga, "Clasificación CSV").read_text("utf-8-sig"))))
    row = next(row for row in ranking if row["Proyecto"] == TITLE)
    assert (row["Equipo"], row["Evaluaciones"], float(row["Media sin ajustar"])) == (TEAM, "1", round(TOTAL, 4))

    header, *reviews = csv.reader(io.StringIO(download(olga, "Evaluaciones CSV").read_text("utf-8-sig")))
    first = next(place for place, title in enumerate(header) if title.startswith("Corpus: "))
    review = next(line for line in reviews if line[0] == TITLE and line[2] == "Julia Ferrer")
    assert [int(value) for value in review[first : first + 13]] == GIVEN
    assert review[header.index("Comentario")] == "'=Enhorabuena, equipo"

    sheet = openpyxl.load_workbook(io.BytesIO(download(olga, "XLSX", position=1).read_bytes())).active
    cells = next(
        line for line in sheet.iter_rows(min_row=2, values_only=True) if line[0] == TITLE and line[2] == "Julia Ferrer"
    )
    assert list(cells[first : first + 13]) == GIVEN

    assert [page.problems for page in (alba, benito, julia, olga)] == [[], [], [], []]
