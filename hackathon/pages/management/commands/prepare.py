"""``manage.py prepare``: what must be in place before ``make run`` starts its processes. Quick when it already is."""

import os
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hackathon.editions.loading import shipped_slugs
from hackathon.pages.stack import DEMO_NOTES


def migrations_wait() -> bool:
    """True if the database lacks a migration that the code has."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class Command(BaseCommand):
    help = "Migrates and loads the editions and the demo. Only for trying things out: needs DEBUG."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("This fills the database with invented people, so it only runs with DEBUG on.")
        if migrations_wait():
            self.say("Preparando la base de datos… · Preparing the database…")
            call_command("migrate", verbosity=0, interactive=False)
        self.say("Cargando ediciones y demo… · Loading editions and demo…")
        call_command("load_edition", *shipped_slugs(), stdout=StringIO())
        told = StringIO()
        call_command("load_demo", phase=os.environ.get("DEMO_PHASE", "building"), stdout=told)
        (settings.VAR_DIR / DEMO_NOTES).write_text(told.getvalue(), encoding="utf-8")

    def say(self, text: str) -> None:
        """One line, at once."""
        self.stdout.write(text)
        self.stdout.flush()
