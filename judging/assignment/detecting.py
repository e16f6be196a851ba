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
    free = frozenset(domain.casefold() for domain in free_domains)
    shared = _fold(shared_organisations)
    traces = [(project, _traces(project, free, shared)) for project in projects]
    for judge in judges:
        own = _own_traces(judge, free, shared)
        for project, theirs in traces:
            for kind, evidence in _between(judge, own, project, theirs):
                if kind in kinds:
                    yield Found(judge.id, project.id, kind, evidence)


@dataclass(frozen=True, slots=True)
class _Traces:
    """Where people can be met: folded once, since every judge is held against every project."""

    organisations: frozenset[str]
    authors: frozenset[str]
    domains: frozenset[str]
    members: frozenset[int] = frozenset()


def domains(emails: Iterable[str], free: Collection[str]) -> frozenset[str]:
    """Domains of addresses that say where somebody belongs.

    >>> sorted(domains(["ana@uni.edu", "ana@gmail.com", "ana@example.org", "ana"], {"gmail.com"}))
    ['uni.edu']
    """
    found = {email.rpartition("@")[2].casefold() for email in emails if "@" in email}
    return frozenset(domain for domain in found if domain not in free and not _is_reserved(domain))


def _traces(project: KnownProject, free: frozenset[str], shared: frozenset[str]) -> _Traces:
    members = project.members
    return _Traces(
        organisations=_fold(name for member in members for name in member.organisations) - shared,
        authors=_fold(project.authors),
        domains=domains((email for member in members for email in member.emails), free),
        members=frozenset(member.id for member in members),
    )


def _own_traces(judge: KnownPerson, free: frozenset[str], shared: frozenset[str]) -> _Traces:
    return _Traces(_fold(judge.organisations) - shared, _fold([judge.username]), domains(judge.emails, free))


def _between(
    judge: KnownPerson, own: _Traces, project: KnownProject, theirs: _Traces
) -> Iterator[tuple[ConflictKind, Mapping[str, object]]]:
    if judge.id in theirs.members:
        yield ConflictKind.TEAM, {}
        return  # nothing else would add to it
    if judge.id in project.mentors:
        yield ConflictKind.MENTOR, {}
    if organisations := own.organisations & theirs.organisations:
        yield ConflictKind.ORGANISATION, {"organisation": min(organisations)}
    if own.authors & theirs.authors:
        yield ConflictKind.COAUTHOR, {"username": judge.username}
    if met := own.domains & theirs.domains:
        yield ConflictKind.EMAIL_DOMAIN, {"domain": min(met)}


def _fold(names: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(name.casefold().split()) for name in names if name.strip())


def _is_reserved(domain: str) -> bool:
    return domain in RESERVED_DOMAINS or domain.rpartition(".")[2] in RESERVED
