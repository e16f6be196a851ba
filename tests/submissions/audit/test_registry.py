"""Running the checks."""

import logging

import pytest

from hackathon.hub.types import RepoType
from submissions.audit import checks, registry
from submissions.audit.evidence import Evidence, Part, Status, Unread
from submissions.audit.findings import Outcome, passed
from submissions.audit.registry import PROJECT, all_checks, check, run_checks
from tests.factories.evidence import RULES, make_project, make_repo


@pytest.fixture
def registered(monkeypatch):
    """A register of its own, which starts empty."""
    checks = {}
    monkeypatch.setattr(registry, "_CHECKS", checks)
    monkeypatch.setattr("submissions.audit.checks.load", lambda: None)
    return checks


def test_the_checks_come_in_the_order_of_their_modules_whichever_was_imported_first():
    modules = [one.function.__module__.rpartition(".")[2] for one in all_checks()]
    assert list(dict.fromkeys(modules)) == list(checks.MODULES)
    assert modules == sorted(modules, key=checks.MODULES.index)


def test_each_repo_gets_the_checks_of_its_type_and_the_project_its_own():
    findings = run_checks(RULES, make_project(make_repo("demo", "a/demo"), make_repo()))

    def of(repo_type: RepoType) -> list[str]:
        return [one.id for one in all_checks() if repo_type in one.repo_types]

    assert [(finding.repo_id, finding.check) for finding in findings] == (
        [("a/demo", one) for one in of(RepoType.SPACE)]
        + [("somosnlp/recetas", one) for one in of(RepoType.DATASET)]
        + [(None, "project.artefacts")]
    )
    families = {finding.check.split(".")[0] for finding in findings if finding.repo_id == "a/demo"}
    assert {"repo", "card", "demo", "links"} <= families
    assert not {"dataset", "model"} & families


def test_a_check_that_breaks_is_unknown_and_stops_no_other(registered, caplog):
    @check("a.broken")
    def broken(evidence: Evidence):
        raise ZeroDivisionError

    @check("b.fine")
    def fine(evidence: Evidence):
        return passed(answer=42)

    with caplog.at_level(logging.ERROR):
        findings = run_checks(RULES, make_project(make_repo()))
    assert [(finding.check, finding.outcome, finding.facts) for finding in findings] == [
        ("a.broken", Outcome.UNKNOWN, {"why": "check_broke", "error": "ZeroDivisionError"}),
        ("b.fine", Outcome.PASS, {"answer": 42}),
    ]
    assert "a.broken" in caplog.text


@pytest.mark.parametrize(
    ("applies_to", "repos"),
    [
        (None, ["c", "m", "d"]),
        (RepoType.MODEL, ["m"]),
        ((RepoType.MODEL, RepoType.SPACE), ["m", "d"]),
        (PROJECT, [None]),
    ],
)
def test_a_check_applies_to_what_it_says(registered, applies_to, repos):
    check("a.b", applies_to=applies_to)(lambda evidence: passed())
    project = make_project(make_repo("corpus", "c"), make_repo("model", "m"), make_repo("demo", "d"))
    assert [finding.repo_id for finding in run_checks(RULES, project)] == repos


def test_two_checks_cannot_share_an_id(registered):
    def one(evidence: Evidence):
        return passed()

    check("a.b")(one)
    other = type(one)(one.__code__, {**one.__globals__, "__name__": "elsewhere"})
    other.__module__ = "elsewhere"
    with pytest.raises(ValueError, match=r"a\.b"):
        check("a.b")(other)


def test_a_part_that_the_hub_kept_from_us_is_unknown_never_fail(registered):
    check("a.card", needs=(Part.CARD,))(lambda evidence: passed())
    check("a.repo")(lambda evidence: passed())
    repo = make_repo(unread=(Unread(Part.CARD, "rate_limited", 30.0),))
    assert [(finding.outcome, finding.facts) for finding in run_checks(RULES, make_project(repo))] == [
        (Outcome.UNKNOWN, {"why": "rate_limited", "part": "card", "retry_after": 30.0}),
        (Outcome.PASS, {}),
    ]


def test_a_silent_hub_fails_nobody():
    repos = [
        make_repo(kind, f"a/{kind}", status=Status.SILENT, unread=(Unread(Part.REPO, "unreachable"),))
        for kind in ("corpus", "model", "demo")
    ]
    findings = run_checks(RULES, make_project(*repos))
    known = {"repo.right_type", "project.artefacts"}
    assert {finding.outcome for finding in findings if finding.check not in known} == {Outcome.UNKNOWN}
    assert {finding.outcome for finding in findings if finding.check in known} == {Outcome.PASS}


@pytest.mark.parametrize("status", [Status.MISSING, Status.FORBIDDEN])
def test_a_repo_that_is_not_there_fails_once(status):
    findings = run_checks(RULES, make_project(make_repo(status=status)))
    assert [finding.check for finding in findings if finding.outcome == Outcome.FAIL] == ["repo.exists"]
