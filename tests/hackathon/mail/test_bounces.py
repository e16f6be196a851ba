"""Notes about mail that did not arrive, as mail servers write them and as others might."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from hackathon.mail.models import Message
from hackathon.mail.notifications import LARGEST, NotABounce, read_bounce
from tests.factories.editions import NOW
from tests.factories.mail import make_message

NOTE = """\
From: MAILER-DAEMON@mx.example.org
To: hola@hackathon.example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <note@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

Lo sentimos.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; alicia@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <alicia@example.org>:
 Recipient address rejected

--cut
Content-Type: {kind}

From: hola@hackathon.example.org
Message-ID: {message_id}
Subject: Hola

--cut--
"""


def note(message_id="<1@example.org>", *, action="failed", kind="message/rfc822"):
    return NOTE.format(action=action, kind=kind, message_id=message_id).encode()


@pytest.fixture
def record(monkeypatch, capsys):
    """What the command says of ``raw`` on its standard input; raises CommandError."""

    def run(raw):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        call_command("record_bounce")
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_note_says_which_mail_and_why(kind):
    bounce = read_bounce(note(kind=kind))
    assert bounce.message_id == "<1@example.org>"
    assert bounce.reason == "550 5.1.1 <alicia@example.org>: Recipient address rejected"


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no_status"),
        (b"\x00\xff\xfe garbage \r\n\r\n\x80", "no_status"),
        (b"Subject: vacaciones\n\nVuelvo el lunes.", "no_status"),
        (note(action="delayed"), "not_failed"),
        (note(action="delivered"), "not_failed"),
        (note("").replace(b"Message-ID: \n", b""), "no_original"),
        (b"x" * (LARGEST + 1), "too_large"),
        (b"Content-Type: message/delivery-status\n\n", "not_failed"),
        (b"Content-Type: multipart/report; boundary=a\n\n" + b"--a\n" * 2000, "no_status"),
    ],
    ids=["empty", "garbage", "vacation", "delayed", "delivered", "no original", "too large", "bare", "many parts"],
)
def test_what_is_no_such_note_is_refused(raw, why):
    with pytest.raises(NotABounce) as refused:
        read_bounce(raw)
    assert refused.value.why == why


@pytest.mark.django_db
def test_a_message_that_came_back_is_marked_with_why_and_twice_is_as_once(record):
    message = make_message(state="sent", sent_at=NOW, message_id="<1@example.org>")
    for _time in range(2):
        assert record(note()) == f"Anotado en el mensaje {message.pk}.\n"
    found = Message.objects.get()
    assert (found.state, found.error) == ("bounced", "550 5.1.1 <alicia@example.org>: Recipient address rejected")


@pytest.mark.django_db
def test_a_message_that_was_not_sent_cannot_come_back(record):
    make_message(message_id="<1@example.org>")
    record(note())
    assert Message.objects.get().state == "queued"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (note("<other@example.org>"), "El correo devuelto no salió de aquí."),
        (b"\xff", "Esto no es un aviso de devolución: no tiene una parte «message/delivery-status»."),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(record, raw, said):
    with pytest.raises(CommandError) as refused:
        record(raw)
    assert str(refused.value) == said
