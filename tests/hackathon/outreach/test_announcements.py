"""Announcements: on the site at once, taken back and corrected with a trail, written by who runs the edition."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as site_settings
from django.test import Client

from hackathon.editions.models import Edition, TrailEntry
from hackathon.outreach import actions, dispatch
from hackathon.outreach.actions import News
from hackathon.outreach.models import Announcement
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, signed_in
from tests.racing import race
from tests.reading import text

pytestmark = pytest.mark.django_db
PANEL = "/organizacion/outreach/announcement/"
WEBHOOK = "http://127.0.0.1:9/api/webhooks/1/secreto"


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The announcements that a worker was nudged towards."""
    ids: list[int] = []

    def note(announcement_id: int) -> bool:
        ids.append(announcement_id)
        return True

    monkeypatch.setattr(dispatch, "post_soon", note)
    return ids


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def organiser(edition: Edition) -> Client:
    return signed_in(make_organiser(edition))


def announce(
    edition: Edition, title: str = "Charla el viernes", body: str = "A las 18:00.", **given: Any
) -> Announcement:
    at = given.pop("at", NOW)
    by = given.pop("by", None) or make_organiser(edition)
    on_discord = given.pop("on_discord", False)
    return actions.publish(edition=edition, news=News(title, body, **given), on_discord=on_discord, by=by, at=at)


def verbs() -> list[str]:
    wanted = TrailEntry.objects.filter(verb__startswith="announcement.").order_by("pk")
    return list(wanted.values_list("verb", flat=True))


def english(client: Client) -> Client:
    client.cookies[site_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


# --- on the site -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/demo/", "/demo/anuncios/"])
def test_the_newest_stands_first(client, edition, address):
    for hours, title in ((2, "La vieja"), (1, "La nueva")):
        announce(edition, title, at=NOW - timedelta(hours=hours))
    page = text(client.get(address))
    assert -1 < page.index("La nueva") < page.index("La vieja")


def test_without_announcements_the_edition_says_so_and_home_stays_as_it_was(client, edition):
    assert "Todavía no hay anuncios" in text(client.get("/demo/"))
    assert "Todavía no hay anuncios" in text(client.get("/demo/anuncios/"))
    assert "anuncios" not in text(client.get("/"))


def test_an_edition_shows_its_own_only(client, edition):
    announce(make_edition("otra"), "De otra edición")
    assert "De otra edición" not in text(client.get("/demo/"))
    assert "De otra edición" not in text(client.get("/demo/anuncios/"))


def test_each_has_an_address_of_its_own_in_its_own_edition(client, edition):
    announcement = announce(edition)
    make_edition("otra")
    assert "A las 18:00." in text(client.get(f"/demo/anuncios/{announcement.pk}/"))
    assert client.get(f"/otra/anuncios/{announcement.pk}/").status_code == 404
    assert client.get(f"/demo/anuncios/{10**30}/").status_code == 404


def test_who_reads_english_gets_the_english_version_where_there_is_one(client, edition):
    both = announce(edition, "Hola", "Texto", title_en="Hello", body_en="Words")
    only = announce(edition, "Solo español", "Más texto")
    english(client)
    first, second = (text(client.get(f"/demo/anuncios/{each.pk}/")) for each in (both, only))
    assert ('<bdi lang="en">Hello</bdi>' in first, "Words" in first, "Texto" in first) == (True, True, False)
    assert '<bdi lang="es">Solo español</bdi>' in second


def test_the_text_stays_as_typed_and_its_links_vouch_for_nobody(client, edition):
    body = "Uno\nDos\n\n<script>alert(1)</script> https://example.org/a?b=1&c=2 javascript:alert(1)"
    announcement = announce(edition, "<b>Título</b>", body)
    page = client.get(f"/demo/anuncios/{announcement.pk}/").content.decode()
    assert "<p>Uno<br>Dos</p>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow">' in page
    assert 'href="javascript' not in page
    assert "&lt;b&gt;Título&lt;/b&gt;" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, django_assert_num_queries, edition, count):
    organiser = make_organiser(edition)
    for number in range(count):
        announce(edition, f"Anuncio {number}", by=organiser)
    with django_assert_num_queries(3):  # the edition, how many, which
        client.get("/demo/anuncios/")


