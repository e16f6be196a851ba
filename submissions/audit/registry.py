"""The register of checks: plain functions from Evidence to Finding, run in the order of their registration. Pure."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from hackathon.editions.rules import EditionRules, Severity
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Evidence, Part, ProjectEvidence, RepoEvidence, Status
from submissions.audit.findings import Finding, Outcome, not_applicable, unknown

logger = logging.getLogger(__name__)

CheckFunction = Callable[[Evidence], Finding]

PROJECT: Final = "project"
"""``applies_to`` of a check that looks at a whole project."""


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. ``repo_types`` empty: it looks at whole projects. ``needs``: parts without which it cannot judge.

    ``severity``: its own, where the edition says nothing else.
    """

    id: str
    function: CheckFunction
    repo_types: frozenset[RepoType]
    needs: tuple[Part, ...]
    severity: Severity


_CHECKS: dict[str, Check] = {}


def check(
    id: str,
    *,
    applies_to: RepoType | Iterable[RepoType] | str | None = None,
    needs: Iterable[Part] = (Part.REPO,),
    severity: Severity = Severity.REQUIRED,
) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a function under ``id`` ("dataset.required_columns").

    ``applies_to``: one or several repo types, None for all of them, PROJECT for the project as a whole.
    ``needs``: where a part was not read, the finding is UNKNOWN; where the repo is not there, NOT_APPLICABLE.
    ``severity``: how much it weighs unless the edition says otherwise.
    """

    def register(function: CheckFunction) -> CheckFunction:
        if id in _CHECKS and _CHECKS[id].function.__module__ != function.__module__:
            raise ValueError(f"two checks are called {id}")
        _CHECKS[id] = Check(id, function, _repo_types(applies_to), tuple(needs), severity)
        return function

    return register


def all_checks() -> tuple[Check, ...]:
    """Every registered check, in a stable order: that of ``checks.MODULES``, whichever was imported first."""
    from submissions.audit import checks  # here, because the checks import this module to register

    checks.load()
    order = {f"{checks.__name__}.{name}": place for place, name in enumerate(checks.MODULES)}
    return tuple(sorted(_CHECKS.values(), key=lambda one: order.get(one.function.__module__, len(order))))


def run_checks(rules: EditionRules, project: ProjectEvidence) -> tuple[Finding, ...]:
    """The findings of every check: first repo by repo in the order handed in, then those about the whole project.

    Each is as severe as the edition says. A check that breaks gives UNKNOWN with the name of the error; the others go on.
    """
    asked = [(one, severity) for one in all_checks() if (severity := _severity(one, rules)) != Severity.OFF]
    findings = [
        replace(
            weighed(_run(one, Evidence(rules, project, repo)), severity),
            check=one.id,
            repo_id=repo.repo_id,
            repo_type=repo.repo_type,
            kind=repo.kind,
        )
        for repo in project.repos
        for one, severity in asked
        if repo.repo_type in one.repo_types
    ]
    whole = [(one, severity) for one, severity in asked if not one.repo_types]
    findings += [
        replace(weighed(_run(one, Evidence(rules, project)), severity), check=one.id) for one, severity in whole
    ]
    return tuple(findings)


def weighed(finding: Finding, severity: Severity) -> Finding:
    """The finding as severe as it is in an edition: only what is required can fail.

    >>> from submissions.audit.findings import failed
    >>> str(weighed(failed(), Severity.RECOMMENDED).outcome)
    'warn'
    """
    softened = finding.outcome == Outcome.FAIL and severity != Severity.REQUIRED
    return replace(finding, severity=severity, outcome=Outcome.WARN if softened else finding.outcome)


def _severity(one: Check, rules: EditionRules) -> Severity:
    return rules.audit.severity(one.id, one.severity)


def _repo_types(applies_to: RepoType | Iterable[RepoType] | str | None) -> frozenset[RepoType]:
    if applies_to is None:
        return frozenset(RepoType)
    if isinstance(applies_to, RepoType):
        return frozenset({applies_to})
    return frozenset() if applies_to == PROJECT else frozenset(RepoType(one) for one in applies_to)


def _run(one: Check, evidence: Evidence) -> Finding:
    if evidence.target is not None and one.needs:
        blocked = _blocked(evidence.target, one.needs)
        if blocked is not None:
            return blocked
    try:
        return one.function(evidence)
    except Exception as error:
        logger.exception("check %s broke", one.id)
        return unknown(why="check_broke", error=type(error).__name__)


def _blocked(repo: RepoEvidence, needs: tuple[Part, ...]) -> Finding | None:
    """The finding that stands in for the check's own where its evidence is not there."""
    if repo.status in (Status.MISSING, Status.FORBIDDEN, Status.PRIVATE):
        return not_applicable(why=f"repo_{repo.status}")
    for part in (Part.REPO, *needs):
        unread = repo.why_unread(part)
        if unread is not None:
            return unknown(why=unread.reason, part=part, retry_after=unread.retry_after)
    return None
