"""``manage.py archive_edition SLUG --out FILE``: write the signed archive of an edition's frozen results."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from judging.actions.archiving import OtherNumbers, public_key, written
from judging.actions.outcome_errors import NotFrozen


class Command(BaseCommand):
    help = (
        "Escribe el archivo firmado de una edición: sus bases, evaluaciones y resultados, para comprobarlos donde sea."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help=_("la edición"))
        parser.add_argument("--out", required=True, metavar=_("ARCHIVO"), help=_("dónde se escribe el zip"))

    def handle(self, *args: Any, slug: str, out: str, **options: Any) -> None:
        """Writes the file whole or not at all, and says with which key it is signed."""
        edition = Edition.objects.filter(slug=slug).first()
        if edition is None:
            raise CommandError(_("No hay ninguna edición «%(slug)s».") % {"slug": slug})
        try:
            content = written(edition, tell=lambda step: self.stderr.write(step))
            _write(Path(out), content)
        except NotFrozen as error:
            raise CommandError(_("Los resultados no están congelados: congélalos antes.")) from error
        except OtherNumbers as error:
            raise CommandError(
                _("De las evaluaciones congeladas salen hoy otros números que los que se congelaron.")
            ) from error
        except OSError as error:
            why = error.strerror or error
            raise CommandError(_("%(file)s: no se puede escribir (%(why)s)") % {"file": out, "why": why}) from error
        self.stdout.write(_("%(file)s: %(size)s bytes") % {"file": out, "size": len(content)})
        self.stdout.write(_("clave pública: %(key)s") % {"key": public_key()})


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f"{path.name}.part")
    draft.write_bytes(content)
    draft.replace(path)
