"""Which files of a repo are its scripts, and which of them to read first. Pure."""

import re

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoType
from submissions.audit.evidence import FileEvidence, RepoEvidence
from submissions.audit.scripts.reading import NOTEBOOK
from submissions.audit.texts import plain

_LIKELY = re.compile(
    r"train|entren|fine ?tun|sft|dpo|lora|ajust|crea|create|gener|clean|limpi|proces|scrap|build|constru|prepar|corpus|dataset|main"
)
_HARDLY = re.compile(
    r"(?:^|/)(?:__init__|setup|conftest)\.py$|(?:^|/)tests?/|test_|modeling_|configuration_|tokenization_"
)
LARGE = 2_000_000


def script_files(repo: RepoEvidence, rules: EditionRules) -> list[FileEvidence]:
    """The scripts and notebooks of a repo, the likeliest to tell how it was made first: by their names, notebooks (they explain
    themselves) before others, small before large."""
    suffixes = tuple(suffix.lower() for suffix in script_suffixes(repo.repo_type, rules))
    found = [one for one in repo.files if one.path.lower().endswith(suffixes) and not is_loader(repo, one.path)]
    return sorted(found, key=_rank)


def is_loader(repo: RepoEvidence, path: str) -> bool:
    """A dataset's loading script is no script of how the corpus was made."""
    name = (repo.hub_repo_id or repo.repo_id).split("/")[-1]
    return repo.repo_type == RepoType.DATASET and path.lower() == f"{name}.py".lower()


def script_suffixes(repo_type: RepoType, rules: EditionRules) -> tuple[str, ...]:
    """What the names of scripts end with, as the edition says it. A demo's may be any of them."""
    return {
        RepoType.DATASET: rules.dataset.script_suffixes,
        RepoType.MODEL: rules.model.script_suffixes,
        RepoType.SPACE: (*rules.dataset.script_suffixes, *rules.model.script_suffixes),
    }[repo_type]


def _rank(file: FileEvidence) -> tuple[bool, bool, bool, bool, int, int, str]:
    size, path = file.size or 0, file.path.lower()
    return (
        size > LARGE,
        _HARDLY.search(path) is not None,
        _LIKELY.search(plain(path)) is None,
        not path.endswith(NOTEBOOK),
        path.count("/"),
        size,
        path,
    )
