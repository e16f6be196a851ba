"""Judging one repo without the project around it: a folder before it is pushed, or any repo of the Hub. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Part, ProjectEvidence, RepoEvidence
from submissions.audit.findings import Finding, Outcome, not_applicable
from submissions.audit.registry import Check, all_checks, run_checks

LONE: Final = "lone_repo"
LOCAL: Final = "local_folder"
FAMILIES_OF_PROJECTS: Final = frozenset({"links", "project"})
HANDED_IN: Final = "repo.right_type"
"""Asks as what a repo was handed in, and a lone one was not."""
ONLY_ON_THE_HUB: Final = frozenset({"repo.exists", "repo.organisation"})
MISSED: Final = frozenset(f"no_{kind}" for kind in ArtefactKind)
"""What a check says that looked for another part of the project."""
RUNNING: Final = frozenset({Part.RUNTIME, Part.ANSWER})
KINDS: Final = {
    RepoType.DATASET: ArtefactKind.CORPUS,
    RepoType.MODEL: ArtefactKind.MODEL,
    RepoType.SPACE: ArtefactKind.DEMO,
}
WORST_FIRST: Final = (Outcome.FAIL, Outcome.WARN, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)


def kind_of(rules: EditionRules, repo_type: RepoType) -> ArtefactKind:
    """As what part of a project the edition would take a repo of that type."""
    asked = (artefact.kind for artefact in rules.submission.artefacts if artefact.repo_type == repo_type)
    return next(asked, KINDS[repo_type])


def judge_alone(rules: EditionRules, repo: RepoEvidence, *, on_hub: bool = True) -> tuple[Finding, ...]:
    """The findings of every check about ``repo``, in the order of the registry.

    What needs the whole project is NOT_APPLICABLE; so is, where the repo is a folder (``on_hub`` false), what only the Hub knows.
    """
    known = {one.id: one for one in all_checks()}
    found = run_checks(rules, ProjectEvidence((repo,), repo.collected_at))
    return tuple(_left_out(finding, known[finding.check], on_hub=on_hub) for finding in found)


def counted(findings: Sequence[Finding]) -> dict[Outcome, int]:
    """How many findings there are of each outcome, the worst first; without those that there are none of."""
    found = Counter(finding.outcome for finding in findings)
    return {outcome: found[outcome] for outcome in WORST_FIRST if found[outcome]}


def _left_out(finding: Finding, check: Check, *, on_hub: bool) -> Finding:
    alone = finding.outcome == Outcome.NOT_APPLICABLE and finding.facts.get("why") in MISSED
    family = check.id.partition(".")[0]
    if alone or not check.repo_types or family in FAMILIES_OF_PROJECTS or check.id == HANDED_IN:
        why = LONE
    elif not on_hub and (check.id in ONLY_ON_THE_HUB or RUNNING & set(check.needs)):
        why = LOCAL
    else:
        return finding
    nothing = not_applicable(why=why)
    return replace(finding, outcome=nothing.outcome, facts=nothing.facts)
