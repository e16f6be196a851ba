"""Conflicts of interest that can be seen in what is known of people. Pure: facts in, facts out; people decide.

What is found is a reason to ask, never an accusation: it stands until somebody lifts it and says why.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hackathon.editions.rules import ConflictKind

# RFC 2606: these names belong to nobody, so they say nothing about where people belong.
RESERVED = frozenset({"example", "invalid", "localhost", "test"})
RESERVED_DOMAINS = frozenset({"example.com", "example.net", "example.org"})


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What is known of somebody. ``username``: theirs on the Hub. Texts are compared without regard to case."""

    id: int
    emails: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    username: str = ""


@dataclass(frozen=True, slots=True)
class KnownProject:
    """A project and its team. ``authors``: Hub user names that committed to its repos or own them."""

    id: int
    members: tuple[KnownPerson, ...] = ()
    mentors: frozenset[int] = frozenset()
    authors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """A reason why a judge should not review a project, and the facts that it was seen in."""

    judge: int
    project: int
    kind: ConflictKind
    evidence: Mapping[str, object] = field(default_factory=dict)


def detect(
    judges: Iterable[KnownPerson],
    projects: Iterable[KnownProject],
    *,
    kinds: Collection[ConflictKind],
    free_domains: Collection[str] = (),
    shared_organisations: Collection[str] = (),
) -> Iterator[Found]:
    """Every conflict of the ``kinds`` asked for. Addresses at ``free_domains`` and ``shared_organisations`` (the event's own, where
    everybody is) say nothing.

    >>> judge = KnownPerson(1, emails=frozenset({"ana@uni.edu"}))
    >>> project = KnownProject(7, members=(KnownPerson(2, emails=frozenset({"luis@UNI.edu"})),))
    >>> [(found.kind.value, found.evidence) for found in detect([judge], [project], kinds=list(ConflictKind))]
    [('email_domain', {'domain': 'uni.edu'})]
    """
    free = {domain.casefold() for domain in free_domains}
    shared = _fold(shared_organisations)
    found_projects = tuple(projects)
    for judge in judges:
        for project in found_projects:
            for kind, evidence in _between(judge, project, free, shared):
                if kind in kinds:
                    yield Found(judge.id, project.id, kind, evidence)


def domains(emails: Iterable[str], free: Collection[str]) -> frozenset[str]:
    """Domains of addresses that say where somebody belongs.

    >>> sorted(domains(["ana@uni.edu", "ana@gmail.com", "ana@example.org", "ana"], {"gmail.com"}))
    ['uni.edu']
    """
    found = {email.rpartition("@")[2].casefold() for email in emails if "@" in email}
    return frozenset(domain for domain in found if domain not in free and not _is_reserved(domain))


def _between(
    judge: KnownPerson, project: KnownProject, free: set[str], shared: frozenset[str]
) -> Iterator[tuple[ConflictKind, Mapping[str, object]]]:
    if any(member.id == judge.id for member in project.members):
        yield ConflictKind.TEAM, {}
        return  # nothing else would add to it
    if judge.id in project.mentors:
        yield ConflictKind.MENTOR, {}
    for name in sorted(_common_organisations(judge, project) - shared)[:1]:
        yield ConflictKind.ORGANISATION, {"organisation": name}
    if judge.username and judge.username.casefold() in _fold(project.authors):
        yield ConflictKind.COAUTHOR, {"username": judge.username}
    own = domains(judge.emails, free)
    theirs = domains((email for member in project.members for email in member.emails), free)
    for domain in sorted(own & theirs)[:1]:
        yield ConflictKind.EMAIL_DOMAIN, {"domain": domain}


def _common_organisations(judge: KnownPerson, project: KnownProject) -> frozenset[str]:
    theirs = _fold(name for member in project.members for name in member.organisations)
    return _fold(judge.organisations) & theirs


def _fold(names: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(name.casefold().split()) for name in names if name.strip())


def _is_reserved(domain: str) -> bool:
    return domain in RESERVED_DOMAINS or domain.rpartition(".")[2] in RESERVED
