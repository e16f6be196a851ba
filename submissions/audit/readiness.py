"""How ready a project is for a criterion of the rubric, as far as the audit can tell. Pure.

It is never a point of the jury's: it says how much of what a machine can check is in order, and nothing of how good it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from hackathon.editions.rules import Severity, names_check
from submissions.audit.findings import Finding, Outcome

WORTH: Final[Mapping[Outcome, Fraction]] = {
    Outcome.PASS: Fraction(1),
    Outcome.WARN: Fraction(1, 2),
    Outcome.FAIL: Fraction(0),
}
"""The part of a check's weight that an outcome earns. What is not here (UNKNOWN, NOT_APPLICABLE) is not counted at all."""

WEIGHT: Final[Mapping[Severity, int]] = {Severity.REQUIRED: 2, Severity.RECOMMENDED: 1}
"""What is required weighs twice as much as what is recommended; what only informs weighs nothing."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """``share`` of the weight of the ``counted`` checks that is earned (None: none could be judged), ``passed`` of them outright
    and ``partly`` by half.

    ``unknown``: checks that would count, had the Hub let us see.
    """

    share: Fraction | None
    passed: int
    counted: int
    unknown: int = 0
    partly: int = 0

    @property
    def percent(self) -> int | None:
        """The share in whole per cents, rounded down: 100 means that nothing at all is left to do."""
        return None if self.share is None else int(self.share * 100)


def counts(finding: Finding) -> bool:
    """Whether the finding is held for or against anybody."""
    return finding.outcome in WORTH and finding.severity in WEIGHT


def readiness(findings: Iterable[Finding]) -> Readiness:
    """The weighed share of checks that pass.

    Three required checks (one passes, one warns, one fails), one recommended that passes and one that the Hub kept from us:
    (2×1 + 2×½ + 2×0 + 1×1) ÷ (2 + 2 + 2 + 1) = 4/7, which is shown as 57 %.

    >>> from submissions.audit.findings import failed, passed, unknown, warned
    >>> from dataclasses import replace
    >>> recommended = replace(passed(), severity=Severity.RECOMMENDED)
    >>> ready = readiness([passed(), warned(), failed(), recommended, unknown()])
    >>> ready.share, ready.percent, ready.passed, ready.partly, ready.counted, ready.unknown
    (Fraction(4, 7), 57, 2, 1, 4, 1)
    >>> readiness([unknown()]).percent is None
    True
    """
    found = list(findings)
    counted = [one for one in found if counts(one)]
    weight = sum(WEIGHT[one.severity] for one in counted)
    earned = sum((WEIGHT[one.severity] * WORTH[one.outcome] for one in counted), Fraction(0))
    return Readiness(
        share=earned / weight if weight else None,
        passed=sum(one.outcome == Outcome.PASS for one in counted),
        counted=len(counted),
        partly=sum(one.outcome == Outcome.WARN for one in counted),
        unknown=sum(one.outcome == Outcome.UNKNOWN and one.severity in WEIGHT for one in found),
    )


def speaks_for(checks: Sequence[str], check: str) -> bool:
    """Whether the check of that id is one of ``checks``, as an edition names them.

    >>> speaks_for(("card.*", "repo.licence"), "card.yaml"), speaks_for(("card.*",), "repo.licence")
    (True, False)
    """
    return any(names_check(named, check) for named in checks)
