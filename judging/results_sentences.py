"""Why something about the results was refused, in one sentence that says what to do."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from judging import actions


def _missing(error: actions.ReviewsMissing) -> str:
    if not error.lacking:
        return _("El plazo del jurado sigue abierto. Para congelar ya, escribe por qué.")
    text = ngettext(
        "Falta %(n)s evaluación. Espérala, o escribe por qué se congela sin ella.",
        "Faltan %(n)s evaluaciones. Espéralas, o escribe por qué se congela sin ellas.",
        error.lacking,
    )
    return text % {"n": error.lacking}


def _unsigned(error: actions.NotSigned) -> str:
    text = ngettext(
        "Falta %(n)s firma: antes de publicar tiene que firmar otra persona de la organización.",
        "Faltan %(n)s firmas: antes de publicar tienen que firmar otras personas de la organización.",
        error.lacking,
    )
    return text % {"n": error.lacking}


def _voided(error: actions.ReviewsVoided) -> str:
    text = ngettext(
        "Hemos encontrado un conflicto de interés nuevo: %(n)s evaluación ya no cuenta. Mira cómo queda la clasificación "
        "y congélala después.",
        "Hemos encontrado conflictos de interés nuevos: %(n)s evaluaciones ya no cuentan. Mira cómo queda la clasificación "
        "y congélala después.",
        error.voided,
    )
    return text % {"n": error.voided}


SENTENCES: dict[type[Exception], Callable[..., str]] = {
    actions.AlreadyFrozen: lambda error: _(
        "Los resultados están congelados. Para cambiar algo, retíralos antes: los siguientes llevarán otro número."
    ),
    actions.AlreadySigned: lambda error: _("Ya has firmado estos resultados: tiene que firmar otra persona."),
    actions.ChangedResults: lambda error: _(
        "Esos no son los resultados que están congelados ahora. Recarga la página y léelos antes de firmar."
    ),
    actions.ConflictOfInterest: lambda error: _(
        "Tienes un conflicto de interés con ese proyecto, así que no puedes decidir sobre él."
    ),
    actions.MayNotDecide: lambda error: _("Eso no lo puedes decidir, o ese proyecto ya no participa."),
    actions.NoReason: lambda error: _("Escribe el motivo: otras personas lo leerán."),
    actions.NotFrozen: lambda error: _("Esos resultados ya no están en pie: alguien los ha retirado."),
    actions.NothingRanked: lambda error: _(
        "Todavía no hay ningún proyecto con puesto, así que no hay nada que congelar."
    ),
    actions.NothingSaid: lambda error: _("Esa evaluación ya no dice nada al equipo, o ya no cuenta."),
    actions.NotNow: lambda error: _("Los resultados ya están publicados."),
    actions.NotSigned: _unsigned,
    actions.NotTied: lambda error: _(
        "Solo se decide el orden de proyectos vecinos que empatan, y estos no empatan (o ya no)."
    ),
    actions.ReviewsMissing: _missing,
    actions.ReviewsVoided: _voided,
}
REFUSALS = tuple(SENTENCES)


def of(refusal: Exception) -> str:
    """The sentence for one of ``REFUSALS``."""
    return SENTENCES[type(refusal)](refusal)
