"""``manage.py rank --scores FILE.csv --rubric FILE.toml``: a ranking of any file of scores, as the site makes it.

No database is asked. Ends with 0 when there is a ranking, 1 when a file is refused, 2 when the command was not understood or there is
no such file. The ranking goes to standard output, with ``--json`` as one object; all else to standard error, a sentence a line.
"""

import json
import os
import sys
import tomllib
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from hackathon.editions.loading import NoSuchRules, read_rules
from hackathon.editions.parsing import RulesError
from hackathon.editions.rules import Method
from judging.aggregate import Ranking, exact, rank
from judging.ranking_paper import lines
from judging.ranking_sentences import cautions, notices, refusals
from judging.scorefiles import FileRubric, Refused, count, group_tables, of_edition, of_tables, read
from judging.scorefiles.report import report

REFUSED, USAGE = 1, 2
MOST_DRAWS: Final = 20_000
EPILOG: Final = """\
El CSV (UTF-8) tiene las columnas project,judge,criterion,score: una fila por nota. Una nota en blanco falta; no es un cero.
La rúbrica es el archivo de una edición (también si usa «extends») o tablas [[group]] con id, points, criteria = ["…"] y
scale = [mínimo, máximo]; junto a ellas, absent_group = "rescale" (si no se dice nada) o "zero".
Un grupo que nadie puntuó en un proyecto no se le aplica, salvo si en la edición es para todos; una evaluación a la que le falta
algún criterio de los que se aplican no cuenta, y se avisa.
Métodos: mean, la media; trimmed, sin la evaluación de total más alto ni la de total más bajo de cada proyecto (de menos de tres no se
quita ninguna; los grupos, cada uno por su lado); model, el modelo del jurado, que descuenta la severidad de cada persona.
Termina con 0 si hay clasificación, con 1 si se rechaza un archivo y con 2 si la orden no se entiende o falta un archivo.
"""


class Unusable(Exception):
    """The command cannot go on: what to say, and how to end."""

    def __init__(self, sentences: Iterable[str], code: int = REFUSED) -> None:
        self.sentences = tuple(sentences)
        self.code = code
        super().__init__(" ".join(self.sentences))