def test_old_ones_are_on_further_pages_and_a_page_too_far_is_the_last(client, edition):
    organiser = make_organiser(edition)
    for number in range(21):
        announce(edition, f"Anuncio {number:02}", by=organiser, at=NOW + timedelta(minutes=number))
    first, last, odd = (text(client.get("/demo/anuncios/", {"pagina": page})) for page in ("1", "9" * 40, "uno"))
    assert ("Anuncio 00" in first, "Anuncio 20" in first) == (False, True)
    assert ("Anuncio 00" in last, "Anuncio 20" in last) == (True, False)
    assert "Anuncio 20" in odd


# --- deeds -------------------------------------------------------------------------------------------------------------
def test_a_withdrawn_one_is_gone_until_it_is_shown_again(client, edition):
    announcement = announce(edition)
    olga = announcement.published_by
    actions.withdraw(announcement=announcement, by=olga, at=NOW)
    assert client.get(f"/demo/anuncios/{announcement.pk}/").status_code == 404
    assert "Charla" not in text(client.get("/demo/")) + text(client.get("/")) + text(client.get("/demo/anuncios/"))
    actions.restore(announcement=announcement, by=olga, at=NOW)
    assert client.get(f"/demo/anuncios/{announcement.pk}/").status_code == 200
    assert verbs() == ["announcement.published", "announcement.withdrawn", "announcement.restored"]


def test_withdrawing_takes_it_out_of_the_queue_and_showing_it_again_sends_nothing(edition, nudged):
    announcement = announce(edition, on_discord=True)
    actions.withdraw(announcement=announcement, by=announcement.published_by, at=NOW)
    shown = actions.restore(announcement=announcement, by=announcement.published_by, at=NOW)
    assert shown.discord_state == "not_wanted"


def test_doing_a_deed_twice_leaves_one_line_in_the_trail(edition):
    announcement = announce(edition)
    for _click in range(2):
        actions.withdraw(announcement=announcement, by=announcement.published_by, at=NOW)
    assert verbs() == ["announcement.published", "announcement.withdrawn"]


def test_a_correction_keeps_the_moment_and_leaves_what_was_said_in_the_trail(edition):
    announcement = announce(edition, "Carla el viernes")
    actions.correct(
        announcement=announcement,
        news=News("Charla el viernes", "A las 18:00."),
        by=announcement.published_by,
        at=NOW + timedelta(hours=1),
    )
    announcement.refresh_from_db()
    entry = TrailEntry.objects.get(verb="announcement.corrected")
    assert (announcement.title, announcement.published_at) == ("Charla el viernes", NOW)
    assert entry.detail["before"]["title"] == "Carla el viernes"


def test_a_double_click_publishes_once(edition):
    olga = make_organiser(edition)
    first, second = (announce(edition, by=olga, at=NOW + timedelta(seconds=n), on_discord=True) for n in (0, 1))
    assert (first.pk, Announcement.objects.count()) == (second.pk, 1)
    announce(edition, by=olga, at=NOW + timedelta(minutes=2))
    assert Announcement.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_publish_once(edition):
    olga = make_organiser(edition)
    found = race([lambda: announce(edition, by=olga)] * 8)
    assert {announcement.pk for announcement in found} == {Announcement.objects.get().pk}


def test_it_is_posted_again_once_and_not_at_once_after_the_last_attempt(edition):
    announcement = announce(edition)
    olga = announcement.published_by
    queued = actions.post_again(announcement=announcement, by=olga, at=NOW)
    assert (queued.discord_state, queued.discord_attempts, queued.discord_not_before) == ("queued", 0, NOW)
    with pytest.raises(actions.AlreadyQueued):
        actions.post_again(announcement=announcement, by=olga, at=NOW)
    Announcement.objects.update(discord_state="posted", discord_claimed_at=NOW)
    with pytest.raises(actions.TooSoon):
        actions.post_again(announcement=announcement, by=olga, at=NOW + timedelta(seconds=29))
    actions.withdraw(announcement=announcement, by=olga, at=NOW)
    with pytest.raises(actions.Withdrawn):
        actions.post_again(announcement=announcement, by=olga, at=NOW + timedelta(hours=1))


# --- the organisers' pages ---------------------------------------------------------------------------------------------
NEWS = {"title": "Charla  el viernes", "body": "A las 18:00.\r\nEn Discord.", "title_en": "", "body_en": ""}


