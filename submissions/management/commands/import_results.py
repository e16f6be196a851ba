"""``manage.py import_results FILES… [--json]``: result files of the harness, of any version, into our own rows.

Ends with 0 when every file was read, 1 when some held no results, 2 when nothing could be stored at all. With ``--json`` standard
output holds one JSON object a line, for each task and metric, and nothing else; what was left out, and why, goes to standard error.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon import clock
from hackathon.editions.models import Edition
from submissions.actions.evaluating.importing import Imported, ImportOutcome, import_results
from submissions.evaluation.results import NotResults, ParsedRun, parse
from submissions.evaluation.results.decoding import MAX_BYTES
from submissions.evaluation.results.wire import rows
from submissions.evaluation.results_table import lines
from submissions.evaluation.results_wording import why_left, why_refused
from submissions.models import EvaluationRun
from submissions.plaintext import harmless

SOME_REFUSED, BLIND = 1, 2
WHAT: Final = {
    Imported.STORED: gettext_lazy("guardado"),
    Imported.KNOWN: gettext_lazy("ya se conocía; no cambia nada"),
    Imported.PLACED: gettext_lazy("ya se conocía; ahora está en su sitio"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where results are stored: in ``edition`` (None: in none), on the board of ``suite`` (empty: on none)."""

    edition: Edition | None
    suite: str
    at: datetime

    def store(self, name: str, content: bytes) -> ImportOutcome:
        """Raises NotResults."""
        return import_results(edition=self.edition, name=name, content=content, suite=self.suite, by=None, at=self.at)


class Command(BaseCommand):
    help = "Importa archivos de resultados de lm-evaluation-harness, de cualquier versión. Un archivo repetido no cambia nada."
    requires_system_checks: list[str] = []  # they would want the database, which --dry-run can do without

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar=_("ARCHIVO"), help=_("los results_….json que escribe el arnés")
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help=_("un objeto JSON por línea: uno por tarea y métrica")
        )
        parser.add_argument(
            "--edition", default="", metavar="SLUG", help=_("a qué edición pertenecen; si no, a ninguna")
        )
        parser.add_argument(
            "--suite", default="", metavar=_("CLAVE"), help=_("en la clasificación de qué batería entran")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("solo leer, sin guardar: no usa la base de datos"))

    def handle(
        self, *args: Any, files: list[Path], as_json: bool, edition: str, suite: str, dry_run: bool, **options: Any
    ) -> None:
        """One file after the other: one that is broken does not stop the rest."""
        where = None if dry_run else _where(edition, suite)
        try:
            refused = sum(not self._take(path, where, as_json=as_json) for path in files)
            self.stdout.flush()
        except BrokenPipeError:  # nobody reads on: nothing more is written when Python closes what is left open
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if refused:
            said = ngettext("%(n)s archivo sin resultados", "%(n)s archivos sin resultados", refused)
            self.stderr.write(said % {"n": refused})
            sys.exit(SOME_REFUSED)

    def _take(self, path: Path, where: Where | None, *, as_json: bool) -> bool:
        """Read, store and show one file; whether it held results."""
        try:
            content = _content(path)
            outcome = where.store(path.name, content) if where else None
            parsed = outcome.parsed if outcome else parse(content, name=path.name)
        except NotResults as refused:
            self._note(path, [why_refused(refused), *map(why_left, refused.skipped)])
            return False
        except OSError as error:
            self._note(path, [_("No se puede leer: %(why)s.") % {"why": error.strerror or type(error).__name__}])
            return False
        self._write(_json(parsed, path) if as_json else [harmless(str(path)), *lines(parsed)])
        self._note(path, _said(outcome, parsed))
        return True

    def _note(self, path: Path, notes: Iterable[str]) -> None:
        for note in notes:
            self.stderr.write(harmless(f"{path}: {note}").replace("\n", " "), str)

    def _write(self, written: Iterable[str]) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        for line in written:
            self.stdout.write(line.encode(encoding, "replace").decode(encoding))


def _where(slug: str, suite: str) -> Where:
    """Raises CommandError for an edition or a suite that is not there, and for a database that is not ready."""
    if suite and not slug:
        raise CommandError(_("Con --suite hace falta --edition."), returncode=BLIND)
    try:
        EvaluationRun.objects.exists()
        edition = Edition.objects.filter(slug=slug).first() if slug else None
    except (OperationalError, ProgrammingError) as error:
        said = _("La base de datos no está lista: «manage.py migrate» la prepara, y con --dry-run no hace falta.")
        raise CommandError(said, returncode=BLIND) from error
    if slug and edition is None:
        said = _("%(edition)s: no hay ninguna edición que se llame así") % {"edition": slug}
        raise CommandError(said, returncode=BLIND)
    suites = [one.key for one in edition.parsed_rules.evaluation.suites] if edition else []
    if suite and suite not in suites:
        said = _("%(suite)s: la edición no tiene esa batería. Tiene: %(suites)s") % {
            "suite": suite,
            "suites": ", ".join(suites) or "—",
        }
        raise CommandError(said, returncode=BLIND)
    return Where(edition, suite, clock.now())


def _content(path: Path) -> bytes:
    """At most one byte more than a result file may have, which is refused then."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _json(parsed: ParsedRun, path: Path) -> Iterator[str]:
    for row in rows(parsed, file=harmless(str(path))):
        yield json.dumps(row, ensure_ascii=True, allow_nan=False)


def _said(outcome: ImportOutcome | None, parsed: ParsedRun) -> Iterator[str]:
    """What became of the file, and what of it was left out."""
    if outcome is not None:
        yield str(WHAT[outcome.what])
        if outcome.missing and outcome.what != Imported.KNOWN:
            yield _("no trae, tal como las pide la batería: %(tasks)s") % {"tasks": ", ".join(outcome.missing)}
    if parsed.limit is not None:
        yield _("incompleta: con limit %(limit)s solo se hizo una parte de las preguntas") % {
            "limit": f"{parsed.limit:g}"
        }
    yield from map(why_left, parsed.skipped)
