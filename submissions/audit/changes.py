"""What changed between two audits of a project: the same check on the same repo, before and now. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.findings import Finding, Outcome

Key = tuple[str, RepoType | None, str | None]
"""The check and the repo, by which findings of two audits are told to be about the same."""

_RANK: Final[Mapping[Outcome, int]] = {Outcome.PASS: 0, Outcome.WARN: 1, Outcome.FAIL: 2}


class Change(StrEnum):
    """What became of a finding.

    MENDED: it passes now. BETTER: it failed, now it only warns. WORSE: it was better before. NEW: there is something to do that
    the audit before said nothing of (another repo, another check, something that it could not see). UNSEEN: it was known before, and
    could not be seen now. UNCHANGED: as it was.
    """

    MENDED = "mended"
    NEW = "new"
    WORSE = "worse"
    BETTER = "better"
    UNSEEN = "unseen"
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
    """What became of each finding of ``now``. What only informs, and what neither audit could see, is not compared.

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
    if now.severity == Severity.INFORMATIVE:
        return None
    was = _RANK.get(before.outcome) if before else None
    rank = _RANK.get(now.outcome)
    if rank is None:
        return Change.UNSEEN if now.outcome == Outcome.UNKNOWN and was is not None else None
    if was is None:
        return Change.NEW if rank else None
    if rank == was:
        return Change.UNCHANGED
    if rank == 0:
        return Change.MENDED
    return Change.WORSE if rank > was else Change.BETTER
