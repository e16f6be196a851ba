"""What several checks do in the same way."""

from collections.abc import Iterable, Mapping
from typing import Any

from hackathon.editions.rules import CardRules, EditionRules
from hackathon.hub.types import RepoType
from submissions.audit.evidence import RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, passed
from submissions.audit.mentions import texts_of
from submissions.audit.texts import plain

LANGUAGE_KEYS = ("language", "languages", "language_bcp47")


def scripts_finding(repo: RepoEvidence, suffixes: Iterable[str]) -> Finding:
    """Passes when the repo has a script or notebook; a Hub file list is never too long for that."""
    wanted = tuple(suffix.lower() for suffix in suffixes)
    scripts = [
        file.path for file in repo.files if file.path.lower().endswith(wanted) and not is_loader(repo, file.path)
    ]
    if scripts:
        return passed(scripts=scripts[:LISTED], total=len(scripts))
    return failed(suffixes=tuple(suffixes))


def card_rules(rules: EditionRules, repo_type: RepoType) -> CardRules:
    """The edition's rules for the card of that type of repo."""
    return {RepoType.DATASET: rules.dataset, RepoType.MODEL: rules.model, RepoType.SPACE: rules.demo}[repo_type].card


def languages_of(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages that a card's YAML names, whichever way they are written."""
    return tuple(text for key in LANGUAGE_KEYS for text in texts_of(metadata.get(key)))


def base_language(code: str) -> str:
    """``es`` for ``es-MX``, ``es_mx`` and ``ES``."""
    return plain(code).split(" ")[0]


def is_loader(repo: RepoEvidence, path: str) -> bool:
    """A dataset's loading script is no script of how the corpus was made."""
    name = (repo.hub_repo_id or repo.repo_id).split("/")[-1]
    return repo.repo_type == RepoType.DATASET and path.lower() == f"{name}.py".lower()
