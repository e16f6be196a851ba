"""What has to be known about a ranking, in one sentence for each code, on the site and in the terminal. In the reader's language."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy

from judging.aggregate import Code

SENTENCES: Final[Mapping[Code, object]] = {
    Code.NO_REVIEWS: gettext_lazy("Ninguna evaluación está completa: no hay nada que ordenar."),
    Code.ONE_JUDGE: gettext_lazy(
        "Solo ha puntuado una persona: no se puede saber si es exigente o si los proyectos son así. No hay intervalos."
    ),
    Code.ONE_PROJECT: gettext_lazy("Hay un solo proyecto: su puesto es provisional."),
    Code.ALL_EQUAL: gettext_lazy("Todas las evaluaciones dan el mismo total: nada distingue a los proyectos."),
    Code.NO_REPLICATION: gettext_lazy(
        "Ningún proyecto tiene dos evaluaciones: no se puede estimar la incertidumbre. Pide al menos otra de cada uno."
    ),
    Code.DISCONNECTED: gettext_lazy(
        "El jurado está partido en grupos que no han puntuado ningún proyecto en común, así que no se pueden "
        "comparar entre sí: no hay clasificación conjunta. Pide a alguien de un grupo que evalúe algún "
        "proyecto del otro."
    ),
    Code.ISOLATED: gettext_lazy(
        "Quien evaluó estos proyectos no ha puntuado ningún otro, así que no se pueden comparar y se quedan sin puesto: %(projects)s."
    ),
    Code.UNREVIEWED: gettext_lazy("Sin ninguna evaluación completa, fuera de la clasificación: %(projects)s."),
    Code.ONE_REVIEW: gettext_lazy("Con una sola evaluación, así que su puesto es provisional: %(projects)s."),
    Code.IDLE_JUDGES: gettext_lazy("Sin ninguna evaluación que cuente: %(judges)s."),
    Code.ONLY_ZEROS: gettext_lazy(
        "Solo da ceros %(judges)s. Si no evaluó, deja esas notas en blanco: una ausencia no es un cero."
    ),
    Code.OUTLIERS: gettext_lazy(
        "Conviene leer las evaluaciones de %(judges)s: se apartan del resto. Puede ser un criterio distinto y legítimo: decide una persona."
    ),
    Code.LOW_AGREEMENT: gettext_lazy("El jurado está poco de acuerdo: mira los proyectos en los que más difiere."),
    Code.SHARED_PLACE: gettext_lazy(
        "Comparten un puesto que decide un premio, y las bases no dan más desempates: %(projects)s. Conviene hablarlo en la deliberación."
    ),
    Code.STATISTICAL_TIE: gettext_lazy(
        "Hay un empate estadístico donde se decide un premio: la diferencia es más pequeña de lo que el jurado puede distinguir."
    ),
}


def about(code: Code, *, projects: str, judges: str) -> str:
    """The sentence for a code, with the names of whom it is about."""
    return str(SENTENCES[code]) % {"projects": projects, "judges": judges}
