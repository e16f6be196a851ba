"""Words for evaluations: how far one is, what went wrong, whose matter that is and what to do about it.

A team reads ``problem_sentence`` and ``problem_fix``; organisers read ``organiser_sentence`` beside the log.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions.boards.numbers import Numbers
from submissions.evaluation.problems import EvaluationProblem as Problem
from submissions.evaluation.problems import known_problem
from submissions.models import EvaluationJob
from submissions.models.evaluations import STATES

STAGES: dict[str, Promise] = {
    "": gettext_lazy("Empezamos."),
    "fetching": gettext_lazy("Traemos el modelo de Hugging Face."),
    "scheduling": gettext_lazy("Esperamos una máquina de Hugging Face."),
    "preparing": gettext_lazy("Preparamos las preguntas de cada tarea."),
    "loading": gettext_lazy("Cargamos el modelo en memoria."),
}
BUDGETS: dict[str, Promise] = {
    "team": gettext_lazy(
        "El equipo ha usado las horas de cálculo que le tocan. La evaluación espera a que la organización amplíe el límite."
    ),
    "edition": gettext_lazy(
        "La edición ha usado las horas de cálculo que tiene. La evaluación espera a que la organización amplíe el límite."
    ),
}
DROPPED: dict[str, Promise] = {
    "rules": gettext_lazy("Las bases ya no piden esta evaluación."),
    "withdrawn": gettext_lazy("El proyecto está retirado, así que no se evalúa."),
    "revision": gettext_lazy("Esta ya no es la revisión que cuenta, así que no se evalúa."),
}
"""Why a job that waited was taken out of the queue, by nobody."""
TONES: dict[str, str] = {
    "queued": "secondary",
    "running": "info",
    "succeeded": "success",
    "failed": "danger",
    "cancelled": "secondary",
    "partial": "warning",
}

BACKENDS: dict[str, Promise] = {
    "local": gettext_lazy("máquina propia"),
    "hf-jobs": gettext_lazy("Jobs de Hugging Face"),
}
JOB_STATES: dict[str, Promise] = dict(STATES)

# What happened, as the team reads it.
WHAT: dict[Problem, Promise] = {
    Problem.NOT_A_MODEL: gettext_lazy("La dirección entregada como modelo no es la de un modelo."),
    Problem.NO_TOKENIZER: gettext_lazy("Al repositorio le falta el tokenizador."),
    Problem.UNSAFE_WEIGHTS: gettext_lazy(
        "El repositorio no tiene pesos en safetensors, y por seguridad no abrimos otros."
    ),
    Problem.REMOTE_CODE: gettext_lazy("El modelo necesita ejecutar código propio, y por seguridad no lo ejecutamos."),
    Problem.BROKEN_MODEL: gettext_lazy("El modelo no se puede cargar con transformers."),
    Problem.TOO_LARGE: gettext_lazy("El modelo es más grande de lo que admiten las bases."),
    Problem.BASE_MISSING: gettext_lazy("Es un adaptador y no encontramos el modelo sobre el que se apoya."),
    Problem.BASE_GATED: gettext_lazy("Es un adaptador y el modelo sobre el que se apoya tiene el acceso restringido."),
    Problem.REPO_GONE: gettext_lazy("El repositorio ya no está en Hugging Face, o es privado."),
    Problem.REVISION_GONE: gettext_lazy("La revisión que cuenta ya no está en el repositorio."),
    Problem.NAN_LOGITS: gettext_lazy("El modelo responde con valores que no son números (NaN)."),
    Problem.CHAT_TEMPLATE: gettext_lazy(
        "Esta batería usa la plantilla de chat, y el modelo no tiene o la suya no funciona."
    ),
    Problem.OUT_OF_MEMORY: gettext_lazy(
        "El modelo no cabe en la memoria de la máquina, ni respondiendo de una en una."
    ),
    Problem.TIMEOUT: gettext_lazy("La evaluación no acabó en el tiempo que dan las bases."),
    Problem.UNKNOWN_TASK: gettext_lazy("Una tarea de la batería no existe en el programa que evalúa."),
    Problem.TASK_DATA: gettext_lazy("No hemos podido traer las preguntas de una tarea."),
    Problem.DISK_FULL: gettext_lazy("La máquina se quedó sin espacio en disco."),
    Problem.HUB_SILENT: gettext_lazy("Hugging Face no contesta."),
    Problem.NO_CREDIT: gettext_lazy("No queda crédito para las máquinas de Hugging Face."),
    Problem.NO_FLAVOR: gettext_lazy("Las bases no prevén una máquina para un modelo de este tamaño."),
    Problem.NO_ENGINE: gettext_lazy("En la máquina falta el programa que evalúa."),
    Problem.NO_QUANTISER: gettext_lazy("El modelo está cuantizado con un paquete que falta en la máquina que evalúa."),
    Problem.WORKER_LOST: gettext_lazy("La máquina que evaluaba dejó de responder."),
    Problem.CRASHED: gettext_lazy("El programa que evalúa se cerró de golpe."),
    Problem.RESULTS: gettext_lazy("Los resultados no traen la medida que pide la batería."),
    Problem.INTERNAL: gettext_lazy("Ha fallado algo en la plataforma."),
}

# What the team can do about it. Nothing, where the fault is ours.
FIX: dict[Problem, Promise] = {
    Problem.NOT_A_MODEL: gettext_lazy(
        "Entrega la dirección de un modelo; los Spaces y los datasets van en su propio campo."
    ),
    Problem.NO_TOKENIZER: gettext_lazy("Súbelo con tokenizer.push_to_hub(…): con tokenizer.json basta."),
    Problem.UNSAFE_WEIGHTS: gettext_lazy("Guarda el modelo con save_pretrained(…, safe_serialization=True) y súbelo."),
    Problem.REMOTE_CODE: gettext_lazy(
        "Usa una arquitectura que venga con transformers y quita «auto_map» de config.json."
    ),
    Problem.BROKEN_MODEL: gettext_lazy(
        "Prueba en un ordenador limpio AutoModelForCausalLM.from_pretrained(…): el registro dice dónde se para."
    ),
    Problem.TOO_LARGE: gettext_lazy("Entrega una versión más pequeña."),
    Problem.BASE_MISSING: gettext_lazy(
        "Corrige «base_model_name_or_path» en adapter_config.json, o sube el modelo ya fusionado."
    ),
    Problem.BASE_GATED: gettext_lazy(
        "Sube el modelo ya fusionado, si su licencia lo permite, o pide a la organización que acepte las condiciones del modelo base."
    ),
    Problem.REPO_GONE: gettext_lazy("Vuelve a hacerlo público y avisa a la organización."),
    Problem.REVISION_GONE: gettext_lazy("Alguien ha reescrito la historia del repositorio. Avisa a la organización."),
    Problem.NAN_LOGITS: gettext_lazy(
        "Suele pasar al fusionar o convertir los pesos: revísalos, y prueba con bfloat16 o float32."
    ),
    Problem.CHAT_TEMPLATE: gettext_lazy("Añade «chat_template» al tokenizador y súbelo."),
    Problem.OUT_OF_MEMORY: gettext_lazy("Reduce la ventana de contexto en config.json, o sube una versión cuantizada."),
    Problem.TIMEOUT: gettext_lazy("Escribe a la organización: puede dar más tiempo."),
}

# What organisers do about it.
ORGANISERS: dict[Problem, Promise] = {
    Problem.BASE_GATED: gettext_lazy(
        "Acepta las condiciones del modelo base con la cuenta del HF_TOKEN y vuelve a intentarlo."
    ),
    Problem.REPO_GONE: gettext_lazy("Pregunta al equipo; cuando vuelva a estar, inténtalo otra vez."),
    Problem.REVISION_GONE: gettext_lazy("Mira en el plazo del proyecto qué revisión cuenta; quizá toque decidir otra."),
    Problem.OUT_OF_MEMORY: gettext_lazy("Inténtalo otra vez en una máquina con más memoria."),
    Problem.TIMEOUT: gettext_lazy(
        "Sube «timeout_minutes» en las bases e inténtalo otra vez: lo ya medido se conserva."
    ),
    Problem.UNKNOWN_TASK: gettext_lazy(
        "Corrige el nombre de la tarea en las bases, o «include» si la tarea es nuestra."
    ),
    Problem.TASK_DATA: gettext_lazy(
        "Mira en el registro qué dataset falta; si está restringido, acepta sus condiciones."
    ),
    Problem.DISK_FULL: gettext_lazy("Haz sitio en la máquina (EVAL_DIR) e inténtalo otra vez."),
    Problem.HUB_SILENT: gettext_lazy("No hay nada que hacer: se vuelve a intentar."),
    Problem.NO_CREDIT: gettext_lazy(
        "Pon crédito en la cuenta de Jobs de la organización, o cambia en las bases dónde se evalúa."
    ),
    Problem.NO_FLAVOR: gettext_lazy("Añade a las bases («evaluation.flavors») una máquina para modelos de ese tamaño."),
    Problem.NO_ENGINE: gettext_lazy(
        "Crea el entorno con «make eval-env», o corrige EVAL_PYTHON; en los Jobs de Hugging Face, EVAL_JOBS_REQUIREMENTS."
    ),
    Problem.NO_QUANTISER: gettext_lazy(
        "Instala el paquete que dice el registro en el entorno que evalúa (en los Jobs, EVAL_JOBS_REQUIREMENTS) e inténtalo otra vez."
    ),
    Problem.WORKER_LOST: gettext_lazy("Mira si la máquina sigue en marcha; otra puede seguir donde se quedó esta."),
    Problem.CRASHED: gettext_lazy("El final del registro dice en qué estaba."),
    Problem.RESULTS: gettext_lazy(
        "Corrige «metric» o «filter» de la tarea en las bases: lo medido está en la tabla completa."
    ),
    Problem.INTERNAL: gettext_lazy("El registro del servidor dice qué pasó."),
}


def problem_sentence(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """What happened, in a sentence for the team, with the numbers or names that are known."""
    problem, told = known_problem(code), dict(facts or {})
    if problem == Problem.TOO_LARGE and _is_number(told.get("parameters")) and _is_number(told.get("most")):
        numbers = Numbers()
        sizes = {"size": numbers.weights(int(told["parameters"])), "most": numbers.weights(int(told["most"]))}
        return _("El modelo tiene %(size)s de parámetros, y las bases admiten %(most)s como mucho.") % sizes
    if told.get("base") and problem in _OF_THE_BASE:
        return str(_OF_THE_BASE[problem]) % {"base": str(told["base"])[:200]}
    return str(WHAT[problem])


_OF_THE_BASE: dict[Problem, Promise] = {
    Problem.BASE_MISSING: gettext_lazy("Es un adaptador, y su modelo base, %(base)s, no está en Hugging Face."),
    Problem.BASE_GATED: gettext_lazy("Es un adaptador, y su modelo base, %(base)s, tiene el acceso restringido."),
    Problem.NO_TOKENIZER: gettext_lazy("Es un adaptador, y a su modelo base, %(base)s, le falta el tokenizador."),
    Problem.UNSAFE_WEIGHTS: gettext_lazy("Es un adaptador, y su modelo base, %(base)s, no tiene pesos en safetensors."),
    Problem.REMOTE_CODE: gettext_lazy("Es un adaptador, y su modelo base, %(base)s, necesita ejecutar código propio."),
}


def problem_fix(code: str) -> str:
    """What the team can do; of a fault of ours, that it is ours."""
    problem = known_problem(code)
    if problem.is_ours:
        return _("Es cosa nuestra y no cuenta en contra del equipo.")
    return str(FIX[problem])


def is_ours(code: str) -> bool:
    """Whether the fault is the platform's."""
    return bool(code) and known_problem(code).is_ours


