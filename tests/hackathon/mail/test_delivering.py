"""What happens to messages at a real mail server, kind or not."""

import time
from datetime import timedelta

import pytest
from django.db import connections

from hackathon.mail import actions, links
from hackathon.mail.actions.delivering import MAX_ATTEMPTS, PAUSE
from hackathon.mail.models import Message
from tests import racing
from tests.factories.editions import NOW
from tests.factories.mail import make_message
from tests.factories.people import make_person
from tests.hackathon.mail.servers import Postbox, smtp_server

# Messages are claimed and settled in transactions of their own, as in a worker.
pytestmark = pytest.mark.django_db(transaction=True)


def deliver(at=NOW):
    return actions.deliver(at=at)


def state_of(message):
    return Message.objects.values_list("state", "error", "attempts").get(pk=message.pk)


def no_user(address):
    return "550 5.1.1 No such user" if address.startswith("nadie") else None


# --- what people get -------------------------------------------------------------------------------------------------
def test_a_person_gets_what_was_written_to_them(postbox):
    message = make_message("alicia@example.org", subject="Mañana: ¿vienes? 🎉", body="Hola, Alicia.\n.\n..y más\n")
    assert deliver() == 1
    (mail,) = postbox.taken
    url = links.unsubscribe_url(message)
    headers = {name: mail[name] for name in ("From", "To", "Subject", "Message-ID", "Auto-Submitted")}
    assert headers == {
        "From": "Hackathon <hola@hackathon.example.org>",
        "To": "alicia@example.org",
        "Subject": "Mañana: ¿vienes? 🎉",
        "Message-ID": message.message_id,
        "Auto-Submitted": "auto-generated",
    }
    assert (mail["List-Unsubscribe"].strip(), mail["List-Unsubscribe-Post"]) == (
        f"<{url}>",
        "List-Unsubscribe=One-Click",
    )
    assert mail.get_content().replace("\r\n", "\n") == (
        f"Hola, Alicia.\n.\n..y más\n\n-- \n¿No quieres recibir más correos como este? Date de baja aquí:\n{url}\n"
    )
    assert state_of(message) == ("sent", "", 1)
    assert Message.objects.get().sent_at == NOW


def test_what_is_essential_has_no_way_out_of_it(postbox):
    make_message(essential=True, body="Tu proyecto no se abre.")
    deliver()
    (mail,) = postbox.taken
    assert (mail["List-Unsubscribe"], mail.get_content().strip()) == (None, "Tu proyecto no se abre.")


def test_a_batch_goes_over_one_connection_and_the_next_one_follows(postbox, settings):
    settings.MAIL_BATCH_SIZE = 4
    for number in range(6):
        make_message(f"a{number}@example.org")
    assert (deliver(), postbox.connections) == (4, 1)
    assert (deliver(), postbox.connections) == (2, 2)
    assert postbox.addresses == [f"a{number}@example.org" for number in range(6)]
    assert (deliver(), postbox.connections) == (0, 2)


def test_what_is_essential_goes_first_then_what_is_for_one_person(postbox, settings):
    for name, fields in (("lista", {"batch": "campaign:1"}), ("una", {}), ("ya", {"essential": True})):
        make_message(f"{name}@example.org", **fields)
    deliver()
    assert [mail["To"] for mail in postbox.taken] == ["ya@example.org", "una@example.org", "lista@example.org"]


def test_what_is_for_later_waits(postbox):
    message = make_message(not_before=NOW + timedelta(minutes=1))
    assert deliver() == 0
    assert state_of(message) == ("queued", "", 0)
    assert deliver(NOW + timedelta(minutes=1)) == 1


# --- who wants none --------------------------------------------------------------------------------------------------
def test_who_unsubscribed_after_it_was_queued_does_not_get_it(postbox):
    no, yes = make_message("No@example.org"), make_message("No@example.org", essential=True)
    actions.opt_out(email="no@EXAMPLE.org", at=NOW)
    deliver()
    assert (state_of(no)[0], state_of(yes)[0], len(postbox.taken)) == ("skipped", "sent", 1)


def test_who_unsubscribed_with_another_confirmed_address_does_not_get_it(postbox):
    alicia = make_person("Alicia")
    alicia.emailaddress_set.create(email="otra@example.org", verified=True)
    actions.opt_out(email="otra@example.org", at=NOW)
    message = make_message(alicia.email, user=alicia)
    deliver()
    assert state_of(message)[0] == "skipped"


# --- refusals --------------------------------------------------------------------------------------------------------
def test_an_address_that_the_server_refuses_bounces_with_its_reason_and_stops_nobody(postbox):
    postbox.on_rcpt = no_user
    gone, fine = make_message("nadie@example.org"), make_message("alicia@example.org")
    assert deliver() == 1
    assert state_of(gone) == ("bounced", "550 5.1.1 No such user", 1)
    assert state_of(fine)[0] == "sent"


def test_a_text_that_the_server_refuses_fails_with_its_reason(postbox):
    postbox.on_data = lambda address: "554 5.7.1 Looks like spam"
    message = make_message()
    deliver()
    assert state_of(message) == ("failed", "554 5.7.1 Looks like spam", 1)


