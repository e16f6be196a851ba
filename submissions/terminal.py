"""A repo's audit as people read it in a terminal: what there is to do first, wrapped to the width that there is."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.management.color import Style
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hackathon.editions.rules import EditionRules
from submissions.audit.findings import Finding, Outcome
from submissions.audit.local.alone import counted
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
        for group in _alike([finding for finding in findings if finding.outcome == outcome], rules=rules):
            yield from _several(group, outcome=outcome, paper=paper)
    yield ""
    if rules.audit.guide and (counts.keys() & {Outcome.FAIL, Outcome.WARN}):
        yield f"{_('Cómo se hace, en la guía')}: {rules.audit.guide}"
    yield _sum(counts.get(Outcome.FAIL, 0), counts.get(Outcome.WARN, 0), counts.get(Outcome.UNKNOWN, 0))


def _alike(findings: Sequence[Finding], *, rules: EditionRules) -> Iterable[list[tuple[str, Spoken]]]:
    """Findings that say the same in their details together, each as its title and what it says."""
    groups: dict[tuple[str, str], list[tuple[str, Spoken]]] = {}
    for finding in findings:
        said = speak(finding, rules=rules, guide=False)
        key = (said.details, said.fix) if finding.outcome == Outcome.UNKNOWN else (finding.check, "")
        groups.setdefault(key, []).append((f"{said.title} [{finding.check}]", said))
    return groups.values()


def _several(group: Sequence[tuple[str, Spoken]], *, outcome: Outcome, paper: Paper) -> Iterator[str]:
    sign = paper.colour(outcome)(SIGNS[outcome])
    for title, _said in group:
        first, *others = _wrapped(title, width=paper.width, indent="  ")
        yield f"{sign} {first.lstrip()}"
        yield from others
    if outcome in TOLD_IN_FULL or paper.everything:
        yield from _body(group[0][1], width=paper.width)


def _body(said: Spoken, *, width: int) -> Iterator[str]:
    for line in said.details.splitlines():
        yield from _wrapped(line, width=width, indent=INDENT)
    for line in _arrowed(said.fix.splitlines()):
        yield from _wrapped(line, width=width, indent=INDENT)


def _arrowed(lines: Sequence[str]) -> Iterator[str]:
    """What to do, with an arrow before it; where that begins with a list, before each of its items.

    >>> list(_arrowed(["Añade:", "- una", "- otra"])), list(_arrowed(["- ¿Es una?", "- ¿Es otra?", "Añádelas."]))
    (['→ Añade:', '- una', '- otra'], ['→ ¿Es una?', '→ ¿Es otra?', 'Añádelas.'])
    """
    listed = bool(lines) and lines[0].startswith("- ")
    for number, line in enumerate(lines):
        arrow = number == 0 or (listed and line.startswith("- "))
        yield f"→ {line.removeprefix('- ')}" if arrow else line


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