def organiser_fix(code: str) -> str:
    """What an organiser can do; what the team is told, where it is the team's matter."""
    problem = known_problem(code)
    return str(ORGANISERS.get(problem) or FIX.get(problem) or "")


def problem_name(code: str) -> str:
    """The problem in a line of a list; nothing for none."""
    return str(WHAT[known_problem(code)]).removesuffix(".") if code else ""


def stage_sentence(job: EvaluationJob) -> str:
    """What is being done right now with a job that runs, or why one that waits does."""
    if job.stage == "budget":
        return str(BUDGETS.get(job.stage_task, BUDGETS["edition"]))
    if job.stage == "task":
        return _("Hace la tarea %(task)s (%(place)s de %(tasks)s).") % {
            "task": job.stage_task,
            "place": min(job.tasks_done + len(job.task_problems) + 1, job.tasks),
            "tasks": job.tasks,
        }
    return str(STAGES.get(job.stage, STAGES[""]))


def dropped_sentence(job: EvaluationJob) -> str:
    """Why the job left the queue although nobody cancelled it; nothing where somebody did."""
    return str(DROPPED.get(str(job.facts.get("unwanted")), "")) if job.facts else ""


def state_name(job: EvaluationJob) -> str:
    """Where the job stands, in a word or two."""
    if job.partial and job.state == EvaluationJob.State.SUCCEEDED:
        return _("incompleta")
    if job.stopping_at is not None and job.state == EvaluationJob.State.RUNNING:
        return _("cancelándose")
    return str(job.get_state_display())


