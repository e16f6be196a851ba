"""What an edition may ask of the audit."""

from typing import Any

import pytest

from hackathon.editions.parsing import digest, dump_rules, parse_rules
from hackathon.editions.rules import AuditRules, CheckRule, ColumnRole, ColumnWhen, SectionRole, Severity
from tests.hackathon.editions.tiny import changed, problems, tiny_tree

AUDIT: dict[str, Any] = {
    "checks": [
        {"check": "demo.*", "severity": "recommended"},
        {"check": "demo.running", "severity": "off"},
    ],
    "guide": "https://guia.example/auditar",
    "thin_words": 20,
    "few_rows": 1_000_000,
    "long_text": 8_000,
}


def test_without_a_word_about_it_the_audit_has_its_own_values() -> None:
    rules = parse_rules(tiny_tree())
    assert rules.audit == AuditRules()
    assert "audit" not in dump_rules(rules)


def test_severities_guide_and_thresholds_are_read() -> None:
    audit = parse_rules(tiny_tree(audit=AUDIT)).audit
    assert audit.checks == (
        CheckRule("demo.*", Severity.RECOMMENDED),
        CheckRule("demo.running", Severity.OFF),
    )
    assert (audit.guide, audit.thin_words, audit.repeated_percent) == ("https://guia.example/auditar", 20, 5)
    assert (audit.few_rows, audit.short_question, audit.long_text, audit.same_percent) == (1_000_000, 10, 8_000, 90)


def test_the_audits_rules_survive_a_trip_through_json() -> None:
    rules = parse_rules(tiny_tree(audit=AUDIT))
    assert parse_rules(dump_rules(rules)) == rules


def test_other_severities_are_other_rules() -> None:
    assert digest(parse_rules(tiny_tree(audit=AUDIT))) != digest(parse_rules(tiny_tree()))


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([], Severity.REQUIRED),
        ([("card.*", "off")], Severity.REQUIRED),
        ([("demo.*", "off")], Severity.OFF),
        ([("demo.running", "informative")], Severity.INFORMATIVE),
        ([("demo.running", "off"), ("demo.*", "recommended")], Severity.RECOMMENDED),
        ([("demo.*", "recommended"), ("demo.running", "off")], Severity.OFF),
        ([("demo.run", "off")], Severity.REQUIRED),
    ],
)
def test_of_the_severities_that_match_a_check_the_last_holds(checks: list, expected: Severity) -> None:
    audit = AuditRules(checks=tuple(CheckRule(check, Severity(severity)) for check, severity in checks))
    assert audit.severity("demo.running", Severity.REQUIRED) == expected


def test_a_columns_role_aliases_and_condition_are_read() -> None:
    tree = changed(tiny_tree(), ("dataset", "columns", 0, "role"), "question")
    tree["dataset"]["columns"][1] |= {"aliases": ["tone"], "when": "synthetic"}
    dataset = parse_rules(tree).dataset
    assert [(column.role, column.aliases, column.when) for column in dataset.columns] == [
        (ColumnRole.QUESTION, (), ColumnWhen.ALWAYS),
        (None, ("tone",), ColumnWhen.SYNTHETIC),
    ]
    assert [column.name for column in dataset.of_role(ColumnRole.QUESTION)] == ["texto"]


def test_a_sections_role_is_read_and_asked_for() -> None:
    tree = tiny_tree()
    tree["dataset"]["card"] = {
        "sections": [
            {"key": "a", "title": "Sesgos", "headings": ["Sesgos"], "role": "team", "required": False, "min_words": 3},
            {"key": "b", "title": "Otra", "headings": ["Otra"]},
        ]
    }
    card = parse_rules(tree).dataset.card
    assert [(one.role, one.required, one.min_words) for one in card.sections] == [
        (SectionRole.TEAM, False, 3),
        (None, True, 0),
    ]
    assert [one.key for one in card.of_role(SectionRole.TEAM, SectionRole.MOTIVATION)] == ["a"]


def test_a_column_for_some_corpora_only_is_not_asked_of_all() -> None:
    tree = changed(tiny_tree(), ("dataset", "columns", 1, "when"), "scraped")
    assert parse_rules(tree).dataset.required_columns == frozenset({"texto"})


@pytest.mark.parametrize(
    ("path", "value", "where", "why"),
    [
        (
            ("audit",),
            {"checks": [{"check": "demo", "severity": "off"}]},
            "audit.checks[0].check",
            "debe ser una comprobación, como «card.sections» o «card.*»",
        ),
        (
            ("audit",),
            {"checks": [{"check": "demo.*", "severity": "fatal"}]},
            "audit.checks[0].severity",
            "severidad desconocida: debe ser «required» o «recommended» o «informative» o «off»",
        ),
        (
            ("audit",),
            {"checks": [{"check": "a.*", "severity": "off"}, {"check": "a.*", "severity": "off"}]},
            "audit.checks[1].check",
            "repetido: ya está en la posición [0]",
        ),
        (("audit",), {"guide": "http://guia.example"}, "audit.guide", "debe ser una dirección https"),
        (("audit",), {"repeated_percent": 0}, "audit.repeated_percent", "debe estar entre 1 y 100"),
        (("dataset", "columns", 0, "when"), "synthetic data", "dataset.columns[0].when", None),
        (("dataset", "instructions_suffix"), "it", "dataset.instructions_suffix", None),
        (("rubric", "groups", 0, "criteria", 0, "checks"), ["sections"], "…criteria[0].checks[0]", None),
    ],
)
def test_what_the_audit_cannot_mean_is_refused_in_words(path: tuple, value: Any, where: str, why: str | None) -> None:
    ((found, reason),) = problems(changed(tiny_tree(), path, value))
    assert found.endswith(where.removeprefix("…"))
    assert reason == (why or reason)
