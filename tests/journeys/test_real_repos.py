"""Repos made of real material, at the addresses of 2024, delivered by form and audited by the real worker."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

pytestmark = [pytest.mark.real, pytest.mark.usefixtures("building")]

WRITTEN = "2026-01-15T12:00:00Z"


def as_file(path: Path) -> dict[str, str]:
    return {"base64": base64.b64encode(path.read_bytes()).decode()}


def test_the_recipes_of_2024_are_delivered_and_told_what_they_lack(
    newcomer: Callable[[str], Page], stack: RunningStack, real_material: Path
) -> None:
    card = as_file(real_material / "cards" / "good" / "large_spanish_corpus.md")
    corpus = as_file(real_material / "corpora" / "recetas-2024.csv")
    shared = {"author": "gabriela", "date": WRITTEN}
    stack.sandbox(
        "repo",
        repo_type="dataset",
        repo_id="somosnlp/RecetasDeLaAbuela",
        files={"README.md": card, "main.csv": corpus},
        **shared,
    )
    stack.sandbox(
        "repo",
        repo_type="model",
        repo_id="somosnlp/ComeBien_gemma-2b-it-bnb-4bit",
        files={"README.md": "# ComeBien"},
        **shared,
    )
    stack.sandbox("repo", repo_type="space", repo_id="somosnlp/ComeBien_Demo", files={"README.md": card}, **shared)
    page = newcomer("gabriela")
    steps.create_team(page, "Recetas Reales")
    page.get_by_role("link", name="Entregar el proyecto").click()

    steps.fill_delivery(
        page,
        title="ComeBien",
        summary="Asistente de nutrición.",
        corpora="https://huggingface.co/datasets/somosnlp/recetasdelaabuela",  # the case is not the Hub's
        models="https://huggingface.co/somosnlp/ComeBien_gemma-2b-it-bnb-4bit",
        demo="https://huggingface.co/spaces/somosnlp/ComeBien_Demo",
    )

    expect(page.get_by_role("heading", name="ComeBien", exact=True)).to_be_visible()
    steps.wait_for_audit(page)
    page.get_by_role("link", name="Ver el informe completo").click()
    missing = page.locator("[data-check='dataset.required_columns'][data-outcome=fail]")
    for column in ("pregunta", "respuesta", "idioma", "registro", "periodo", "dominio", "tarea", "país_origen"):
        expect(missing.locator("code", has_text=column).first).to_be_visible()
    page.go_back()

    page.get_by_role("link", name="Cambiar la entrega").first.click()
    steps.fill_delivery(
        page,
        title="SQLES",
        summary="Interactúa con una base de datos.",
        corpora="somosnlp/RecetasDeLaAbuela",
        models="https://huggingface.co/somosnlp/ComeBien_gemma-2b-it-bnb-4bit",
        demo="https://github.com/Asis41/LLM_SQL_BaseDatosEspanol/blob/main/CodeLlamaFinTunSQL.ipynb",
    )
    expect(page.get_by_role("heading", name="SQLES", exact=True)).to_be_visible()
    expect(page.get_by_text("fuera de Hugging Face").first).to_be_visible()  # taken and marked: nobody can check it
