"""Why something of a review was refused, in one sentence that says what to do."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from judging import actions


def signed_out() -> str:
    """The session is over."""
    return _("Tu sesión ha terminado. Entra otra vez: lo que escribiste sigue aquí y se guardará.")


def changed_elsewhere() -> str:
    """Two tabs changed the same."""
    return _("Esto ha cambiado en otra pestaña o en otro dispositivo. Elige cuál vale.")


def rules_changed() -> str:
    """The rubric is another one by now."""
    return _("Las bases han cambiado mientras puntuabas: recarga la página y revisa las notas.")


def out_of_scale() -> str:
    """No such step."""
    return _("Esa nota no está en la escala de este criterio. No se ha guardado.")


def not_understood() -> str:
    """What came is nothing that a page of ours sends."""
    return _("No hemos entendido lo que se quería guardar: recarga la página y prueba otra vez.")


def _incomplete(error: Exception) -> str:
    return _("Esta evaluación ya está enviada y no puede quedar incompleta. No se ha guardado el cambio.")


def _text(error: actions.BadText) -> str:
    text = ngettext(
        "El texto es demasiado largo (como mucho %(n)s carácter) o tiene caracteres que no se pueden guardar.",
        "El texto es demasiado largo (como mucho %(n)s caracteres) o tiene caracteres que no se pueden guardar.",
        error.most,
    )
    return text % {"n": error.most}


def _voided(error: actions.ReviewVoided) -> str:
    return _("Esta evaluación se ha anulado y ya no cuenta. Motivo: %(reason)s") % {"reason": error.reason}


SENTENCES: dict[type[Exception], Callable[..., str]] = {
    actions.BadScore: lambda error: rules_changed(),
    actions.BadText: _text,
    actions.ChangedElsewhere: lambda error: changed_elsewhere(),
    actions.ConflictOfInterest: lambda error: _(
        "Tienes un conflicto de interés con este proyecto, así que no puedes evaluarlo. Avisa a la organización."
    ),
    actions.IncompleteReview: _incomplete,
    actions.JudgingClosed: lambda error: _(
        "El plazo del jurado no está abierto: este cambio no se ha guardado en el servidor."
    ),
    actions.JurorPointTaken: lambda error: _(
        "Ya diste tu punto extra a otro proyecto. Retíralo allí antes de darlo aquí."
    ),
    actions.NotAssigned: lambda error: _("Esta evaluación ya no está a tu cargo."),
    actions.ProjectWithdrawn: lambda error: _(
        "El equipo ha retirado este proyecto: ya no hay que evaluarlo. Lo que habías puntuado se conserva."
    ),
    actions.ReasonNeeded: lambda error: _("Esta evaluación ya está enviada: escribe por qué la cambias."),
    actions.ReviewVoided: _voided,
}
REFUSALS = tuple(SENTENCES)


def of(refusal: Exception) -> str:
    """The sentence for one of ``REFUSALS``."""
    return SENTENCES[type(refusal)](refusal)
