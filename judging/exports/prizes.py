"""Columns of results, prizes, benefits and certificates."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import RubricGroup
from hackathon.editions.wording import in_words
from hackathon.spreadsheets import Column
from judging.exports.kit import exactly, moment, numbers, project_columns, text, whole, yes_no
from judging.models import Entitlement


def columns_of_results(edition: Edition) -> Sequence[Column]:
    """Of each project's part of the results. Numbers are rounded to six decimals; the signed archive has them exactly."""
    return (
        whole("project_id", _("Id del proyecto"), _("El mismo en todas las tablas."), lambda row: row["id"]),
        text("project", _("Proyecto"), _("Título."), lambda row: row["title"]),
        text("team", _("Equipo"), _("Nombre del equipo."), lambda row: row["team"]),
        text("track", _("Línea"), _("Clave de la línea en que compite."), lambda row: row["track"]),
        whole("rank", _("Puesto"), _("Vacío: sin clasificar."), lambda row: row["rank"]),
        yes_no("shared", _("Compartido"), _("Si otros tienen el mismo puesto."), lambda row: row["shared"]),
        _estimate("rank_low", _("Puesto, lo mejor"), _("Del intervalo del 90 %.")),
        _estimate("rank_high", _("Puesto, lo peor"), _("Del intervalo del 90 %.")),
        numbers("total", _("Total"), _("Puntos con el método de las bases."), lambda row: exactly(row["total"])),
        _estimate("total_low", _("Total, lo menos"), _("Del intervalo del 90 %.")),
        _estimate("total_high", _("Total, lo más"), _("Del intervalo del 90 %.")),
        _estimate("raw", _("Media"), _("Media simple de sus evaluaciones.")),
        _estimate("trimmed", _("Media recortada"), _("Sin la más alta ni la más baja.")),
        _estimate("p_first", _("Probabilidad de ser primero"), _("Entre 0 y 1.")),
        _estimate(
            "p_beats_next", _("Probabilidad frente al siguiente"), _("De ser mejor que el siguiente, entre 0 y 1.")
        ),
        *(_group(group) for group in edition.parsed_rules.rubric.groups),
        whole("reviews", _("Evaluaciones"), _("Las que cuentan."), lambda row: len(row["points"])),
        whole("lacking", _("Sin enviar"), _("Las que faltan."), lambda row: row["drafts"]),
        text("out", _("Fuera de concurso"), _("Motivo; vacío: compite."), lambda row: row["out"]),
        text("reordered", _("Orden decidido"), _("Por qué el jurado lo puso ahí."), lambda row: row["reordered"]),
    )


def columns_of_awards(edition: Edition) -> Sequence[Column]:
    """Of each prize that was won."""
    return (
        text("prize", _("Premio"), _("Su clave en las bases."), lambda row: row.prize),
        *project_columns(lambda row: row.submission),
        text("team", _("Equipo"), _("Nombre del equipo."), lambda row: row.submission.team.name),
        text("note", _("Lo que dice el jurado"), _("Para todo el mundo."), lambda row: row.note),
        moment("at", _("Cuándo"), _("Cuándo se dio."), lambda row: row.at),
    )


def columns_of_entitlements(edition: Edition) -> Sequence[Column]:
    """Of each benefit. Codes are nobody's but their owner's, and are in no file."""
    return (
        text("prize", _("Premio"), _("Su clave en las bases."), lambda row: row.prize),
        text("benefit", _("Beneficio"), _("Su clave en las bases."), lambda row: row.benefit),
        text("team", _("Equipo"), _("De quién es."), lambda row: row.team.name if row.team else None),
        text(
            "person",
            _("Persona"),
            _("De quién es, si aceptó las bases."),
            lambda row: str(row.user) if _may_be_told(row) else None,
            personal=True,
        ),
        text(
            "email",
            _("Correo"),
            _("El de su cuenta, si aceptó las bases."),
            lambda row: row.user.email if _may_be_told(row) else None,
            personal=True,
        ),
        text("state", _("Estado"), _("eligible, claimed, delivered o declined."), lambda row: row.state),
        moment("at", _("Desde"), _("Cuándo lo ganó."), lambda row: row.at),
        moment("changed_at", _("Último cambio"), _("Cuándo cambió de estado."), lambda row: row.changed_at),
    )


def columns_of_certificates(edition: Edition) -> Sequence[Column]:
    """Of each certificate."""
    return (
        text("kind", _("Tipo"), _("participant, delivered, winner, mention, jury o mentor."), lambda row: row.kind),
        text("prize", _("Premio"), _("Su clave en las bases; vacío: ninguno."), lambda row: row.prize),
        whole("project_id", _("Id del proyecto"), _("Vacío: no es de un proyecto."), lambda row: row.submission_id),
        text("name", _("Nombre"), _("El que lleva escrito."), lambda row: row.name, personal=True),
        text(
            "code",
            _("Código"),
            _("Con él cualquiera lo comprueba, y ve el nombre."),
            lambda row: row.code,
            personal=True,
        ),
        moment("issued_at", _("Expedido"), _("Cuándo."), lambda row: row.issued_at),
        moment("revoked_at", _("Revocado"), _("Vacío: vale."), lambda row: row.revoked_at),
        text("revoked_reason", _("Por qué se revocó"), _("De la organización."), lambda row: row.revoked_reason),
    )


def _may_be_told(row: Entitlement) -> bool:
    """Whether it is a person's who consented to the rules."""
    return row.user is not None and row.consented


def _estimate(key: str, header: str, about: str) -> Column:
    return numbers(key, header, about, lambda row: exactly((row["row"] or {}).get(key)))


def _group(group: RubricGroup) -> Column:
    title = in_words(group.title)
    return numbers(
        f"group_{group.key}",
        title,
        _("Puntos de este grupo de la rúbrica; vacío: no se le aplica."),
        lambda row: exactly(((row["row"] or {}).get("groups") or {}).get(group.key)),
    )
