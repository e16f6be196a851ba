"""How the model was made and measured: hyperparameters, evaluation with numbers, carbon footprint."""

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.checks.model import is_adapter
from submissions.audit.evidence import Evidence, Part
from submissions.audit.findings import LISTED, Finding, failed, passed, unknown, warned
from submissions.audit.models.emissions import Emissions, plausible, seems_kilograms
from submissions.audit.models.training import essential, named
from submissions.audit.registry import check

DISAGREE = 0.2
"""Share by which two numbers for the same may differ before it is said."""


@check("model.training", applies_to=RepoType.MODEL, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def training(evidence: Evidence) -> Finding:
    """The card or the scripts name the hyperparameters with which anybody could train the same again."""
    repo = evidence.repo
    if repo.model is None:
        return unknown(why="not_looked")
    found = named(repo.model.settings)
    missing = [key for key in essential(adapter=is_adapter(repo)) if key not in found]
    facts = {
        "settings": [{"key": key, "value": one.value, "path": one.path} for key, one in sorted(found.items())[:LISTED]],
        "missing": missing,
    }
    if not missing:
        return passed(**facts)
    unread = repo.why_unread(Part.SCRIPTS)
    if unread is not None:
        return unknown(why=unread.reason, part=Part.SCRIPTS, retry_after=unread.retry_after)
    return warned(**facts) if found else failed(**facts)


@check("model.evaluation", applies_to=RepoType.MODEL, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def evaluation(evidence: Evidence) -> Finding:
    """The card says in numbers how good the model is: in its YAML, in a table or in a sentence."""
    repo = evidence.repo
    if repo.model is None:
        return unknown(why="not_looked")
    scores = repo.model.scores
    told = [score for score in scores if not score.is_loss]
    facts = {
        "scores": [{"metric": one.metric, "value": one.value, "source": one.source} for one in told[:LISTED]],
        "total": len(told),
        "in_yaml": any(score.source == "yaml" for score in told),
    }
    if told:
        return passed(**facts)
    return warned(why="only_loss", **facts) if scores else failed(why="no_numbers", **facts)


@check("model.emissions", applies_to=RepoType.MODEL, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def emissions(evidence: Evidence) -> Finding:
    """The card tells the carbon footprint of the training, in the right unit, and the number can be true.

    How the range of what can be true comes about: ``submissions.audit.models.emissions``.
    """
    repo = evidence.repo
    if repo.model is None:
        return unknown(why="not_looked")
    seen = repo.model.emissions
    low, high = plausible(seen)
    facts = {
        "declared": seen.declared,
        "written": seen.written,
        "told": seen.told,
        "told_as": seen.told_as,
        "grams": seen.told if seen.declared is None else seen.declared,
        "hours": seen.hours,
        "hardware": seen.hardware,
        "low": low,
        "high": high,
    }
    if seen.written:
        return failed(why="not_a_number", **facts)
    if not seen.said:
        return failed(why="missing", **facts)
    why = _doubt(seen, low, high)
    return warned(why=why, **facts) if why else passed(**facts)


def _doubt(seen: Emissions, low: float, high: float) -> str:
    """Why the number cannot be right; empty where it can."""
    if seems_kilograms(seen):
        return "kilograms"
    if seen.declared is not None and seen.told and abs(seen.declared / seen.told - 1) > DISAGREE:
        return "disagree"
    grams = seen.told if seen.declared is None else seen.declared
    if grams is not None and grams < low:
        return "too_little"
    return "too_much" if grams is not None and grams > high else ""
