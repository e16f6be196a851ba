"""The report as its people use it: a team mends what it says and sees that it did; a judge finds the evidence beside a criterion."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

CORPUS = "somos-demo/mareas-it"
CARD = "---\nlicense: apache-2.0\nlanguage:\n- es\n# Mareas\n"
MENDED = CARD.replace("# Mareas", "---\n# Mareas")
ROWS = "pregunta,respuesta\n¿Cuándo sube la marea?,Dos veces al día.\n"
PHONE = {"width": 390, "height": 844}


def let_two_minutes_pass(stack: RunningStack) -> None:
    """Who asks again at once is told to wait; here everything that was seen is two minutes older."""
    code = (
        "from datetime import timedelta; from django.db.models import F; from submissions import models\n"
        "seen = 'Audit.finished_at RepoAudit.finished_at RepoAudit.head_at Watch.head_seen_at EvidenceLog.swept_at'\n"
        "for table, name in (one.split('.') for one in seen.split()):\n"
        "    getattr(models, table).objects.update(**{name: F(name) - timedelta(minutes=2)})"
    )
    stack.manage("shell", "--verbosity", "0", "--command", code)


def reload_until(found: Locator) -> None:
    """The audit of the close is on its way."""
    deadline = time.monotonic() + 90  # behind those of every other project
    while not found.count():
        assert time.monotonic() < deadline, found.page.locator("body").inner_text()
        found.page.wait_for_timeout(500)
        found.page.reload()


def read_report(page: Page) -> None:
    """From the project's page to its report, once the audit is done."""
    steps.wait_for_audit(page)
    page.get_by_role("link", name="Ver el informe completo").click()
    page.get_by_role("heading", name="Informe de la auditoría").wait_for()


@pytest.mark.usefixtures("building")
def test_a_team_reads_its_report_mends_its_card_and_reads_that_it_is_mended(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    made = {"repo_type": "dataset", "repo_id": CORPUS, "author": "lorena"}
    stack.sandbox("repo", files={"README.md": CARD, "datos.csv": ROWS}, date="2026-01-15T12:00:00Z", **made)
    lorena = newcomer("lorena")
    steps.create_team(lorena, "Mareas")
    lorena.get_by_role("link", name="Entregar el proyecto").click()
    steps.fill_delivery(lorena, title="Mareas", summary="Preguntas sobre el mar.", corpora=CORPUS)
    read_report(lorena)

    card = lorena.get_by_role("article", name="Completitud de la Dataset Card")
    expect(card.locator("[data-check='card.yaml'][data-outcome=fail]")).to_contain_text("---")
    expect(card.get_by_role("link", name=re.compile("README.md")).first).to_have_attribute(
        "href", re.compile(f"/datasets/{CORPUS}/blob/[0-9a-f]{{40}}/README.md")
    )
    stack.sandbox("commit", files={"README.md": MENDED}, date="2026-01-16T12:00:00Z", message="Cierra el YAML", **made)
    let_two_minutes_pass(stack)
    lorena.get_by_role("link", name="Mareas").first.click()
    lorena.get_by_role("button", name="Repetir la auditoría").click()
    read_report(lorena)

    mended = lorena.get_by_role("region", name="Qué ha cambiado").locator("[data-change=mended]")
    expect(mended.filter(has_text="El Hub puede leer el YAML de la tarjeta")).to_contain_text("Arreglado")
    lorena.set_viewport_size(PHONE)
    assert lorena.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    passed = card.get_by_text("El Hub puede leer el YAML de la tarjeta")
    expect(passed).to_be_hidden()
    lorena.emulate_media(media="print")
    expect(passed).to_be_visible()
    expect(lorena.get_by_role("navigation").first).to_be_hidden()
    assert lorena.problems == []


@pytest.mark.usefixtures("building")
def test_a_judge_finds_beside_a_criterion_what_the_audit_saw(person: Callable[..., Page], stack: RunningStack) -> None:
    stack.manage("load_demo", "--phase", "judging")
    julia = person("julia", viewport=PHONE)
    julia.goto("/jurado/")
    julia.get_by_role("link", name="Recetas de la Tierra").click()

    criterion = julia.get_by_role("group", name="Completitud de la Model Card")
    audit = criterion.locator("[data-audit-of=model-card]")
    finding = audit.locator("[data-outcome=fail]").first
    evidence = finding.locator("a[href*='/somos-demo/recetas-tierra-modelo/tree/']")
    reload_until(evidence)
    expect(finding).to_be_hidden()
    audit.locator("> summary").press("Enter")
    expect(evidence).to_have_attribute("href", re.compile("/tree/[0-9a-f]{40}$"))
    expect(finding).to_be_visible()
    expect(criterion.get_by_role("radio", name="Sin puntuar")).to_be_checked()
    julia.get_by_role("button", name="Proyecto y pruebas").click()
    expect(julia.get_by_text("No es una nota ni la propone.")).to_be_visible()
    assert julia.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert julia.problems == []
