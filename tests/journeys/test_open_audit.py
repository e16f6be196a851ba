"""Somebody without an account or a team looks what their corpus lacks, on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.running import RunningStack
from tests.journeys.steps import wait_for_audit

CORPUS = "somos-demo/coplas-it"
CARD = "---\nlicense: apache-2.0\nlanguage:\n- es\n---\n# Coplas\n\nEscribe a paca.lopez@universidad.edu.\n"
ROWS = "pregunta,respuesta\n¿Quién la cantó?,paca.lopez@universidad.edu\n"
PHONE = {"width": 390, "height": 844}


@pytest.mark.usefixtures("building")
def test_somebody_without_an_account_audits_a_repo_by_its_name(
    person: Callable[..., Page], stack: RunningStack
) -> None:
    made = {"repo_type": "dataset", "repo_id": CORPUS, "author": "paca"}
    stack.sandbox("repo", files={"README.md": CARD, "datos.csv": ROWS}, date="2026-01-15T12:00:00Z", **made)

    page = person(viewport=PHONE)
    page.goto("/")
    page.get_by_role("link", name="Auditar un repositorio").click()
    page.get_by_label("Repositorio").fill(CORPUS)
    page.get_by_role("button", name="Auditar").click()
    expect(page.get_by_text("La dirección no dice qué es. Elígelo aquí.")).to_be_visible()
    expect(page.get_by_label("Repositorio")).to_have_value(CORPUS)

    page.get_by_label("Qué es").select_option("dataset")
    page.get_by_label("Con las bases de").select_option("demo")
    page.get_by_role("button", name="Auditar").click()
    page.wait_for_url(re.compile(r"/auditar/[0-9a-f-]{36}/$"))
    wait_for_audit(page)
    missing = page.locator("[data-check='card.sections'][data-outcome=fail]")
    expect(missing).to_contain_text("Sesgos")
    expect(page.get_by_role("button", name="Imprimir o guardar en PDF")).to_be_visible()
    assert "paca.lopez" not in page.content()
    page.get_by_text("En números").click()
    table = page.get_by_role("region", name="Columnas del corpus")
    assert table.evaluate("region => region.scrollWidth <= region.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    page.get_by_role("button", name="Auditar otra vez").click()
    expect(page.get_by_text("Lo acabamos de mirar.")).to_be_visible()
    told = page.request.get(page.url.rstrip("/") + ".json").json()
    assert (told["repo"], told["kind"], told["edition"]) == (CORPUS, "dataset", "demo")
    assert page.problems == []
