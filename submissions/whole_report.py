"""The report on a whole project as programs read it: each repo as the command line tells it, and what only a project has."""

from collections.abc import Sequence
from typing import Any

from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from submissions import reporting
from submissions.audit.findings import Finding
from submissions.audit.reports import CriterionReport, Report, SeenRepo
from submissions.audit.statistics import statistics


def whole_report(report: Report, *, rules: EditionRules, digest: str) -> dict[str, Any]:
    """A JSON-able dict: edition, rules_digest, audited_at, counts, repos (as ``reporting.report`` has them), project_findings,
    readiness by criterion, and how many findings changed in which way since the audit before (null: there was none).

    ``readiness`` is no score: it says which share of what a machine can check is in order, and never what the jury gives.
    """
    return {
        "edition": rules.slug,
        "rules_digest": digest,
        "audited_at": report.at,
        "counts": dict(report.counts),
        "repos": [_repo(one.repo, report.found, rules=rules, digest=digest) for one in report.repos],
        "project_findings": [
            reporting.spoken(one, rules=rules, language=None) for one in report.found if one.repo_id is None
        ],
        "readiness": [_criterion(one) for one in report.criteria.values()],
        "changes": dict(report.changes.counts) if report.changes else None,
    }


def _repo(repo: SeenRepo, found: Sequence[Finding], *, rules: EditionRules, digest: str) -> dict[str, Any]:
    return reporting.report(
        repo=repo.repo_id,
        kind=repo.repo_type.value,
        revision=repo.sha or "",
        edition=rules.slug,
        rules=rules,
        digest=digest,
        findings=[one for one in found if repo.has(one)],
        statistics=statistics(repo.evidence) if repo.evidence else {},
    )


def _criterion(one: CriterionReport) -> dict[str, Any]:
    return {
        "criterion": one.criterion.key,
        "title": in_words(one.criterion.title),
        "percent": one.readiness.percent,
        "passed": one.readiness.passed,
        "counted": one.readiness.counted,
        "unknown": one.readiness.unknown,
        "checks": sorted({shown.check_id for shown in one.findings}),
    }
