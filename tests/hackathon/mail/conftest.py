"""A mail server, and settings that send to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hackathon.mail.servers import LOCALHOST, Postbox, smtp_server


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A real SMTP server that takes everything; the settings point to it."""
    with smtp_server(Postbox()) as box:
        settings.EMAIL_BACKEND = "hackathon.mail.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = LOCALHOST, box.port
        settings.EMAIL_TIMEOUT = 2
        settings.MAIL_ANSWER_SECONDS = 2
        settings.DEFAULT_FROM_EMAIL = "Hackathon <hola@hackathon.example.org>"
        yield box
