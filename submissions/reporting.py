"""One repo's audit as programs read it: the same from the command line and from the site."""

from collections.abc import Iterable, Mapping
from typing import Any

from hackathon.editions.rules import EditionRules
from submissions.audit.findings import Finding
from submissions.speaking import speak


def report(
    *,
    repo: str,
    kind: str,
    revision: str,
    edition: str,
    rules: EditionRules,
    digest: str,
    findings: Iterable[Finding],
    statistics: Mapping[str, Any],
    language: str | None = None,
) -> dict[str, Any]:
    """A JSON-able dict: repo, kind (dataset, model or space), revision, edition, rules_digest, findings [{check, outcome, severity,
    title, details, fix}] and statistics. Sentences are in ``language`` (default: the one that is active).
    """
    return {
        "repo": repo,
        "kind": kind,
        "revision": revision,
        "edition": edition,
        "rules_digest": digest,
        "findings": [spoken(finding, rules=rules, language=language) for finding in findings],
        "statistics": dict(statistics),
    }


def spoken(finding: Finding, *, rules: EditionRules, language: str | None) -> dict[str, str]:
    """One finding of ``report``."""
    said = speak(finding, rules=rules, language=language)
    return {
        "check": finding.check,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "title": said.title,
        "details": said.details,
        "fix": said.fix,
    }
