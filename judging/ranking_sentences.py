"""What is wrong with a file of scores, and what has to be known about a ranking, in sentences."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import Method
from judging.aggregate import Code, Flag, Ranking, Tie
from judging.caution_sentences import about
from judging.scorefiles import Counted, Problem, ProblemKind, Read

MOST_NAMES: Final = 12
MOST_LINES: Final = 20

METHODS: Final = {
    Method.MEAN: gettext_lazy("por la media de las evaluaciones"),
    Method.TRIMMED: gettext_lazy("por la media sin la evaluación más alta ni la más baja"),
    Method.MODEL: gettext_lazy("por el modelo del jurado, que descuenta la severidad de cada persona"),
}
FLAGS: Final = {
    Flag.CONSTANT: gettext_lazy("da siempre lo mismo"),
    Flag.DISAGREES: gettext_lazy("ordena los proyectos de otra manera que el resto"),
    Flag.MISFIT: gettext_lazy("se aparta mucho de lo que se esperaba"),
}


def number(value: Fraction | float, places: int = 2) -> str:
    """A number with so many decimals, written as the language does."""
    return number_format(round(float(value), places) + 0.0, places)


def percent(probability: float) -> str:
    """A probability as a whole percentage; what is not quite 0 or 1 is not said to be."""
    sign, shown = "", 100 * probability
    if 0 < probability < 0.01:
        sign, shown = "<", 1.0
    elif 0.99 < probability < 1:
        sign, shown = ">", 99.0
    return _("%(percent)s %%") % {"percent": sign + number(shown, 0)}


def named(names: Iterable[Any]) -> str:
    """Names between quotation marks, the first ones where there are many."""
    shown = [f"«{printable(str(name))}»" for name in names]
    rest = len(shown) - MOST_NAMES
    if rest > 0:
        return _("%(names)s y %(count)s más") % {"names": ", ".join(shown[:MOST_NAMES]), "count": rest}
    return ", ".join(shown)


def printable(text: str) -> str:
    """The text without what would move a terminal's cursor or turn its lines round.

    >>> printable("A\\x1b[31mB\\u202eC")
    'A�[31mB�C'
    """
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def refusals(problems: Iterable[Problem]) -> Iterator[str]:
    """A sentence for each problem, with its line; the first ones where there are many."""
    several = list(problems)
    for problem in several[:MOST_LINES]:
        said = _PROBLEMS[problem.kind](problem.facts)
        yield _("Línea %(line)s: %(said)s") % {"line": problem.line, "said": said} if problem.line else said
    rest = len(several) - MOST_LINES
    if rest > 0:
        yield ngettext("Y %(count)s problema más.", "Y %(count)s problemas más.", rest) % {"count": rest}


def _header(facts: Any) -> str:
    wanted = "project,judge,criterion,score"
    missing = ", ".join(f"«{name}»" for name in facts["missing"])
    found = ", ".join(printable(name)[:40] for name in facts["found"][:8])
    return _("la cabecera debe ser %(wanted)s; falta %(missing)s y hay: %(found)s.") % {
        "wanted": wanted,
        "missing": missing,
        "found": found or "–",
    }


def _cells(facts: Any) -> str:
    said = _("tiene %(cells)s celdas y la cabecera %(columns)s.") % facts
    if facts["cells"] > facts["columns"]:
        said += " " + _("Si los decimales llevan coma, pon la nota entre comillas o separa las columnas con «;».")
    return said


def _unknown(facts: Any) -> str:
    said = ngettext(
        "la rúbrica no tiene el criterio «%(criterion)s».",
        "la rúbrica no tiene el criterio «%(criterion)s», que está en %(lines)s líneas.",
        facts["lines"],
    ) % {"criterion": printable(facts["criterion"])[:60], "lines": facts["lines"]}
    if facts["close"]:
        said += " " + _("¿Querías decir «%(close)s»?") % {"close": facts["close"]}
    return said


def _outside(facts: Any) -> str:
    shown = {key: number_format(_plain(facts[key])) for key in ("score", "low", "high")}
    return _("la nota %(score)s de «%(criterion)s» está fuera de la escala, de %(low)s a %(high)s.") % {
        **shown,
        "criterion": facts["criterion"],
    } + (" " + _("Si no puntuó, deja la nota en blanco.") if facts["score"] == 0 else "")


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


_PROBLEMS: Final[dict[ProblemKind, Callable[[Any], str]]] = {
    ProblemKind.EMPTY: lambda _facts: _("El archivo de notas está vacío."),
    ProblemKind.TOO_BIG: lambda facts: _("El archivo de notas pasa de %(most)s MB.") % facts,
    ProblemKind.WORKBOOK: lambda _facts: _("Es una hoja de cálculo; guárdala como «CSV UTF-8» y usa ese archivo."),
    ProblemKind.ENCODING: lambda _facts: _("no está en UTF-8; guarda el archivo como «CSV UTF-8» y prueba otra vez."),
    ProblemKind.HEADER: _header,
    ProblemKind.HEADER_TWICE: lambda facts: _("la cabecera repite «%(column)s».") % {"column": facts["columns"][0]},
    ProblemKind.OPEN_QUOTE: lambda _facts: _("hay comillas que no se cierran, o texto pegado a ellas."),
    ProblemKind.CELLS: _cells,
    ProblemKind.NO_NAME: lambda facts: _("la celda «%(column)s» está en blanco.") % facts,
    ProblemKind.LONG_NAME: lambda facts: _("la celda «%(column)s» pasa de %(most)s caracteres.") % facts,
    ProblemKind.NOT_A_NUMBER: lambda facts: (
        _("«%(score)s» no es un número; escribe la nota como 3 o 3,5, o deja la celda en blanco si no la hay.")
        % {"score": printable(facts["score"])[:40]}
    ),
    ProblemKind.OUTSIDE: _outside,
    ProblemKind.UNKNOWN_CRITERION: _unknown,
    ProblemKind.CONTRADICTION: lambda facts: (
        _("«%(judge)s» ya puntuó «%(criterion)s» de «%(project)s» en la línea %(first)s, con otra nota.")
        % {key: printable(str(value))[:60] for key, value in facts.items()}
    ),
    ProblemKind.NO_SCORES: lambda _facts: _("El archivo no tiene ninguna nota."),
}


def notices(found: Read, counted: Counted, *, by_track: bool = False) -> Iterator[str]:
    """What was put right or left out. ``by_track``: the edition ranks each track apart."""
    if by_track:
        yield _(
            "Las bases ordenan cada línea por separado, y el archivo no dice de cuál es cada proyecto: aquí van todos juntos. "
            "Para una línea sola, usa un archivo con sus proyectos."
        )
    repeated = len(found.noticed.repeated)
    if repeated:
        yield ngettext(
            "%(count)s línea repite otra y cuenta una vez (línea %(lines)s).",
            "%(count)s líneas repiten otras y cuentan una vez (líneas %(lines)s).",
            repeated,
        ) % {"count": repeated, "lines": ", ".join(str(line) for line in found.noticed.repeated[:MOST_NAMES])}
    for left in counted.left[:MOST_LINES]:
        yield _("No cuenta la evaluación de «%(project)s» por «%(judge)s»: le falta %(missing)s.") % {
            "project": printable(left.project),
            "judge": printable(left.judge),
            "missing": named(left.missing),
        }
    rest = len(counted.left) - MOST_LINES
    if rest > 0:
        yield ngettext(
            "Tampoco cuenta %(count)s evaluación incompleta más.",
            "Tampoco cuentan %(count)s evaluaciones incompletas más.",
            rest,
        ) % {"count": rest}
    if counted.absent:
        yield _("Nadie puntuó algún grupo de la rúbrica en %(projects)s: ahí no se aplica.") % {
            "projects": named(counted.absent)
        }


def cautions(ranking: Ranking) -> Iterator[str]:
    """What has to be known about the ranking."""
    for caution in ranking.warnings:
        if caution.code is Code.STATISTICAL_TIE:
            yield from (_tie(tie) for tie in ranking.ties)
        elif caution.code is Code.OUTLIERS:
            yield from _outliers(ranking)
        else:
            yield about(caution.code, projects=named(caution.projects), judges=named(caution.judges))


def _tie(tie: Tie) -> str:
    said = _(
        "Empate estadístico entre los puestos %(place)s y %(next)s: %(upper)s es mejor que %(lower)s con una probabilidad de %(percent)s."
    ) % {
        "place": tie.boundary,
        "next": tie.boundary + 1,
        "upper": named([tie.upper]),
        "lower": named([tie.lower]),
        "percent": percent(tie.probability),
    }
    if not tie.fresh_reviews:
        return said
    return (
        said
        + " "
        + ngettext(
            "Conviene %(count)s evaluación más de cada uno, de otra persona.",
            "Convienen %(count)s evaluaciones más de cada uno, de otras personas.",
            tie.fresh_reviews,
        )
        % {"count": tie.fresh_reviews}
    )


def _outliers(ranking: Ranking) -> Iterator[str]:
    for row in ranking.judges:
        if row.flags:
            reasons = "; ".join(str(FLAGS[flag]) for flag in row.flags)
            yield _("Mira las evaluaciones de %(judge)s: %(reasons)s.") % {
                "judge": named([row.judge]),
                "reasons": reasons,
            }
