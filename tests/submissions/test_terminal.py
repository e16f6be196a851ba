"""A report for a terminal: what there is to do first, once each, and no wider than asked."""

from dataclasses import replace

import pytest
from django.core.management.color import no_style
from django.utils import translation

from submissions.audit.findings import Finding, failed, not_applicable, passed, unknown, warned
from submissions.terminal import Paper, lines
from tests.factories.evidence import RULES

PLAIN = replace(RULES, audit=replace(RULES.audit, guide=""))


def of(check: str, finding: Finding) -> Finding:
    return replace(finding, check=check)


def written(*findings: Finding, width: int = 100, everything: bool = False, rules: object = PLAIN) -> list[str]:
    with translation.override("es"):
        return list(lines(findings, rules=rules, paper=Paper(width, no_style(), everything=everything)))


def test_outcomes_come_worst_first_and_each_finding_with_its_check():
    out = written(of("card.yaml", passed()), of("repo.exists", failed()), of("card.sections", warned()))
    headings = [line for line in out if line.endswith(")") and not line.startswith((" ", "-"))]
    assert headings == ["Por corregir (1)", "Conviene mirarlo (1)", "Correcto (1)"]
    assert "✗ El repositorio existe y es público [repo.exists]" in out
    assert "✓ El Hub puede leer el YAML de la tarjeta [card.yaml]" in out


def test_what_several_checks_could_not_know_for_one_reason_is_said_once():
    silent = unknown(why="unreachable")
    out = written(of("card.yaml", silent), of("repo.exists", silent), of("card.sections", unknown(why="garbled")))
    assert "\n".join(out).count("no ha respondido") == 1
    assert sum(line.startswith("? ") for line in out) == 3
    other = written(of("card.yaml", silent), of("repo.exists", unknown(why="internal_error")))
    assert "Un fallo nuestro" in "\n".join(other)


def test_details_of_what_is_fine_are_for_whoever_asks():
    found = of("repo.exists", passed())
    assert "Cualquiera puede abrirlo." not in "\n".join(written(found))
    assert "    Cualquiera puede abrirlo." in written(found, everything=True)


@pytest.mark.parametrize("width", [48, 80])
def test_lines_are_no_wider_than_asked_and_what_to_do_hangs_under_its_arrow(width):
    out = written(of("card.motivation", warned()), width=width)
    assert max(map(len, out)) <= width
    arrow = next(place for place, line in enumerate(out) if line.startswith("    → "))
    assert out[arrow + 1].startswith("      ")


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([passed()], "No hay nada por corregir."),
        ([failed(), unknown()], "Hay 1 cosa por corregir. Una no se ha podido saber."),
        ([failed(), failed(), warned()], "Hay 2 cosas por corregir. Conviene mirar 1 más."),
        ([unknown(), unknown(), not_applicable()], "No hay nada por corregir. 2 no se han podido saber."),
    ],
)
def test_the_last_line_sums_up(findings, said):
    assert written(*(of("card.yaml", one) for one in findings))[-1] == said


def test_the_guide_is_told_once_and_only_where_there_is_something_to_do():
    guided = replace(RULES, audit=replace(RULES.audit, guide="https://example.org/guia"))
    to_do = [of("repo.exists", failed()), of("card.yaml", failed())]
    assert "\n".join(written(*to_do, rules=guided)).count("https://example.org/guia") == 1
    assert "example.org" not in "\n".join(written(of("card.yaml", passed()), rules=guided))
