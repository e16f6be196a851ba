"""What the cards point to: the scripts beside them, and the corpus that was trained on."""

from collections.abc import Iterable, Sequence

from hackathon.editions.rules import ArtefactKind, Severity
from hackathon.hub.types import RepoType
from submissions.audit.evidence import CardEvidence, Evidence, FileMention, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check
from submissions.audit.scripts.choosing import script_files


@check("card.scripts_explained", applies_to=(RepoType.DATASET, RepoType.MODEL), needs=(Part.CARD,))
def scripts_explained(evidence: Evidence) -> Finding:
    """The card names each script of the repo, so that everybody knows which is what, and links none that is not there."""
    repo = evidence.repo
    mentions = [(card, file) for card in repo.cards for file in card.files]
    scripts = [file.path for file in script_files(repo, evidence.rules)]
    broken = _broken(repo, mentions)
    elsewhere = [file.path for _, file in mentions if file.elsewhere][:LISTED]
    if not scripts and not broken:
        return not_applicable(why="no_scripts", elsewhere=elsewhere)
    if not any(not card.problem("empty") for card in repo.cards):
        return not_applicable(why="no_card")
    named = [path for path in scripts if _is_named(path, repo, mentions)]
    unnamed = [path for path in scripts if path not in named]
    facts = {
        "named": named[:LISTED],
        "unnamed": unnamed[:LISTED],
        "unnamed_total": len(unnamed),
        "broken": broken[:LISTED],
        "elsewhere": elsewhere,
    }
    if scripts and not named:
        return failed(**facts)
    return warned(**facts) if unnamed or broken else passed(**facts)


@check("card.training_data", applies_to=RepoType.DATASET, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def training_data(evidence: Evidence) -> Finding:
    """The corpus's card links the corpus that the project's model was trained on, unless it is that one itself."""
    repo, project = evidence.repo, evidence.project
    models = project.of_kind(ArtefactKind.MODEL)
    if not models:
        return not_applicable(why="no_model")
    if repo.card is None:
        return not_applicable(why="no_card")
    silent = [unread for model in models if (unread := model.why_unread(Part.CARD) or model.why_unread(Part.REPO))]
    if silent:
        return unknown(why=silent[0].reason, part=Part.CARD, retry_after=silent[0].retry_after)
    trained_on = [name for model in models for name in _declared(model)]
    if any(name.lower() in repo.names for name in trained_on):
        return passed(why="itself", datasets=[repo.hub_repo_id or repo.repo_id])
    linked = [link.repo_id for link in repo.links if link.repo_type in (None, RepoType.DATASET)]
    linked = [name for name in dict.fromkeys(linked) if name.lower() not in repo.names and "/" in name]
    wanted = [name for name in trained_on if name.lower() in {one.lower() for one in linked}]
    if wanted or (not trained_on and linked):
        return passed(datasets=(wanted or linked)[:LISTED])
    return failed(trained_on=list(dict.fromkeys(trained_on))[:LISTED], linked=linked[:LISTED])


def _declared(model: RepoEvidence) -> list[str]:
    """The corpora that a model's YAML says it was trained on."""
    links = model.card.links if model.card else ()
    return [link.repo_id for link in links if link.source == "yaml" and link.repo_type == RepoType.DATASET]


def _broken(repo: RepoEvidence, mentions: Sequence[tuple[CardEvidence, FileMention]]) -> list[dict[str, object]]:
    """Links to scripts of this repo that are not in it. Not said where the list of files was cut."""
    if repo.files_total > len(repo.files):
        return []
    there = {file.path.lower() for file in repo.files}
    return [
        {"file": file.path, "path": card.path, "line": file.line}
        for card, file in mentions
        if file.linked and _is_here(file, repo) and file.path.lower() not in there
    ]


def _is_named(path: str, repo: RepoEvidence, mentions: Iterable[tuple[CardEvidence, FileMention]]) -> bool:
    """True if a card names the file, with its folder or without; as people type, in any case."""
    path = path.lower()
    return any(
        path == file.path.lower() or path.endswith(f"/{file.path.lower()}")
        for _, file in mentions
        if _is_here(file, repo)
    )


def _is_here(file: FileMention, repo: RepoEvidence) -> bool:
    return not file.elsewhere and (not file.repo_id or file.repo_id.lower() in repo.names)
