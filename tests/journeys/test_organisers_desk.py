"""An organiser brings a list of attendees, filters people, writes to exactly those and takes them along as a file."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningStack

# As a ticket shop exports it in Spain: semicolons, Latin-1, a formula, the same person twice, somebody without an address.
ATTENDEES = """Nº de pedido;Nombre;Apellidos;Correo electrónico;País
701;Aïda;Muñoz;aida.munoz@example.org;España
702;=HYPERLINK("x");Peña;pena@example.org;Perú
703;Íñigo;Castaño;inigo@example.org;España
703;Íñigo;Castaño;INIGO@example.org;España
704;Sin;Correo;;España
"""
SUBJECT = "Faltan tres días, {nombre}"


@pytest.mark.both
@pytest.mark.production
@pytest.mark.usefixtures("building")
def test_an_organiser_imports_filters_mails_and_exports(
    person: Callable[..., Page], stack: RunningStack, tmp_path: Path
) -> None:
    olga = person("olga")
    import_list(olga, tmp_path)

    olga.goto("/demo/panel/")
    expect(olga.get_by_role("heading", name="Inscripciones", exact=False).first).to_be_visible()
    olga.goto("/organizacion/registration/registration/?edition=demo")
    olga.get_by_text("Filtrar", exact=True).first.click()
    olga.get_by_label("Origen").select_option("import")
    olga.get_by_label("País").select_option("ES")
    olga.get_by_role("button", name="Filtrar").click()
    olga.wait_for_url(re.compile("country=ES"))
    expect(olga.get_by_text("inigo@example.org")).to_be_visible()
    expect(olga.get_by_text("pena@example.org")).to_have_count(0)

    assert exported(olga) == [("Aïda Muñoz", "aida.munoz@example.org"), ("Íñigo Castaño", "inigo@example.org")]

    olga.get_by_role("link", name="Escribir a estas personas").click()
    write_mail(olga)
    expect(olga.get_by_text("Llegará a 2 personas.")).to_be_visible()
    expect(olga.get_by_role("cell", name="aida.munoz@example.org")).to_be_visible()
    olga.get_by_role("button", name="Enviar a 2 personas").dblclick()
    expect(olga.get_by_text("Ninguno: todos los correos salieron.")).to_be_visible(timeout=40_000)

    output = (stack.var_dir.parent / "output.txt").read_text(errors="replace")
    assert [output.count(f"To: {name}@example.org") for name in ("aida.munoz", "inigo", "pena")] == [1, 1, 0]
    assert olga.problems == []


def import_list(page: Page, folder: Path) -> None:
    """Uploads the file, looks at what would happen, says yes, and waits for the report."""
    path = folder / "asistentes.csv"
    path.write_bytes(ATTENDEES.encode("cp1252"))
    page.goto("/demo/importar/")
    page.get_by_label("Archivo CSV").set_input_files(path)
    page.get_by_role("button", name="Subir y ver").click()
    expect(page.get_by_role("cell", name="Muñoz")).to_be_visible()
    page.get_by_role("button", name="Importar la lista").click()
    page.locator("[data-import-state=done]").wait_for(timeout=40_000)
    report = download(page, "Descargar el informe (CSV)").read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(report)))) == 1 + 5


def write_mail(page: Page) -> None:
    page.get_by_label("Asunto", exact=True).fill(SUBJECT)
    page.get_by_label("Texto", exact=True).fill("Hola, {nombre}:\n\nTe esperamos en {edicion}.")
    page.get_by_role("button", name="Guardar y ver a quién llega").click()


def exported(page: Page) -> list[tuple[str, str]]:
    """The name and the e-mail of everybody in the file, in its order."""
    address = page.url
    page.get_by_role("link", name="Exportar").click()
    page.get_by_label("XLSX", exact=False).check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Descargar").click()
    rows = openpyxl.load_workbook(io.BytesIO(Path(started.value.path()).read_bytes())).active.iter_rows(
        values_only=True
    )
    header = list(next(rows))
    name, email = header.index("Nombre"), header.index("Correo")
    found = sorted((row[name], row[email]) for row in rows)
    page.goto(address)
    return found


def download(page: Page, label: str) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=label).click()
    return Path(started.value.path())
