"""The public pages, as anonymous visitors and participants see them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hackathon.editions.actions import load_edition
from hackathon.editions.deadlines import due
from hackathon.editions.rules import DeadlineRules, Phase, Window
from hackathon.editions.wording import in_zone
from hackathon.pages.queries import calendar, deadlines
from submissions.actions import evidence
from submissions.deadline.record import EntryKind
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.teams import make_team
from tests.reading import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_home_says_so_when_there_is_no_edition_yet(client: Client) -> None:
    page = client.get("/").content.decode()

    assert "Todavía no hay ninguna edición" in page


def test_home_is_in_spanish_whatever_the_browser_prefers(client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "en-GB,en"})

    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es"' in answer.content.decode()


def test_the_switch_turns_the_site_to_english_and_back(client: Client) -> None:
    client.post("/idioma/", {"language": "en", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"

    client.post("/idioma/", {"language": "es", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "es"


def test_an_unknown_edition_is_not_found_and_says_so(client: Client) -> None:
    answer = client.get("/no-existe/")

    assert answer.status_code == 404
    assert "puede que la dirección esté mal escrita o que la edición no exista" in answer.content.decode()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/no-existe/", "/no/hay/tal/cosa"])
def test_not_found_is_our_own_page_while_trying_things_out_too(
    client: Client, settings: Any, address: str, debug: bool
) -> None:
    settings.DEBUG = debug

    answer = client.get(address)

    assert answer.status_code == 404
    assert '<h1 class="h3">No encontrado</h1>' in answer.content.decode()


def test_an_edition_shows_its_notice_dates_and_rubric(client: Client) -> None:
    edition = make_edition()

    page = client.get(f"/{edition.slug}/").content.decode()

    rules = edition.parsed_rules
    assert str(rules.notice) in page
    assert all(str(group.title) in page for group in rules.rubric.groups)
    assert all(str(milestone.title) in page for milestone in rules.milestones)


def test_the_rules_page_says_what_becomes_of_a_part_that_is_missing(client: Client) -> None:
    load_edition(slug="somos600m-2024", by=None, at=NOW)
    load_edition(slug="somos600m-2024-final", by=None, at=NOW)

    first, last = (
        client.get(f"/{slug}/bases/").content.decode() for slug in ("somos600m-2024", "somos600m-2024-final")
    )

    assert "La parte que un proyecto no tiene vale cero puntos." in first
    assert "se puntúa sobre las que sí tiene" in last
    assert "Un proyecto que solo tiene Corpus recibe como máximo 7 puntos." in last
    assert "Cada miembro del jurado puede dar a un solo proyecto un extra de 1." in last
    assert ("un extra de" in first, "recibe como máximo" in first) == (False, False)


def test_the_rules_page_shows_every_column_and_criterion(client: Client) -> None:
    edition = make_edition()

    page = client.get(f"/{edition.slug}/bases/").content.decode()

    rules = edition.parsed_rules
    assert all(f"<code>{column.name}</code>" in page for column in rules.dataset.columns)
    assert all(str(criterion.title) in page for criterion in rules.rubric.criteria)


@pytest.mark.parametrize("phase", list(Phase))
def test_an_edition_can_be_read_in_every_phase(client: Client, phase: Phase, monkeypatch: Any) -> None:
    edition = make_edition(phase=phase, at=NOW)
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)

    answer = client.get(f"/{edition.slug}/")

    assert (answer.status_code, answer.context["phase"]) == (200, phase)


def test_an_edition_links_to_its_evidence_once_the_log_has_begun(client: Client) -> None:
    edition = make_edition()
    link = f'href="/{edition.slug}/pruebas/"'
    assert link not in client.get(f"/{edition.slug}/").content.decode()

    evidence.append(edition=edition, kind=EntryKind.SILENCE, body={"hub_id": None, "what": "list", "error": ""}, at=NOW)

    assert link in client.get(f"/{edition.slug}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_of_the_database_for_one_edition_and_for_three(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    alicia = make_person(name="Alicia")
    for number in range(count):
        make_team(make_edition(slug=f"demo-{number}"), alicia, name="Los Loros")
    client.force_login(alicia)

    with django_assert_num_queries(7):  # session, person, teams, editions, announcements, results, roles
        client.get("/")


def test_public_pages_allow_nothing_from_elsewhere_and_nothing_inline(client: Client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if " " in part.strip())
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.parametrize("panel", ["/organizacion/", "/jurado/judging/assignment/"])
def test_the_panels_may_evaluate_expressions_but_run_no_inline_script(client: Client, panel: str) -> None:
    edition = make_edition()
    client.force_login(make_organiser(edition) if panel.startswith("/organizacion") else make_judge(edition))

    policy = client.get(panel).headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if " " in part.strip())
    assert (directives["script-src"], directives["default-src"]) == ("'self' 'unsafe-eval'", "'none'")


# --- deadlines ---------------------------------------------------------------------------------------------------------
def dated(**changes: Any) -> Any:
    """An edition with every deadline there can be, and a close with grace and late ones."""
    windows = make_rules().windows
    close = windows.submission.closes_at
    windows = replace(windows, video=Window(windows.submission.opens_at, close + 2 * DAY), likes_at=close + 4 * DAY)
    return make_edition(windows=windows, deadline=DeadlineRules(grace_minutes=15, late_minutes=60), **changes)


def test_the_calendar_has_milestones_and_deadlines_in_one_order_each_once() -> None:
    rules = dated().parsed_rules
    titles = [(date.title, date.due.which.value if date.due else None) for date in calendar(rules=rules, at=NOW)]
    assert titles == [
        ("Último día para inscribirse", "registration"),
        ("Último día para crear equipos", "teams"),
        ("Fecha límite de entrega de los proyectos", "submission"),
        ("Vídeo", "video"),
        ("Recuento de likes", "likes"),
        ("Presentación en directo de los proyectos", None),
        ("Anuncio de los equipos ganadores y envío de los comentarios del jurado", None),
        ("Presentación en directo de los proyectos ganadores", None),
    ]


def test_at_its_close_a_deadline_is_past_and_the_next_one_is_next() -> None:
    rules = dated().parsed_rules
    close = rules.windows.submission.closes_at
    before, after = (
        {date.due.which.value: (date.state, date.is_next) for date in deadlines(rules=rules, at=at)}
        for at in (close - timedelta(microseconds=1), close)
    )
    assert (before["submission"], before["video"]) == (("now", True), ("future", False))
    assert (after["submission"], after["video"]) == (("past", False), ("now", True))


@pytest.mark.parametrize("address", ["/demo/", "/demo/bases/"])
def test_edition_and_rules_show_every_deadline_the_next_one_counted_and_what_becomes_of_late_ones(
    client: Client, monkeypatch: Any, address: str
) -> None:
    edition = dated()
    close = edition.parsed_rules.windows.submission.closes_at
    monkeypatch.setattr("hackathon.clock.now", lambda: close - timedelta(hours=2))

    page = text(client.get(address))

    for which in due(edition.parsed_rules):
        assert in_zone(which.said) in page
    assert f'data-countdown="{close.isoformat()}" data-now="{(close - timedelta(hours=2)).isoformat()}"' in page
    assert "Cierra en 2 horas" in page
    assert "Con el margen, cuenta como en plazo lo que llegue antes del 15 mar 2026, 00:15 AoE" in page
    assert "Fuera de plazo se acepta la entrega, marcada como tardía, antes del 15 mar 2026, 01:15 AoE" in page


def test_likes_are_not_closed_but_counted(client: Client, monkeypatch: Any) -> None:
    edition = dated()
    likes_at = edition.parsed_rules.windows.likes_at
    monkeypatch.setattr("hackathon.clock.now", lambda: likes_at - timedelta(hours=2))

    assert "Faltan 2 horas" in text(client.get("/demo/"))


def test_an_edition_without_grace_says_that_nothing_is_taken_later(client: Client) -> None:
    make_edition()

    assert "Después no se acepta nada más." in text(client.get("/demo/bases/"))


def test_when_all_is_over_nothing_is_counted(client: Client, monkeypatch: Any) -> None:
    edition = dated()
    monkeypatch.setattr("hackathon.clock.now", lambda: edition.parsed_rules.windows.likes_at)

    assert "data-countdown" not in text(client.get("/demo/")) + text(client.get("/demo/bases/"))
