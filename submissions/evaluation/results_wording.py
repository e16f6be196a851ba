"""Sentences about result files: why one is none, and what was left out of one."""

from django.utils.translation import gettext_lazy

from submissions.evaluation.results import Left, NotResults, Refusal, Skipped

WHY_REFUSED = {
    Refusal.TOO_BIG: gettext_lazy("Es demasiado grande: caben %(most)s MB."),
    Refusal.EMPTY: gettext_lazy("Está vacío."),
    Refusal.NOT_UTF8: gettext_lazy("No está en UTF-8, o no es texto."),
    Refusal.NOT_JSON: gettext_lazy("No es JSON: algo falla en la línea %(line)s."),
    Refusal.TOO_DEEP: gettext_lazy("Tiene demasiadas listas unas dentro de otras: no parece un archivo de resultados."),
    Refusal.SAMPLES: gettext_lazy(
        "Son las respuestas una a una (samples_…). El archivo de resultados está en la misma carpeta y se llama results_…json."
    ),
    Refusal.NOT_A_MAPPING: gettext_lazy("No es un archivo de resultados: debería ser un objeto de JSON con «results»."),
    Refusal.OTHER_TOOL: gettext_lazy("Es de otra herramienta (%(tool)s); aquí se leen los de lm-evaluation-harness."),
    Refusal.NO_RESULTS: gettext_lazy("No es un archivo de resultados de lm-evaluation-harness: le falta «results»."),
    Refusal.RESULTS_NOT_A_MAPPING: gettext_lazy(
        "Sus resultados no van por tareas: «results» debería ser un objeto con una entrada por tarea."
    ),
    Refusal.TOO_MANY: gettext_lazy("Tiene demasiadas tareas o métricas: caben %(most)s tareas."),
    Refusal.NO_SCORES: gettext_lazy("No tiene ninguna puntuación."),
}
WHY_LEFT = {
    Left.NOT_FINITE: gettext_lazy("su valor es %(value)s; se queda sin valor, no cuenta como 0"),
    Left.NOT_A_NUMBER: gettext_lazy("no tiene un número («%(value)s»); se queda sin valor"),
    Left.STDERR: gettext_lazy("el error típico no es un número («%(value)s»); el valor se queda sin él"),
    Left.BYPASS: gettext_lazy("no se puntuó: solo se guardaron las respuestas"),
    Left.DUPLICATE: gettext_lazy("está repetida; cuenta la que lleva filtro"),
    Left.UNKNOWN_KEY: gettext_lazy("no es una métrica de esta tarea"),
    Left.UNLISTED: gettext_lazy("no es una tarea: alguien añadió la fila a mano"),
    Left.NOT_A_ROW: gettext_lazy("no tiene métricas, sino «%(value)s»"),
    Left.NO_VALUES: gettext_lazy("no tiene ningún resultado"),
    Left.BAD_NAME: gettext_lazy("su nombre está vacío, es demasiado largo o tiene caracteres invisibles"),
    Left.GROUP_WITHOUT_MEAN: gettext_lazy("es un grupo sin media propia"),
    Left.MODEL_UNKNOWN: gettext_lazy("El archivo no dice de qué modelo es."),
}


def why_refused(refused: NotResults) -> str:
    """One sentence on why a file holds no results; what was in their place is told by ``refused.skipped``."""
    return str(WHY_REFUSED[refused.code]) % refused.facts


def why_left(skipped: Skipped) -> str:
    """What was left out and why, after the name of the task and the metric where it has one."""
    names = [skipped.task, skipped.metric if skipped.filter in ("", "none") else f"{skipped.metric},{skipped.filter}"]
    place = " · ".join(filter(None, names))
    why = str(WHY_LEFT[skipped.code]) % {"value": skipped.value}
    return f"{place}: {why}" if place else why
