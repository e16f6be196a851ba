"""What is said to a person whose deed was refused: one sentence each, with what to do about it. Pages and the API share it."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hackathon.editions.rules import Requirement
from teams import actions
from teams.actions import TeamError
from teams.joining import Kind, Obstacle
from teams.models import JoinRequest

State = JoinRequest.State


def refusal(error: TeamError) -> str:
    """The sentence for a refused deed, in the reader's language."""
    for kind, sentence in SENTENCES.items():
        if isinstance(error, kind):
            return sentence(error)
    return _("No se ha podido hacer. Vuelve a intentarlo.")


def obstacle_sentence(obstacle: Obstacle) -> str:
    """The sentence for what stands between a person and a seat; the moment of a window is for a template to add."""
    if obstacle.kind == Kind.HAS_TEAM:
        return _("Ya tienes equipo, y en cada edición solo se puede estar en uno.")
    if obstacle.kind == Kind.NOT_YET:
        return _("Todavía no se pueden formar ni cambiar equipos.")
    if obstacle.kind == Kind.CLOSED:
        return _("Ya no se pueden formar ni cambiar equipos.")
    if obstacle.kind == Kind.MISSING:
        return requirement_sentence(obstacle.requirement)
    return full_sentence(obstacle.max_size)


def requirement_sentence(requirement: Requirement) -> str:
    """What the person has to bring first."""
    if requirement == Requirement.REGISTRATION:
        return _("Antes tienes que inscribirte en esta edición.")
    if requirement == Requirement.HUB_ACCOUNT:
        return _("Antes tienes que conectar tu cuenta de Hugging Face.")
    return _("Antes tienes que entrar en la organización de esta edición en el Hub.")


def full_sentence(max_size: int) -> str:
    """That every seat is taken."""
    return ngettext(
        "El equipo está completo: solo cabe %(max)s persona.",
        "El equipo está completo: ya son %(max)s personas.",
        max_size,
    ) % {"max": max_size}


def _gone(error: TeamError) -> str:
    if error.state == State.WITHDRAWN:
        return _("Esta petición se ha retirado, así que ya no se puede contestar.")
    if error.state in (State.ACCEPTED, State.DECLINED):
        return _("Esta petición ya está contestada.")
    return _("Esta petición ya no tiene efecto: la persona está en otro equipo o el equipo ya no existe.")


def _too_many(error: TeamError) -> str:
    return ngettext(
        "Ya tienes %(limit)s petición reciente sin respuesta. Espera a que contesten o retírala.",
        "Ya hay %(limit)s peticiones recientes sin respuesta. Espera a que contesten antes de enviar más.",
        error.limit,
    ) % {"limit": error.limit}


# Looked up in this order; texts are translated when they are said.
SENTENCES: dict[type[TeamError], Callable[[TeamError], str]] = {
    actions.WindowClosed: lambda error: _("No se ha cambiado nada: el plazo para cambiar los equipos no está abierto."),
    actions.TeamFull: lambda error: full_sentence(error.max_size),
    actions.AlreadyInTeam: lambda error: _("No se ha cambiado nada: esa persona ya está en un equipo de esta edición."),
    actions.Missing: lambda error: requirement_sentence(error.requirement),
    actions.InviteUnknown: lambda error: _("Esta invitación no existe. Pide a alguien del equipo el enlace actual."),
    actions.InviteExpired: lambda error: _("Esta invitación ha caducado: ya no se puede entrar en los equipos."),
    actions.NameTaken: lambda error: _("Ya hay un equipo con ese nombre en esta edición. Elige otro."),
    actions.NotAMember: lambda error: _("No se ha cambiado nada: esto solo lo pueden hacer las personas del equipo."),
    actions.NotTheCaptain: lambda error: _(
        "No se ha cambiado nada: esto solo lo puede hacer quien tiene la capitanía."
    ),
    actions.NotAnOrganiser: lambda error: _("No se ha cambiado nada: esto solo lo puede hacer la organización."),
    actions.ReasonMissing: lambda error: _("No se ha cambiado nada: escribe el motivo."),
    actions.TeamHasSubmission: lambda error: _(
        "No puede ser: es la última persona del equipo y el equipo ya entregó un proyecto. "
        "Para retirarlo hay que escribir a la organización."
    ),
    actions.PersonGone: lambda error: _("No se ha cambiado nada: esa persona ha borrado su cuenta."),
    actions.TeamGone: lambda error: _("Este equipo ya no existe."),
    actions.RequestGone: _gone,
    actions.RequestRefusedBefore: lambda error: _(
        "Ya dijeron que no a una petición como esta. Si cambian de idea, ahora pueden escribirte."
    ),
    actions.TooManyRequests: _too_many,
    actions.NotLooking: lambda error: _("Ya no está en el tablón: ha dejado de buscar."),
}