def state_tone(job: EvaluationJob) -> str:
    """The colour of its badge."""
    return TONES["partial"] if job.partial and job.state == EvaluationJob.State.SUCCEEDED else TONES[job.state]


def backend_name(backend: str) -> str:
    """Where it runs."""
    return str(BACKENDS.get(backend, backend))


def clock_time(seconds: float) -> str:
    """How long exactly, in hours, minutes and seconds: 3725.0 is "1:02:05".

    >>> clock_time(3725.0), clock_time(41.4)
    ('1:02:05', '0:00:41')
    """
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def ago(past: timedelta) -> str:
    """How long ago, in the largest unit that fits: "hace 3 min"."""
    seconds = max(past.total_seconds(), 0.0)
    if seconds < 60:
        return _("hace %(n)s s") % {"n": round(seconds)}
    if seconds < 3600:
        return _("hace %(n)s min") % {"n": round(seconds / 60)}
    if seconds < 172_800:
        return _("hace %(n)s h") % {"n": round(seconds / 3600)}
    return _("hace %(n)s d") % {"n": round(seconds / 86_400)}


def duration(seconds: float) -> str:
    """About how long, in the words that people use: "unos 40 minutos"."""
    if seconds < 90:
        return _("un minuto")
    minutes = round(seconds / 60)
    if minutes < 90:
        return ngettext("%(n)s minuto", "%(n)s minutos", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)s hora", "%(n)s horas", hours) % {"n": hours}
    return ngettext("%(n)s día", "%(n)s días", round(hours / 24)) % {"n": round(hours / 24)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
