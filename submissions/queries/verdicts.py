"""Questions about verdicts: on which repos, how one stands, where to look, and what an organiser may choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from hackathon.editions.models import Edition
from hackathon.hub.addresses import web_address
from hackathon.hub.types import RepoType
from submissions.deadline.revisions import KnownRevision, known
from submissions.models import Entry, Repo, RepoVerdict, SubmissionVersion
from submissions.queries.evidence import record_of
from submissions.queries.projects import verdicts_of


@dataclass(frozen=True, slots=True)
class Judged:
    """A repo of a version, and the verdict on it (None: there is none yet)."""

    entry: Entry
    verdict: RepoVerdict | None

    @property
    def address(self) -> str:
        """Where its files are to be seen as they count."""
        return address(self.entry.repo, self.verdict)


def judged(version: SubmissionVersion) -> Sequence[Judged]:
    """The version's repos in their order. Two queries; the entries are kept on the version for whoever asks next."""
    prefetch_related_objects([version], Prefetch("entries", Entry.objects.select_related("repo").order_by("position")))
    verdicts = verdicts_of(version)
    return [Judged(entry, verdicts.get(entry.repo_id)) for entry in version.entries.all()]


def verdicts_in(edition: Edition) -> Mapping[int, RepoVerdict]:
    """All verdicts of an edition, by the repo's key. One query."""
    return {verdict.repo_id: verdict for verdict in RepoVerdict.objects.filter(edition=edition)}


def address(repo: Repo, verdict: RepoVerdict | None) -> str:
    """The repo's page on the Hub: at the revision that counts, where one is fixed."""
    page = web_address(repo_id=repo.repo_id, repo_type=RepoType(repo.repo_type), endpoint=settings.HF_ENDPOINT)
    return f"{page}/tree/{verdict.final_sha}" if verdict and verdict.final_sha else page


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
