"""Columns of what was delivered, and of what checks, evidence and evaluations say of it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column
from judging.exports.kit import as_json, moment, numbers, person, text, whole, yes_no
from submissions.models import AuditFinding, SubmissionVersion


def columns_of_versions(edition: Edition) -> Sequence[Column]:
    """Of each delivery."""
    return (
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), lambda row: row.submission_id),
        text("team", _("Equipo"), _("De quién es."), lambda row: row.submission.team.name),
        whole("number", _("Versión"), _("1 es la primera entrega."), lambda row: row.number),
        yes_no("current", _("Actual"), _("Si es la última."), lambda row: row.pk == row.submission.current_id),
        yes_no(
            "withdrawn", _("Retirado"), _("Si el proyecto se retiró."), lambda row: bool(row.submission.withdrawn_at)
        ),
        text("title", _("Título"), _("Del proyecto en esta versión."), lambda row: row.title),
        text("summary", _("Resumen"), _("Con las palabras del equipo."), lambda row: row.summary),
        text("impact", _("Motivación e impacto"), _("Con las palabras del equipo."), lambda row: row.impact),
        text("repos", _("Repositorios"), _("Parte, dirección y revisión vista al entregar, uno por línea."), _repos),
        text("video", _("Vídeo"), _("Dirección."), lambda row: row.video),
        text("code", _("Código"), _("Direcciones, una por línea."), lambda row: "\n".join(row.code)),
        text("languages", _("Lenguas"), _("Códigos."), lambda row: ", ".join(row.languages)),
        text("track", _("Línea"), _("Clave de la línea en que compite."), lambda row: row.track),
        text("sdgs", _("ODS"), _("Números."), lambda row: ", ".join(map(str, row.sdgs))),
        text("opt_ins", _("Opciones"), _("Claves de lo que el equipo eligió."), lambda row: ", ".join(row.opt_ins)),
        text(
            "answers", _("Respuestas"), _("A las preguntas de la edición, en JSON."), lambda row: as_json(row.answers)
        ),
        yes_no("consent", _("Permiso para publicar"), _("Vacío: no se preguntó."), lambda row: row.consent),
        yes_no("late", _("Fuera de plazo"), _("Aceptada después del cierre."), lambda row: row.late),
        moment("at", _("Entregada"), _("Cuándo."), lambda row: row.at),
        person("by", _("Quién"), _("Quién pulsó el botón."), lambda row: row.by),
    )


def columns_of_findings(edition: Edition) -> Sequence[Column]:
    """Of each finding."""
    return (
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), _project),
        whole("version", _("Versión"), _("La que se miró."), lambda row: row.audit.version.number),
        text(
            "repo",
            _("Repositorio"),
            _("Vacío: es del proyecto entero."),
            lambda row: row.entry and row.entry.repo.repo_id,
        ),
        text("kind", _("Parte"), _("Qué es el repositorio en el proyecto."), lambda row: row.entry and row.entry.kind),
        text("check", _("Comprobación"), _("Su clave en las bases."), lambda row: row.check_id),
        text("outcome", _("Resultado"), _("pass, warn, fail, unknown o not_applicable."), lambda row: row.outcome),
        text("severity", _("Peso"), _("Si era obligatoria."), lambda row: row.severity),
        text("facts", _("Datos"), _("Lo que se vio, en JSON."), lambda row: as_json(row.facts)),
        moment("at", _("Mirado"), _("Cuándo acabó la auditoría."), lambda row: row.audit.finished_at),
    )


def columns_of_verdicts(edition: Edition) -> Sequence[Column]:
    """Of each repo at the close."""
    return (
        text("repo_type", _("Tipo"), _("dataset, model o space."), lambda row: row.repo.repo_type),
        text("repo", _("Repositorio"), _("Nombre en el Hub."), lambda row: row.repo.repo_id),
        moment("closes_at", _("Cierre"), _("El plazo que se juzga."), lambda row: row.closes_at),
        text(
            "state", _("Estado"), _("Lo que vale: la prueba o, si la hubo, la decisión."), lambda row: row.final_state
        ),
        text("revision", _("Revisión"), _("La que cuenta; vacía: ninguna."), lambda row: row.final_sha),
        text("evidence_state", _("Según las pruebas"), _("Antes de cualquier decisión."), lambda row: row.state),
        text("level", _("Fuerza de la prueba"), _("Cómo de segura es."), lambda row: row.level),
        yes_no("overruled", _("Decidido"), _("Si la organización decidió otra cosa."), lambda row: row.is_overruled),
        text("reason", _("Motivo"), _("De la decisión."), lambda row: row.overruled_reason),
        person("by", _("Quién decidió"), _("De la organización."), lambda row: row.overruled_by),
        moment("judged_at", _("Juzgado"), _("Cuándo."), lambda row: row.judged_at),
        text("evidence_head", _("Huella"), _("Hasta qué apunte del registro se miró."), lambda row: row.evidence_head),
    )


def columns_of_task_results(edition: Edition) -> Sequence[Column]:
    """Of each metric."""
    return (
        whole("run", _("Evaluación"), _("Número; sus tareas comparten el mismo."), lambda row: row.run_id),
        whole("project_id", _("Id del proyecto"), _("Vacío: no es de un proyecto."), lambda row: row.run.submission_id),
        text("model", _("Modelo"), _("Nombre en el Hub."), lambda row: row.run.name),
        text("revision", _("Revisión"), _("La que se midió."), lambda row: row.run.revision),
        text("suite", _("Batería"), _("Clave."), lambda row: row.run.suite),
        whole("suite_version", _("Versión de la batería"), _("De las bases."), lambda row: row.run.suite_version),
        yes_no("baseline", _("De referencia"), _("No compite."), lambda row: row.run.baseline),
        yes_no("partial", _("Incompleta"), _("Le faltan tareas."), lambda row: row.run.partial),
        text("task", _("Tarea"), _("Nombre en el arnés."), lambda row: row.task),
        text("metric", _("Métrica"), _("Nombre en el arnés."), lambda row: row.metric),
        text("filter", _("Filtro"), _("Del arnés."), lambda row: row.filter),
        numbers("value", _("Valor"), _("Vacío: no lo hubo."), lambda row: row.value),
        numbers("stderr", _("Error típico"), _("Vacío: no se sabe."), lambda row: row.stderr),
        whole("num_fewshot", _("Ejemplos"), _("Cuántos se dieron."), lambda row: row.num_fewshot),
        whole("n_samples", _("Preguntas"), _("Cuántas fueron."), lambda row: row.n_samples),
        moment("at", _("Medida"), _("Cuándo."), lambda row: row.run.at),
    )


def _project(row: AuditFinding) -> int:
    return row.audit.version.submission_id


def _repos(row: SubmissionVersion) -> str:
    inside = [f"{one.kind} {one.repo.repo_type}s/{one.repo.repo_id}@{one.sha}".rstrip("@") for one in row.entries.all()]
    return "\n".join([*inside, *(f"{one.kind} {one.address}" for one in row.outside_entries.all())])
