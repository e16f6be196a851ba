"""The pages on which organisers move a deadline: from the list to the preview to the deed."""

from datetime import timedelta

import pytest

from hackathon.editions.models import Edition
from hackathon.mail.models import Message
from hackathon.outreach.models import Announcement
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.reading import text

pytestmark = pytest.mark.django_db
LIST_QUERIES = 13
CLOSE = "2026-03-14"  # the day on which the edition's delivery closes, at 23:59 AoE
WISH = {"day": "2026-03-16", "time": "23:59", "reason": "El Hub estuvo caído", "reason_en": "", "based_on": 1}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The moment; a test may move it."""
    moments = [NOW]
    monkeypatch.setattr("hackathon.clock.now", lambda: moments[-1])
    return moments


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def visitor(olga):
    return signed_in(olga)


def pages(edition):
    return f"/organizacion/editions/edition/{edition.pk}/deadlines/"


def post(visitor, edition, deed, which="submission", **changes):
    return visitor.post(f"{pages(edition)}{which}/", {**WISH, **changes, "deed": deed})


def close_of(edition):
    return Edition.objects.get(pk=edition.pk).parsed_rules.windows.submission.closes_at


def said(answer):
    return [str(message) for message in answer.context["messages"]]


# --- whose it is -----------------------------------------------------------------------------------------------------
def test_another_editions_deadlines_do_not_exist(edition):
    stranger = signed_in(make_organiser(make_edition("otra"), "Otto"))
    before = close_of(edition)
    assert stranger.get(pages(edition)).status_code == 404
    assert stranger.get(f"{pages(edition)}submission/").status_code == 404
    assert post(stranger, edition, "confirm").status_code == 404
    assert close_of(edition) == before


@pytest.mark.parametrize("which", ["video", "likes", "judging", "x", "1"])
def test_a_deadline_that_the_edition_has_not_is_not_there(visitor, edition, which):
    assert visitor.get(f"{pages(edition)}{which}/").status_code == 404


# --- the list --------------------------------------------------------------------------------------------------------
def test_the_dashboard_and_the_editions_page_lead_to_every_deadline(visitor, edition):
    assert pages(edition) in text(visitor.get(f"/{edition.slug}/panel/"))
    assert pages(edition) in text(visitor.get(f"/organizacion/editions/edition/{edition.pk}/change/"))
    page = text(visitor.get(pages(edition)))
    for which in ("registration", "teams", "submission", "results"):
        assert f"{pages(edition)}{which}/" in page
    assert ("14 mar 2026, 23:59 AoE" in page, "15 mar 2026, 11:59 UTC" in page) == (True, True)
    assert "Ningún plazo se ha movido todavía" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_often_deadlines_were_moved(visitor, edition, django_assert_num_queries, count):
    for number in range(count):
        post(visitor, edition, "confirm", day=f"2026-03-{16 + number}", based_on=1 + number)
    with django_assert_num_queries(LIST_QUERIES):
        page = visitor.get(pages(edition))
    assert len(page.context["lines"]) == count


def test_once_the_results_are_out_nothing_is_offered(visitor, edition, clock):
    clock.append(edition.parsed_rules.windows.results_at)
    page = text(visitor.get(pages(edition)))
    assert "ya no se cambian" in page
    assert f"{pages(edition)}submission/" not in page


# --- from the form to the deed ---------------------------------------------------------------------------------------
def test_the_form_begins_with_the_moment_as_the_editions_clock_shows_it(visitor, edition):
    page = text(visitor.get(f"{pages(edition)}submission/"))
    assert ('type="date" name="day" value="2026-03-14"' in page, 'name="time" value="23:59"' in page) == (True, True)


def test_the_preview_changes_nothing_and_says_everything(visitor, edition):
    make_registration(edition, make_person("Alicia"))
    page = text(post(visitor, edition, "preview"))
    assert Edition.objects.get().rules_version == 1
    assert "16 mar 2026, 23:59 AoE" in page
    assert "17 mar 2026, 11:59 UTC" in page
    assert "En el calendario, <em>Fecha límite de entrega de los proyectos</em>: 16 mar 2026, 23:59 AoE." in page
    assert "El jurado puntúa desde el 17 mar 2026, 00:00 AoE" in page
    assert "Cambiar el plazo y avisar a 1 persona" in page
    assert ("Motivo: El Hub estuvo caído" in page, "Reason: El Hub estuvo caído" in page) == (True, True)


def test_the_confirmation_does_it_and_says_to_how_many(visitor, edition):
    make_registration(edition, make_person("Alicia"))
    before = close_of(edition)
    answer = visitor.post(f"{pages(edition)}submission/", {**WISH, "deed": "confirm"}, follow=True)
    assert close_of(edition) == before + timedelta(days=2)
    assert said(answer) == ["Hecho. Avisamos a 1 persona."]
    assert "14 mar 2026, 23:59 AoE → 16 mar 2026, 23:59 AoE" in text(answer)
    assert Message.objects.count() == Announcement.objects.count() == 1


def test_a_second_click_does_nothing_and_says_that_it_is_done(visitor, edition):
    post(visitor, edition, "confirm")
    answer = visitor.post(f"{pages(edition)}submission/", {**WISH, "deed": "confirm"}, follow=True)
    assert said(answer)[-1] == "Ya estaba hecho: el plazo está en ese momento."
    assert (Edition.objects.get().rules_version, Announcement.objects.count()) == (2, 1)


def test_who_changes_something_finds_what_was_typed(visitor, edition):
    page = text(post(visitor, edition, "change", reason="Por el apagón <b>"))
    assert ("Por el apagón &lt;b&gt;" in page, 'value="2026-03-16"' in page) == (True, True)


def test_teams_deliver_under_the_new_close_at_once(visitor, edition):
    post(visitor, edition, "confirm")
    assert "16 mar 2026, 23:59 AoE" in text(visitor.get(f"/{edition.slug}/"))


def test_what_was_closed_says_plainly_that_it_opens_again(visitor, edition, clock):
    clock.append(close_of(edition) + timedelta(hours=1))
    assert "Volver a abrir" in text(visitor.get(pages(edition)))
    page = text(post(visitor, edition, "preview"))
    assert "los equipos podrán volver a entregar" in page
    assert "El jurado ya podía puntuar. No podrá hasta el nuevo cierre" in page


def test_the_way_back_is_offered_while_it_is_open(visitor, edition, clock):
    before = close_of(edition)
    post(visitor, edition, "confirm")
    assert "Volver a la fecha de antes" in text(visitor.get(pages(edition)))
    page = text(visitor.get(f"{pages(edition)}submission/?volver=1"))
    assert f'value="{CLOSE}"' in page
    answer = post(visitor, edition, "confirm", day=CLOSE, based_on=2)
    assert (answer.status_code, close_of(edition)) == (302, before)
    clock.append(before)
    assert "Volver a la fecha de antes" not in text(visitor.get(pages(edition)))


# --- what is refused -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"day": "2026-03-13"}, "Un plazo anunciado no se acorta"),
        ({"day": "2026-03-03"}, "Ese momento ya ha pasado"),
        ({"day": CLOSE}, "El plazo ya está en ese momento"),
        ({"day": "2026-03-27"}, "no puede acabar después que «Resultados» (26 mar 2026, 00:00 AoE)"),
        ({"based_on": "7"}, "Otra persona ha cambiado las bases"),
        ({"reason": " "}, "Este campo es obligatorio"),
        ({"reason": "a\x00b"}, "caracteres nulos"),
        ({"reason": "x" * 501}, "500"),
        ({"day": "9999-12-31"}, "Escribe un año entre 2000 y 2100."),
        ({"day": "0001-01-01"}, "Escribe un año entre 2000 y 2100."),
        ({"day": "ayer"}, "fecha válida"),
        ({"time": "25:99"}, "hora válida"),
        ({"based_on": "x" * 40}, "número entero"),
        ({"based_on": "9" * 5000}, "hay algo que corregir"),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_what_was_typed_stays(visitor, edition, changes, why):
    for deed in ("preview", "confirm"):
        if "day" in changes and changes["day"] == CLOSE and deed == "confirm":
            continue  # that is a second click
        page = text(post(visitor, edition, deed, **changes))
        assert why in page
        assert changes.get("reason", WISH["reason"]).strip()[:20].replace("\x00", "") in page.replace("\x00", "")
    assert (Edition.objects.get().rules_version, Message.objects.count()) == (1, 0)


def test_a_contradiction_leads_to_the_deadline_that_has_to_move_first(visitor, edition):
    assert f'{pages(edition)}results/"' in text(post(visitor, edition, "preview", day="2026-03-27"))


def test_of_two_organisers_the_second_sees_the_change_and_keeps_what_was_typed(visitor, edition):
    post(signed_in(make_organiser(edition, "Otto")), edition, "confirm", day="2026-03-17")
    page = text(post(visitor, edition, "confirm", reason="Mi motivo"))
    assert ("Otra persona ha cambiado las bases" in page, "Mi motivo" in page) == (True, True)
    assert "17 mar 2026, 23:59 AoE" in page
    assert (Edition.objects.get().rules_version, Announcement.objects.count()) == (2, 1)


def test_emoji_and_marks_of_direction_go_through_as_text(visitor, edition):
    reason = "🎉 \u202eal revés\u202c <script>"
    post(visitor, edition, "confirm", reason=reason)
    assert reason in Announcement.objects.get().body
