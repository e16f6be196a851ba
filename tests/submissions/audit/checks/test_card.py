"""Checks of the cards."""

from dataclasses import replace

import pytest

from submissions.audit.cards import parse_card
from submissions.audit.findings import Outcome
from tests.factories.evidence import RULES, find, make_repo

SECTIONS = ("Descripción del corpus", "Estructura del corpus", "Proceso de creación", "Sesgos")
YAML = "---\nlanguage: es\nlicense: mit\n---\n"
FULL = YAML + "".join(f"## {title}\nTexto.\n" for title in SECTIONS)


def test_a_full_card_passes_every_check():
    repo = make_repo(readme=FULL)
    checks = ("card.readable", "card.yaml", "card.metadata", "card.language", "card.sections")
    assert [find(check, repo).outcome for check in checks] == [Outcome.PASS] * 5


def test_a_repo_without_card_fails_once():
    repo = make_repo()
    assert find("card.readable", repo).facts == {"why": "missing", "others": []}
    assert find("card.readable", repo).outcome == Outcome.FAIL
    for check in ("card.yaml", "card.metadata", "card.language", "card.sections"):
        assert find(check, repo).outcome == Outcome.NOT_APPLICABLE


def test_a_translation_is_no_readme_but_its_sections_count():
    repo = make_repo(cards=(parse_card("README_ES.md", FULL.encode()),))
    assert find("card.readable", repo).facts == {"why": "missing", "others": ["README_ES.md"]}
    assert find("card.sections", repo).outcome == Outcome.PASS


def test_sections_of_readme_and_translation_add_up():
    cards = (
        parse_card("README.md", (YAML + "## Descripción del corpus\nx\n## Estructura\nx\n").encode()),
        parse_card("README_EN.md", b"## Dataset Creation\nx\n## Bias, Risks, and Limitations\nx\n"),
    )
    assert find("card.sections", make_repo(cards=cards)).outcome == Outcome.PASS


def test_an_empty_card_fails():
    assert find("card.readable", make_repo(readme=" \n")).facts == {"why": "empty", "path": "README.md"}


def test_a_card_that_says_nothing_is_a_warning():
    finding = find("card.readable", make_repo(readme=YAML + "# Hola\n[More Information Needed]\n"))
    assert (finding.outcome, finding.facts) == (Outcome.WARN, {"why": "no_text", "path": "README.md"})


def test_a_card_in_another_encoding_is_a_warning():
    repo = make_repo(cards=(parse_card("README.md", FULL.encode("latin-1")),))
    finding = find("card.readable", repo)
    assert (finding.outcome, finding.facts) == (Outcome.WARN, {"why": "not_utf8", "path": "README.md", "line": 5})


def test_invalid_yaml_fails_with_its_line_and_its_keys_are_not_judged():
    repo = make_repo(readme="---\nlanguage: es\n\tlicense: mit\n---\n# Hola\n")
    finding = find("card.yaml", repo)
    assert (finding.outcome, finding.facts["why"], finding.facts["line"]) == (Outcome.FAIL, "invalid_yaml", 3)
    assert find("card.metadata", repo).facts == {"why": "no_yaml"}


def test_norwegian_without_quotes_is_a_warning():
    finding = find("card.yaml", make_repo(readme="---\nlanguage: no\nlicense: mit\n---\n# Hola\n"))
    assert (finding.outcome, finding.facts) == (
        Outcome.WARN,
        {"why": "norway", "path": "README.md", "line": 2, "detail": "no"},
    )


def test_a_yes_elsewhere_in_the_yaml_is_nobodys_language():
    finding = find("card.yaml", make_repo(readme="---\nlanguage: es\ninference: no\n---\n# Hola\n"))
    assert finding.outcome == Outcome.PASS


def test_missing_and_empty_keys_are_told_apart_and_old_names_recognised():
    finding = find("card.metadata", make_repo(readme="---\nlanguages: es\nlicense:\n---\n# Hola\n"))
    assert (finding.outcome, finding.facts) == (
        Outcome.FAIL,
        {"missing": ["language"], "empty": ["license"], "similar": {"language": "languages"}},
    )


@pytest.mark.parametrize("blank", ["", "[]", "{}", "''", "[null]", "~"])
def test_a_blank_value_is_no_value(blank):
    finding = find("card.metadata", make_repo(readme=f"---\nlanguage: es\nlicense: {blank}\n---\nx\n"))
    assert finding.facts["empty"] == ["license"]


@pytest.mark.parametrize("value", ["es", "ES", "es-MX", "es_pe", "[en, ca]", "{a: [qu]}"])
def test_a_language_of_the_edition_may_be_written_in_many_ways(value):
    assert find("card.language", make_repo(readme=f"---\nlanguage: {value}\n---\nx\n")).outcome == Outcome.PASS


def test_another_language_is_a_warning():
    finding = find("card.language", make_repo(readme="---\nlanguage: Python\n---\nx\n"))
    assert (finding.outcome, finding.facts["declared"]) == (Outcome.WARN, ["Python"])


def test_missing_and_unfilled_sections_are_told_apart():
    text = (
        YAML + "# Dataset Card for X\n## Dataset Description\nx\n## Estructura\n<!-- nada -->\n## Data Creationn\nx\n"
    )
    finding = find("card.sections", make_repo(readme=text))
    assert finding.outcome == Outcome.FAIL
    assert finding.facts["filled"] == ["description"]
    assert [(one["key"], one["heading"]) for one in finding.facts["missing"]] == [
        ("creation", "Data Creationn"),
        ("bias", None),
    ]
    assert [(one["key"], one["heading"]) for one in finding.facts["unfilled"]] == [("structure", "Estructura")]
    assert finding.facts["missing"][1]["title"]["es"] == "Evaluación y mitigación de sesgos"


def test_a_cards_title_fills_no_section():
    finding = find(
        "card.sections", make_repo(readme=YAML + "# Dataset Card for Recetas\nMuy ricas.\n## Otra cosa\nx\n")
    )
    assert finding.facts["filled"] == []


def test_headings_match_without_case_accents_numbers_and_emoji():
    text = (
        YAML
        + "## 1. 📚 DESCRIPCION DEL CORPUS\nx\n## Estructura\nx\n## Creación del dataset\nx\n## ⚖️ sesgos del corpus\nx\n"
    )
    assert find("card.sections", make_repo(readme=text)).outcome == Outcome.PASS


def test_an_edition_that_asks_for_nothing_finds_nothing():
    rules = replace(RULES, dataset=replace(RULES.dataset, card=replace(RULES.dataset.card, metadata=(), sections=())))
    repo = make_repo(readme=YAML)
    assert find("card.metadata", repo, rules=rules).facts == {"why": "not_asked"}
    assert find("card.sections", repo, rules=rules).facts == {"why": "not_asked"}
