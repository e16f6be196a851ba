"""``manage.py load_edition otono-2030 rules.toml``: load editions from the rules that come with the code or from files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hackathon import clock
from hackathon.editions import actions
from hackathon.editions.loading import NoSuchRules
from hackathon.editions.reading import RulesError

SAID = {
    actions.Outcome.CREATED: gettext_lazy("edición creada"),
    actions.Outcome.UPDATED: gettext_lazy("bases actualizadas"),
    actions.Outcome.UNCHANGED: gettext_lazy("sin cambios"),
    actions.Outcome.KEPT: gettext_lazy("se conservan las bases cambiadas a mano (con --overwrite se sustituyen)"),
}


class Command(BaseCommand):
    help = "Carga ediciones: identificadores de las que vienen con el programa o rutas de archivos TOML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar=_("EDICIÓN"))
        parser.add_argument("--overwrite", action="store_true", help=_("sustituye también las bases cambiadas a mano"))
        parser.add_argument("--reason", default="", help=_("motivo, para el registro de cambios"))

    def handle(self, *args: Any, sources: list[str], overwrite: bool, reason: str, **options: Any) -> None:
        """Load each source in turn, one line for each; the first that is wrong stops with everything that is wrong in it."""
        at = clock.now()
        for source in sources:
            path = Path(source) if source.endswith(".toml") else None
            try:
                loaded = actions.load_edition(
                    slug=source, path=path, by=None, at=at, reason=reason, overwrite=overwrite
                )
            except NoSuchRules as error:
                said = _("%(source)s: no existe. Vienen con el programa: %(known)s")
                raise CommandError(said % {"source": source, "known": ", ".join(error.known)}) from error
            except RulesError as error:
                said = _("%(source)s: no se puede cargar") % {"source": source}
                raise CommandError(f"{said}\n{error}") from error
            self.stdout.write(_line(loaded))


def _line(loaded: actions.Loaded) -> str:
    edition = loaded.edition
    return _("%(slug)s: %(outcome)s (versión %(number)s)") % {
        "slug": edition.slug,
        "outcome": SAID[loaded.outcome],
        "number": edition.rules_version,
    }
