"""Which repos an edition's board of likes is about, and which project they are of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from submissions.evaluation.likes_states import LeftOut
from submissions.models import Entry, LikedRepo, Repo, Submission
from submissions.queries.evidence import is_apart


@dataclass(frozen=True, slots=True)
class Delivered:
    """A repo that a project delivers as a part; ``liked`` None: the lists have shown none like it."""

    submission_id: int
    kind: ArtefactKind
    repo: Repo
    liked: LikedRepo | None


def belongs(repo: LikedRepo, rules: EditionRules) -> bool:
    """Whether a repo that no project has delivered is of this edition: an organisation keeps those of earlier ones too."""
    return repo.created_at is None or repo.created_at >= rules.windows.registration.opens_at


def delivered(edition: Edition, repos: Iterable[LikedRepo]) -> Sequence[Delivered]:
    """What the edition's projects deliver now, each repo once for a project and part, matched with ``repos``. One query.

    A repo is its ``_id``; one of which the Hub has not told it yet goes by its name.
    """
    repos = list(repos)
    by_id = {repo.hub_id: repo for repo in repos}
    by_name = {(repo.repo_type, repo.repo_id.lower()): repo for repo in repos if repo.gone_at is None}
    taking_part = Submission.objects.delivered().filter(edition=edition)
    entries = Entry.objects.filter(version__in=taking_part.values("current"))
    found: dict[tuple[int, str, object], Delivered] = {}
    for entry in entries.select_related("repo", "version").order_by("version__submission", "position"):
        repo = entry.repo
        liked = by_id.get(repo.hub_id) if repo.hub_id else by_name.get((repo.repo_type, repo.repo_id.lower()))
        key = (entry.version.submission_id, entry.kind, liked.pk if liked else f"{repo.repo_type}/{repo.pk}")
        found.setdefault(key, Delivered(entry.version.submission_id, ArtefactKind(entry.kind), repo, liked))
    return tuple(found.values())


def why_not_listed(part: Delivered, rules: EditionRules) -> LeftOut:
    """Why the lists do not have what a project delivers."""
    if is_apart(part.repo, rules):
        return LeftOut.OUTSIDE
    return LeftOut.HIDDEN if part.liked is not None or part.repo.hub_id else LeftOut.UNKNOWN
