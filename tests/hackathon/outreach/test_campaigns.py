"""Mail to many: exactly the list that was previewed, each address once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackathon.accounts.models import Role
from hackathon.editions.models import TrailEntry
from hackathon.mail import actions as mail
from hackathon.mail.models import Message
from hackathon.outreach import actions, queries
from hackathon.outreach.audience import Audience, BadFilter
from hackathon.outreach.models import Campaign
from tests import racing
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_organiser, make_person
from tests.factories.registration import make_attendee, make_registration
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


def write(edition, by, audience=None, **texts):
    values = {"subject": "Mañana empezamos", "body": "Hola, {nombre}:\n\nNos vemos mañana.", **texts}
    draft = actions.Draft(audience=audience or Audience(), **values)
    return actions.write_campaign(edition=edition, draft=draft, by=by, at=NOW)


def send(campaign, by, digest=None):
    return actions.send_campaign(campaign=campaign, digest=digest or queries.digest(campaign), by=by, at=LATER)


def emails(campaign):
    return list(campaign.recipients.values_list("email", flat=True))


def outbox():
    return sorted(Message.objects.values_list("email", flat=True))


# --- whom it goes to -------------------------------------------------------------------------------------------------
def test_people_get_it_where_their_account_is_and_others_where_the_list_says(edition, olga):
    make_registration(edition, make_person(email="ahora@example.org"), email="antes@example.org")
    make_attendee(edition, "lista@example.org")
    assert emails(write(edition, olga)) == ["ahora@example.org", "lista@example.org"]


def test_the_same_address_is_on_the_list_once(edition, olga):
    make_registration(edition, make_person(email="alicia@example.org"))
    make_attendee(edition, "ALICIA@example.org")
    assert emails(write(edition, olga)) == ["alicia@example.org"]


def test_who_unsubscribed_is_left_out_unless_it_is_essential(edition, olga):
    for email in ("si@example.org", "no@example.org"):
        make_attendee(edition, email)
    mail.opt_out(email="NO@example.org", at=NOW)
    assert emails(write(edition, olga)) == ["si@example.org"]
    assert emails(write(edition, olga, essential=True)) == ["no@example.org", "si@example.org"]


def test_who_unsubscribed_with_an_older_address_of_theirs_is_left_out_too(edition, olga):
    make_registration(edition, make_person(email="ahora@example.org"), email="antes@example.org")
    mail.opt_out(email="antes@example.org", at=NOW)
    assert emails(write(edition, olga)) == []


def test_a_closed_account_is_not_written_to(edition, olga):
    make_registration(edition, make_person(is_active=False))
    assert emails(write(edition, olga)) == []


def test_only_who_the_filter_means_is_on_the_list(edition, olga):
    seated, alone = make_person("Alicia", email="con@example.org"), make_person("Bruno", email="sin@example.org")
    make_team(edition, seated)
    for person in (seated, alone):
        make_registration(edition, person)
    make_registration(make_edition("otra"), make_person())
    assert emails(write(edition, olga, Audience(in_team=False))) == ["sin@example.org"]


def test_a_saved_filter_that_is_not_understood_reaches_nobody(edition, olga):
    make_attendee(edition, "alguien@example.org")
    campaign = write(edition, olga, Audience(country="MX"))
    Campaign.objects.update(audience={"pais": "MX"})
    campaign.refresh_from_db()
    with pytest.raises(BadFilter):
        actions.freeze_campaign(campaign=campaign, at=LATER)
    assert emails(campaign) == []


# --- what they read --------------------------------------------------------------------------------------------------
def test_names_are_filled_in_and_read_by_nobody_again(edition, olga):
    person = make_person("{equipo} {enlace}")
    make_team(edition, person, name="Los {nombre}")
    make_registration(edition, person)
    send(write(edition, olga, subject="{nombre} de {equipo}", body="{edicion} {otra cosa}: {enlace}"), olga)
    message = Message.objects.get()
    assert message.subject == "{equipo} {enlace} de Los {nombre}"
    title = edition.parsed_rules.title
    assert message.body.split("\n\n") == [
        f"{title} {{otra cosa}}: http://127.0.0.1:8000/demo/",
        f"Te escribe la organización de {title}, porque estás en su lista de inscripciones.",
    ]


@pytest.mark.parametrize(
    ("languages", "language"),
    [(["en"], "en"), (["en", "pt"], "en"), (["en", "es_MX"], "es"), (["qu"], "es"), ([], "es")],
    ids=str,
)
def test_english_is_for_who_speaks_english_and_no_spanish(edition, olga, languages, language):
    make_registration(edition, make_person("Ann"), languages=languages)
    send(write(edition, olga, subject_en="Tomorrow", body_en="Hi {nombre}, team {equipo}"), olga)
    message = Message.objects.get()
    assert message.language == language
    assert message.subject == {"es": "Mañana empezamos", "en": "Tomorrow"}[language]


def test_without_an_english_text_everybody_reads_spanish(edition, olga):
    make_registration(edition, make_person("Ann"), languages=["en"])
    send(write(edition, olga), olga)
    assert Message.objects.get().language == "es"


def test_a_name_of_several_lines_cannot_add_a_header(edition, olga):
    make_attendee(edition, "a@example.org", name="Ana\nBcc: otra@example.org")
    send(write(edition, olga, subject="Hola, {nombre}"), olga)
    assert Message.objects.get().subject == "Hola, Ana Bcc: otra@example.org"


# --- sending ---------------------------------------------------------------------------------------------------------
def test_what_was_previewed_is_sent_though_others_match_by_now(edition, olga):
    first = make_attendee(edition, "primera@example.org", country="MX")
    campaign = write(edition, olga, Audience(country="MX"))
    make_attendee(edition, "tarde@example.org", country="MX")
    type(first).objects.filter(pk=first.pk).update(country="PE")
    sent = send(campaign, olga)
    assert outbox() == ["primera@example.org"]
    assert (sent.state, sent.sent_at, sent.sent_by) == ("sent", LATER, olga)


def test_how_many_have_come_and_gone_since_is_known(edition, olga):
    gone = make_attendee(edition, "fuera@example.org")
    campaign = write(edition, olga)
    gone.delete()
    for number in range(2):
        make_attendee(edition, f"nueva{number}@example.org")
    drift = queries.drift(campaign, queries.reach(campaign))
    assert (drift.joined, drift.gone) == (2, 1)
    actions.freeze_campaign(campaign=campaign, at=LATER)
    assert not queries.drift(campaign, queries.reach(campaign))


def test_a_list_that_was_frozen_anew_meanwhile_is_not_sent(edition, olga):
    make_attendee(edition, "a@example.org")
    campaign = write(edition, olga)
    seen = queries.digest(campaign)
    actions.freeze_campaign(campaign=campaign, at=LATER)
    with pytest.raises(actions.ListMovedOn):
        send(campaign, olga, seen)
    assert outbox() == []


def test_a_text_that_was_changed_meanwhile_is_not_sent(edition, olga):
    make_attendee(edition, "a@example.org")
    campaign = write(edition, olga)
    seen = queries.digest(campaign)
    draft = actions.Draft(subject="Otro", body="Otro", audience=Audience())
    actions.rewrite_campaign(campaign=campaign, draft=draft, at=NOW)
    with pytest.raises(actions.ListMovedOn):
        send(campaign, olga, seen)
    assert outbox() == []


def test_somebody_who_deleted_their_data_meanwhile_is_let_alone_and_the_list_is_shown_again(edition, olga):
    gone = make_attendee(edition, "fuera@example.org")
    make_attendee(edition, "dentro@example.org")
    campaign = write(edition, olga)
    seen = queries.digest(campaign)
    gone.delete()
    with pytest.raises(actions.ListMovedOn):
        send(campaign, olga, seen)
    send(campaign, olga)
    assert outbox() == ["dentro@example.org"]


def test_an_empty_list_is_not_sent(edition, olga):
    with pytest.raises(actions.NobodyToWriteTo):
        send(write(edition, olga), olga)


def test_sending_twice_sends_once(edition, olga):
    make_attendee(edition, "a@example.org")
    campaign = write(edition, olga)
    seen = queries.digest(campaign)
    send(campaign, olga, seen)
    send(campaign, make_organiser(edition), seen)
    campaign.refresh_from_db()
    assert (outbox(), campaign.sent_by) == (["a@example.org"], olga)
    assert TrailEntry.objects.filter(verb="campaign.sent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_organisers_who_send_it_at_once_send_it_once():
    edition = make_edition()
    olga = make_organiser(edition)
    for number in range(20):
        make_attendee(edition, f"a{number:02}@example.org")
    campaign = write(edition, olga)
    seen = queries.digest(campaign)
    done = racing.race([lambda: send(campaign, olga, seen)] * 10)
    assert [each for each in done if isinstance(each, Exception)] == []
    assert outbox() == [f"a{number:02}@example.org" for number in range(20)]
    assert TrailEntry.objects.filter(verb="campaign.sent").count() == 1


@pytest.mark.parametrize("deed", ["rewrite", "freeze", "discard"])
def test_what_was_sent_is_not_changed(edition, olga, deed):
    make_attendee(edition, "a@example.org")
    campaign = write(edition, olga)
    send(campaign, olga)
    deeds = {
        "rewrite": lambda: actions.rewrite_campaign(
            campaign=campaign, draft=actions.Draft(subject="x", body="x", audience=Audience()), at=LATER
        ),
        "freeze": lambda: actions.freeze_campaign(campaign=campaign, at=LATER),
        "discard": lambda: actions.discard_campaign(campaign=campaign, by=olga, at=LATER),
    }
    with pytest.raises(actions.AlreadySent):
        deeds[deed]()
    campaign.refresh_from_db()
    assert (campaign.subject, emails(campaign)) == ("Mañana empezamos", ["a@example.org"])


def test_more_people_cost_no_more_questions(edition, olga):
    asked = []
    for people in (1, 60):
        for number in range(people):
            make_attendee(edition, f"a{people}-{number}@example.org", country="AB"[people > 1] * 2)
        with CaptureQueriesContext(connection) as captured:
            send(write(edition, olga, Audience(country="AB"[people > 1] * 2)), olga)
        asked.append(sum(not query["sql"].startswith("INSERT") for query in captured))
    assert asked[0] == asked[1]


# --- a test to oneself, and afterwards -------------------------------------------------------------------------------
def test_a_test_goes_to_oneself_in_each_language(edition, olga):
    make_attendee(edition, "a@example.org")
    actions.send_test(campaign=write(edition, olga, subject_en="Tomorrow", body_en="Hi"), by=olga, at=NOW)
    found = Message.objects.order_by("pk").values_list("email", "subject", "batch")
    assert list(found) == [(olga.email, "[Prueba] Mañana empezamos", ""), (olga.email, "[Prueba] Tomorrow", "")]


def test_a_test_to_who_wants_no_mail_is_refused(edition, olga):
    mail.opt_out(email=olga.email, at=NOW)
    with pytest.raises(actions.WantsNoMail):
        actions.send_test(campaign=write(edition, olga), by=olga, at=NOW)


def test_only_what_failed_bounced_or_is_in_doubt_is_sent_again(edition, olga):
    for number in range(5):
        make_attendee(edition, f"a{number}@example.org")
    campaign = write(edition, olga)
    send(campaign, olga)
    states = ["failed", "doubtful", "bounced", "sent", "skipped"]
    for message, state in zip(Message.objects.order_by("email"), states, strict=True):
        Message.objects.filter(pk=message.pk).update(state=state, attempts=6, sent_at=NOW, error="x")
    again = actions.resend(campaign=campaign, messages=Message.objects.values_list("pk", flat=True), by=olga, at=LATER)
    found = list(Message.objects.order_by("email").values_list("state", "attempts", "error"))
    assert (again, found) == (3, [("queued", 0, "")] * 3 + [("sent", 6, "x"), ("skipped", 6, "x")])


def test_messages_of_another_campaign_are_not_sent_again(edition, olga):
    make_attendee(edition, "a@example.org")
    mine, other = write(edition, olga), write(edition, olga)
    send(other, olga)
    Message.objects.update(state="failed")
    theirs = Message.objects.values_list("pk", flat=True)
    assert actions.resend(campaign=mine, messages=theirs, by=olga, at=LATER) == 0
    assert Message.objects.get().state == "failed"


def test_every_deed_is_on_the_trail(edition, olga):
    make_attendee(edition, "a@example.org")
    campaign = write(edition, olga)
    send(campaign, olga)
    Message.objects.update(state="failed")
    actions.resend(campaign=campaign, messages=[Message.objects.get().pk], by=olga, at=LATER)
    actions.discard_campaign(campaign=write(edition, olga), by=olga, at=NOW)
    verbs = TrailEntry.objects.filter(verb__startswith="campaign.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "campaign.written",
        "campaign.sent",
        "campaign.resent",
        "campaign.written",
        "campaign.discarded",
    ]
    assert Role.objects.filter(user=olga).count() == 1
