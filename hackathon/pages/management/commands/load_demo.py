"""``manage.py load_demo``: the demo edition in a phase, with people, teams and projects; says who can sign in."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from hackathon import clock
from hackathon.editions.rules import Phase
from hackathon.pages.demo import introductions, load_demo

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Command(BaseCommand):
    help = "Puts up the demo edition, or moves it to another phase. Needs DEBUG."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--phase", choices=[phase.value for phase in Phase], default=Phase.BUILDING.value)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has invented people with a known password, so it only loads with DEBUG on.")
        own_hub = urlsplit(settings.HF_ENDPOINT).hostname in LOOPBACK
        edition = load_demo(
            phase=Phase(options["phase"]), at=clock.now(), hub_root=settings.VAR_DIR / "hub" if own_hub else None
        )
        for line in introductions(edition=edition):
            self.stdout.write(line)
