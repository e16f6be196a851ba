"""A report: findings put where people look for them, by criterion of the rubric and by repo. Pure.

Pages, JSON and badge are made of it, whether the findings come from the database, from a folder or from a repo that nobody
delivered.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Self

from hackathon.editions.rules import ArtefactKind, Criterion, Rubric, RubricGroup, Severity
from hackathon.hub.types import RepoType
from submissions.audit.changes import Change, Changes
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import Finding, Outcome
from submissions.audit.readiness import Readiness, readiness, speaks_for

# What wants doing stands first; what does not apply is not shown.
PAGE_ORDER: Final = (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN, Outcome.PASS)
INFO: Final = "info"
"""How a finding stands that says something and counts for nothing."""
_PLACES: Final = ("fail", "warn", "unknown", INFO, "pass")
_PATHS: Final = 5
_FINE: Final = frozenset(("filled", "settings"))
"""Under these names checks tell what is there already, beside what wants doing."""
_SHUT: Final = "repo_"
"""So begins why a check did not apply to a repo that could not be opened."""
_FIRST: Final = 3
_URGENT: Final = "safety."
"""The family of checks that nothing comes before: what lies open is read meanwhile."""


@dataclass(frozen=True, slots=True)
class SeenRepo:
    """A repo of a report. ``number`` counts from 1. ``sha``: the revision that was looked at (None: it was not found, or that is
    not told). ``evidence``: what was seen of it, where the report is to tell that."""

    kind: ArtefactKind
    repo_type: RepoType
    repo_id: str
    number: int = 1
    sha: str | None = None
    evidence: RepoEvidence | None = None

    @classmethod
    def of(cls, evidence: RepoEvidence, number: int = 1) -> Self:
        """The repo that evidence is about."""
        return cls(evidence.kind, evidence.repo_type, evidence.repo_id, number, evidence.sha, evidence)

    @property
    def corpus(self) -> CorpusEvidence | None:
        """What its rows told, where there are any."""
        return self.evidence.corpus if self.evidence else None

    def has(self, finding: Finding) -> bool:
        """Whether the finding is about it."""
        return (finding.kind, finding.repo_id) == (self.kind, self.repo_id)


@dataclass(frozen=True, slots=True)
class Place:
    """A file that a finding speaks of, and the line where it is known."""

    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as pages show it. ``number`` tells it from the others of its report (its anchor); ``repo`` None: the project's.

    ``change``: what became of it since the audit before.
    """

    finding: Finding
    number: int
    repo: SeenRepo | None = None
    change: Change | None = None

    @property
    def check_id(self) -> str:
        return self.finding.check

    @property
    def outcome(self) -> Outcome:
        return self.finding.outcome

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.finding.facts

    @property
    def standing(self) -> str:
        """The outcome, or INFO for what would warn and counts for nothing."""
        return standing(self.outcome, self.severity)

    @property
    def places(self) -> tuple[Place, ...]:
        """The files that it speaks of, at most five, in their order; where there is something to do, only those where it is."""
        to_do = self.outcome in (Outcome.FAIL, Outcome.WARN)
        facts = {name: fact for name, fact in self.facts.items() if not (to_do and name in _FINE)}
        return tuple(sorted(set(_places(facts)), key=lambda place: (place.path, place.line or 0)))[:_PATHS]


class Findings(tuple[Shown, ...]):
    """Findings in the order of a page: what wants doing first."""

    @property
    def to_do(self) -> list[Shown]:
        """Those that fail or warn."""
        return [one for one in self if one.standing in (Outcome.FAIL, Outcome.WARN)]

    @property
    def unknown(self) -> list[Shown]:
        """Those that could not be seen."""
        return [one for one in self if one.standing == Outcome.UNKNOWN]

    @property
    def info(self) -> list[Shown]:
        """Those that only say something."""
        return [one for one in self if one.standing == INFO]

    @property
    def passed(self) -> list[Shown]:
        """Those that are fine as they are."""
        return [one for one in self if one.standing == Outcome.PASS]

    @property
    def all_well(self) -> bool:
        """Everything was seen, and there is nothing to do."""
        return not self.to_do and not self.unknown


@dataclass(frozen=True, slots=True)
class RepoReport:
    """What an audit says about one repo."""

    repo: SeenRepo
    findings: Findings
    readiness: Readiness


@dataclass(frozen=True, slots=True)
class CriterionReport:
    """What an audit says about a criterion. ``own``: those of its findings whose sentence stands here; the others (``elsewhere``)
    speak for an earlier criterion, too, and stand there. ``shut``: a repo that it would be judged by could not be opened."""

    criterion: Criterion
    findings: Findings
    readiness: Readiness
    own: Findings
    elsewhere: Findings
    shut: bool = False

    @property
    def mixed(self) -> bool:
        """Its findings are about several repos, so that each has to say about which."""
        return len({one.repo.number for one in self.findings if one.repo}) > 1


