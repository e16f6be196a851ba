"""The pages on which organisers write to many: from the text to the list, to what became of it."""

from datetime import timedelta

import pytest

from hackathon.mail import actions as mail
from hackathon.mail.models import Message
from hackathon.outreach import actions, queries
from hackathon.outreach.audience import Audience
from hackathon.outreach.models import Campaign
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration

pytestmark = pytest.mark.django_db
LIST = "/organizacion/outreach/campaign/"
ADD = f"{LIST}add/?edicion=demo"
LIST_QUERIES = 12
PREVIEW_QUERIES = 24
PROGRESS_QUERIES = 15
PAGES = ("change", "preview", "progress")
DEEDS = ("refresh", "test", "send", "discard", "resend")
TEXT = {"subject": "Mañana empezamos", "body": "Hola, {nombre}:\n\nNos vemos."}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def visitor(olga):
    return signed_in(olga)


@pytest.fixture
def campaign(edition, olga):
    """A draft for two attendees."""
    for name in ("Ana", "Bea"):
        make_attendee(edition, f"{name.lower()}@example.org", name=name)
    draft = actions.Draft(audience=Audience(claimed=False), **TEXT)
    return actions.write_campaign(edition=edition, draft=draft, by=olga, at=NOW)


def at(campaign, page):
    return f"{LIST}{campaign.pk}/{page}/"


def said(response):
    return [str(message) for message in response.context["messages"]]


def send(campaign, by):
    return actions.send_campaign(campaign=campaign, digest=queries.digest(campaign), by=by, at=NOW)


# --- whose it is -----------------------------------------------------------------------------------------------------
def test_another_editions_campaign_does_not_exist(campaign):
    stranger = signed_in(make_organiser(make_edition("otra"), "Otto"))
    assert [stranger.get(at(campaign, page)).status_code for page in PAGES] == [404] * 3
    posted = [stranger.post(at(campaign, deed), {"digest": queries.digest(campaign)}).status_code for deed in DEEDS]
    assert posted == [404] * 5
    assert "Mañana" not in stranger.get(LIST).content.decode()
    assert (Campaign.objects.get().state, Message.objects.count()) == ("draft", 0)


def test_one_writes_only_to_people_of_ones_own_edition(campaign):
    stranger = signed_in(make_organiser(make_edition("otra"), "Otto"))
    page = stranger.post(ADD, TEXT)
    assert "¿A la gente de qué edición?" in page.content.decode()
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("deed", DEEDS)
def test_opening_a_deeds_address_does_nothing(visitor, campaign, deed):
    assert visitor.get(at(campaign, deed)).status_code == 405


@pytest.mark.parametrize("rest", ["1/", "1/delete/", "1/history/", "99999999999999999999999/preview/"])
def test_there_are_no_other_pages(visitor, rest):
    assert visitor.get(LIST + rest).status_code == 404


# --- writing ---------------------------------------------------------------------------------------------------------
def test_writing_leads_to_the_exact_list(visitor, edition):
    for email, country in (("si@example.org", "PE"), ("no@example.org", "MX")):
        make_attendee(edition, email, country=country)
    page = visitor.post(ADD, {**TEXT, "country": "PE", "in_team": "", "search": ""}, follow=True)
    assert page.redirect_chain[-1][0] == at(Campaign.objects.get(), "preview")
    text = page.content.decode()
    assert "Personas de Perú." in text
    assert "Llegará a 1 persona." in text
    assert ("si@example.org" in text, "no@example.org" in text) == (True, False)


@pytest.mark.parametrize(
    "filters",
    [
        {"pais": "PE"},
        {"in_team": "true"},
        {"country": "ZZZ"},
        {"country": ["PE", "MX"]},
        {"source": "x"},
        {"search": "x" * 101},
    ],
    ids=str,
)
def test_a_filter_that_is_not_understood_is_refused_and_the_text_kept(visitor, edition, filters):
    make_attendee(edition, "alguien@example.org")
    page = visitor.post(ADD, {**TEXT, **filters})
    assert "No se ha guardado: hay algo que corregir." in page.content.decode()
    assert page.context["texts"]["body"].value() == TEXT["body"]
    assert not Campaign.objects.exists()


def test_a_filter_in_the_address_is_what_one_begins_with(visitor, edition):
    page = visitor.get(f"{ADD}&country=PE&in_team=no")
    assert page.context["filters"]["country"].value() == "PE"
    assert page.context["filters"]["in_team"].value() == "no"


