"""What people do on the pages, step by step; a journey tells the story with these."""

import re
import time

from playwright.sync_api import Page, expect

from tests.journeys.running import RunningStack


def sign_in_with_hub(page: Page, username: str) -> None:
    """From the site's sign-in page to the Hub's, which asks who you are, and back."""
    page.goto("/cuenta/login/")
    page.get_by_role("button", name=re.compile("Entrar con Hugging Face")).click()
    page.get_by_role("button", name=re.compile(rf"\b{username}\b")).click()
    page.wait_for_url(re.compile(r"^(?!.*(oauth|oidc)).*$"))


def register(page: Page) -> None:
    """Through the edition's registration form; who has registered already stays as they are."""
    page.goto("/demo/inscripcion/")
    if page.get_by_role("button", name="Inscribirme").count():
        fill_registration(page)


def fill_registration(page: Page, *, skill: str = "Programar", on_board: bool = False) -> None:
    """Answers the registration form, which must be open, and sends it."""
    page.get_by_label("País").select_option("PE")
    page.get_by_label("español (Perú)").check()
    page.get_by_label("He seguido cursos o hecho algún proyecto").check()
    page.get_by_label("Qué buscas").fill("Aprender a cuidar los datos.")
    page.get_by_label(skill).check()
    page.get_by_label("Busco equipo").set_checked(on_board)
    page.get_by_label("He leído y acepto las bases").check()
    page.get_by_label("He leído el código de conducta").check()
    page.get_by_role("button", name="Inscribirme").click()
    page.get_by_text("Tu inscripción está hecha").wait_for()


def put_team_on_the_board(page: Page, name: str, *, idea: str, wants: str) -> None:
    """From the edition's page to one's team, and there to what it says of itself."""
    page.goto("/demo/")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("link", name="Cambiar los datos").click()
    page.get_by_label("Idea del proyecto").fill(idea)
    page.get_by_label("español (Perú)").check()
    page.get_by_label(wants).check()
    page.get_by_label("Buscamos gente").check()
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("heading", name=name).wait_for()


def create_team(page: Page, name: str) -> str:
    """From the edition's page, registered, to a team of one's own; returns the invitation's address."""
    register(page)
    page.goto("/demo/")
    page.get_by_role("link", name="Crear un equipo").click()
    page.get_by_label("Nombre").fill(name)
    page.get_by_role("button", name="Crear el equipo").click()
    return page.get_by_label("Enlace de invitación").input_value()


def accept_invitation(page: Page, address: str, team: str) -> None:
    register(page)
    page.goto(address)
    page.get_by_role("button", name=f"Unirme a {team}").click()
    page.get_by_role("heading", name=team).wait_for()


def fill_delivery(page: Page, *, title: str, summary: str, corpora: str, models: str = "", demo: str = "") -> None:
    """Types a project into the delivery form, which must be open, and saves it."""
    page.get_by_label("Título").fill(title)
    page.get_by_label("Resumen").fill(summary)
    page.get_by_label("Corpus").fill(corpora)
    page.get_by_label("Modelo").fill(models)
    page.get_by_label("Demo", exact=False).fill(demo)
    page.get_by_role("button", name="Entregar ahora").click()


def wait_for_audit(page: Page) -> None:
    """The page gets the audit by itself; nobody reloads."""
    page.locator("[data-audit-state=done]").wait_for(timeout=40_000)


def outcomes(page: Page) -> dict[str, int]:
    """The counts above the findings: {"Correcto": 21, …}."""
    items = page.get_by_label("Resultado en números").get_by_role("listitem").all_inner_texts()
    pairs = [re.fullmatch(r"(\d+)\s+(.+)", item.strip()) for item in items]
    return {pair[2]: int(pair[1]) for pair in pairs if pair}


def score(page: Page, values: list[int]) -> None:
    """Gives each criterion of the open review its value, from top to bottom."""
    criteria = page.locator("[data-criterion]")
    expect(criteria).to_have_count(len(values))  # waits for the page, which a busy machine takes its time with
    for position, value in enumerate(values):
        criteria.nth(position).get_by_role("radio", name=str(value), exact=True).check()


def wait_for_verdicts(page: Page, stack: RunningStack) -> None:
    """Reloads until the audit that follows the deadline has been here."""
    address, deadline = page.url, time.monotonic() + 40
    while page.locator("[data-verdict=not_yet]").count() or not page.locator("[data-verdict]").count():
        assert time.monotonic() < deadline, (stack.var_dir.parent / "output.txt").read_text(errors="replace")[-5000:]
        page.wait_for_timeout(500)
        page.goto(address)
