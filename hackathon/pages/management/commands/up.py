"""``manage.py up``: the whole site on this machine, for a first look. ``make run`` does the same after installing."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

from hackathon.pages.stack import ROOT


class Command(BaseCommand):
    help = "Starts web, worker, beat and sandbox Hub together. PORT, HUB, DEMO_PHASE and VAR_DIR choose."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        # A fresh interpreter: a supervisor needs none of Django's memory.
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "hackathon.pages.stack"])
