"""Editions in the organisers' panel: rules are changed with a reason, refused by path, and never lost."""

import json
import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client, RequestFactory
from django.urls import resolve

from hackathon.accounts.sites import organiser_site
from hackathon.editions import actions
from hackathon.editions.models import EditionRulesVersion, TrailEntry
from hackathon.editions.verbs import RULES_VERBS
from hackathon.pages.deeds import VERBS
from hackathon.pages.sidebar import navigation
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, signed_in

pytestmark = pytest.mark.django_db
EDITIONS = "/organizacion/editions/edition/"
VERSIONS = "/organizacion/editions/editionrulesversion/"
TRAIL = "/organizacion/editions/trailentry/"
ROOT = Path(__file__).resolve().parents[3]
APPS = ("hackathon", "teams", "submissions", "judging")


@pytest.fixture(autouse=True)
def _at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def organiser(olga):
    client = Client()
    client.force_login(olga)
    return client


def page_of(edition):
    return f"{EDITIONS}{edition.pk}/change/"


def change(client, edition, rules, *, reason="Se alarga el plazo", based_on=1):
    text = rules if isinstance(rules, str) else json.dumps(rules)
    data = {"rules": text, "reason": reason, "based_on": based_on}
    return client.post(page_of(edition), data)


def with_team_of(edition, size):
    return edition.rules | {"team": {"min_size": 1, "max_size": size}}


def test_the_page_shows_the_rules_and_their_dates(edition, organiser):
    page = organiser.get(page_of(edition)).content.decode()
    assert ("corpus-varieties" in page, "versión 1 de las bases" in page, "AoE" in page) == (True, True, True)


def test_changed_rules_are_a_new_version_with_reason_and_trail(edition, olga, organiser):
    assert change(organiser, edition, with_team_of(edition, 7)).status_code == 302
    edition.refresh_from_db()
    version = EditionRulesVersion.objects.get(edition=edition, number=2)
    assert (edition.parsed_rules.team.max_size, edition.rules_version) == (7, 2)
    assert (version.by, version.reason, version.at) == (olga, "Se alarga el plazo", NOW)
    assert TrailEntry.objects.get(verb="edition.rules_changed").by == olga


