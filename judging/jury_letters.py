"""What people of the jury hear by e-mail. Each goes into the outbox with the deed, in its transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.wording import everywhere, in_words
from hackathon.mail.actions import LANGUAGE, Letter, enqueue, enqueue_many
from hackathon.mail.links import absolute
from hackathon.mail.queries import addresses_of
from judging.models import JurorInvitation
from submissions.models import Submission


def invited(invitation: JurorInvitation, *, token: str, at: datetime) -> None:
    """Ask somebody to be on the jury, in the language that was chosen for them."""
    edition, rules = invitation.edition, invitation.edition.parsed_rules
    address = absolute(reverse("judging:invitation", args=[edition.slug, token]))
    with override(invitation.language):
        names = {"edition": in_words(rules.title), "name": invitation.name}
        window = rules.windows.judging
        when = {
            "start": everywhere(window.opens_at, rules.timezone),
            "end": everywhere(last_minute(window.closes_at), rules.timezone),
        }
        paragraphs = [
            _("Hola, %(name)s:") % names if invitation.name else _("Hola:"),
            _("Nos gustaría contar contigo en el jurado de %(edition)s.") % names,
            _("Se puntúa desde el %(start)s hasta el %(end)s.") % when,
            _("Aquí puedes aceptar o decir que esta vez no:"),
            address,
            _("El enlace es personal: no lo reenvíes."),
        ]
        subject = _("¿Quieres formar parte del jurado de %(edition)s?") % names
    key = f"judging.invited.{invitation.pk}.{invitation.token_digest[:16]}"
    enqueue(
        to=None,
        email=invitation.email,
        subject=subject,
        body="\n\n".join(paragraphs),
        key=key,
        at=at,
        language=invitation.language,
        essential=True,
    )


def accepted(invitation: JurorInvitation, *, at: datetime) -> None:
    """Tell who invited that there is one more on the jury; and with which account, when it is not that of the address that they
    wrote to: whoever has the mail may accept."""
    account = invitation.accepted_by
    with override(LANGUAGE):
        text = _("%(person)s ha aceptado estar en el jurado de %(edition)s.")
        names = {"asked": invitation.email, "account": f"{account.display_name} ({account.email})" if account else ""}
        other = _(
            "Escribisteis a %(asked)s y ha aceptado con otra cuenta: %(account)s. Comprueba que es quien esperabas."
        )
    differs = account is not None and invitation.email not in addresses_of(account)
    _answer(invitation, text, "accepted", at, more=[other % names] if differs else [])


def declined(invitation: JurorInvitation, *, at: datetime) -> None:
    """Tell who invited that this time it is a no."""
    with override(LANGUAGE):
        text = _("%(person)s no puede estar en el jurado de %(edition)s.")
    _answer(invitation, text, "declined", at)


def remind(edition: Edition, pending: dict[User, int], *, at: datetime) -> None:
    """Tell people of the jury how many reviews they have left and until when; once a day at most."""
    with override(LANGUAGE):
        letters = [_reminder(edition, judge, left, at) for judge, left in pending.items()]
    enqueue_many(letters, at=at)


def voided(submission: Submission, judge: User, *, reason: str, key: str, at: datetime) -> None:
    """Tell a judge that their review of a project counts no more, and why."""
    with override(LANGUAGE):
        names = {"project": str(submission)}
        subject = _("Ya no evalúas «%(project)s»") % names
        paragraphs = [
            _("Por un conflicto de interés, tu evaluación de «%(project)s» ya no cuenta. El motivo:") % names,
            reason,
            _("No tienes que hacer nada más con este proyecto. Si crees que es un error, escribe a la organización."),
        ]
    enqueue(to=judge, subject=subject, body="\n\n".join(paragraphs), key=key, at=at, essential=True)


def last_minute(closes_at: datetime) -> datetime:
    """The last minute of a window, as people say it."""
    return closes_at - timedelta(minutes=1)


def _reminder(edition: Edition, judge: User, left: int, at: datetime) -> Letter:
    rules = edition.parsed_rules
    text = ngettext(
        "Te queda %(n)s proyecto por evaluar en %(edition)s.",
        "Te quedan %(n)s proyectos por evaluar en %(edition)s.",
        left,
    ) % {"n": left, "edition": in_words(rules.title)}
    until = _("Se puede puntuar hasta el %(end)s.") % {
        "end": everywhere(last_minute(rules.windows.judging.closes_at), rules.timezone)
    }
    return Letter(
        to=judge,
        email=judge.email,
        subject=text.rstrip("."),
        body="\n\n".join([text, until, absolute("/jurado/")]),
        key=f"judging.reminder.{edition.pk}.{judge.pk}.{at:%Y-%m-%d}",
    )


def _answer(invitation: JurorInvitation, text: str, occasion: str, at: datetime, *, more: Sequence[str] = ()) -> None:
    if invitation.invited_by is None:
        return
    with override(LANGUAGE):
        person = invitation.name or invitation.email
        said = text % {"person": person, "edition": in_words(invitation.edition.parsed_rules.title)}
        page = absolute(reverse("judging:jury", args=[invitation.edition.slug]))
    enqueue(
        to=invitation.invited_by,
        subject=said.rstrip("."),
        body="\n\n".join([said, *more, page]),
        key=f"judging.invitation.{invitation.pk}.{occasion}",
        at=at,
    )
