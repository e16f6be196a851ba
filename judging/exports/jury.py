"""Columns of what the jury did: who judges what, scores, reviews, conflicts, decisions."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column
from judging.exports.kit import as_json, judge_columns, moment, person, project_columns, text, whole, yes_no
from judging.models import Assignment, Decision


def columns_of_assignments(edition: Edition) -> Sequence[Column]:
    """Of each review that was asked for."""
    return (
        *project_columns(lambda row: row.submission),
        *judge_columns(lambda row: row.judge),
        text("stage", _("Ronda"), _("first, finals, tie, anchor o practice."), lambda row: row.stage),
        text("state", _("Estado"), _("not_started, draft, submitted, amended o voided."), lambda row: row.state.value),
        yes_no("pinned", _("Fijada"), _("Ningún reparto la mueve."), lambda row: row.pinned),
        moment("assigned_at", _("Asignada"), _("Cuándo."), lambda row: row.assigned_at),
        moment("submitted_at", _("Enviada"), _("Vacío: todavía no."), lambda row: row.submitted_at),
    )


def columns_of_reviews(edition: Edition) -> Sequence[Column]:
    """Of each review that was begun."""
    return (
        *columns_of_assignments(edition),
        yes_no("juror_point", _("Punto extra"), _("Si se lo dio a este proyecto."), lambda row: row.juror_point),
        whole("confidence", _("Seguridad"), _("1 poca, 2 media, 3 mucha."), lambda row: row.confidence),
        text(
            "comment", _("Comentario"), _("Para el equipo, como se escribió."), lambda row: row.comment, personal=True
        ),
        text("note", _("Nota"), _("Solo para el jurado."), lambda row: row.note, personal=True),
        text("remarks", _("Comentarios a los criterios"), _("Por su clave, en JSON."), _remarks, personal=True),
        moment("amended_at", _("Corregida"), _("Vacío: no se corrigió."), lambda row: row.amended_at),
        text("amended_reason", _("Motivo de la corrección"), _("De quien evalúa."), lambda row: row.amended_reason),
        moment("voided_at", _("Anulada"), _("Vacío: cuenta."), lambda row: row.voided_at),
        text("voided_reason", _("Motivo de la anulación"), _("De quien la anuló."), lambda row: row.voided_reason),
    )


def columns_of_scores(edition: Edition) -> Sequence[Column]:
    """Of each score."""
    return (
        *project_columns(lambda row: row.assignment.submission),
        *judge_columns(lambda row: row.assignment.judge),
        text("stage", _("Ronda"), _("first, finals, tie, anchor o practice."), lambda row: row.assignment.stage),
        text("state", _("Estado"), _("Solo cuentan submitted y amended."), lambda row: row.assignment.state.value),
        text("criterion", _("Criterio"), _("Su clave en las bases."), lambda row: row.criterion),
        whole("score", _("Puntos"), _("En pasos de la escala, como se dieron."), lambda row: row.value),
        moment("at", _("Cuándo"), _("Última vez que se cambió."), lambda row: row.at),
    )


def columns_of_conflicts(edition: Edition) -> Sequence[Column]:
    """Of each conflict of interest."""
    return (
        *project_columns(lambda row: row.submission),
        *judge_columns(lambda row: row.judge),
        text(
            "kind",
            _("Motivo"),
            _("declared, team, mentor, organisation, coauthor o email_domain."),
            lambda row: row.kind,
        ),
        text("reason", _("Explicación"), _("De quien lo dijo."), lambda row: row.reason, personal=True),
        yes_no("detected", _("Detectado"), _("Lo vio la web, no lo dijo una persona."), lambda row: row.by_id is None),
        moment("at", _("Desde"), _("Cuándo."), lambda row: row.at),
        moment("lifted_at", _("Levantado"), _("Vacío: sigue en pie."), lambda row: row.lifted_at),
        text(
            "lifted_reason",
            _("Por qué se levantó"),
            _("Con sus palabras."),
            lambda row: row.lifted_reason,
            personal=True,
        ),
        person("lifted_by", _("Quién lo levantó"), _("De la organización."), lambda row: row.lifted_by),
    )


def columns_of_decisions(edition: Edition) -> Sequence[Column]:
    """Of each decision."""
    return (
        text("kind", _("Decisión"), _("order, exclude_judge, mention, disqualify o note."), lambda row: row.kind),
        text("detail", _("Sobre qué"), _("Proyectos, personas y premios, por su número o clave, en JSON."), _detail),
        text("reason", _("Motivo"), _("Con las palabras de quien la apuntó."), lambda row: row.reason, personal=True),
        moment("at", _("Cuándo"), _("Cuándo se tomó."), lambda row: row.at),
        person("by", _("Quién"), _("Quién la apuntó."), lambda row: row.by),
        moment("undone_at", _("Deshecha"), _("Vacío: vale."), lambda row: row.undone_at),
    )


def _remarks(row: Assignment) -> str:
    said = {each.criterion: each.text for each in row.remarks.all()}
    return as_json(said) if said else ""


def _detail(row: Decision) -> str:
    return as_json(row.detail)