@dataclass(frozen=True, slots=True)
class GroupReport:
    """A group of the rubric. One that does not apply, for the project has no such part, has no criteria here."""

    group: RubricGroup
    applies: bool
    criteria: tuple[CriterionReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """An audit's findings. ``counts``: how many stand how, in the order of a page, zeros left out.

    ``general``: those that speak for no criterion. ``project``: those about no repo. ``at``: when it was looked. ``found``: every
    finding as it came, with those that pages do not show because they do not apply.
    """

    at: datetime | None
    findings: Findings
    repos: tuple[RepoReport, ...]
    project: Findings
    groups: tuple[GroupReport, ...]
    general: Findings
    counts: Mapping[str, int]
    readiness: Readiness
    changes: Changes | None = None
    found: tuple[Finding, ...] = ()

    @property
    def changed(self) -> list[Shown]:
        """The findings that are not what they were, in the order of ``Change``: what was mended first."""
        other = [one for one in self.findings if one.change not in (None, Change.UNCHANGED)]
        return sorted(other, key=lambda one: list(Change).index(one.change))

    @property
    def first(self) -> list[Shown]:
        """What to begin with: at most three findings that fail, of whatever lies open for all to read before the others."""
        failing = [one for one in self.findings if one.outcome == Outcome.FAIL]
        return sorted(failing, key=lambda one: not one.check_id.startswith(_URGENT))[:_FIRST]

    @property
    def criteria(self) -> Mapping[str, CriterionReport]:
        """By the criterion's key."""
        return {one.criterion.key: one for group in self.groups for one in group.criteria}


def standing(outcome: str, severity: str) -> str:
    """How a finding stands on a page.

    >>> standing("warn", "recommended"), standing("warn", "informative"), standing("pass", "informative")
    ('warn', 'info', 'pass')
    """
    return INFO if outcome == Outcome.WARN and severity == Severity.INFORMATIVE else str(outcome)


def make_report(
    *,
    rubric: Rubric,
    repos: Sequence[SeenRepo],
    findings: Iterable[Finding],
    at: datetime | None = None,
    changes: Changes | None = None,
) -> Report:
    """The report on ``findings``, which come in the order in which the checks ran."""
    found = tuple(findings)
    shown = _shown(repos, found, changes)
    shut = tuple(one for one in found if str(one.facts.get("why")).startswith(_SHUT))
    groups = tuple(_groups(rubric, repos, shown, shut))
    spoken = {one.number for group in groups for criterion in group.criteria for one in criterion.findings}
    standings = Counter(one.standing for one in shown)
    return Report(
        at=at,
        findings=shown,
        repos=tuple(_repo_report(repo, shown) for repo in repos),
        project=Findings(one for one in shown if one.repo is None),
        groups=groups,
        general=Findings(one for one in shown if one.number not in spoken),
        counts={place: standings[place] for place in _PLACES if standings[place]},
        readiness=readiness(one.finding for one in shown),
        changes=changes,
        found=found,
    )


def _shown(repos: Sequence[SeenRepo], findings: Iterable[Finding], changes: Changes | None) -> Findings:
    numbered = [
        Shown(
            finding=finding,
            number=number,
            repo=next((repo for repo in repos if repo.has(finding)), None),
            change=changes.of(finding) if changes else None,
        )
        for number, finding in enumerate(findings, start=1)
        if finding.outcome in PAGE_ORDER
    ]
    return Findings(sorted(numbered, key=lambda one: (_PLACES.index(one.standing), one.number)))


def _repo_report(repo: SeenRepo, shown: Findings) -> RepoReport:
    about = Findings(one for one in shown if one.repo is repo)
    return RepoReport(repo, about, readiness(one.finding for one in about))


def _groups(
    rubric: Rubric, repos: Sequence[SeenRepo], shown: Findings, shut: Sequence[Finding]
) -> Iterable[GroupReport]:
    """Group by group; a finding's sentence stands under the first criterion that it speaks for."""
    kinds = {repo.kind for repo in repos}
    told: set[int] = set()
    for group in rubric.groups:
        applies = group.artefact is None or group.artefact in kinds
        criteria = []
        for criterion in group.criteria if applies else ():
            closed = any(speaks_for(criterion.checks, one.check) and group.artefact in (None, one.kind) for one in shut)
            criteria.append(replace(_criterion(group, criterion, shown, told), shut=closed))
            told |= {one.number for one in criteria[-1].findings}
        yield GroupReport(group, applies, tuple(criteria))


def _criterion(group: RubricGroup, criterion: Criterion, shown: Findings, told: set[int]) -> CriterionReport:
    speaking = Findings(one for one in shown if speaks_for(criterion.checks, one.check_id) and _belongs(group, one))
    return CriterionReport(
        criterion=criterion,
        findings=speaking,
        readiness=readiness(one.finding for one in speaking),
        own=Findings(one for one in speaking if one.number not in told),
        elsewhere=Findings(one for one in speaking if one.number in told),
    )


def _belongs(group: RubricGroup, one: Shown) -> bool:
    """A group that judges a part hears of repos of that part and of the project as a whole; any other, of everything."""
    return group.artefact is None or one.repo is None or one.repo.kind == group.artefact


def _places(facts: Any) -> Iterable[Place]:
    """Every ``path`` in facts, however deep, with the line beside it."""
    if isinstance(facts, Mapping):
        path, line = facts.get("path"), facts.get("line")
        if isinstance(path, str) and path:
            yield Place(path, line if isinstance(line, int) and line > 0 else None)
        facts = list(facts.values())
    if isinstance(facts, list | tuple):
        for inner in facts:
            yield from _places(inner)
