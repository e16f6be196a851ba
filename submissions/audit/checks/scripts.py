"""The scripts and notebooks: are they there, are they explained, and would they do the same on somebody else's machine."""

import re
from typing import Any

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check
from submissions.audit.scripts.choosing import script_files, script_suffixes
from submissions.audit.scripts.reading import ScriptEvidence

MADE = (RepoType.DATASET, RepoType.MODEL)
UNREADABLE = ("binary", "invalid_notebook")
REQUIREMENTS = re.compile(
    r"(?:^|/)(?:requirements[^/]{0,60}\.(?:txt|in)|(?:environment|conda)[^/]{0,60}\.ya?ml|pyproject\.toml|setup\.(?:py|cfg)"
    r"|pipfile(?:\.lock)?|poetry\.lock|uv\.lock|renv\.lock|description|project\.toml|package\.json|dockerfile)$",
    re.IGNORECASE,
)


@check("dataset.scripts", applies_to=RepoType.DATASET)
def of_dataset(evidence: Evidence) -> Finding:
    """The scripts or notebooks that made the corpus lie in its repo."""
    return there(evidence)


@check("model.scripts", applies_to=RepoType.MODEL)
def of_model(evidence: Evidence) -> Finding:
    """The scripts or notebooks that trained the model lie in its repo."""
    return there(evidence)


@check("dataset.scripts_explained", applies_to=RepoType.DATASET, needs=(Part.SCRIPTS,), severity=Severity.RECOMMENDED)
def dataset_explained(evidence: Evidence) -> Finding:
    """The scripts that made the corpus can be read, and say what they do."""
    return explained(evidence)


@check("model.scripts_explained", applies_to=RepoType.MODEL, needs=(Part.SCRIPTS,), severity=Severity.RECOMMENDED)
def model_explained(evidence: Evidence) -> Finding:
    """The scripts that trained the model can be read, and say what they do."""
    return explained(evidence)


@check(
    "dataset.scripts_reproducible", applies_to=RepoType.DATASET, needs=(Part.SCRIPTS,), severity=Severity.RECOMMENDED
)
def dataset_reproducible(evidence: Evidence) -> Finding:
    """Somebody else could run the scripts that made the corpus and get the same."""
    return reproducible(evidence)


@check("model.scripts_reproducible", applies_to=RepoType.MODEL, needs=(Part.SCRIPTS,), severity=Severity.RECOMMENDED)
def model_reproducible(evidence: Evidence) -> Finding:
    """Somebody else could run the scripts that trained the model and get the same."""
    return reproducible(evidence)


def there(evidence: Evidence) -> Finding:
    """Passes when the repo has a script or notebook; scripts are never cut from a list of files."""
    found = [file.path for file in script_files(evidence.repo, evidence.rules)]
    if found:
        return passed(scripts=found[:LISTED], total=len(found))
    return failed(suffixes=script_suffixes(evidence.repo.repo_type, evidence.rules))


def explained(evidence: Evidence) -> Finding:
    """Every script that was read has words enough for its length. It fails when none of them has."""
    missing = _nothing_read(evidence)
    if missing is not None:
        return missing
    read = _read(evidence.repo)
    facts = {"read": len(read), "left": _left(evidence.repo)}
    broken = [one for one in read if any(map(one.problem, UNREADABLE))]
    silent = [one for one in read if one not in broken and one.explained < words_wanted(one, evidence)]
    if not broken and not silent:
        return passed(words=sum(one.explained for one in read), **facts)
    facts["unreadable"] = [_broken(one) for one in broken[:LISTED]]
    facts["unexplained"] = [
        {"path": one.path, "lines": one.lines, "words": one.explained, "wanted": words_wanted(one, evidence)}
        for one in silent[:LISTED]
    ]
    return failed(**facts) if len(broken) + len(silent) == len(read) else warned(**facts)


def words_wanted(script: ScriptEvidence, evidence: Evidence) -> int:
    """How many words a script should say of itself: what is thin in a card, one in ten lines of a long one, and of a short one
    no more than it has lines."""
    return min(script.lines, max(evidence.rules.audit.thin_words, script.lines // 10))


def reproducible(evidence: Evidence) -> Finding:
    """The scripts say what they need, from which seed they draw, and name no path of somebody's own machine."""
    missing = _nothing_read(evidence)
    if missing is not None:
        return missing
    repo = evidence.repo
    read = [one for one in _read(repo) if not any(map(one.problem, UNREADABLE))]
    if not read:
        return unknown(why="unreadable")
    wanting: dict[str, Any] = {
        "libraries": _unnamed_libraries(repo, read),
        "unseeded": [one.path for one in read if one.random and not one.seeded][:LISTED],
        "paths": _absolute(read)[:LISTED],
    }
    unpinned = [] if _requirements(repo) else sorted({name for one in read if not one.pinned for name in one.installs})
    facts = {"read": len(read), "left": _left(repo), "unpinned": unpinned[:LISTED]}
    if any(wanting.values()):
        return failed(**wanting, **facts)
    return warned(**facts) if unpinned else passed(requirements=_requirements(repo)[:LISTED], **facts)


def _nothing_read(evidence: Evidence) -> Finding | None:
    """The finding where there is no script, or none was looked into."""
    if not script_files(evidence.repo, evidence.rules):
        return not_applicable(why="no_scripts")
    return None if _read(evidence.repo) else unknown(why="not_looked")


def _read(repo: RepoEvidence) -> list[ScriptEvidence]:
    return [one for one in repo.scripts if one.read]


def _left(repo: RepoEvidence) -> int:
    return sum(not one.read for one in repo.scripts)


def _broken(script: ScriptEvidence) -> dict[str, str]:
    problem = next(filter(None, map(script.problem, UNREADABLE)))
    return {"path": script.path, "code": problem.code}


def _requirements(repo: RepoEvidence) -> list[str]:
    return [file.path for file in repo.files if REQUIREMENTS.search(file.path)]


def _unnamed_libraries(repo: RepoEvidence, read: list[ScriptEvidence]) -> list[str]:
    """What has to be installed and is named nowhere. Not said where the list of files was cut."""
    if _requirements(repo) or repo.files_total > len(repo.files):
        return []
    own = {file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0] for file in repo.files}
    own |= {file.path.split("/")[0] for file in repo.files if "/" in file.path}
    wanting = {name for one in read if not one.installs for name in one.foreign}
    return sorted(wanting - own - {"google", "IPython"})[:LISTED]  # what Colab brings


def _absolute(read: list[ScriptEvidence]) -> list[dict[str, Any]]:
    """Each kind of path once a script, where it stands first."""
    found: dict[tuple[str, str], int | None] = {}
    for one in read:
        for problem in one.problems:
            if problem.code == "absolute_path":
                found.setdefault((one.path, problem.detail), problem.line)
    return [{"path": path, "line": line, "shown": shown} for (path, shown), line in found.items()]
