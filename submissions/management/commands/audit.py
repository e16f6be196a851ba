"""``manage.py audit PATH|repo_id``: what the rules of an edition say of a folder, or of any repo of the Hub.

No database is asked. Ends with 0 when nothing fails, 1 when something does, 2 when it could not be looked at: a repo that is not
there, a Hub that does not answer, a part that could not be read. ``--json`` alone writes to standard output; all else to standard error.
"""

import json
import os
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from hackathon import clock
from hackathon.editions.parsing import digest
from hackathon.hub.client import default_client
from hackathon.hub.types import RepoType
from submissions import reporting, terminal
from submissions.audit.evidence import Part
from submissions.audit.findings import Finding, Outcome
from submissions.audit.local.alone import judge_alone
from submissions.audit.statistics import statistics
from submissions.open_wording import STAGES
from submissions.targets import CannotLook, Target, chosen_rules, look, target

PASSED, FAILED, BLIND = 0, 1, 2
INTERRUPTED = 130


class Command(BaseCommand):
    help = "Audita una carpeta o un repositorio del Hub con las reglas de una edición, sin base de datos."
    requires_system_checks: list[str] = []  # they would want the database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            nargs="?",
            default=None,
            metavar="PATH|repo_id",
            help=_("una carpeta, o «organización/nombre» en el Hub"),
        )
        parser.add_argument(
            "--kind", choices=[str(one) for one in RepoType], help=_("qué es; si no se dice, se averigua")
        )
        parser.add_argument("--edition", default="", metavar="SLUG", help=_("sus reglas, o un archivo TOML con otras"))
        parser.add_argument("--revision", default="", help=_("rama, etiqueta o commit; solo para el Hub"))
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("el informe en JSON"))
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], help=_("lengua del informe")
        )

    def handle(self, *args: Any, language: str | None, **options: Any) -> None:
        """Writes the report and ends the process as it says. Ctrl-C and a reader who has seen enough end it quietly."""
        try:
            with translation.override(language or settings.LANGUAGE_CODE):
                code, lines = self._audit(**options)
                self._write(lines)
        except CannotLook as error:
            raise CommandError(str(error), returncode=BLIND) from error
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Exception as error:
            if options["traceback"]:
                raise
            said = _("Un fallo nuestro ha impedido la auditoría (%(error)s). Con --traceback se ve cuál.")
            raise CommandError(said % {"error": type(error).__name__}, returncode=BLIND) from error
        if code != PASSED:
            sys.exit(code)

    def _audit(
        self, *, what: str | None, kind: str | None, edition: str, revision: str, as_json: bool, **options: Any
    ) -> tuple[int, Iterable[str]]:
        """How the process will end, and the report."""
        if what is None:
            raise CannotLook(_("Di qué hay que auditar: una carpeta, o «organización/nombre» en el Hub."))
        slug, rules = chosen_rules(edition)
        asked = target(what, kind=RepoType(kind) if kind else None, revision=revision, hub=default_client())
        self._say(asked, slug if edition else _("%(slug)s (elige otra con --edition)") % {"slug": slug})
        seen = look(asked, rules=rules, at=clock.now(), tell=self._tell)
        findings = judge_alone(rules, seen, on_hub=asked.on_hub)
        code = _code(findings, blind=asked.is_blind(seen))
        if not as_json:
            paper = terminal.Paper(_width(), self.style, everything=options["verbosity"] > 1)
            return code, terminal.lines(findings, rules=rules, paper=paper)
        report = reporting.report(
            repo=asked.name,
            kind=asked.repo_type.value,
            revision=seen.sha or "",
            edition=slug,
            rules=rules,
            digest=digest(rules),
            findings=findings,
            statistics=statistics(seen),
        )
        return code, [json.dumps(report, ensure_ascii=not _is_utf8(self.stdout), indent=2, allow_nan=False)]

    def _say(self, asked: Target, edition: str) -> None:
        for line in (
            _("Auditamos %(repo)s (%(kind)s).") % {"repo": asked.name, "kind": asked.repo_type.value},
            _("Reglas: %(edition)s.") % {"edition": edition},
            *asked.notes,
        ):
            self.stderr.write(line, str)  # it paints red what nobody paints

    def _tell(self, part: Part) -> None:
        """Which part is being read, for whoever watches."""
        if self.stderr.isatty() and part.value in STAGES:
            self.stderr.write(str(STAGES[part.value]), str)

    def _write(self, lines: Iterable[str]) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        try:
            for line in lines:
                self.stdout.write(line.encode(encoding, "replace").decode(encoding))
            self.stdout.flush()
        except BrokenPipeError:  # and nothing more is written when Python closes what is left open
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _code(findings: tuple[Finding, ...], *, blind: bool) -> int:
    """Something that fails is known, whatever else is not."""
    if any(finding.outcome == Outcome.FAIL for finding in findings):
        return FAILED
    return BLIND if blind else PASSED


def _width() -> int:
    return min(shutil.get_terminal_size().columns, terminal.WIDEST)


def _is_utf8(stream: Any) -> bool:
    return "utf" in (getattr(stream, "encoding", None) or "utf-8").lower()
