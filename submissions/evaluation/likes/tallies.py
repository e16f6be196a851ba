"""Who has how many likes, and which place that is. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hackathon.editions.rules import ArtefactKind
from submissions.evaluation.likes.copies import copies_of
from submissions.evaluation.likes.counted import LikedProject, LikedRepo


@dataclass(frozen=True, slots=True)
class Tally:
    """A repo or a project and its likes. ``likes`` are those that count, ``own`` those of the team's members, which may be among them.

    ``counted``: how many repos these are of; ``copies``: its Spaces that are copies of another, which have no part in it.
    ``unsure``: the Hub did not say who likes some of it, so there may be more of the members' own.
    ``rank`` None: it has copies only.
    """

    key: int
    likes: int
    own: int = 0
    counted: int = 1
    copies: tuple[int, ...] = ()
    unsure: bool = False
    rank: int | None = None


def by_repo(repos: Iterable[LikedRepo], projects: Iterable[LikedProject], *, own_count: bool = False) -> list[Tally]:
    """The repos by their likes, most first, copies at the end. Own likes are those of any team that delivers the repo; they are
    among those that count only where ``own_count``.

    >>> from hackathon.hub.types import RepoType
    >>> corpus = LikedRepo(1, RepoType.DATASET, "org/corpus", 3, frozenset({"ana", "eva", "leo"}))
    >>> demo = LikedRepo(2, RepoType.SPACE, "org/demo", 3, frozenset({"kim", "eva", "leo"}), content="a")
    >>> again = LikedRepo(3, RepoType.SPACE, "org/demo-2", 1, frozenset({"kim"}), content="a")
    >>> project = LikedProject(7, ((ArtefactKind.CORPUS, 1), (ArtefactKind.DEMO, 2)), frozenset({"Ana"}))
    >>> [(one.key, one.rank, one.likes, one.own) for one in by_repo([corpus, demo, again], [project])]
    [(2, 1, 3, 0), (1, 2, 2, 1), (3, None, 0, 0)]
    """
    repos, projects = list(repos), list(projects)
    copies = copies_of(repos, projects)
    members: dict[int, set[str]] = defaultdict(set)
    for project in projects:
        for _, key in project.repos:
            members[key] |= project.members
    return ranked(_tally(repo.key, [repo], members[repo.key], copies, own_count) for repo in repos)


def by_project(repos: Iterable[LikedRepo], projects: Iterable[LikedProject], *, own_count: bool = False) -> list[Tally]:
    """The projects by the likes of their repos together, most first; ``own_count`` as for the repos.

    A repo that a project delivers as two parts counts once for it, and one that several projects share counts for each of them.
    """
    repos, projects = list(repos), list(projects)
    copies, known = copies_of(repos, projects), {repo.key: repo for repo in repos}
    parts = {project.key: dict.fromkeys(key for _, key in project.repos if key in known) for project in projects}
    return ranked(
        _tally(project.key, [known[key] for key in parts[project.key]], project.members, copies, own_count)
        for project in projects
    )


def of_kind(kind: ArtefactKind, tallies: Iterable[Tally], projects: Iterable[LikedProject]) -> list[Tally]:
    """Of a ranking of repos those that some project delivers as this part, ranked among themselves."""
    keys = {key for project in projects for part, key in project.repos if part == kind}
    return ranked(tally for tally in tallies if tally.key in keys)


def ranked(tallies: Iterable[Tally]) -> list[Tally]:
    """The most liked first, equal ones sharing a rank as in a race.

    >>> [(one.key, one.rank) for one in ranked([Tally(1, 5), Tally(2, 9), Tally(3, 5), Tally(4, 1)])]
    [(2, 1), (1, 2), (3, 2), (4, 4)]
    """
    ordered = sorted(tallies, key=lambda one: (_copies_only(one), -one.likes, one.key))
    places: dict[int, int] = {}
    for place, one in enumerate(ordered, start=1):
        places.setdefault(one.likes, place)
    return [replace(one, rank=None if _copies_only(one) else places[one.likes]) for one in ordered]


def mentioned(tallies: Iterable[Tally], *, mentions: int) -> list[Tally]:
    """Who of a ranking gets an honourable mention: the first so many, and all who share the last of these places. Nobody without likes.

    >>> tallies = ranked([Tally(1, 9), Tally(2, 5), Tally(3, 5), Tally(4, 1), Tally(5, 0)])
    >>> [[one.key for one in mentioned(tallies, mentions=mentions)] for mentions in (0, 1, 2, 9)]
    [[], [1], [1, 2, 3], [1, 2, 3, 4]]
    """
    return [one for one in tallies if one.rank is not None and one.rank <= mentions and one.likes]


def _copies_only(tally: Tally) -> bool:
    return bool(tally.copies) and not tally.counted


def _tally(
    key: int, repos: Sequence[LikedRepo], members: Collection[str], copies: Mapping[int, int], own_count: bool
) -> Tally:
    counted = [repo for repo in repos if repo.key not in copies]
    names = {name.casefold() for name in members}
    own = [sum(name.casefold() in names for name in repo.likers or ()) for repo in counted]
    return Tally(
        key=key,
        # The count and the names are told at two moments: somebody may have taken a like back in between.
        likes=sum(max(repo.likes - (0 if own_count else mine), 0) for repo, mine in zip(counted, own, strict=True)),
        own=sum(own),
        counted=len(counted),
        copies=tuple(repo.key for repo in repos if repo.key in copies),
        unsure=bool(names) and any(repo.likes and repo.likers is None for repo in counted),
    )