class Command(BaseCommand):
    help = "Ordena los proyectos de un archivo de notas como lo hace el sitio, sin base de datos."
    requires_system_checks: list[str] = []  # they would want the database

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        """The parser, with what the files look like below the options."""
        parser = super().create_parser(prog_name, subcommand, epilog=EPILOG, **options)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scores", default="", metavar="FILE.csv", help="las notas")
        parser.add_argument("--rubric", default="", metavar="FILE.toml", help="la rúbrica")
        parser.add_argument(
            "--method", default="", metavar="mean|trimmed|model", help="si no se dice, el de la edición, o model"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="el resultado en JSON")
        parser.add_argument("--seed", default="0", help="de los sorteos con los que se calculan las probabilidades (0)")
        parser.add_argument("--draws", default="1000", help="cuántos sorteos (1000)")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], help="lengua del informe"
        )

    def handle(self, *args: Any, language: str | None, **options: Any) -> None:
        """Writes the ranking and ends the process as it says."""
        with translation.override(language or settings.LANGUAGE_CODE):
            try:
                self._rank(**options)
            except Unusable as unusable:
                for sentence in unusable.sentences:
                    self.stderr.write(sentence)
                sys.exit(unusable.code)
            except KeyboardInterrupt:
                sys.exit(130)
            except Exception as error:
                if options["traceback"]:
                    raise
                said = _("Un fallo nuestro ha impedido la clasificación (%(error)s). Con --traceback se ve cuál.")
                raise CommandError(said % {"error": type(error).__name__}, returncode=USAGE) from error

    def _rank(
        self, *, scores: str, rubric: str, method: str, as_json: bool, seed: str, draws: str, **options: Any
    ) -> None:
        chosen = _method(method)
        lots, times = _whole(seed, "--seed", 0, 2**32 - 1), _whole(draws, "--draws", 10, MOST_DRAWS)
        found = _rubric(_path(rubric, "--rubric"))
        ranking = self._ranking(_path(scores, "--scores"), found, chosen or found.method, lots, times)
        if as_json:
            self._write([json.dumps(report(ranking, most=found.rubric.maximum), ensure_ascii=False, allow_nan=False)])
        else:
            self._write(lines(ranking, most=found.rubric.maximum))

    def _ranking(self, path: Path, rubric: FileRubric, method: Method, seed: int, draws: int) -> Ranking:
        """The ranking; what has to be known about it is told."""
        try:
            given = read(_content(path), rubric)
        except Refused as refused:
            raise Unusable(refusals(refused.problems)) from refused
        counted = count(given, rubric)
        ranking = rank(
            counted.sheets,
            method=method,
            ties=rubric.ties,
            boundaries=rubric.boundaries,
            seed=seed,
            draws=draws,
            most=None if rubric.rubric.maximum is None else exact(rubric.rubric.maximum),
            projects=given.projects,
            judges=given.judges,
        )
        for sentence in (*notices(given, counted, by_track=rubric.by_track), *cautions(ranking)):
            self.stderr.write(sentence, str)  # it paints red what is no failure
        return ranking

    def _write(self, said: Iterable[str]) -> None:
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        try:
            for line in said:
                self.stdout.write(line.encode(encoding, "replace").decode(encoding))
            self.stdout.flush()
        except BrokenPipeError:  # and nothing more is written when Python closes what is left open
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _method(name: str) -> Method | None:
    """The method of that name; None for none."""
    if name in [*Method, ""]:
        return Method(name) if name else None
    known = ", ".join(Method)
    raise Unusable(
        [_("No hay ningún método «%(name)s»; puede ser: %(known)s.") % {"name": name, "known": known}], USAGE
    )


def _whole(text: str, option: str, least: int, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most:
        return int(text)
    said = _("%(option)s debe ser un número entero de %(least)s a %(most)s.")
    raise Unusable([said % {"option": option, "least": least, "most": most}], USAGE)


def _path(name: str, option: str) -> Path:
    if not name:
        raise Unusable([_("Falta %(option)s: di qué archivo es.") % {"option": option}], USAGE)
    path = Path(name)
    with suppress(OSError, ValueError):  # a name that no file can have
        if path.is_file():
            return path
    raise Unusable([_("No hay ningún archivo «%(name)s» (%(option)s).") % {"name": name, "option": option}], USAGE)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unusable([_("No se puede leer «%(name)s».") % {"name": path.name}]) from error


def _rubric(path: Path) -> FileRubric:
    """The rubric in the file: its ``[[group]]`` tables, or an edition's."""
    try:
        tree = tomllib.loads(_content(path).decode("utf-8-sig"))
        return of_tables(tree) if group_tables(tree) else of_edition(_edition(tree, path))
    except RulesError as error:
        said = _("%(name)s: %(problem)s.")
        raise Unusable(said % {"name": path.name, "problem": problem} for problem in error.problems) from error
    except UnicodeDecodeError as error:
        raise Unusable([_("«%(name)s» no está en UTF-8.") % {"name": path.name}]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        said = _("«%(name)s» no es TOML válido: %(error)s.")
        raise Unusable([said % {"name": path.name, "error": error}]) from error
    except NoSuchRules as error:
        raise Unusable([_("No se encuentran las reglas «%(name)s».") % {"name": error.wanted}]) from error


def _edition(tree: dict[str, Any], path: Path) -> Any:
    if "rubric" not in tree and "extends" not in tree:
        said = _("«%(name)s» no es de una edición ni tiene tablas [[group]].")
        raise Unusable([said % {"name": path.name}])
    return read_rules(path)
