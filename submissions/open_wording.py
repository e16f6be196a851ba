"""Words for the audits that anybody may ask for: how far one is, and why another has no result."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon.hub.types import RepoType
from submissions.audit.evidence import Part
from submissions.models import OpenAudit

STAGES: dict[str, Promise] = {
    "": gettext_lazy("Buscamos el repositorio en Hugging Face."),
    Part.CARD.value: gettext_lazy("Leemos la tarjeta."),
    Part.SCRIPTS.value: gettext_lazy("Leemos los scripts y notebooks."),
    Part.DATA.value: gettext_lazy("Leemos los datos. Es lo que más tarda."),
    Part.ADAPTER.value: gettext_lazy("Leemos los ajustes del modelo."),
    Part.WEIGHTS.value: gettext_lazy("Contamos los parámetros."),
    Part.BASES.value: gettext_lazy("Miramos de qué modelo se partió."),
    Part.CODE.value: gettext_lazy("Leemos el código de la demo."),
    Part.RUNTIME.value: gettext_lazy("Miramos cómo va la demo."),
    Part.ANSWER.value: gettext_lazy("Esperamos a que la demo conteste."),
}
TYPES: dict[str, Promise] = {
    RepoType.DATASET.value: gettext_lazy("un dataset"),
    RepoType.MODEL.value: gettext_lazy("un modelo"),
    RepoType.SPACE.value: gettext_lazy("un Space"),
}
REASONS: dict[str, Promise] = {
    "missing": gettext_lazy("Hugging Face no encuentra ese repositorio. Puede que no exista o que sea privado."),
    "private": gettext_lazy("Ese repositorio es privado, y aquí solo se miran los públicos."),
    "forbidden": gettext_lazy("Ese repositorio está cerrado: Hugging Face no deja leerlo."),
    "unreachable": gettext_lazy("Hugging Face no contesta. Prueba otra vez dentro de un rato."),
    "garbled": gettext_lazy("Hugging Face contesta, pero no se entiende qué. Prueba otra vez dentro de un rato."),
    "rate_limited": gettext_lazy("Hugging Face nos ha pedido una pausa. Prueba otra vez dentro de unos minutos."),
}


def stage_words(audit: OpenAudit) -> Promise:
    """What is being done right now."""
    return STAGES.get(audit.stage, STAGES[""])


def why_not(audit: OpenAudit) -> str:
    """Why there is no result, in a sentence."""
    if audit.error.startswith("found_as_"):
        there = TYPES.get(audit.error.removeprefix("found_as_"), "")
        return _("Está en Hugging Face, pero no es %(asked)s: es %(there)s.") % {
            "asked": TYPES[audit.repo_type],
            "there": there,
        }
    return str(REASONS.get(audit.error) or _("Un fallo nuestro ha impedido la auditoría. Prueba otra vez."))


def kind_to_try(audit: OpenAudit) -> str:
    """As which kind it is worth asking again."""
    return audit.error.removeprefix("found_as_") if audit.error.startswith("found_as_") else audit.repo_type
