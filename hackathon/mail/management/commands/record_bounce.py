"""``manage.py record_bounce < note.eml``: for the mail server to hand over what comes back, one note at a time."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.mail import actions
from hackathon.mail.notifications import LARGEST, NotABounce, read_bounce

WHY_NOT = {
    "too_large": gettext_lazy("El aviso es demasiado grande: se leen hasta 1 MiB."),
    "no_status": gettext_lazy("Esto no es un aviso de devolución: no tiene una parte «message/delivery-status»."),
    "not_failed": gettext_lazy("El aviso no dice que el correo no llegara: no se cambia nada."),
    "no_original": gettext_lazy("El aviso no dice qué correo se devolvió: le falta el Message-ID."),
}


class Command(BaseCommand):
    help = "Lee de la entrada estándar un aviso de correo devuelto (DSN) y lo anota en el mensaje."

    def handle(self, *args: Any, **options: Any) -> None:
        """One sentence about what was done; what cannot be read ends with status 1 and changes nothing."""
        try:
            bounce = read_bounce(sys.stdin.buffer.read(LARGEST + 1))
        except NotABounce as error:
            raise CommandError(str(WHY_NOT[error.why])) from error
        message = actions.record_bounce(message_id=bounce.message_id, reason=bounce.reason)
        if message is None:
            raise CommandError(_("El correo devuelto no salió de aquí."))
        self.stdout.write(_("Anotado en el mensaje %(pk)s.") % {"pk": message.pk})
