"""Spaces that are the same as another one. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from hackathon.hub.types import RepoType
from submissions.evaluation.likes.counted import LikedProject, LikedRepo


def copies_of(repos: Iterable[LikedRepo], projects: Iterable[LikedProject] = ()) -> dict[int, int]:
    """Spaces that are copies of another one among ``repos``: key of the copy → key of the original.

    Two Spaces are the same where their files are equal, or where one says that it was duplicated from the other and is delivered by
    no project that does not deliver the other too. So a team keeps the likes of a demo that it made out of somebody else's Space, or
    out of a template that is not counted here. Of those that are the same a delivered one is the original, then one that does not
    say that it was duplicated from another of them, then the oldest.

    >>> from hackathon.editions.rules import ArtefactKind
    >>> demo = LikedRepo(1, RepoType.SPACE, "org/demo", 9, content="a")
    >>> equal = LikedRepo(2, RepoType.SPACE, "org/demo-2", 1, content="a", duplicated_from="org/demo")
    >>> other = LikedRepo(3, RepoType.SPACE, "org/otra", 1, content="b", duplicated_from="org/Demo")
    >>> copies_of([demo, equal, other]), copies_of([demo, equal, other], [LikedProject(7, ((ArtefactKind.DEMO, 3),))])
    ({2: 1, 3: 1}, {2: 1})
    """
    spaces = {repo.key: repo for repo in repos if repo.repo_type == RepoType.SPACE}
    delivered = _deliverers(projects)
    origins = _origins(spaces)
    group = {key: key for key in spaces}
    for one, other in (*_alike(spaces), *_said(origins, delivered)):
        _join(group, one, other)
    members: dict[int, list[int]] = defaultdict(list)
    for key in spaces:
        members[_head(group, key)].append(key)
    found = {}
    for keys in members.values():
        original = min(keys, key=lambda key: _order(spaces[key], origins.get(key) in keys, bool(delivered[key])))
        found |= {key: original for key in keys if key != original}
    return found


def _deliverers(projects: Iterable[LikedProject]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for project in projects:
        for _, key in project.repos:
            found[key].add(project.key)
    return found


def _origins(spaces: Mapping[int, LikedRepo]) -> dict[int, int]:
    """What each says that it was duplicated from, where that is counted here. Two names on the Hub never differ in case only."""
    named = {repo.repo_id.casefold(): key for key, repo in spaces.items()}
    said = {key: named.get(repo.duplicated_from.casefold()) for key, repo in spaces.items() if repo.duplicated_from}
    return {key: origin for key, origin in said.items() if origin not in (None, key)}


def _alike(spaces: Mapping[int, LikedRepo]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for key, repo in spaces.items():
        if repo.content:
            yield first.setdefault(repo.content, key), key


def _said(origins: Mapping[int, int], delivered: Mapping[int, set[int]]) -> Iterator[tuple[int, int]]:
    for key, origin in origins.items():
        if delivered[key] <= delivered[origin]:
            yield origin, key


def _head(group: dict[int, int], key: int) -> int:
    while group[key] != key:
        key = group[key]
    return key


def _join(group: dict[int, int], one: int, other: int) -> None:
    group[_head(group, other)] = _head(group, one)


def _order(space: LikedRepo, says_so: bool, delivered: bool) -> tuple[bool, bool, bool, float, int]:
    """Smaller comes first; a Space of unknown age is no older than others."""
    created = space.created_at
    return (not delivered, says_so, created is None, created.timestamp() if created else 0.0, space.key)
