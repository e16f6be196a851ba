"""``manage.py verify_evidence pruebas.jsonl --head 3f9a…``: check that nobody has changed an evidence log.

With a file no database is asked, so that anybody can do it on any machine. Without one the logs of the database are checked.
Ends with 0 when all holds, 1 when something does not, 2 when there was nothing that could be checked.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions.deadline import chain
from submissions.deadline.chain import Fault, Verification

BROKEN, UNREADABLE = 1, 2
WHY = {
    Fault.NOT_JSON: gettext_lazy("no es JSON"),
    Fault.NOT_CANONICAL: gettext_lazy("no está escrito como lo escribe el registro"),
    Fault.FIELDS: gettext_lazy("le faltan datos o le sobran"),
    Fault.SEQUENCE: gettext_lazy("su número no es el que toca: falta un apunte, o sobra"),
    Fault.PREVIOUS: gettext_lazy("no sigue al apunte anterior"),
    Fault.HASH: gettext_lazy("su huella no es la de su contenido: alguien lo ha cambiado"),
    Fault.HEAD: gettext_lazy("la huella que se publicó no aparece: al registro le faltan apuntes, o es otro"),
}


class Command(BaseCommand):
    help = "Comprueba un registro de pruebas: que nadie haya cambiado, quitado ni añadido apuntes."
    requires_system_checks: list[str] = []  # they would want the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            nargs="?",
            default="",
            metavar=_("ARCHIVO"),
            help=_("registro exportado; «-»: lo que llegue por la entrada"),
        )
        parser.add_argument("--edition", default="", help=_("sin archivo: solo el registro de esta edición"))
        parser.add_argument("--head", default="", help=_("huella publicada que tiene que aparecer en el registro"))

    def handle(self, *args: Any, file: str, edition: str, head: str, **options: Any) -> None:
        """One line for each log that holds; the first that does not stops, with its first entry that does not."""
        head = head.strip().lower()
        if file:
            self._check(file, _read(file), head=head)
            return
        for slug, length, published, lines in _logs(edition):
            self._check(slug, lines, head=head or published, length=length)

    def _check(self, name: str, lines: Iterable[str], *, head: str, length: int | None = None) -> None:
        found = chain.verify(lines, head=head)
        if found.entries == 0 and found.broken is None:
            raise CommandError(_("%(name)s: no hay ningún apunte") % {"name": name}, returncode=UNREADABLE)
        if found.broken is not None:
            raise CommandError(_broken(name, found), returncode=BROKEN)
        if length is not None and found.entries != length:
            raise CommandError(
                _("%(name)s: debería tener %(length)s apuntes y tiene %(entries)s")
                % {"name": name, "length": length, "entries": found.entries},
                returncode=BROKEN,
            )
        self.stdout.write(_holds(name, found, compared=bool(head)))


def _holds(name: str, found: Verification, *, compared: bool) -> str:
    said = ngettext("%(name)s: %(n)s apunte, todo en orden", "%(name)s: %(n)s apuntes, todo en orden", found.entries)
    lines = [said % {"name": name, "n": found.entries}, _("huella del último: %(head)s") % {"head": found.head}]
    if not compared:
        lines.append(_("Compárala con la que se publicó (o pásala con --head): si falta el final, aquí no se nota."))
    return "\n".join(lines)


def _broken(name: str, found: Verification) -> str:
    if found.broken is None or found.broken.fault == Fault.HEAD:
        return f"{name}: {WHY[Fault.HEAD]}"
    return _("%(name)s: el apunte %(number)s está mal: %(why)s") % {
        "name": name,
        "number": found.broken.line,
        "why": WHY[found.broken.fault],
    }


def _read(file: str) -> Iterator[str]:
    """The lines of a file. One that cannot be read ends the command."""
    try:
        with _opened(file) as lines:
            yield from lines
    except OSError as error:
        said = _("%(file)s: no se puede leer (%(why)s)") % {"file": file, "why": error.strerror or error}
        raise CommandError(said, returncode=UNREADABLE) from error


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    """What is no UTF-8 is read all the same: its entry does not hold then."""
    if file == "-":
        sys.stdin.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        yield sys.stdin
    else:
        with open(file, encoding="utf-8", errors="replace", newline="\n") as lines:
            yield lines


def _logs(slug: str) -> Iterator[tuple[str, int, str, Iterator[str]]]:
    """The logs of the database: edition, length, head and lines."""
    from django.db import DatabaseError

    from submissions import queries
    from submissions.models import EvidenceLog

    logs = EvidenceLog.objects.select_related("edition").order_by("edition__slug")
    try:
        found = list(logs.filter(edition__slug=slug) if slug else logs)
    except DatabaseError as error:
        raise CommandError(_("No se puede leer la base de datos."), returncode=UNREADABLE) from error
    if not found:
        said = _("La edición «%(slug)s» no tiene registro.") % {"slug": slug} if slug else _("No hay ningún registro.")
        raise CommandError(said, returncode=UNREADABLE)
    for log in found:
        yield log.edition.slug, log.length, log.head, queries.log_lines(log.edition, length=log.length)
