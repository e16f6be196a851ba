"""Every table that organisers may take away, by its key."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hackathon.editions.models import Edition
from hackathon.spreadsheets import Column, Table, table_of
from judging.exports import jury, people, prizes, projects
from judging.queries import exporting

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Export:
    """A table: its name in an address and in a file's name, what it is called, what it has, its rows and its columns."""

    key: str
    title: Promise
    about: Promise
    rows: Callable[[Edition], QuerySet[Any] | Sequence[Any]]
    columns: Callable[[Edition], Sequence[Column]]
    size: Callable[[Edition], int] | None = None

    def count(self, edition: Edition) -> int:
        """How many rows it has now."""
        if self.size is not None:
            return self.size(edition)
        rows = self.rows(edition)
        return rows.count() if isinstance(rows, QuerySet) else len(rows)

    def table(self, edition: Edition, wanted: Collection[str]) -> Table:
        """The rows with the ``wanted`` columns, read as they are written; the words are the reader's of this moment."""
        rows = self.rows(edition)
        read: Iterable[Any] = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
        return table_of(read, columns=self.columns(edition), wanted=wanted, title=str(self.title)[:31])


EXPORTS: Final[tuple[Export, ...]] = (
    Export(
        "personas",
        _("Personas"),
        _("Quien se inscribió y aceptó las bases."),
        exporting.people,
        people.columns_of_people,
    ),
    Export("equipos", _("Equipos"), _("Todos, con o sin proyecto."), exporting.teams, people.columns_of_teams),
    Export(
        "versiones",
        _("Entregas"),
        _("Cada versión de cada proyecto."),
        exporting.versions,
        projects.columns_of_versions,
    ),
    Export(
        "auditorias",
        _("Auditorías"),
        _("Lo que encontró la última auditoría de cada proyecto, comprobación a comprobación."),
        exporting.findings,
        projects.columns_of_findings,
    ),
    Export(
        "plazo",
        _("Veredictos del plazo"),
        _("Cómo estaba cada repositorio al cierre."),
        exporting.verdicts,
        projects.columns_of_verdicts,
    ),
    Export(
        "evaluaciones-de-modelos",
        _("Evaluaciones de modelos"),
        _("Cada métrica de cada tarea."),
        exporting.task_results,
        projects.columns_of_task_results,
    ),
    Export(
        "asignaciones",
        _("Asignaciones"),
        _("Quién evalúa qué, empezado o no."),
        exporting.assignments,
        jury.columns_of_assignments,
    ),
    Export(
        "evaluaciones",
        _("Evaluaciones"),
        _("Las que se han empezado, también las que no cuentan."),
        exporting.reviews,
        jury.columns_of_reviews,
    ),
    Export("puntos", _("Puntos"), _("Cada punto, criterio a criterio."), exporting.scores, jury.columns_of_scores),
    Export(
        "conflictos",
        _("Conflictos de interés"),
        _("También los que se levantaron."),
        exporting.conflicts,
        jury.columns_of_conflicts,
    ),
    Export(
        "decisiones",
        _("Decisiones del jurado"),
        _("También las que se deshicieron."),
        exporting.decisions,
        jury.columns_of_decisions,
    ),
    Export(
        "resultados",
        _("Resultados"),
        _("Los congelados; si no los hay, como están ahora."),
        exporting.result_rows,
        prizes.columns_of_results,
        exporting.result_count,
    ),
    Export("premios", _("Premios"), _("Quién ganó qué."), exporting.awards, prizes.columns_of_awards),
    Export(
        "beneficios",
        _("Beneficios"),
        _("Qué recibe cada cual y por dónde va, sin los códigos."),
        exporting.entitlements,
        prizes.columns_of_entitlements,
    ),
    Export(
        "certificados",
        _("Certificados"),
        _("También los revocados."),
        exporting.certificates,
        prizes.columns_of_certificates,
    ),
)
BY_KEY: Final = {export.key: export for export in EXPORTS}


def default_columns(columns: Iterable[Column]) -> list[str]:
    """What is taken unless somebody chooses otherwise: all that is about nobody."""
    return [column.key for column in columns if not column.personal]