def test_a_refusal_for_now_is_tried_later_and_later_and_not_for_ever(postbox):
    postbox.on_rcpt = lambda address: "451 4.7.1 Try again later"
    message, at, waits = make_message(), NOW, []
    for _attempt in range(MAX_ATTEMPTS):
        deliver(at)
        found = Message.objects.get()
        waits.append((found.not_before - at) // timedelta(minutes=1))
        at = max(found.not_before, at)
    assert waits[:-1] == [2, 6, 18, 54, 162]
    assert state_of(message) == ("failed", "451 4.7.1 Try again later", MAX_ATTEMPTS)


def test_a_refusal_for_now_does_not_hold_up_the_others(postbox):
    postbox.on_rcpt = lambda address: "450 Mailbox busy" if address.startswith("llena") else None
    full, fine = make_message("llena@example.org"), make_message("alicia@example.org")
    deliver()
    assert (state_of(full), state_of(fine)[0]) == (("queued", "450 Mailbox busy", 1), "sent")


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"subject": "Hola\nBcc: otra@example.org"}, "bad_header"), ({"email": "a@b\nBcc: c@example.org"}, "bad_header")],
    ids=["subject", "address"],
)
def test_a_header_of_two_lines_breaks_its_own_message_only(postbox, fields, error):
    broken, fine = make_message(**fields), make_message("alicia@example.org")
    assert deliver() == 1
    assert (state_of(broken), state_of(fine)[0]) == (("failed", error, 1), "sent")
    assert postbox.addresses == ["alicia@example.org"]


# --- servers that go away --------------------------------------------------------------------------------------------
def test_a_server_that_is_not_there_costs_nothing(settings, postbox):
    settings.EMAIL_PORT = 9  # where nothing listens
    message = make_message()
    assert deliver() == 0
    assert state_of(message) == ("queued", "", 0)
    settings.EMAIL_PORT = postbox.port
    assert deliver() == 1


def test_a_server_that_does_not_know_us_costs_nothing(settings, postbox):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "hackathon", "equivocada"
    message = make_message()
    assert deliver() == 0
    assert state_of(message) == ("queued", "", 0)


def test_a_server_that_closes_half_way_gets_the_rest_later_and_nobody_gets_two(postbox):
    postbox.on_rcpt = lambda address: "421 4.3.2 Shutting down" if len(postbox.taken) == 3 else None
    for number in range(6):
        make_message(f"a{number}@example.org")
    assert deliver() == 3
    assert sorted(Message.objects.values_list("state", "attempts")) == [("queued", 0)] * 3 + [("sent", 1)] * 3
    postbox.on_rcpt = lambda address: None
    assert deliver(NOW + PAUSE) == 3
    assert postbox.addresses == [f"a{number}@example.org" for number in range(6)]


def test_a_server_that_dies_half_way_gets_the_rest_later_and_nobody_gets_two(settings, postbox):
    """It takes three, then its process is gone while the fourth is under way."""
    for number in range(6):
        make_message(f"a{number}@example.org")
    postbox.on_data = lambda address: "hang up" if len(postbox.taken) == 3 else None
    assert deliver() == 3
    states = sorted(Message.objects.values_list("state", flat=True))
    assert states == ["doubtful", "queued", "queued", "sent", "sent", "sent"]
    with smtp_server(Postbox()) as second:
        settings.EMAIL_PORT = second.port
        assert deliver(NOW + PAUSE) == 2
        got = postbox.addresses + second.addresses
    doubtful = Message.objects.get(state="doubtful")
    assert doubtful.error == "unanswered"
    assert sorted([*got, doubtful.email]) == [f"a{number}@example.org" for number in range(6)]


def test_a_server_that_never_answers_leaves_its_message_in_doubt_and_it_is_not_sent_again(settings, postbox):
    settings.MAIL_ANSWER_SECONDS = 0.3
    postbox.slowly = lambda number: time.sleep(1.0)
    message = make_message()
    deliver()
    actions.sweep(at=NOW + timedelta(hours=1))
    deliver(NOW + timedelta(hours=1))
    assert state_of(message)[:2] == ("doubtful", "unanswered")
    assert postbox.addresses == ["alicia@example.org"]


# --- workers ---------------------------------------------------------------------------------------------------------
def test_workers_who_send_at_once_send_nobody_two(postbox):
    for number in range(30):
        make_message(f"a{number:02}@example.org")
    sent = racing.race([deliver] * 5)
    assert sum(sent) == 30
    assert postbox.addresses == [f"a{number:02}@example.org" for number in range(30)]


def test_what_a_dead_worker_held_is_in_doubt_after_a_while_and_never_sent_by_itself(postbox, settings):
    message = make_message()
    claimed = {"state": "sending", "claimed_at": NOW, "claim": "0" * 32, "attempts": 1}
    Message.objects.filter(pk=message.pk).update(**claimed)
    soon = NOW + timedelta(seconds=settings.MAIL_STALE_SECONDS - 1)
    assert (actions.sweep(at=soon), state_of(message)[0]) == (0, "sending")
    late = soon + timedelta(seconds=1)
    assert (actions.sweep(at=late), state_of(message)) == (1, ("doubtful", "interrupted", 1))
    assert deliver(late) == 0
    assert postbox.taken == []


def test_a_worker_that_was_thought_dead_says_that_it_did_send(postbox):
    message, swept = make_message(), []

    def sweep_meanwhile(number):
        swept.append(actions.sweep(at=NOW + timedelta(days=1)))
        connections.close_all()

    postbox.slowly = sweep_meanwhile
    deliver()
    assert swept == [1]
    assert state_of(message) == ("sent", "", 1)


def test_logs_name_nobody(settings, postbox, caplog):
    caplog.set_level("DEBUG")
    postbox.on_rcpt = lambda address: f"421 <{address}> go away"
    make_message("alicia@example.org", subject="Secreto", body="Más secreto")
    deliver()
    settings.EMAIL_PORT = 9
    deliver(NOW + PAUSE)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("hackathon"))
    assert "outbox waits" in ours
    assert [word for word in ("alicia", "ecreto") if word in ours] == []
