"""What the other side hears by e-mail when somebody asks, invites, answers, or a person loses or changes their seat.

They go into the outbox with the deed, in its transaction.
"""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.mail.actions import LANGUAGE, Letter, enqueue, enqueue_many
from hackathon.mail.links import absolute
from teams.models import JoinRequest, Team

ASKED = JoinRequest.Direction.ASKED


def opened(request: JoinRequest, *, at: datetime) -> None:
    """Tell the captain who asks for a seat, or the person which team offers one."""
    names = _names(request)
    with override(LANGUAGE):
        if request.direction == ASKED:
            to, address = request.team.captain, _team_page(request.team)
            subject = _("%(person)s quiere entrar en %(team)s") % names
            text = _("%(person)s ha pedido una plaza en tu equipo, %(team)s.") % names
        else:
            to, address = request.user, _board(request.team.edition)
            subject = _("El equipo %(team)s te invita") % names
            text = _("El equipo %(team)s te ofrece una plaza.") % names
        paragraphs = [text, _quoted(request.message), _("Puedes aceptar o rechazar aquí:"), address]
    _send(request, to, subject, paragraphs, at, occasion="opened")


def accepted(request: JoinRequest, *, at: datetime) -> None:
    """Tell who asked, the person or whoever of the team invited, that there is one more in the team."""
    names = _names(request)
    with override(LANGUAGE):
        if request.direction == ASKED:
            to, subject = request.user, _("Ya estás en el equipo %(team)s") % names
            text = _("El equipo %(team)s ha aceptado tu petición. Esta es su página:") % names
        else:
            to, subject = _inviter(request), _("%(person)s ya está en %(team)s") % names
            text = _("%(person)s ha aceptado la invitación de tu equipo, %(team)s. Esta es su página:") % names
        paragraphs = [text, _team_page(request.team)]
    _send(request, to, subject, paragraphs, at, occasion="accepted", essential=True)


def declined(request: JoinRequest, *, at: datetime) -> None:
    """Tell who asked that this time it is a no, and where to look on."""
    names = _names(request)
    with override(LANGUAGE):
        if request.direction == ASKED:
            to, subject = request.user, _("Respuesta del equipo %(team)s") % names
            text = _("Esta vez el equipo %(team)s no puede darte una plaza. Hay más equipos que buscan gente:") % names
        else:
            to, subject = _inviter(request), _("Respuesta de %(person)s") % names
            text = _("%(person)s no va a entrar en %(team)s. Hay más personas que buscan equipo:") % names
        paragraphs = [text, _board(request.team.edition)]
    _send(request, to, subject, paragraphs, at, occasion="declined")


def removed(*, edition: Edition, team: str, person: User, reason: str, at: datetime, key: str) -> None:
    """Tell somebody that they have lost their seat in the team of that name, and why."""
    with override(LANGUAGE):
        subject = _("Ya no estás en el equipo %(team)s") % {"team": team}
        paragraphs = [
            _("Te han sacado del equipo %(team)s. El motivo:") % {"team": team},
            _quoted(reason),
            _("Puedes buscar otro equipo aquí, o escribir a la organización si crees que es un error:"),
            _board(edition),
        ]
    _enqueue(person, subject, paragraphs, at, key=f"teams.removed.{key}", essential=True)


def moved(*, team: Team, person: User, reason: str, at: datetime, key: str) -> None:
    """Tell somebody that who runs the edition has given them a seat in ``team``, and why."""
    with override(LANGUAGE):
        subject = _("Ahora estás en el equipo %(team)s") % {"team": team.name}
        paragraphs = [
            _("La organización te ha puesto en el equipo %(team)s. El motivo:") % {"team": team.name},
            _quoted(reason),
            _("Esta es su página:"),
            _team_page(team),
        ]
    _enqueue(person, subject, paragraphs, at, key=f"teams.moved.{key}", essential=True)


def to_members(team: Team, *, subject: str, body: str, key: str, at: datetime) -> None:
    """The same essential letter to everybody in the team. ``key`` names its occasion: nobody gets it twice."""
    members = team.memberships.select_related("user").order_by("seat")
    enqueue_many(
        (
            Letter(
                to=member.user,
                email=member.user.email,
                subject=subject,
                body=body,
                key=f"{key}.{member.user_id}",
                essential=True,
            )
            for member in members
        ),
        at=at,
    )


def _send(
    request: JoinRequest,
    to: User,
    subject: str,
    paragraphs: list[str],
    at: datetime,
    *,
    occasion: str,
    essential: bool = False,
) -> None:
    _enqueue(to, subject, paragraphs, at, key=f"teams.request.{request.pk}.{occasion}", essential=essential)


def _enqueue(to: User, subject: str, paragraphs: list[str], at: datetime, *, key: str, essential: bool) -> None:
    body = "\n\n".join(filter(None, paragraphs))
    enqueue(to=to, subject=subject, body=body, key=key, at=at, essential=essential)


def _inviter(request: JoinRequest) -> User:
    return request.created_by or request.team.captain


def _names(request: JoinRequest) -> dict[str, str]:
    return {"person": request.user.display_name, "team": request.team.name}


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _team_page(team: Team) -> str:
    return absolute(reverse("teams:detail", args=[team.edition.slug, team.pk]))


def _board(edition: Edition) -> str:
    return absolute(reverse("teams:board", args=[edition.slug]))
