"""``python -m tests.journeys.look FOLDER``: pictures of every page, desktop and phone, light and dark, for a person to look at."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import SWITCHES
from tests.journeys.running import RunningStack, running_stack
from tests.journeys.steps import sign_in_with_hub

SCREENS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
LOCALES = {"es": "es-ES", "en": "en-GB"}
PAGES = {
    None: {
        "home": "/",
        "edition": "/demo/",
        "rules": "/demo/bases/",
        "conduct": "/demo/conducta/",
        "registration-closed": "/somos600m-2024/inscripcion/",
        "announcements": "/demo/anuncios/",
        "login": "/cuenta/login/",
        "signup": "/cuenta/signup/",
        "lost": "/no/existe/",
        "certificate-ask": "/certificado/?codigo=HOLA",
    },
    "alicia": {
        "home-in": "/",
        "edition-in": "/demo/",
        "registration": "/demo/inscripcion/",
        "profile": "/cuenta/perfil/",
        "data": "/cuenta/mis-datos/",
        "tokens": "/cuenta/tokens/",
        "own-prizes": "/cuenta/premios/",
        "own-certificates": "/cuenta/certificados/",
    },
    "carla": {
        "team-new": "/demo/equipos/nuevo/",
        "team": "@team",
        "team-edit": "@team-edit",
        "board": "/demo/equipos/",
        "board-people": "/demo/equipos/?ver=personas",
        "submit": "@submit",
        "project": "@project",
    },
    "julia": {"jury": "/jurado/", "jury-list": "/jurado/judging/assignment/", "jury-form": "@assignment"},
    "olga": {
        "admin": "/organizacion/",
        "results": "/demo/resultados/mesa/",
        "exports": "/demo/exportar/",
        "export-people": "/demo/exportar/personas/",
        "archive": "/demo/archivo/",
        "dashboard": "/demo/panel/",
        "imports": "/demo/importar/",
        "prizes": "/demo/premios/",
        "benefits": "/demo/beneficios/",
        "benefit-codes": "/demo/beneficios/submitters/credits/codigos/",
        "certificates": "/demo/certificados/",
        "leaderboards": "/demo/clasificacion/",
        "leaderboard": "/demo/clasificacion/muestra/",
        "evaluations": "/demo/evaluaciones/",
        "evaluations-import": "/demo/evaluaciones/importar/",
        "admin-evaluations": "/organizacion/submissions/evaluationjob/",
        "admin-people": "/organizacion/registration/registration/?edition=demo",
        "admin-teams": "/organizacion/teams/team/?edition=demo",
        "admin-users": "/organizacion/accounts/user/",
        "admin-mail": "/organizacion/outreach/campaign/add/?edicion=demo",
        "admin-announcement": "/organizacion/outreach/announcement/add/",
        "admin-editions": "/organizacion/editions/edition/",
        "api-docs": "/api/v1/docs/",
    },
}


def resolve(stack: RunningStack, name: str) -> str:
    """The address of a page whose key depends on the demo's data."""
    carla = "edition__slug='demo', {path}user__hub_username='carla'"
    model, lookup, address = {
        "@team": ("teams.Membership", carla.format(path=""), "/demo/equipos/{row.team_id}/"),
        "@team-edit": ("teams.Membership", carla.format(path=""), "/demo/equipos/{row.team_id}/editar/"),
        "@submit": ("teams.Membership", carla.format(path=""), "/demo/equipos/{row.team_id}/entrega/"),
        "@project": ("submissions.Submission", carla.format(path="team__memberships__"), "/demo/proyectos/{row.pk}/"),
        "@assignment": (
            "judging.Assignment",
            "judge__hub_username='julia'",
            "/jurado/judging/assignment/{row.pk}/change/",
        ),
    }[name]
    code = (
        f"from django.apps import apps; row = apps.get_model('{model}').objects.filter({lookup}).first(); "
        f"print(f'{address}')"
    )
    return stack.manage("shell", "--verbosity", "0", "--command", code).strip().splitlines()[-1]


def shoot(browser: Browser, stack: RunningStack, folder: Path, *, only: set[str], language: str) -> None:
    """One picture per page, screen and colour scheme; prints what the browser complained about."""
    for username, pages in PAGES.items():
        wanted = {name: path for name, path in pages.items() if not only or name in only}
        addresses = {name: resolve(stack, path) if path.startswith("@") else path for name, path in wanted.items()}
        for screen, viewport in SCREENS.items():
            for scheme in ("light", "dark"):
                if not addresses:
                    continue
                context = browser.new_context(
                    base_url=stack.url, viewport=viewport, color_scheme=scheme, locale=LOCALES[language]
                )
                page = context.new_page()
                page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
                if username:
                    sign_in_with_hub(page, username)  # reads Spanish
                context.add_cookies([{"name": "django_language", "value": language, "url": stack.url}])
                for name, address in addresses.items():
                    answer = page.goto(address)
                    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                    print(f"{name:14} {screen:8} {scheme:6} {answer.status}{' WIDER THAN THE SCREEN' if wide else ''}")
                    page.screenshot(path=folder / f"{name}-{screen}-{scheme}.png", full_page=True)
                context.close()


def main() -> None:
    """``FOLDER [phase] [es|en] [page …]``"""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    phase = sys.argv[2] if len(sys.argv) > 2 else "building"
    only = set(sys.argv[3:])
    language = next(iter(only & LOCALES.keys()), "es")
    with (
        tempfile.TemporaryDirectory() as state,
        running_stack(Path(state), DEMO_PHASE=phase) as stack,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=list(SWITCHES))
        shoot(browser, stack, folder, only=only - LOCALES.keys(), language=language)
        browser.close()


if __name__ == "__main__":
    main()
