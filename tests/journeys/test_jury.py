"""A jury from the invitation to a certificate that anybody can check: real browser, real worker, judges on phones."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.running import RunningStack

PHONE = {"width": 390, "height": 844}
WINNER, SECOND = "Coplas de Ida y Vuelta", "Recetario del Altiplano"
# What each of the three gives on every criterion: nobody agrees on how strict to be, everybody on who is better.
GIVEN = {"ximena": (4, 3), "yago": (3, 2), "zoe": (2, 1)}

STAGE = f"""
from hackathon import clock
from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.rules import Phase
from tests.factories.editions import make_edition
from tests.factories.judging import make_project
from tests.factories.teams import make_team
edition = make_edition(slug="certamen", phase=Phase.JUDGING, at=clock.now())
for name in ("olga", "octavio"):
    person = User.objects.get(hub_username=name)
    roles.grant(user=person, edition=edition, kind=Role.Kind.ORGANISER, by=None, at=clock.now())
alba = User.objects.get(hub_username="aldonza")
make_project(edition, "{WINNER}", team=make_team(edition, alba, name="Las Coplas"))
make_project(edition, "{SECOND}", team=make_team(edition, name="Las Recetas"))
"""
LETTERS = """
import re
from hackathon.mail.models import Message
for message in Message.objects.filter(email__endswith="@jurado.example").order_by("email"):
    print(message.email, re.search(r"http\\S+/jurado/invitacion/\\S+", message.body)[0])
"""


def invitations(stack: RunningStack) -> dict[str, str]:
    """Address → the link that stands in the mail to it."""
    lines = (line.split() for line in stack.manage("shell", "-v", "0", "-c", LETTERS).splitlines())
    return {line[0]: line[1] for line in lines if len(line) == 2 and "@" in line[0]}


def judge_everything(page: Page, values: tuple[int, int]) -> None:
    """Scores the first project with one tap a criterion and the second with one key each, and sends each review."""
    for title, value in zip((WINNER, SECOND), values, strict=True):
        page.goto("/jurado/")
        page.get_by_role("link", name=title).first.click()
        if title == WINNER:
            steps.score(page, [value] * 13)
        else:
            expect(page.locator("form[data-folded] [data-criterion]")).to_have_count(13)  # the keys are listened to
            page.keyboard.type(str(value) * 13)
        page.get_by_label("Comentario para el equipo").fill(f"Muy cuidado: {title}.")
        page.get_by_role("button", name="Enviar evaluación").click()
        expect(page.get_by_text("Evaluación enviada.")).to_be_visible()


def invite(organiser: Page, person: Callable[..., Page], stack: RunningStack) -> dict[str, Page]:
    """Asks all three by mail; the browsers in which they have accepted, on phones."""
    organiser.goto("/certamen/jurado/")
    organiser.get_by_label("A quién invitas").fill("\n".join(f"{name}@jurado.example" for name in GIVEN))
    organiser.get_by_role("button", name="Enviar invitaciones").click()
    expect(organiser.get_by_text("sin respuesta")).to_have_count(3)
    judges = {}
    for name, address in invitations(stack).items():
        username = name.split("@")[0]
        stack.sandbox("person", username=username, name=username.title())
        judges[username] = person(username, viewport=PHONE)
        judges[username].goto(address)
        judges[username].get_by_role("button", name="Aceptar").click()
    return judges


def share_out(organiser: Page) -> None:
    """Has a plan computed and puts it in force."""
    organiser.goto("/certamen/jurado/reparto/")
    organiser.get_by_role("button", name="Calcular").click()
    organiser.get_by_role("button", name=re.compile("Aplicar: 6 evaluaciones nuevas")).click()
    expect(organiser.get_by_text("aplicado", exact=True)).to_be_visible()


def deliberate(organiser: Page) -> None:
    """Notes what was said, and lets every comment go out."""
    organiser.goto("/certamen/resultados/deliberacion/")
    organiser.get_by_text("Apuntar algo que se dijo").click()
    organiser.locator("details[open]").get_by_label("Motivo").fill("El jurado está de acuerdo en el orden.")
    organiser.get_by_role("button", name="Apuntarlo").click()
    expect(organiser.get_by_text("El jurado está de acuerdo en el orden.")).to_be_visible()
    organiser.goto("/certamen/resultados/comentarios/")
    organiser.get_by_role("button", name=re.compile("Aprobar tod")).click()
    expect(organiser.get_by_text("Están todos revisados")).to_be_visible()


def publish(first: Page, second: Page) -> None:
    """The first organiser freezes and signs, the second signs and publishes."""
    first.goto("/certamen/resultados/publicacion/")
    first.get_by_label("Por qué se congelan ya").fill("El jurado ha terminado antes.")
    first.get_by_role("button", name="Congelar los resultados").click()
    first.get_by_role("button", name="Los he leído y los firmo").click()
    second.goto("/certamen/resultados/publicacion/")
    second.get_by_role("button", name="Los he leído y los firmo").click()
    second.get_by_role("button", name="Publicar ya").click()


@pytest.mark.timeout(300)
def test_from_the_invitation_of_three_judges_to_a_certificate_that_is_verified(
    person: Callable[..., Page], newcomer: Callable[[str], Page], stack: RunningStack
) -> None:
    aldonza, octavio, olga = newcomer("aldonza"), newcomer("octavio"), person("olga")
    stack.manage("shell", "-v", "0", "-c", STAGE)

    judges = invite(olga, person, stack)
    assert list(judges) == list(GIVEN)
    share_out(olga)
    for username, page in judges.items():
        judge_everything(page, GIVEN[username])
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    aldonza.goto("/certamen/resultados/")
    expect(aldonza.get_by_text(WINNER)).to_have_count(0)
    deliberate(olga)
    publish(olga, octavio)
    anybody = person()
    anybody.goto("/certamen/resultados/")
    expect(anybody.get_by_text(WINNER).first).to_be_visible()
    aldonza.goto("/certamen/resultados/")
    aldonza.get_by_role("link", name=WINNER).first.click()
    expect(aldonza.get_by_text("Muy cuidado").first).to_be_visible()

    olga.goto("/certamen/certificados/")
    olga.get_by_role("button", name="Hacer los marcados").click()
    expect(olga.locator("#batch").get_by_text(re.compile("Hechos? \\d+ certificado"))).to_be_visible()
    aldonza.goto("/cuenta/certificados/")
    aldonza.get_by_role("link", name="Su página").first.click()
    anybody.goto(aldonza.url)
    expect(anybody.get_by_role("heading", name="Este certificado es auténtico")).to_be_visible()
    with anybody.expect_download() as started:
        anybody.get_by_role("link", name=re.compile("PDF")).first.click()
    assert started.value.path().read_bytes().startswith(b"%PDF")
    assert [page.problems for page in (aldonza, olga, octavio, anybody, *judges.values())] == [[]] * 7
