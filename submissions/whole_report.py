"""The report on a whole project as programs read it: each repo as the command line tells it, and what only a project has."""

from typing import Any

from hackathon.editions.rules import EditionRules
from hackathon.editions.wording import in_words
from submissions import reporting
from submissions.audit.reports import CriterionReport, Findings, Report, SeenRepo
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
        "repos": [_repo(one.repo, one.findings, rules=rules, digest=digest) for one in report.repos],
        "project_findings": _repo(None, report.project, rules=rules, digest=digest)["findings"],
        "readiness": [_criterion(one) for one in report.criteria.values()],
        "changes": dict(report.changes.counts) if report.changes else None,
    }


def _repo(repo: SeenRepo | None, findings: Findings, *, rules: EditionRules, digest: str) -> dict[str, Any]:
    return reporting.report(
        repo=repo.repo_id if repo else "",
        kind=repo.repo_type.value if repo else "",
        revision=(repo.sha if repo else None) or "",
        edition=rules.slug,
        rules=rules,
        digest=digest,
        findings=[one.finding for one in findings],
        statistics=statistics(repo.evidence) if repo and repo.evidence else {},
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
