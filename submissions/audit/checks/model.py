"""The model: its size, what it was made from, and whether it loads as others will load it."""

import re
from typing import Any

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.cards.mentions import base_models
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.models.modelling import MODEL_CODE, BaseSeen, ModelEvidence
from submissions.audit.registry import check

_SIZE_IN_NAME = re.compile(r"(?<![\d.A-Za-z])(\d{1,3}(?:\.\d{1,2})?)\s?([bm])(?![a-z0-9])", re.IGNORECASE)
_UNITS = {"b": 1_000_000_000, "m": 1_000_000}
_REPO_ID = re.compile(r"[A-Za-z0-9][\w.\-]*(/[A-Za-z0-9][\w.\-]*)?", re.ASCII)


@check("model.size", applies_to=RepoType.MODEL, needs=(Part.ADAPTER,))
def size(evidence: Evidence) -> Finding:
    """The model is no larger than the edition's limit. An adapter weighs as much as the model that it stands on, and so does a
    quantised one where that is known.

    Where nothing can be counted, the size in the name counts as a hint.
    """
    repo, rules = evidence.repo, evidence.rules.model
    model, named = seen(repo), size_in_names(repo)
    counted, source = weight(repo)
    facts = {
        "parameters": counted,
        "counted": source,
        "named": named,
        "limit": rules.max_parameters,
        "class_name": rules.class_name,
        "adapter": is_adapter(repo),
        "quantisation": model.quantisation,
        "estimated": model.estimated and source == "own",
    }
    if counted is not None and counted > rules.max_parameters:
        return failed(**facts)
    if named is not None and named > rules.max_parameters and not _is_settled(model, source):
        return warned(why="name", **facts)
    return passed(**facts) if counted is not None else _uncounted(repo, facts)


@check("model.base_model", applies_to=RepoType.MODEL, needs=(Part.CARD,))
def base_model(evidence: Evidence) -> Finding:
    """The model was made from one that existed, and its card's YAML names it."""
    repo = evidence.repo
    metadata = repo.card.metadata if repo.card else None
    declared = base_models(metadata)
    if declared:
        return _declared(repo, declared)
    guessed = base_models(None, tags=repo.tags, adapter_base=repo.adapter_base)
    if not evidence.rules.model.base_model_required:
        return not_applicable(why="not_asked")
    return failed(why="missing", guessed=guessed[:LISTED], architectures=seen(repo).architectures)


@check("model.safe_loading", applies_to=RepoType.MODEL, needs=(Part.ADAPTER,), severity=Severity.RECOMMENDED)
def safe_loading(evidence: Evidence) -> Finding:
    """The weights are there in a format that runs no code, and the model loads without code of its own."""
    repo = evidence.repo
    if repo.model is None:
        return unknown(why="not_looked")
    model, facts = repo.model, {"formats": repo.model.formats}
    if model.remote_code:
        code = [file.path for file in repo.files if MODEL_CODE.fullmatch(file.path)]
        return failed(why="remote_code", code=code[:LISTED], **facts)
    if model.problems:
        return failed(why="broken_weights", files=[problem.path for problem in model.problems][:LISTED], **facts)
    if not model.formats:
        return failed(why="no_weights", **facts)
    if model.formats == ("pickle",):
        return failed(why="only_pickle", **facts)
    return passed(**facts)


@check("model.chat_template", applies_to=RepoType.MODEL, needs=(Part.ADAPTER,), severity=Severity.RECOMMENDED)
def chat_template(evidence: Evidence) -> Finding:
    """The tokenizer has a template for talks, so that everybody asks the model in the form that it was trained on."""
    repo = evidence.repo
    told = seen(repo).chat_template
    if told is None and is_adapter(repo):
        return not_applicable(why="adapter", adapter_base=repo.adapter_base)
    if told is None:
        return unknown(why="not_told" if repo.model else "not_looked")
    return passed() if told else failed()


def seen(repo: RepoEvidence) -> ModelEvidence:
    """What was seen of the model beside its card; nothing if nobody looked."""
    return repo.model or ModelEvidence(adapter_base=repo.adapter_base)


def is_adapter(repo: RepoEvidence) -> bool:
    """Whether the repo holds only the difference to another model."""
    return seen(repo).adapter or repo.adapter_base is not None


def weight(repo: RepoEvidence) -> tuple[int | None, str]:
    """How many parameters count for the limit, and whose they are: own, base, or nobody's where that is not known."""
    model = seen(repo)
    own = model.weights or repo.parameters
    base = next((one.parameters for one in model.bases if one.parameters and not one.adapter), repo.base_parameters)
    if is_adapter(repo):
        return (max(base, own or 0), "base") if base else (None, "")
    if model.quantisation and base:
        return base, "base"
    if own:
        return own, "own"
    return (base, "base") if base else (None, "")


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


def _is_settled(model: ModelEvidence, source: str) -> bool:
    """Whether the count is so sure that a name says nothing against it: headers that were read, with nothing packed in them."""
    return source == "base" or (model.weights is not None and not model.quantisation and not model.estimated)


def _uncounted(repo: RepoEvidence, facts: dict[str, Any]) -> Finding:
    for part in (Part.BASES, Part.WEIGHTS):
        if (unread := repo.why_unread(part)) is not None:
            return unknown(why=unread.reason, part=part, retry_after=unread.retry_after)
    return unknown(why="broken_weights" if seen(repo).problems else "no_parameters", **facts)


def _declared(repo: RepoEvidence, declared: tuple[str, ...]) -> Finding:
    """What is to be said of the models that a card names as those it was made from."""
    facts = {"base_models": declared[:LISTED]}
    strange = [name for name in declared if not _REPO_ID.fullmatch(name) or name.lower() in repo.names]
    if strange:
        return warned(why="not_a_repo", strange=strange[:LISTED], **facts)
    bases = seen(repo).bases
    gone = [base.repo_id for base in bases if base.found is False]
    if gone:
        return warned(why="not_found", gone=gone[:LISTED], **facts)
    unread = repo.why_unread(Part.BASES)
    if unread is not None:
        return unknown(why=unread.reason, part=Part.BASES, retry_after=unread.retry_after)
    if bases and all(_is_own(repo, base) for base in bases):
        return warned(why="own", **facts)
    chain = [base.repo_id for base in bases]
    return passed(**facts, chain=chain[:LISTED]) if len(chain) > 1 else passed(**facts)


def _is_own(repo: RepoEvidence, base: BaseSeen) -> bool:
    """A model of the same owner that does not say in its turn what it was made from, or only the team's own."""
    owner = (repo.hub_repo_id or repo.repo_id).split("/")[0].lower()
    return base.repo_id.split("/")[0].lower() == owner and all(
        name.split("/")[0].lower() == owner for name in base.bases
    )
