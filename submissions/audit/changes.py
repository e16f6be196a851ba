"""What changed between two audits of a project: the same check on the same repo, before and now. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hackathon.editions.audit_rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.findings import Finding, Outcome

Key = tuple[str, RepoType | None, str | None]
"""The check and the repo, by which findings of two audits are told to be about the same."""

_RANK: Final[Mapping[Outcome, int]] = {Outcome.PASS: 0, Outcome.WARN: 1, Outcome.FAIL: 2}


class Change(StrEnum):
    """What became of a finding.

    MENDED: it passes now. BETTER: it failed, now it only warns. WORSE: it was better before. NEW: there is something to do that
    the audit before said nothing of (another repo, another check, something that it could not see). UNCHANGED: as it was.
    """

    MENDED = "mended"
    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of each finding that can be compared, by its key, and how many of each sort there are."""

    by_key: Mapping[Key, Change] = field(default_factory=dict)

    def of(self, finding: Finding) -> Change | None:
        """What became of it; None where there is nothing to compare."""
        return self.by_key.get(key(finding))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many changed in each way, in the order of ``Change``; zeros and what is as it was are left out."""
        found = list(self.by_key.values())
        return {one.value: found.count(one) for one in Change if one != Change.UNCHANGED and one in found}


def key(finding: Finding) -> Key:
    """By which it is found in another audit."""
    return (finding.check, finding.repo_type, finding.repo_id.lower() if finding.repo_id else None)


def compare(before: Iterable[Finding], now: Iterable[Finding]) -> Changes:
    """What became of each finding of ``now``. What only informs, and what is not known now, is not compared.

    >>> from dataclasses import replace
    >>> from submissions.audit.findings import failed, passed
    >>> before, after = (replace(one, check="card.yaml", repo_id="a/b") for one in (failed(), passed()))
    >>> dict(compare([before], [after]).counts), dict(compare([], [before]).counts)
    ({'mended': 1}, {'new': 1})
    """
    known = {key(one): one for one in before}
    changes = {key(one): _change(known.get(key(one)), one) for one in now}
    return Changes({name: change for name, change in changes.items() if change is not None})


def _change(before: Finding | None, now: Finding) -> Change | None:
    if now.outcome not in _RANK or now.severity == Severity.INFORMATIVE:
        return None
    if before is None or before.outcome not in _RANK:
        return Change.NEW if now.outcome != Outcome.PASS else None
    if now.outcome == before.outcome:
        return Change.UNCHANGED
    if now.outcome == Outcome.PASS:
        return Change.MENDED
    return Change.WORSE if _RANK[now.outcome] > _RANK[before.outcome] else Change.BETTER
