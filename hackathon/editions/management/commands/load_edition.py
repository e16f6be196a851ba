"""``manage.py load_edition somos600m-2024 rules.toml``: load editions from the rules that come with the code or from files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hackathon import clock
from hackathon.editions import actions
from hackathon.editions.loading import NoSuchRules
from hackathon.editions.reading import RulesError

SAID = {
    actions.Outcome.CREATED: "edición creada",
    actions.Outcome.UPDATED: "bases actualizadas",
    actions.Outcome.UNCHANGED: "sin cambios",
    actions.Outcome.KEPT: "se conservan las bases cambiadas a mano (con --overwrite se sustituyen)",
}


class Command(BaseCommand):
    help = "Carga ediciones: identificadores de las que vienen con el programa o rutas de archivos TOML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="EDICIÓN")
        parser.add_argument("--overwrite", action="store_true", help="sustituye también las bases cambiadas a mano")
        parser.add_argument("--reason", default="", help="motivo, para el registro de cambios")

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
                known = ", ".join(error.known)
                raise CommandError(f"{source}: no existe. Vienen con el programa: {known}") from error
            except RulesError as error:
                raise CommandError(f"{source}: no se puede cargar\n{error}") from error
            edition = loaded.edition
            self.stdout.write(f"{edition.slug}: {SAID[loaded.outcome]} (versión {edition.rules_version})")
