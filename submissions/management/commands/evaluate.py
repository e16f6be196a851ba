"""``manage.py evaluate REPO[@SHA] --suite S``: an evaluation by hand, beside the queue, held against what is stored.

Ends with 0 when every number is what was stored, or nothing was; with 1 when some number differs; with 2 when there is no result,
or not of every task. Results go to standard output, with ``--json`` as one object a line; all else to standard error.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from hackathon.editions.models import Edition
from hackathon.editions.rules import EvaluationBackend, SuiteRules
from hackathon.hub.client import default_client
from submissions.actions.evaluating.fetching import CannotEvaluate
from submissions.actions.evaluating.repeating import Repetition, repeat
from submissions.evaluation.comparing import Line
from submissions.evaluation.problems import EvaluationProblem
from submissions.evaluation_wording import organiser_fix, problem_sentence
from submissions.plaintext import harmless

DIFFERS, FAILED, INTERRUPTED = 1, 2, 130
LONGEST_LINE: Final = 400


class Command(BaseCommand):
    help = "Evalúa un modelo con una batería de la edición, sin tocar la cola, y compara cada número con el guardado."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what", metavar="REPO[@SHA]", help=_("«organización/nombre» en el Hub, con su revisión, o una carpeta")
        )
        parser.add_argument("--suite", required=True, metavar=_("CLAVE"), help=_("con qué batería"))
        parser.add_argument(
            "--edition", default="", metavar="SLUG", help=_("de qué edición; hace falta si varias la tienen")
        )
        parser.add_argument(
            "--backend",
            choices=[one.value for one in EvaluationBackend],
            default=EvaluationBackend.LOCAL.value,
            help=_("dónde: en esta máquina o en los Jobs de Hugging Face"),
        )
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help=_("un objeto JSON por línea: uno por tarea y métrica")
        )

    def handle(
        self, *args: Any, what: str, suite: str, edition: str, backend: str, as_json: bool, **options: Any
    ) -> None:
        """Ctrl-C ends the engine, and a Job on the Hub."""
        found, rules = _suite(edition, suite)
        try:
            done = repeat(
                what=what,
                edition=found,
                suite=rules,
                backend=EvaluationBackend(backend),
                hub=default_client(),
                tell=self._tell,
            )
        except CannotEvaluate as cannot:
            raise CommandError(_why(cannot), returncode=FAILED) from cannot
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        for line in done.lines:
            self.stdout.write(json.dumps(_row(line, done), allow_nan=False) if as_json else _spoken(line))
        for note in _notes(done):
            self._tell(note)
        if done.problems or not done.same:
            sys.exit(FAILED if done.problems else DIFFERS)

    def _tell(self, line: str) -> None:
        self.stderr.write(harmless(line[:LONGEST_LINE]).replace("\n", " "), str)


def _suite(slug: str, key: str) -> tuple[Edition, SuiteRules]:
    """The edition and its suite. Raises CommandError where they are not there, or several editions have such a suite."""
    try:
        editions = list(Edition.objects.filter(slug=slug) if slug else Edition.objects.all())
    except (OperationalError, ProgrammingError) as error:
        said = _("La base de datos no está lista: «manage.py migrate» la prepara.")
        raise CommandError(said, returncode=FAILED) from error
    if slug and not editions:
        said = _("%(edition)s: no hay ninguna edición que se llame así") % {"edition": slug}
        raise CommandError(said, returncode=FAILED)
    having = [(one, suite) for one in editions if (suite := one.parsed_rules.evaluation.suite(key)) is not None]
    if len(having) == 1:
        return having[0]
    if having:
        slugs = ", ".join(one.slug for one, _suite_of in having)
        said = _("Varias ediciones tienen esa batería: di cuál con --edition (%(editions)s).") % {"editions": slugs}
    else:
        known = sorted({suite.key for one in editions for suite in one.parsed_rules.evaluation.suites})
        said = _("%(suite)s: no hay ninguna batería que se llame así. Hay: %(suites)s") % {
            "suite": key,
            "suites": ", ".join(known) or "—",
        }
    raise CommandError(said, returncode=FAILED)


def _why(cannot: CannotEvaluate) -> str:
    """What stands in the way, what to do about it, and the engine's own word on it."""
    said = [problem_sentence(cannot.problem, cannot.facts), organiser_fix(cannot.problem)]
    return harmless(" ".join(filter(None, [*said, str(cannot.facts.get("text", ""))])))


def _spoken(line: Line) -> str:
    metric = line.metric if line.filter == "none" else f"{line.metric},{line.filter}"
    numbers = f"{_number(line.value)} ± {_number(line.stderr)}"
    verdict = {True: "=", None: "", False: "≠"}[line.same]
    stored = f" {_number(line.known[0])} ± {_number(line.known[1])}" if line.known and not line.same else ""
    return harmless(f"{line.task}  {metric}  {numbers}  {verdict}{stored}".rstrip())


def _number(value: float | None) -> str:
    return "—" if value is None else repr(value)


def _row(line: Line, done: Repetition) -> dict[str, Any]:
    return {"revision": done.revision or None, "run": done.run.pk if done.run else None, **line.as_json()}


def _notes(done: Repetition) -> Iterator[str]:
    """What cannot be seen in the numbers."""
    for task, problem in done.problems.items():
        yield f"{task}: {problem_sentence(problem)} {organiser_fix(EvaluationProblem(problem))}".rstrip()
    if done.run is None:
        yield _("No hay resultados guardados de ese modelo, en esa revisión y con esa batería: no se compara nada.")
    elif done.same:
        yield _("Los números son los guardados, hasta la última cifra.")
    else:
        different = sum(line.same is False for line in done.lines)
        yield _("No coinciden con los guardados: %(n)s de %(all)s números.") % {"n": different, "all": len(done.lines)}
