"""How severe a check is, is the edition's to say."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import AuditRules, CheckRule, Severity
from submissions.audit import registry
from submissions.audit.findings import Outcome, failed, passed, unknown, warned
from submissions.audit.registry import PROJECT, check, run_checks
from tests.factories.evidence import RULES, make_project, make_repo


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """A register of its own, with one check that fails, one that warns, one that passes and one that does not know."""
    monkeypatch.setattr(registry, "_CHECKS", {})
    monkeypatch.setattr("submissions.audit.checks.load", lambda: None)
    check("a.fails")(lambda evidence: failed(missing=["x"]))
    check("a.warns")(lambda evidence: warned())
    check("a.passes")(lambda evidence: passed())
    check("a.unknown")(lambda evidence: unknown(why="unreachable"))
    check("b.whole", applies_to=PROJECT)(lambda evidence: failed())


def ruled(*rules: tuple[str, str]):
    checks = tuple(CheckRule(one, Severity(severity)) for one, severity in rules)
    return replace(RULES, audit=AuditRules(checks=checks))


def outcomes(*rules: tuple[str, str]) -> list[tuple[str, Outcome, Severity]]:
    findings = run_checks(ruled(*rules), make_project(make_repo()))
    return [(finding.check, finding.outcome, finding.severity) for finding in findings]


def test_what_is_required_fails():
    assert outcomes() == [
        ("a.fails", Outcome.FAIL, Severity.REQUIRED),
        ("a.warns", Outcome.WARN, Severity.REQUIRED),
        ("a.passes", Outcome.PASS, Severity.REQUIRED),
        ("a.unknown", Outcome.UNKNOWN, Severity.REQUIRED),
        ("b.whole", Outcome.FAIL, Severity.REQUIRED),
    ]


@pytest.mark.parametrize("severity", ["recommended", "informative"])
def test_what_is_not_required_warns_where_it_would_fail(severity):
    assert outcomes(("a.*", severity), ("b.whole", severity)) == [
        ("a.fails", Outcome.WARN, Severity(severity)),
        ("a.warns", Outcome.WARN, Severity(severity)),
        ("a.passes", Outcome.PASS, Severity(severity)),
        ("a.unknown", Outcome.UNKNOWN, Severity(severity)),
        ("b.whole", Outcome.WARN, Severity(severity)),
    ]


def test_what_is_off_is_not_run():
    assert [one for one, _, _ in outcomes(("a.*", "off"), ("a.warns", "required"))] == ["a.warns", "b.whole"]


def test_a_check_has_a_severity_of_its_own_until_the_edition_says_otherwise():
    check("c.mild", severity=Severity.RECOMMENDED)(lambda evidence: failed())
    assert outcomes()[4] == ("c.mild", Outcome.WARN, Severity.RECOMMENDED)
    assert outcomes(("c.mild", "required"))[4] == ("c.mild", Outcome.FAIL, Severity.REQUIRED)


def test_the_facts_stay_however_mild_a_check_is():
    finding = run_checks(ruled(("a.*", "informative")), make_project(make_repo()))[0]
    assert finding.facts == {"missing": ["x"]}
