"""Django's SMTP backend, careful about one moment: when the server has the whole message and has not answered yet."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp


class Unanswered(smtplib.SMTPServerDisconnected):
    """The message was handed over and the server never said whether it took it."""


class Careful(smtplib.SMTP):
    """Tells a server that is gone before it has the message (nobody gets it) from one that is gone after (who knows).

    Servers that look into a message take their time about the last answer, so they get more of it there.
    """

    _handing_over = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if self._handing_over:
                raise Unanswered from error
            raise
        finally:
            self._hand_over(False)

    def send(self, s: Any) -> None:
        # Commands are text; the one thing that is sent as bytes is a message.
        if isinstance(s, bytes | bytearray):
            self._hand_over(True)
        super().send(s)

    def _hand_over(self, begun: bool) -> None:
        self._handing_over = begun
        if self.sock is not None:
            self.sock.settimeout(settings.MAIL_ANSWER_SECONDS if begun else self.timeout)


class CarefulSSL(Careful, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """What ``EMAIL_URL=smtp…`` means on this site."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return CarefulSSL if self.use_ssl else Careful
