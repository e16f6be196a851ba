"""What a board of likes is drawn up from: as the last look saw it, or as it was counted. The same shape for both."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hackathon.editions.models import Edition
from hackathon.editions.rules import ArtefactKind, EditionRules
from hackathon.hub.types import RepoType
from submissions.evaluation import likes as pure
from submissions.evaluation.likes_states import LeftOut, Surety
from submissions.models import CountedPart, CountedRepo, LikedRepo, LikesCount, OwnLikes, Submission
from submissions.queries.likes.parts import belongs, delivered, why_not_listed


@dataclass(frozen=True, slots=True)
class Part:
    """A repo of a project. ``key``: of the repo among the board's (None: it is not there, and ``left_out`` says why)."""

    submission_id: int
    kind: ArtefactKind
    repo_type: RepoType
    repo_id: str
    key: int | None = None
    own: int | None = None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A repo of the board. ``undated``: likes of which we could not learn when they were given; ``surety`` None: not counted yet."""

    liked: LikedRepo
    repo_id: str
    likes: int
    sha: str
    duplicated_from: str
    late: int = 0
    undated: int = 0
    surety: Surety | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """Repos by their key, the projects' parts, and how many repos of the organisation are of earlier editions."""

    sources: Mapping[int, Source]
    parts: Sequence[Part]
    earlier: int = 0

    def repos(self) -> list[pure.LikedRepo]:
        """As they are counted. Of the people who like one only their number is kept: the nth of a team stands for any of it."""
        own: dict[int, set[str]] = {}
        unknown = {part.key for part in self.parts if part.own is None and part.key is not None}
        for part in self.parts:
            if part.key is not None:
                own.setdefault(part.key, set()).update(_people(part.submission_id, part.own or 0))
        return [
            pure.LikedRepo(
                key=key,
                repo_type=RepoType(source.liked.repo_type),
                repo_id=source.repo_id,
                likes=source.likes,
                likers=None if key in unknown else frozenset(own.get(key, ())),
                duplicated_from=source.duplicated_from,
                content=source.sha,
                created_at=source.liked.created_at,
            )
            for key, source in self.sources.items()
        ]

    def projects(self) -> list[pure.LikedProject]:
        """Each with its repos that are on the board, and more people than have liked any of them."""
        parts: dict[int, list[Part]] = defaultdict(list)
        for part in self.parts:
            parts[part.submission_id].append(part)
        return [
            pure.LikedProject(
                key=submission,
                repos=tuple((part.kind, part.key) for part in own if part.key is not None),
                members=frozenset(_people(submission, 1 + max(part.own or 0 for part in own))),
            )
            for submission, own in parts.items()
        ]


def _people(submission: int, number: int) -> set[str]:
    return {f"{submission}/{place}" for place in range(number)}


def live(edition: Edition, rules: EditionRules) -> Material:
    """As the last look saw it. Three queries."""
    rows = list(LikedRepo.objects.filter(edition=edition))
    parts = delivered(edition, rows)
    named = {part.liked.pk for part in parts if part.liked is not None}
    there = [row for row in rows if row.gone_at is None]
    shown = [row for row in there if row.pk in named or belongs(row, rules)]
    own = {(row.repo_id, row.submission_id): row.likes for row in OwnLikes.objects.filter(repo__edition=edition)}
    sources = {row.pk: Source(row, row.repo_id, row.likes, row.sha, row.duplicated_from) for row in shown}
    found = []
    for part in parts:
        row = part.liked if part.liked is not None and part.liked.pk in sources else None
        known = own.get((row.pk, part.submission_id), None if row.likes else 0) if row else None
        found.append(
            Part(
                part.submission_id,
                part.kind,
                RepoType(part.repo.repo_type),
                row.repo_id if row else part.repo.repo_id,
                key=row.pk if row else None,
                own=known,
                left_out=None if row else why_not_listed(part, rules),
            )
        )
    return Material(sources, tuple(found), len(there) - len(shown))


def counted(count: LikesCount) -> Material:
    """As it was counted. Projects that take part no longer are left out. Three queries."""
    rows = CountedRepo.objects.filter(count=count).select_related("liked")
    sources = {
        row.liked_id: Source(
            row.liked, row.repo_id, row.likes, row.sha, row.duplicated_from, row.late, row.undated, Surety(row.surety)
        )
        for row in rows
    }
    taking_part = Submission.objects.delivered().filter(edition=count.edition_id).values("pk")
    parts = CountedPart.objects.filter(count=count, submission__in=taking_part).select_related("counted")
    return Material(sources, tuple(_counted_part(part) for part in parts.order_by("pk")))


def _counted_part(part: CountedPart) -> Part:
    return Part(
        part.submission_id,
        ArtefactKind(part.kind),
        RepoType(part.repo_type),
        part.repo_id,
        key=part.counted.liked_id if part.counted else None,
        own=part.own,
        left_out=LeftOut(part.left_out) if part.left_out else None,
    )