def test_an_organiser_publishes_from_the_panel(
    organiser, edition, settings, django_capture_on_commit_callbacks, nudged
):
    settings.DISCORD_WEBHOOK_URL = WEBHOOK
    with django_capture_on_commit_callbacks(execute=True):
        answer = organiser.post(f"{PANEL}add/", {**NEWS, "edition": edition.pk, "on_discord": "on"}, follow=True)
    announcement = Announcement.objects.get()
    assert "Publicado. Ya se ve en la página de la edición." in text(answer)
    assert (announcement.title, announcement.body) == ("Charla el viernes", "A las 18:00.\nEn Discord.")
    assert (announcement.discord_state, announcement.published_at, nudged) == ("queued", NOW, [announcement.pk])


def test_without_a_webhook_nothing_is_queued_whatever_was_sent(organiser, edition):
    organiser.post(f"{PANEL}add/", {**NEWS, "edition": edition.pk, "on_discord": "on"})
    announcement = Announcement.objects.get()
    answer = organiser.post(f"{PANEL}{announcement.pk}/change/", {"deed": "post_again"}, follow=True)
    announcement.refresh_from_db()
    assert announcement.discord_state == "not_wanted"
    assert "Discord no está configurado en este sitio." in text(answer)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title_en": "Talk"}, "Falta el texto en inglés, o sobra el título."),
        ({"body_en": "At six."}, "Falta el título en inglés, o sobra el texto."),
        (
            {"title": "Char\N{RIGHT-TO-LEFT OVERRIDE}la"},
            "El título contiene caracteres invisibles. Escríbelo de nuevo.",
        ),
        ({"title": "x" * 300}, "Puede tener como mucho 150 caracteres"),
        ({"body": "a\x00b"}, "Los caracteres nulos no están permitidos."),
        ({"edition": "9" * 40}, "Elige una de las opciones que se ofrecen."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(organiser, edition, given, sentence):
    answer = organiser.post(f"{PANEL}add/", {**NEWS, "edition": edition.pk, **given})
    assert answer.status_code == 200
    assert sentence in text(answer)
    assert "En Discord." in text(answer) or "body" in given
    assert Announcement.objects.count() == 0


def test_a_text_is_measured_as_its_writer_counts_it(organiser, edition):
    organiser.post(f"{PANEL}add/", {**NEWS, "edition": edition.pk, "body": "a\r\n" * 2_000})
    assert len(Announcement.objects.get().body) == 3_999


def test_withdraw_restore_and_correct_from_its_page(organiser, edition):
    page = f"{PANEL}{announce(edition).pk}/change/"
    assert "Retirado: ya no se ve" in text(organiser.post(page, {"deed": "withdraw"}, follow=True))
    assert "Vuelve a verse en el sitio." in text(organiser.post(page, {"deed": "restore"}, follow=True))
    assert "Guardado." in text(organiser.post(page, {**NEWS, "title": "Otro"}, follow=True))
    assert Announcement.objects.get().title == "Otro"


def test_organisers_of_another_edition_do_not_know_of_it(edition):
    announcement, other = announce(edition), make_edition("otra")
    stranger = signed_in(make_organiser(other, "Otilia"))
    assert "Charla" not in text(stranger.get(PANEL))
    for data in ({"deed": "withdraw"}, NEWS):
        assert stranger.post(f"{PANEL}{announcement.pk}/change/", data).status_code == 404
    stranger.post(f"{PANEL}add/", {**NEWS, "title": "Colada", "edition": edition.pk})
    assert not Announcement.objects.filter(title="Colada").exists()
    assert Announcement.objects.get().withdrawn_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_panels_list_costs_the_same_however_long(organiser, django_assert_num_queries, edition, count):
    olga = make_organiser(edition)
    for number in range(count):
        announce(edition, f"Anuncio {number}", by=olga)
    with django_assert_num_queries(10):
        organiser.get(PANEL)


def test_a_failure_is_explained_with_what_to_do(organiser, edition):
    announcement = announce(edition)
    Announcement.objects.update(discord_state="failed", discord_error="http_404")
    page = text(organiser.get(f"{PANEL}{announcement.pk}/change/"))
    assert "El webhook ya no existe en Discord." in page
