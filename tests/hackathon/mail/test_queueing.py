"""What gets into the outbox: once for each occasion, and nothing that could break it."""

import pytest
from django.db import transaction

from hackathon.mail import actions
from hackathon.mail.models import Message
from tests.factories.editions import NOW
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def enqueue(to=None, **fields):
    values = {"subject": "Hola", "body": "Nos vemos.", "key": "saludo:1", "at": NOW, **fields}
    return actions.enqueue(to=to, **values)


def test_a_message_to_a_person_goes_to_their_address():
    alicia = make_person("Alicia")
    message = enqueue(alicia)
    assert (message.user, message.email, message.state) == (alicia, alicia.email, "queued")


def test_the_same_occasion_makes_no_second_message():
    first = enqueue(email="a@example.org")
    assert enqueue(email="b@example.org", subject="Otra vez") == first
    assert Message.objects.get().subject == "Hola"


def test_a_message_about_what_did_not_happen_is_not_sent():
    with transaction.atomic():
        enqueue(email="a@example.org")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_who_deleted_their_data_gets_nothing():
    assert enqueue(make_person(erased_at=NOW)) is None
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("subject", "kept"),
    [("Hola\nBcc: x@example.org", "Hola Bcc: x@example.org"), ("a\x00b", "ab"), ("ñ" * 300, "ñ" * 200), ("🎉", "🎉")],
)
def test_a_subject_is_one_line_that_fits(subject, kept):
    assert enqueue(email="a@example.org", subject=subject).subject == kept


@pytest.mark.parametrize(
    "email", ["", "nadie", "a@b\nBcc: c@example.org", "ñandú@example.org", "a" * 300 + "@example.org"]
)
def test_an_address_that_is_none_stops_nobody_and_is_seen(email):
    message = enqueue(email=email)
    assert (message.state, message.error) == ("failed", "bad_address")


def test_many_are_put_there_at_once_and_those_that_are_there_passed_over():
    letters = [
        actions.Letter(email=f"a{number}@example.org", subject="Hola", body="…", key=f"b:{number}")
        for number in range(3)
    ]
    actions.enqueue_many(letters[:1], at=NOW)
    actions.enqueue_many(letters, at=NOW)
    assert list(Message.objects.order_by("email").values_list("email", flat=True)) == [each.email for each in letters]


def test_every_message_has_a_message_id_of_its_own(settings):
    settings.DEFAULT_FROM_EMAIL = "Hackathon <hola@hackathon.example.org>"
    found = {enqueue(email="a@example.org", key=f"k{number}").message_id for number in range(3)}
    assert len(found) == 3
    assert {each.partition("@")[2] for each in found} == {"hackathon.example.org>"}
