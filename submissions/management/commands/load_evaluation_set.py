"""``manage.py load_evaluation_set examen preguntas.jsonl --edition otono-2030``: a set that no corpus may contain, as fingerprints."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon import clock
from hackathon.editions.models import Edition
from submissions import actions
from submissions.audit.corpus.questions import Unreadable, questions

WHY = {
    "format": gettext_lazy("no es CSV, TSV, JSON, JSON Lines ni Parquet"),
    "encoding": gettext_lazy("no está en UTF-8"),
    "broken": gettext_lazy("está roto o no es lo que dice su nombre"),
    "rows": gettext_lazy("cada fila debe ser un objeto con las columnas como claves"),
    "column": gettext_lazy("no encuentro la columna de las preguntas; dila con --column. Tiene: %(columns)s"),
    "missing": gettext_lazy("no existe o no se puede abrir"),
}
CANNOT = {
    "empty": gettext_lazy("No hay ninguna pregunta que guardar."),
    "too_many": gettext_lazy("Son demasiadas preguntas: como mucho caben dos millones distintas."),
}


class Command(BaseCommand):
    help = (
        "Carga un conjunto de evaluación que ningún corpus puede contener. Solo se guardan huellas, nunca los textos."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", metavar=_("NOMBRE"), help=_("cómo se llama el conjunto; si ya hay uno con ese nombre, lo sustituye")
        )
        parser.add_argument(
            "files", nargs="+", type=Path, metavar=_("ARCHIVO"), help=_("CSV, TSV, JSON, JSON Lines o Parquet")
        )
        parser.add_argument(
            "--edition",
            required=True,
            metavar=_("EDICIÓN"),
            help=_("la edición en la que ningún corpus puede contenerlo"),
        )
        parser.add_argument(
            "--column",
            default="",
            metavar=_("COLUMNA"),
            help=_("la columna de las preguntas, si no se llama como en las bases"),
        )

    def handle(self, *args: Any, name: str, files: list[Path], edition: str, column: str, **options: Any) -> None:
        """Read every file, then keep all or nothing."""
        found = Edition.objects.filter(slug=edition).first()
        if found is None:
            raise CommandError(_("%(edition)s: no hay ninguna edición que se llame así") % {"edition": edition})
        if not 0 < len(name.strip()) <= 100:
            raise CommandError(_("El nombre debe tener entre 1 y 100 caracteres."))
        batches = (batch for path in files for batch in _read(path, found, column))
        try:
            loaded = actions.load_evaluation_set(
                edition=found, name=name.strip(), questions=batches, by=None, at=clock.now()
            )
        except actions.CannotLoad as error:
            raise CommandError(str(CANNOT[error.why])) from error
        self.stdout.write(_said(loaded.name, loaded.items))
        if loaded.name not in found.parsed_rules.dataset.evaluation_sets:
            self.stdout.write(_("Las bases no lo nombran en evaluation_sets; se compara igualmente."))


def _read(path: Path, edition: Edition, column: str) -> Iterator[list[str | None]]:
    try:
        yield from questions(path, rules=edition.parsed_rules.dataset, column=column)
    except Unreadable as error:
        why = str(WHY[error.why]) % {"columns": ", ".join(error.columns[:20])}
        raise CommandError(f"{path}: {why}") from error
    except OSError as error:
        raise CommandError(f"{path}: {WHY['missing']}") from error


def _said(name: str, items: int) -> str:
    said = ngettext(
        "%(name)s: %(items)s pregunta guardada como huella",
        "%(name)s: %(items)s preguntas guardadas como huellas",
        items,
    )
    return said % {"name": name, "items": items}
