"""The repo itself, and the project as a set of repos."""

from submissions.audit.evidence import Evidence, Part, Status
from submissions.audit.findings import Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import PROJECT, check


@check("repo.exists", needs=())
def exists(evidence: Evidence) -> Finding:
    """The repo is on the Hub and anyone can open it, or ask for access."""
    repo = evidence.repo
    if repo.status == Status.MISSING:
        return failed(why="missing", repo_id=repo.repo_id, repo_type=repo.repo_type, found_as=repo.found_as)
    if repo.status == Status.FORBIDDEN:
        why = "disabled" if repo.hub_id else "forbidden"  # the Hub still tells of a repo that it closed
        return failed(why=why, repo_id=repo.repo_id, repo_type=repo.repo_type)
    if repo.status in (Status.SILENT, Status.REVISION_GONE):
        unread = repo.why_unread(Part.REPO)
        reason, wait = (unread.reason, unread.retry_after) if unread else ("unreachable", None)
        return unknown(why=reason, part=Part.REPO, retry_after=wait)
    if repo.private:
        return failed(why="private", repo_id=repo.repo_id, repo_type=repo.repo_type)
    if repo.gated:
        return warned(why="gated", repo_id=repo.repo_id, repo_type=repo.repo_type)
    if repo.hub_repo_id and repo.hub_repo_id.lower() != repo.repo_id.lower():
        return warned(why="renamed", repo_id=repo.repo_id, hub_repo_id=repo.hub_repo_id, repo_type=repo.repo_type)
    return passed(repo_id=repo.hub_repo_id or repo.repo_id, sha=repo.sha)


@check("repo.right_type", needs=())
def right_type(evidence: Evidence) -> Finding:
    """What was handed in as a corpus is a dataset, as a model a model, as a demo a Space."""
    repo = evidence.repo
    asked = [one.repo_type for one in evidence.rules.submission.artefacts if one.kind == repo.kind]
    if not asked:
        return not_applicable(why="not_asked")
    (expected,) = asked
    facts = {"kind": repo.kind, "expected": expected, "given": repo.repo_type}
    return passed(**facts) if repo.repo_type == expected else failed(**facts)


@check("repo.organisation")
def organisation(evidence: Evidence) -> Finding:
    """The repo lives in one of the edition's organisations."""
    name = evidence.repo.hub_repo_id or evidence.repo.repo_id
    owner = name.split("/")[0]
    wanted = evidence.rules.hub.organisations
    if not wanted or owner.lower() in {organisation.lower() for organisation in wanted}:
        return passed(owner=owner)
    return warned(owner=owner, organisations=wanted, repo_id=name)


@check("project.artefacts", applies_to=PROJECT)
def artefacts(evidence: Evidence) -> Finding:
    """The project is complete, or one of the smaller ones that the edition takes."""
    rules = evidence.rules.submission
    kinds = frozenset(repo.kind for repo in evidence.project.repos)
    missing = sorted(rules.complete - kinds)
    if not missing:
        return passed(complete=True)
    if rules.accepts(kinds):
        return passed(complete=False, missing=missing)
    return failed(missing=missing)
