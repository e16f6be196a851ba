"""Questions about verdicts: how one stands, and which revisions an organiser may choose from."""

from collections.abc import Sequence

from submissions.deadline.revisions import KnownRevision, known
from submissions.models import RepoVerdict
from submissions.queries.evidence import record_of


def stand(verdict: RepoVerdict) -> str:
    """All that a person who decides about a verdict was looking at; another text once anything of it has changed."""
    decided_at = verdict.overruled_at.isoformat() if verdict.overruled_at else ""
    evidence = (verdict.closes_at.isoformat(), verdict.state, verdict.frozen_sha)
    return "|".join((*evidence, verdict.overruled_state, verdict.overruled_sha, decided_at))


def known_revisions(verdict: RepoVerdict) -> Sequence[KnownRevision]:
    """The revisions of the repo that the edition's log knows, the one that we saw last first."""
    return known(record_of(edition=verdict.edition, repo=verdict.repo))


def known_shas(verdict: RepoVerdict) -> frozenset[str]:
    """Their names, and that of the revision that counts."""
    return frozenset({revision.sha for revision in known_revisions(verdict)} | ({verdict.frozen_sha} - {""}))
