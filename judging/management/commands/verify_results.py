"""``manage.py verify_results ARCHIVE --key PUBLIC``: check the signed archive of an edition, on any machine.

No database is asked. Every file is held against the manifest, the manifest against its signature, and every number of the results
is computed again from the reviews, to the last digit. Ends with 0 when all holds, 1 when something does not, 2 when there was
nothing that could be checked.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from judging import archive
from judging.archive import BadArchive, Difference, Fault, Verification
from judging.archive.zipping import MAX_BYTES

BROKEN, UNREADABLE = 1, 2
SHOWN = 80
WHY = {
    Fault.TOO_LARGE: gettext_lazy("es más grande que ningún archivo nuestro"),
    Fault.TOO_MANY: gettext_lazy("tiene demasiados archivos dentro"),
    Fault.NOT_ZIP: gettext_lazy("no es un zip, o está roto"),
    Fault.PACKED: gettext_lazy("«%(name)s» está comprimido o cifrado, y los nuestros nunca lo están"),
    Fault.NAME: gettext_lazy("dentro hay un archivo con un nombre que no es nuestro: %(name)s"),
    Fault.REPEATED: gettext_lazy("«%(name)s» está dos veces"),
    Fault.HIDDEN: gettext_lazy("el zip tiene algo más que sus archivos, o no está escrito como los nuestros"),
    Fault.MISSING: gettext_lazy("falta «%(name)s»"),
    Fault.UNLISTED: gettext_lazy("«%(name)s» no está en la lista firmada"),
    Fault.JSON: gettext_lazy("«%(name)s» no es JSON escrito como el nuestro"),
    Fault.MANIFEST: gettext_lazy("su lista de archivos no es de este formato, o es de otra edición"),
    Fault.DIGEST: gettext_lazy("«%(name)s» no es el que se firmó: alguien lo ha cambiado"),
    Fault.KEY: gettext_lazy("está firmado con otra clave"),
    Fault.SIGNATURE: gettext_lazy("la firma no es de esa clave"),
    Fault.RESULTS: gettext_lazy(
        "los resultados no se pueden leer: no son de este formato, o sus datos no tienen sentido"
    ),
}


class Command(BaseCommand):
    help = "Comprueba el archivo firmado de una edición y vuelve a calcular cada número, sin base de datos."
    requires_system_checks: list[str] = []  # they would want the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", metavar=_("ARCHIVO"), help=_("el zip de la edición"))
        parser.add_argument(
            "--key", default="", metavar=_("CLAVE"), help=_("clave pública que tiene que haberlo firmado")
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("el resultado en JSON"))

    def handle(self, *args: Any, archive: str, key: str, as_json: bool, **options: Any) -> None:
        """Says what holds, or all that does not."""
        content, name = _read(archive), Path(archive).name
        _must_be_key(key)
        try:
            found = _verified(content, key)
        except BadArchive as error:
            if as_json:
                self.stdout.write(_as_json(None, [error]))
            raise CommandError(f"{name}: {_sentence(error)}", returncode=BROKEN) from error
        if as_json:
            self.stdout.write(_as_json(found, found.faults))
        elif found.holds:
            self.stdout.write(_holds(name, found))
        if not found.holds:
            raise CommandError(_broken(name, found), returncode=BROKEN)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise CommandError(
            _("%(file)s: no se puede leer (%(why)s)") % {"file": path, "why": why}, returncode=UNREADABLE
        ) from error


def _must_be_key(key: str) -> None:
    if key and not archive.is_public_key(key):
        raise CommandError(
            _("Esa no es una clave pública: son 44 caracteres que acaban en «=»."), returncode=UNREADABLE
        )


def _verified(content: bytes, key: str) -> Verification:
    return archive.verify(content, key=key.strip())


def _sentence(error: BadArchive) -> str:
    return str(WHY[error.fault]) % {"name": error.name}


def _holds(name: str, found: Verification) -> str:
    reviews = ngettext("%(n)s evaluación", "%(n)s evaluaciones", found.reviews) % {"n": found.reviews}
    projects = ngettext("%(n)s proyecto", "%(n)s proyectos", found.projects) % {"n": found.projects}
    facts = {
        "name": name,
        "edition": _shown(found.edition),
        "reviews": reviews,
        "projects": projects,
        "files": found.files,
    }
    lines = [
        _("%(name)s: todo en orden") % facts,
        _("%(edition)s: %(projects)s y %(reviews)s; cada número sale de las evaluaciones, hasta la última cifra")
        % facts,
        _("clave que lo firmó: %(key)s") % {"key": _shown(found.key)},
    ]
    if not found.compared:
        lines.append(
            _("Compárala con la publicada (o pásala con --key): sin eso solo se sabe que nadie lo cambió por error.")
        )
    return "\n".join(lines)


def _broken(name: str, found: Verification) -> str:
    """One line for each thing that is wrong."""
    faults = [f"{name}: {_sentence(fault)}" for fault in found.faults]
    shown = [_difference(one) for one in found.differences[:SHOWN]]
    if len(found.differences) > SHOWN:
        shown.append(_("… y más"))
    if shown:
        shown.insert(0, _("%(name)s: estos números no salen de las evaluaciones:") % {"name": name})
        if not found.same_program:
            shown.append(
                _("Lo hizo otra versión del programa, que quizá cuente de otra manera: compruébalo también con esa.")
            )
    return "\n".join([*faults, *shown])


def _difference(one: Difference) -> str:
    facts = {"path": _shown(one.path), "said": _value(one.said), "found": _value(one.found)}
    if one.project is None:
        return _("  %(path)s: dice %(said)s y sale %(found)s") % facts
    where = {"project": str(one.project)[:40], "title": _shown(one.title)}
    return _("  proyecto %(project)s (%(title)s), %(path)s: dice %(said)s y sale %(found)s") % {**facts, **where}


def _value(value: Any) -> str:
    return _shown(json.dumps(value))


def _shown(text: str) -> str:
    """A stranger's text, cut where it is long, without anything that a terminal would obey."""
    sound = "".join(letter if letter.isprintable() else "?" for letter in text[:SHOWN])
    return sound if len(text) <= SHOWN else f"{sound}…"


def _as_json(found: Verification | None, faults: Any) -> str:
    told: dict[str, Any] = {"holds": bool(found and found.holds)}
    if found:
        told |= {"edition": found.edition, "key": found.key, "key_was_given": found.compared}
        told |= {"same_program": found.same_program}
        told |= {"projects": found.projects, "reviews": found.reviews, "files": found.files}
    told["faults"] = [{"fault": each.fault.value, "file": each.name} for each in faults]
    differences = found.differences if found else ()
    told["differences"] = [
        {"project": one.project, "title": one.title, "path": one.path, "said": one.said, "computed": one.found}
        for one in differences
    ]
    return json.dumps(told, indent=1)
