"""The links between corpus, model and demo: whoever finds one finds the others."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from hackathon.editions.rules import ArtefactKind, Severity
from hackathon.hub.types import RepoType
from submissions.audit.evidence import Evidence, Part, RepoEvidence
from submissions.audit.findings import LISTED, Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.registry import check

NO_COMMITS: Final = "no_commits"
"""Why nobody knows who wrote the repo: its commits were not read yet."""


@check("links.model_to_corpus", applies_to=RepoType.MODEL, needs=(Part.CARD,))
def model_to_corpus(evidence: Evidence) -> Finding:
    """The model's card names the corpus that it was trained on."""
    return _names_one_of(evidence, ArtefactKind.CORPUS)


@check("links.model_to_demo", applies_to=RepoType.MODEL, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def model_to_demo(evidence: Evidence) -> Finding:
    """The model's card names the demo in which it can be tried."""
    return _names_one_of(evidence, ArtefactKind.DEMO)


@check("links.corpus_to_model", applies_to=RepoType.DATASET, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def corpus_to_model(evidence: Evidence) -> Finding:
    """The corpus' card names the model that was trained on it."""
    return _names_one_of(evidence, ArtefactKind.MODEL)


@check("links.corpus_to_demo", applies_to=RepoType.DATASET, needs=(Part.CARD,), severity=Severity.RECOMMENDED)
def corpus_to_demo(evidence: Evidence) -> Finding:
    """The corpus' card names the demo."""
    return _names_one_of(evidence, ArtefactKind.DEMO)


@check("links.demo_to_model", applies_to=RepoType.SPACE, needs=(Part.CARD, Part.CODE))
def demo_to_model(evidence: Evidence) -> Finding:
    """The demo's card or code names the model that it shows."""
    return _names_one_of(evidence, ArtefactKind.MODEL)


@check("links.demo_to_corpus", applies_to=RepoType.SPACE, needs=(Part.CARD, Part.CODE))
def demo_to_corpus(evidence: Evidence) -> Finding:
    """The demo's card or code names the corpus."""
    return _names_one_of(evidence, ArtefactKind.CORPUS)


@check("links.authors", needs=(Part.COMMITS,), severity=Severity.INFORMATIVE)
def authors(evidence: Evidence) -> Finding:
    """Those who wrote the repo's commits are the team, the organisers or bots of the Hub. Others are named, and no more than that."""
    repo, hub = evidence.repo, evidence.rules.hub
    if not evidence.project.members:
        return unknown(why="no_members")
    if not repo.commits:
        return unknown(why=NO_COMMITS)
    known = {name.lower() for name in (*evidence.project.members, *hub.bots, *hub.organisers)}
    counts = Counter(author for commit in repo.commits for author in commit.authors if author.lower() not in known)
    facts = {
        "strangers": [{"name": name, "commits": number} for name, number in counts.most_common(LISTED)],
        "total": len(counts),
        "commits": len(repo.commits),
        "all_read": repo.commits_complete,
    }
    return warned(**facts) if counts else passed(**facts)


def names(repo: RepoEvidence, other: RepoEvidence) -> bool:
    """True if ``repo`` names ``other``, by today's id, by the one handed in, or a Space by the address of its own page; in any
    case. A dataset's link is no model's."""
    known = other.names | {own_page(name) for name in other.names if other.repo_type == RepoType.SPACE}
    return any(link.repo_id.lower() in known and link.repo_type in (None, other.repo_type) for link in repo.links)


def own_page(repo_id: str) -> str:
    """The host of a Space's own page.

    >>> own_page("Gente/Mi_demo.v2")
    'gente-mi-demo-v2.hf.space'
    """
    return re.sub(r"[^a-z0-9]+", "-", repo_id.lower()).strip("-") + ".hf.space"


def _names_one_of(evidence: Evidence, kind: ArtefactKind) -> Finding:
    """Passes when the repo names a repo of ``kind`` of the project, fails when it names none of them."""
    wanted = [other for other in evidence.project.of_kind(kind) if other is not evidence.repo]
    if not wanted:
        return not_applicable(why=f"no_{kind}")
    linked = [other.repo_id for other in wanted if names(evidence.repo, other)]
    if linked:
        return passed(linked=linked[:LISTED])
    return failed(
        wanted=[{"repo_id": other.repo_id, "repo_type": other.repo_type} for other in wanted[:LISTED]],
        named=_named(evidence.repo, wanted[0].repo_type),
    )


def _named(repo: RepoEvidence, repo_type: RepoType) -> Sequence[str]:
    """The repos of that type that it does name, which may be another name of the one wanted."""
    return list(dict.fromkeys(link.repo_id for link in repo.links if link.repo_type == repo_type))[:LISTED]
