"""A repo's audit as people read it in a terminal: what there is to do first, wrapped to the width that there is."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.management.color import Style
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import EditionRules
from submissions.audit.alone import counted
from submissions.audit.findings import Finding, Outcome
from submissions.speaking import Spoken, speak

WIDEST: Final = 100
INDENT: Final = "    "
SIGNS: Final = {
    Outcome.FAIL: "✗",
    Outcome.WARN: "!",
    Outcome.UNKNOWN: "?",
    Outcome.PASS: "✓",
    Outcome.NOT_APPLICABLE: "–",
}
HEADINGS: Final = {
    Outcome.FAIL: gettext_lazy("Por corregir"),
    Outcome.WARN: gettext_lazy("Conviene mirarlo"),
    Outcome.UNKNOWN: gettext_lazy("No se sabe"),
    Outcome.PASS: gettext_lazy("Correcto"),
    Outcome.NOT_APPLICABLE: gettext_lazy("No se aplica"),
}
TOLD_IN_FULL: Final = (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Paper:
    """How the report is written. ``width`` in characters; ``everything``: the details too of what is fine."""

    width: int
    style: Style
    everything: bool = False

    def colour(self, outcome: Outcome) -> Callable[[str], str]:
        """What a line about that outcome is painted with; nothing where there is no terminal."""
        paints: dict[Outcome, Any] = {
            Outcome.FAIL: self.style.ERROR,
            Outcome.WARN: self.style.WARNING,
            Outcome.PASS: self.style.SUCCESS,
        }
        return paints.get(outcome, str)


def lines(findings: Sequence[Finding], *, rules: EditionRules, paper: Paper) -> Iterator[str]:
    """The report, line by line: outcome by outcome, the worst first, and a last line that sums up."""
    counts = counted(findings)
    for outcome, count in counts.items():
        yield ""
        yield paper.colour(outcome)(f"{HEADINGS[outcome]} ({count})")
        for finding in findings:
            if finding.outcome == outcome:
                yield from _one(finding, rules=rules, paper=paper)
    yield ""
    if rules.audit.guide and (counts.keys() & {Outcome.FAIL, Outcome.WARN}):
        yield f"{_('Cómo se hace, en la guía')}: {rules.audit.guide}"
    yield _sum(counts.get(Outcome.FAIL, 0), counts.get(Outcome.WARN, 0), counts.get(Outcome.UNKNOWN, 0))


def _one(finding: Finding, *, rules: EditionRules, paper: Paper) -> Iterator[str]:
    said = speak(finding, rules=rules, guide=False)
    sign = paper.colour(finding.outcome)(SIGNS[finding.outcome])
    title = _wrapped(f"{said.title} [{finding.check}]", width=paper.width - 2, indent="  ")
    yield f"{sign} {title[0].lstrip()}"
    yield from title[1:]
    if finding.outcome in TOLD_IN_FULL or paper.everything:
        yield from _body(said, width=paper.width)


def _body(said: Spoken, *, width: int) -> Iterator[str]:
    for line in said.details.splitlines():
        yield from _wrapped(line, width=width, indent=INDENT)
    for number, line in enumerate(said.fix.splitlines()):
        yield from _wrapped(line if number else f"→ {line}", width=width, indent=INDENT)


def _wrapped(line: str, *, width: int, indent: str) -> list[str]:
    """A long line as several; those of a list item begin under its text."""
    item = len(line) - len(line.lstrip(" ")) + 2 if line.lstrip(" ").startswith(("- ", "→ ")) else 0
    return textwrap.wrap(
        line,
        width=max(width, 20),
        initial_indent=indent,
        subsequent_indent=indent + " " * item,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent]


def _sum(failed: int, warned: int, unknown: int) -> str:
    if failed:
        said = ngettext("Hay %(n)s cosa por corregir.", "Hay %(n)s cosas por corregir.", failed) % {"n": failed}
    else:
        said = _("No hay nada por corregir.")
    return " ".join(_with(said, _warned(warned) if warned else "", _unknown(unknown) if unknown else ""))


def _warned(count: int) -> str:
    return ngettext("Conviene mirar %(n)s más.", "Conviene mirar %(n)s más.", count) % {"n": count}


def _unknown(count: int) -> str:
    return ngettext("Una no se ha podido saber.", "%(n)s no se han podido saber.", count) % {"n": count}


def _with(*said: str) -> Iterable[str]:
    return (one for one in said if one)