def test_a_wrong_key_is_named_by_its_path_and_what_was_typed_stays(edition, organiser):
    response = change(organiser, edition, with_team_of(edition, "muchas"), reason="Más gente")
    page = response.content.decode()
    assert response.status_code == 200
    assert ("team.max_size" in page, "muchas" in page, "Más gente" in page) == (True, True, True)
    edition.refresh_from_db()
    assert edition.rules_version == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"slug": ', "No es JSON válido: línea 1"),
        ('{"a": 1, "a": 2}', "La clave «a» está repetida."),
        ("[]", "tabla"),
        ("[" * 100_000, "demasiado grande"),
        ("9" * 5_000, "demasiado grande"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place(edition, organiser, text, words):
    assert words in change(organiser, edition, text).content.decode()


def test_a_change_needs_a_reason(edition, organiser):
    change(organiser, edition, with_team_of(edition, 7), reason="")
    edition.refresh_from_db()
    assert edition.rules_version == 1


def test_rules_that_someone_else_changed_meanwhile_are_not_overwritten(edition, olga, organiser):
    actions.change_rules(edition=edition, rules=with_team_of(edition, 6), by=olga, at=NOW, reason="Antes")
    page = change(organiser, edition, with_team_of(edition, 7)).content.decode()
    edition.refresh_from_db()
    assert "Otra persona ha cambiado las bases" in page
    assert edition.parsed_rules.team.max_size == 6


def test_the_same_rules_write_nothing(edition, organiser):
    change(organiser, edition, edition.rules)
    assert EditionRulesVersion.objects.count() == 0


def test_editions_of_others_do_not_exist(edition, organiser):
    other = make_edition("otra")
    assert organiser.get(page_of(other)).status_code == 404
    assert change(organiser, other, with_team_of(other, 7)).status_code == 404
    assert "otra" not in organiser.get(EDITIONS).content.decode()


def test_a_version_shows_what_changed(edition, organiser):
    change(organiser, edition, with_team_of(edition, 6))
    change(organiser, edition, with_team_of(edition, 7), based_on=2)
    version = EditionRulesVersion.objects.get(number=3)
    page = organiser.get(f"{VERSIONS}{version.pk}/change/").content.decode()
    assert ("-    &quot;max_size&quot;: 6," in page, "+    &quot;max_size&quot;: 7," in page) == (True, True)


@pytest.mark.parametrize("path", [VERSIONS, TRAIL])
def test_history_and_trail_are_read_and_never_written(edition, organiser, path):
    change(organiser, edition, with_team_of(edition, 7))
    row = EditionRulesVersion.objects.get() if path == VERSIONS else TrailEntry.objects.latest("pk")
    assert organiser.get(path).status_code == 200
    assert organiser.get(f"{path}{row.pk}/change/").status_code == 200
    for address, data in (
        (f"{path}add/", {}),
        (f"{path}{row.pk}/change/", {}),
        (f"{path}{row.pk}/delete/", {"post": "yes"}),
    ):
        assert organiser.post(address, data).status_code == 403


def test_the_trail_shows_only_ones_own_editions(edition, organiser):
    make_judge(make_edition("otra"), "Desconocida")
    make_judge(edition, "Julia")
    page = organiser.get(TRAIL).content.decode()
    assert ("Julia" in page, "Desconocida" in page) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_trail_costs_the_same_however_long_it_is(edition, organiser, rows, django_assert_num_queries):
    for number in range(rows):
        make_judge(edition, f"Julia {number}")
    organiser.get(TRAIL)
    with django_assert_num_queries(11):
        organiser.get(TRAIL)


@pytest.mark.parametrize("spelling", ["%2B{}", "%20{}", "{}%20"])
def test_an_edition_has_no_other_form_by_its_number_written_another_way(edition, organiser, spelling):
    address = f"{EDITIONS}{spelling.format(edition.pk)}/change/"
    data = {"slug": "otro", "title": "Otro", "rules": "{}"}
    assert (organiser.get(address).status_code, organiser.post(address, data).status_code) == (404, 404)
    edition.refresh_from_db()
    assert (edition.rules_version, edition.slug) == (1, "demo")


def test_every_deed_that_the_code_records_has_words():
    sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in sources}
    deeds = {deed for text in texts.values() for deed in re.findall(r'verb="([\w.]+)"', text)}
    del texts[Path("hackathon/pages/deeds.py")]
    named = {verb for verb in VERBS if any(f'"{verb}"' in text for text in texts.values())}
    assert (deeds | set(RULES_VERBS)) - set(VERBS) == set()
    assert set(VERBS) - named - set(RULES_VERBS) == set()


# --- finding one's way -----------------------------------------------------------------------------------------------
def test_the_panels_first_page_leads_to_what_is_to_be_done_in_each_of_ones_editions(edition, organiser):
    make_edition("otra")
    page = organiser.get("/organizacion/").content.decode()
    for address in (
        "/demo/panel/",
        "/demo/importar/",
        "/demo/resultados/mesa/",
        "/organizacion/registration/registration/?edition=demo",
        "/organizacion/teams/team/?edition=demo",
        "/organizacion/outreach/campaign/add/?edicion=demo",
        page_of(edition),
    ):
        assert f'href="{address}"' in page
    assert "/otra/" not in page


def test_the_sidebar_leads_to_every_list_of_the_panel(organiser):
    page = organiser.get("/organizacion/").content.decode()
    lists = {f"/organizacion/{model._meta.app_label}/{model._meta.model_name}/" for model in organiser_site._registry}
    assert {address for address in lists if f'href="{address}"' not in page} == set()


def test_the_sidebar_asks_the_database_nothing(django_assert_num_queries):
    request = RequestFactory().get("/organizacion/")
    request.resolver_match = resolve("/organizacion/")
    with django_assert_num_queries(0):
        assert len(navigation(request)) == 4


def test_the_judges_panel_gives_the_room_to_the_projects_and_shows_no_sidebar(edition):
    page = signed_in(make_judge(edition)).get("/jurado/", follow=True).content.decode()
    assert ("/organizacion/registration/" in page, 'id="nav-sidebar"' in page) == (False, False)
