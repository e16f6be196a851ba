"""The cards: are they there, and can the Hub read their YAML."""

from collections.abc import Iterable

from submissions.audit.checks.shared import languages_of
from submissions.audit.evidence import CardEvidence, Evidence, Part
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, warned
from submissions.audit.problems import Problem
from submissions.audit.registry import check

BROKEN_YAML = (
    "no_front_matter",
    "unopened_front_matter",
    "unfenced_front_matter",
    "front_matter_not_first",
    "unclosed_front_matter",
    "empty_front_matter",
    "invalid_yaml",
    "not_a_mapping",
    "too_complex",
)
ODD_YAML = ("two_front_matters", "duplicate_key")


@check("card.readable", needs=(Part.CARD,))
def readable(evidence: Evidence) -> Finding:
    """There is a README.md with text in it, in UTF-8."""
    repo = evidence.repo
    if repo.card is None:
        return failed(why="missing", others=[card.path for card in repo.cards])
    if repo.card.problem("empty"):
        return failed(why="empty", path=repo.card.path)
    for code in ("not_utf8", "too_large"):
        for card in repo.cards:
            problem = card.problem(code)
            if problem:
                return warned(why=code, path=card.path, line=problem.line)
    words = sum(card.words for card in repo.cards)
    if not words:
        return warned(why="no_text", path=repo.card.path)
    return passed(paths=[card.path for card in repo.cards], words=words)


@check("card.yaml", needs=(Part.CARD,))
def yaml_valid(evidence: Evidence) -> Finding:
    """README.md begins with a block of YAML that the Hub can read."""
    card = evidence.repo.card
    if card is None or card.problem("empty"):
        return not_applicable(why="no_card")
    broken = _first(card, BROKEN_YAML)
    if broken:
        return failed(**_told(broken, card))
    odd = _first(card, ODD_YAML) or _norwegian(card)
    if odd:
        return warned(**_told(odd, card))
    return passed(keys=sorted(card.metadata or {})[:LISTED])


def _told(problem: Problem, card: CardEvidence) -> dict[str, object]:
    told = {"why": problem.code, "path": card.path, "line": problem.line, "detail": problem.detail}
    return told | {"kind": problem.kind} if problem.kind else told


def _first(card: CardEvidence, codes: Iterable[str]) -> Problem | None:
    return next(filter(None, map(card.problem, codes)), None)


def _norwegian(card: CardEvidence) -> Problem | None:
    """``language: no`` without quotes, which many programs read as False."""
    norway = card.problem("norway")
    languages = {text.lower() for text in languages_of(card.metadata or {})}
    return norway if norway and norway.detail.lower() in languages else None