def test_a_filter_in_the_address_that_is_not_understood_begins_nothing(visitor, edition):
    page = visitor.get(f"{ADD}&pais=PE", follow=True)
    assert page.redirect_chain[-1][0] == LIST
    assert said(page) == [
        "No se entiende el filtro «pais», así que no se ha hecho nada. Elige otra vez a quién te diriges."
    ]


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (
            {"body": "Hola {nombre}, el {fecha}"},
            "No se sabe rellenar {fecha}. Se puede usar: {nombre}, {equipo}, {edicion}, {enlace}.",
        ),
        ({"subject": "{Nombre}"}, "No se sabe rellenar {Nombre}."),
        ({"subject_en": "Hi"}, "Falta el texto en inglés, o sobra el asunto."),
        ({"body_en": "Hi"}, "Falta el asunto en inglés, o sobra el texto."),
        ({"subject": ""}, "Este campo es obligatorio."),
        ({"subject": "a\u202eb"}, "El título contiene caracteres invisibles. Escríbelo de nuevo."),
        ({"body": "x" * 20_001}, "20000"),
    ],
    ids=["unknown", "case", "half subject", "half body", "blank", "rtl mark", "too long"],
)
def test_a_text_that_cannot_be_sent_is_refused_with_a_sentence(visitor, edition, texts, sentence):
    page = visitor.post(ADD, {**TEXT, **texts})
    assert sentence in page.content.decode().replace("&nbsp;", " ")
    assert not Campaign.objects.exists()


def test_a_draft_is_changed_and_its_list_made_anew(visitor, edition, campaign):
    make_registration(edition, make_person("Carla", email="carla@example.org"))
    visitor.post(at(campaign, "change"), {**TEXT, "subject": "Otro", "claimed": "yes"})
    campaign.refresh_from_db()
    assert (campaign.subject, campaign.audience) == ("Otro", {"claimed": True})
    assert list(campaign.recipients.values_list("email", flat=True)) == ["carla@example.org"]


def test_a_saved_filter_that_is_not_understood_has_to_be_chosen_again(visitor, campaign):
    Campaign.objects.update(audience={"pais": "PE"})
    page = visitor.get(at(campaign, "preview"), follow=True)
    assert page.redirect_chain[-1][0] == at(campaign, "change")
    assert said(page) == ["El filtro guardado ya no se entiende. Elige otra vez a quién te diriges."]


# --- before it goes --------------------------------------------------------------------------------------------------
def test_the_preview_shows_the_mail_as_somebody_reads_it(visitor, campaign):
    text = visitor.get(at(campaign, "preview")).content.decode()
    assert "Hola, Ana:\n\nNos vemos.\n\nTe escribe la organización de" in text
    assert "Enviar a 2 personas" in text


def test_the_preview_names_who_unsubscribed(visitor, edition, campaign):
    mail.opt_out(email="bea@example.org", at=NOW)
    visitor.post(at(campaign, "refresh"))
    text = visitor.get(at(campaign, "preview")).content.decode()
    assert "1 persona no lo recibirá porque se dio de baja" in text
    assert "Enviar a 1 persona<" in text


def test_the_preview_says_what_has_changed_since(visitor, edition, campaign):
    make_attendee(edition, "nueva@example.org")
    mail.opt_out(email="bea@example.org", at=NOW)
    text = visitor.get(at(campaign, "preview")).content.decode()
    assert "+1 / −1" in text
    assert "Actualizar la lista" in text
    assert "nueva@example.org" not in text
    assert "+1 / −1" not in visitor.post(at(campaign, "refresh"), follow=True).content.decode()


def test_who_would_read_that_they_have_no_team_is_counted(visitor, campaign):
    Campaign.objects.update(body="Tu equipo: {equipo}")
    assert "2 personas de la lista no tienen equipo" in visitor.get(at(campaign, "preview")).content.decode()


def test_a_test_is_sent_to_oneself(visitor, olga, campaign):
    page = visitor.post(at(campaign, "test"), follow=True)
    assert said(page) == [f"Prueba enviada a {olga.email}."]
    assert list(Message.objects.values_list("email", flat=True)) == [olga.email]


def test_what_is_sent_is_what_was_shown(visitor, edition, campaign):
    shown = visitor.get(at(campaign, "preview")).context["digest"]
    make_attendee(edition, "tarde@example.org")
    page = visitor.post(at(campaign, "send"), {"digest": shown}, follow=True)
    assert page.redirect_chain[-1][0] == at(campaign, "progress")
    assert sorted(Message.objects.values_list("email", flat=True)) == ["ana@example.org", "bea@example.org"]


@pytest.mark.parametrize("digest", [None, "", "otra", "\x00"])
def test_what_was_not_shown_is_not_sent(visitor, campaign, digest):
    visitor.post(at(campaign, "send"), {} if digest is None else {"digest": digest}, follow=True)
    assert (Campaign.objects.get().state, Message.objects.count()) == ("draft", 0)


