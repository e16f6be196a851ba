"""What goes wrong for people: one clear sentence in Spanish each, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

SUMMARY = "Un resumen que costó escribir."


pytestmark = pytest.mark.usefixtures("building")


def test_wrong_addresses_are_named_one_by_one_and_everything_typed_stays(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    page = newcomer("ignacio")
    steps.create_team(page, "Direcciones Perdidas")
    page.get_by_role("link", name="Entregar el proyecto").click()

    steps.fill_delivery(
        page,
        title="Mi proyecto",
        summary=SUMMARY,
        corpora="somos-demo/no-existe",
        models=f"{stack.hub_url}/spaces/somos-demo/refranero-vivo-demo",
        demo="https://huggingface.co/papers/2301.00001",
    )

    expect(page.get_by_text("No encontramos «somos-demo/no-existe» en Hugging Face.")).to_be_visible()
    expect(page.get_by_text("es un Space: va en el campo «Demo».")).to_be_visible()
    expect(page.get_by_text("es una página de Hugging Face, pero no la de un repositorio.")).to_be_visible()
    assert page.get_by_label("Título").input_value() == "Mi proyecto"
    assert page.get_by_label("Resumen").input_value() == SUMMARY
    assert page.get_by_label("Corpus").input_value() == "somos-demo/no-existe"


def test_a_hub_that_refuses_to_answer_does_not_cost_the_delivery(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    page = newcomer("irene")
    steps.create_team(page, "Paciencia")
    page.get_by_role("link", name="Entregar el proyecto").click()
    stack.sandbox(
        "faults", kind="status", status=429, path="/api/datasets/somos-demo/tramites-claros", times=2, retry_after=1
    )

    steps.fill_delivery(page, title="Con paciencia", summary=SUMMARY, corpora="somos-demo/tramites-claros")

    expect(page.get_by_role("heading", name="Con paciencia")).to_be_visible()
    steps.wait_for_audit(page)
    assert steps.outcomes(page)["Correcto"] >= 8


def test_a_full_team_and_dead_invitations_say_what_to_do(newcomer: Callable[[str], Page], stack: RunningStack) -> None:
    captain = newcomer("ismael")
    invitation = steps.create_team(captain, "Equipo Lleno")
    for number in range(4):
        steps.accept_invitation(newcomer(f"invitada{number}"), invitation, "Equipo Lleno")
    sixth = newcomer("invitada9")
    steps.register(sixth)

    sixth.goto(invitation)
    expect(sixth.get_by_text("El equipo está completo: ya son 5 personas.")).to_be_visible()

    captain.reload()
    captain.get_by_text("Renovar el enlace").first.click()
    captain.get_by_role("button", name="Renovar el enlace").click()
    sixth.goto(invitation)
    expect(sixth.get_by_role("heading", level=1)).to_contain_text("invitación")
    sixth.goto("/unirse/no-hay-tal-enlace/")
    expect(sixth.get_by_role("heading", level=1)).to_contain_text("invitación")


def test_after_the_deadline_the_form_says_when_it_closed_and_keeps_what_was_typed(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    page = newcomer("isabel")
    steps.create_team(page, "Por los Pelos")
    page.get_by_role("link", name="Entregar el proyecto").click()
    expect(page.get_by_label("Título")).to_be_visible()
    stack.manage("load_demo", "--phase", "judging")

    steps.fill_delivery(page, title="Tarde", summary=SUMMARY, corpora="somos-demo/tramites-claros")

    expect(page.get_by_text("El plazo de entrega se cerró el").first).to_be_visible()
    assert page.get_by_label("Título").input_value() == "Tarde"
    assert page.get_by_label("Resumen").input_value() == SUMMARY


def test_two_clicks_on_save_deliver_once(newcomer: Callable[[str], Page], stack: RunningStack) -> None:
    page = newcomer("iker")
    steps.create_team(page, "Doble Clic")
    page.get_by_role("link", name="Entregar el proyecto").click()
    page.get_by_label("Título").fill("Una sola vez")
    page.get_by_label("Resumen").fill(SUMMARY)
    page.get_by_label("Corpus").fill("somos-demo/tramites-claros")

    page.get_by_role("button", name="Entregar ahora").dblclick()

    expect(page.get_by_role("heading", name="Una sola vez")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Versión 1").first).to_be_visible()
    expect(page.get_by_text("Versión 2")).to_have_count(0)


def test_everything_up_to_the_delivery_works_by_keyboard_alone(
    newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    page = newcomer("ines")
    steps.register(page)
    page.goto("/demo/equipos/nuevo/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Saltar al contenido")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Nombre")).to_be_focused()
    page.keyboard.type("Solo Teclado")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Solo Teclado")).to_be_visible()


@pytest.mark.parametrize("address", ["/", "/demo/", "/demo/bases/", "/cuenta/login/", "/cuenta/signup/", "/no/existe/"])
def test_no_page_is_wider_than_a_phone(person: Callable[..., Page], address: str) -> None:
    page = person(viewport={"width": 360, "height": 740})

    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.usefixtures("building")
def test_names_without_a_space_in_them_do_not_push_a_phone_s_page_apart(
    newcomer: Callable[[str], Page],
) -> None:
    page = newcomer("ignacia")
    page.set_viewport_size({"width": 360, "height": 740})
    steps.create_team(page, "W" * 60)
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    page.get_by_role("link", name="Entregar el proyecto").click()
    steps.fill_delivery(page, title="T" * 60, summary="x" * 300, corpora="somos-demo/tramites-claros")
    expect(page.get_by_role("heading", name="T" * 60)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_switch_turns_every_page_to_english(person: Callable[..., Page]) -> None:
    page = person()
    page.goto("/demo/")
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="How projects are judged")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
