"""The register of checks: plain functions from Evidence to Finding, run in the order of their registration. Pure."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Evidence, Part, ProjectEvidence, RepoEvidence, Status
from submissions.audit.findings import Finding, not_applicable, unknown

logger = logging.getLogger(__name__)

CheckFunction = Callable[[Evidence], Finding]

PROJECT: Final = "project"
"""``applies_to`` of a check that looks at a whole project."""


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check. ``repo_types`` empty: it looks at whole projects. ``needs``: parts without which it cannot judge."""

    id: str
    function: CheckFunction
    repo_types: frozenset[RepoType]
    needs: tuple[Part, ...]


_CHECKS: dict[str, Check] = {}


def check(
    id: str, *, applies_to: RepoType | Iterable[RepoType] | str | None = None, needs: Iterable[Part] = (Part.REPO,)
) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a function under ``id`` ("dataset.required_columns").

    ``applies_to``: one or several repo types, None for all of them, PROJECT for the project as a whole.
    ``needs``: where a part was not read, the finding is UNKNOWN; where the repo is not there, NOT_APPLICABLE.
    """

    def register(function: CheckFunction) -> CheckFunction:
        if id in _CHECKS and _CHECKS[id].function.__module__ != function.__module__:
            raise ValueError(f"two checks are called {id}")
        _CHECKS[id] = Check(id, function, _repo_types(applies_to), tuple(needs))
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

    A check that breaks gives UNKNOWN with the name of the error; the others go on.
    """
    registered = all_checks()
    findings = [
        replace(
            _run(one, Evidence(rules, project, repo)),
            check=one.id,
            repo_id=repo.repo_id,
            repo_type=repo.repo_type,
            kind=repo.kind,
        )
        for repo in project.repos
        for one in registered
        if repo.repo_type in one.repo_types
    ]
    findings += [replace(_run(one, Evidence(rules, project)), check=one.id) for one in registered if not one.repo_types]
    return tuple(findings)


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
    if repo.status in (Status.MISSING, Status.FORBIDDEN):
        return not_applicable(why=f"repo_{repo.status}")
    for part in (Part.REPO, *needs):
        unread = repo.why_unread(part)
        if unread is not None:
            return unknown(why=unread.reason, part=part, retry_after=unread.retry_after)
    return None