def test_a_list_made_anew_in_another_tab_is_shown_again(visitor, campaign):
    shown = visitor.get(at(campaign, "preview")).context["digest"]
    actions.freeze_campaign(campaign=campaign, at=NOW + timedelta(minutes=1))
    page = visitor.post(at(campaign, "send"), {"digest": shown}, follow=True)
    assert said(page) == ["No se ha enviado: el texto o la lista han cambiado desde que los viste. Revísalos otra vez."]
    assert not Message.objects.exists()


def test_a_double_click_sends_once(visitor, campaign):
    shown = visitor.get(at(campaign, "preview")).context["digest"]
    for _click in range(2):
        page = visitor.post(at(campaign, "send"), {"digest": shown}, follow=True)
    assert page.redirect_chain[-1][0] == at(campaign, "progress")
    assert Message.objects.count() == 2


def test_who_unsubscribes_between_preview_and_sending_does_not_get_it(visitor, campaign, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    shown = visitor.get(at(campaign, "preview")).context["digest"]
    mail.opt_out(email="bea@example.org", at=NOW)
    visitor.post(at(campaign, "send"), {"digest": shown})
    mail.deliver(at=NOW)
    assert dict(Message.objects.values_list("email", "state")) == {
        "ana@example.org": "sent",
        "bea@example.org": "skipped",
    }
    assert "no enviado: dado de baja</span> 1" in visitor.get(at(campaign, "progress")).content.decode()


def test_a_draft_can_be_thrown_away_and_what_was_sent_cannot(visitor, olga, campaign):
    send(campaign, olga)
    assert said(visitor.post(at(campaign, "discard"), follow=True)) == ["Ya se ha enviado: no se puede descartar."]
    Campaign.objects.update(state="draft", sent_at=None, sent_by=None)
    assert said(visitor.post(at(campaign, "discard"), follow=True)) == ["Borrador descartado."]
    assert not Campaign.objects.exists()


# --- afterwards ------------------------------------------------------------------------------------------------------
def test_progress_counts_and_names_what_did_not_arrive_and_why(visitor, olga, campaign):
    send(campaign, olga)
    Message.objects.filter(email="ana@example.org").update(state="bounced", error="550 5.1.1 <b>No such user</b>")
    text = visitor.get(at(campaign, "progress")).content.decode()
    assert "Enviando: 1 de 2." in text
    assert "550 5.1.1 &lt;b&gt;No such user&lt;/b&gt;" in text
    assert "every 3s" in text
    Message.objects.filter(email="bea@example.org").update(state="doubtful", error="interrupted")
    text = visitor.get(at(campaign, "progress")).content.decode()
    assert "Terminado: 2 correos." in text
    assert "El envío se paró a medias" in text
    assert "every 3s" not in text


def test_only_what_is_ticked_is_sent_again(visitor, olga, campaign):
    send(campaign, olga)
    Message.objects.update(state="failed", error="bad_address")
    ana = Message.objects.get(email="ana@example.org")
    page = visitor.post(at(campaign, "resend"), {"message": [str(ana.pk), "x", "9" * 40, "²"]}, follow=True)
    assert said(page) == ["1 correo vuelve a la cola."]
    assert dict(Message.objects.values_list("email", "state")) == {
        "ana@example.org": "queued",
        "bea@example.org": "failed",
    }
    assert said(visitor.post(at(campaign, "resend"), follow=True)) == [
        "No has marcado ninguno que se pueda volver a enviar."
    ]


def test_each_page_leads_to_where_the_campaign_stands(visitor, olga, campaign):
    assert visitor.get(at(campaign, "progress")).headers["Location"] == at(campaign, "preview")
    send(campaign, olga)
    moved = [visitor.get(at(campaign, page)).headers["Location"] for page in ("change", "preview")]
    assert moved == [at(campaign, "progress")] * 2


# --- cost ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(visitor, olga, edition, rows, django_assert_num_queries):
    for _row in range(rows):
        draft = actions.Draft(audience=Audience(), **TEXT)
        actions.write_campaign(edition=edition, draft=draft, by=olga, at=NOW)
    visitor.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        assert visitor.get(LIST).status_code == 200


@pytest.mark.parametrize("people", [1, 3])
def test_preview_and_progress_cost_the_same_however_many_people(
    visitor, olga, edition, people, django_assert_num_queries
):
    for number in range(people):
        make_registration(edition, make_person(f"Persona{number}"), languages=["en"])
        mail.opt_out(email=f"fuera{number}@example.org", at=NOW)
        make_attendee(edition, f"fuera{number}@example.org")
    draft = actions.Draft(audience=Audience(), **TEXT, subject_en="Hi", body_en="Hi {equipo}")
    campaign = actions.write_campaign(edition=edition, draft=draft, by=olga, at=NOW)
    with django_assert_num_queries(PREVIEW_QUERIES):
        visitor.get(at(campaign, "preview"))
    send(campaign, olga)
    Message.objects.update(state="failed")
    with django_assert_num_queries(PROGRESS_QUERIES):
        visitor.get(at(campaign, "progress"))
