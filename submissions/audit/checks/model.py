"""The model: its size, what it was made from, and the scripts that made it."""

import re

from hackathon.hub.types import RepoType
from submissions.audit.checks.shared import scripts_finding
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.mentions import base_models
from submissions.audit.registry import check

_SIZE_IN_NAME = re.compile(r"(?<![\d.A-Za-z])(\d{1,3}(?:\.\d{1,2})?)\s?([bm])(?![a-z0-9])", re.IGNORECASE)
_UNITS = {"b": 1_000_000_000, "m": 1_000_000}
_REPO_ID = re.compile(r"[A-Za-z0-9][\w.\-]*(/[A-Za-z0-9][\w.\-]*)?", re.ASCII)


@check("model.size", applies_to=RepoType.MODEL, needs=(Part.ADAPTER,))
def size(evidence: Evidence) -> Finding:
    """The model is no larger than the edition's limit. An adapter weighs as much as the model that it stands on.

    Where the Hub counts no weights, or counts those of a quantised model in packs, the size in the name counts as a hint.
    """
    repo, rules = evidence.repo, evidence.rules.model
    counted = [number for number in (repo.parameters, repo.base_parameters) if number]
    named = size_in_names(repo)
    facts = {
        "parameters": max(counted) if counted else None,
        "named": named,
        "limit": rules.max_parameters,
        "class_name": rules.class_name,
        "adapter": repo.adapter_base is not None,
    }
    if counted and max(counted) > rules.max_parameters:
        return failed(**facts)
    if named is not None and named > rules.max_parameters:
        return warned(why="name", **facts)
    if not repo.base_parameters and (repo.parameters is None or repo.adapter_base is not None):
        return unknown(why="no_parameters", **facts)
    return passed(**facts)


@check("model.base_model", applies_to=RepoType.MODEL, needs=(Part.CARD,))
def base_model(evidence: Evidence) -> Finding:
    """The card's YAML names the model that was fine-tuned."""
    repo = evidence.repo
    metadata = repo.card.metadata if repo.card else None
    declared = base_models(metadata)
    if declared:
        strange = [name for name in declared if not _REPO_ID.fullmatch(name) or name.lower() in repo.names]
        facts = {"base_models": declared[:LISTED]}
        return warned(why="not_a_repo", strange=strange[:LISTED], **facts) if strange else passed(**facts)
    guessed = base_models(None, tags=repo.tags, adapter_base=repo.adapter_base)
    if not evidence.rules.model.base_model_required:
        return not_applicable(why="not_asked")
    return failed(why="missing", guessed=guessed[:LISTED])


@check("model.scripts", applies_to=RepoType.MODEL)
def scripts(evidence: Evidence) -> Finding:
    """The scripts or notebooks that trained the model lie in its repo."""
    return scripts_finding(evidence.repo, evidence.rules.model.script_suffixes)


def size_in_names(repo: RepoEvidence) -> int | None:
    """The largest number of weights that the names of the model and its base models tell; None if they tell none."""
    metadata = repo.card.metadata if repo.card else None
    bases = base_models(metadata, tags=repo.tags, adapter_base=repo.adapter_base)
    sizes = [found for name in (repo.repo_id, *bases) if (found := size_in_name(name)) is not None]
    return max(sizes, default=None)


def size_in_name(name: str) -> int | None:
    """The number of weights that a model's name tells.

    >>> [size_in_name(name) for name in ("google/gemma-2b-it", "x/Llama-2-13B", "y/bert-110m", "z/phi-2", "a/model-8bit")]
    [2000000000, 13000000000, 110000000, None, None]
    """
    found = [int(float(number) * _UNITS[unit.lower()]) for number, unit in _SIZE_IN_NAME.findall(name.split("/")[-1])]
    return max(found, default=None)
