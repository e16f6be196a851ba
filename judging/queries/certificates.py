"""Questions about certificates. The number of database queries never depends on how many there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.editions.rules import Audience
from hackathon.registration.models import Registration
from judging.certificates.deserving import Deserved, Facts, Kind, deserved
from judging.models import Certificate, CertificateBatch, CertificateFile, Mentoring
from judging.queries import awarded
from judging.queries.counting import counted_reviews
from submissions.models import Submission
from teams.models import Membership

KINDS: tuple[str, ...] = tuple(Kind)


@dataclass(frozen=True, slots=True)
class KindCount:
    """How it stands with one kind: how many deserve it, have it, have it as files in all languages, and could not get it."""

    kind: str
    deserving: int
    issued: int
    drawn: int
    failed: int

    @property
    def to_do(self) -> bool:
        """Whether making them now would do anything."""
        return self.deserving > self.issued or self.issued > self.drawn


@dataclass(frozen=True, slots=True)
class Known:
    """What certificates tell of people and projects: names by person, and (title, team) by project."""

    names: Mapping[int, str]
    projects: Mapping[int, tuple[str, str]]
    reviews: Mapping[int, int]
    teams: Mapping[int, Sequence[str]]


def results_are_out(edition: Edition, *, at: datetime) -> bool:
    """True once everybody may see the results that stand."""
    return awarded.is_out(edition, at=at)


def facts_of(edition: Edition, *, at: datetime) -> Facts:
    """What the edition's people did, as far as it is public at ``at``. Who deleted their data has done nothing. Eleven queries."""
    registered = Registration.objects.filter(edition=edition, consented_at__isnull=False, user__erased_at=None)
    members = _members(edition)
    seated = Membership.objects.filter(edition=edition, user__erased_at=None).values_list("user", flat=True)
    awards = _public_awards(edition, at)
    place = {prize.key for prize in edition.parsed_rules.prizes if prize.audience == Audience.PLACE}
    jury = counted_reviews(edition).filter(judge__erased_at=None)
    mentors = Mentoring.objects.filter(team__edition=edition, user__erased_at=None)
    return Facts(
        participants=tuple(dict.fromkeys([*registered.values_list("user", flat=True), *seated])),
        members=members,
        winners=[award for award in awards if award[0] in place],
        mentions=[award for award in awards if award[0] not in place],
        jury=tuple(jury.order_by("judge").values_list("judge", flat=True).distinct()),
        mentors=tuple(mentors.order_by("user").values_list("user", flat=True).distinct()),
    )


def deserved_in(edition: Edition, *, kinds: Sequence[str] = KINDS, at: datetime) -> tuple[Deserved, ...]:
    """The certificates that the edition's people deserve at ``at``."""
    return deserved(facts_of(edition, at=at), kinds=frozenset(kinds))


def known(edition: Edition) -> Known:
    """What certificates say of the edition's people and projects. Names are those given for the certificate, where they were."""
    given = dict(Registration.objects.filter(edition=edition, user__isnull=False).values_list("user", "name"))
    people = User.objects.filter(
        Q(memberships__edition=edition) | Q(assignments__edition=edition) | Q(mentorings__team__edition=edition)
    ).distinct()
    projects = Submission.objects.filter(edition=edition, current__isnull=False)
    reviews = Counter(counted_reviews(edition).values_list("judge", flat=True))
    teams: dict[int, list[str]] = defaultdict(list)
    for user, team in (
        Mentoring.objects.filter(team__edition=edition).order_by("team__name_key").values_list("user", "team__name")
    ):
        teams[user].append(team)
    return Known(
        names={**{user.pk: user.display_name for user in people}, **{pk: name for pk, name in given.items() if name}},
        projects={pk: (title, team) for pk, title, team in projects.values_list("pk", "current__title", "team__name")},
        reviews=reviews,
        teams=teams,
    )


def live(edition: Edition) -> QuerySet[Certificate]:
    """Those that hold: not revoked."""
    return Certificate.objects.filter(edition=edition, revoked_at=None)


def undrawn(edition: Edition, *, kinds: Sequence[str], languages: int) -> QuerySet[Certificate]:
    """Those that hold and lack a file in some language, with ``files_made``."""
    counted = live(edition).filter(kind__in=kinds).annotate(files_made=Count("files"))
    return counted.filter(files_made__lt=languages).order_by("pk")


def counts(edition: Edition, *, languages: int, at: datetime) -> list[KindCount]:
    """How it stands with each kind."""
    wanted = Counter(each.kind.value for each in deserved_in(edition, at=at))
    rows = live(edition).annotate(files_made=Count("files")).values_list("kind", "files_made", "problem")
    issued, drawn, failed = Counter(), Counter(), Counter()
    for kind, files_made, problem in rows.order_by():
        issued[kind] += 1
        drawn[kind] += files_made >= languages
        failed[kind] += files_made < languages and problem != ""
    return [KindCount(kind, wanted[kind], issued[kind], drawn[kind], failed[kind]) for kind in KINDS]


def certificates(edition: Edition) -> QuerySet[Certificate]:
    """All of an edition's, with what a list of them shows."""
    return (
        Certificate.objects.filter(edition=edition)
        .select_related("edition", "user", "submission__current", "revoked_by")
        .annotate(files_made=Count("files"))
        .order_by("-issued_at", "-pk")
    )


def own_certificates(user: User) -> QuerySet[Certificate]:
    """A person's own, the newest first; revoked ones too, which say so."""
    return user.certificates.select_related("edition").order_by("-issued_at", "-pk")


def by_code(code: str) -> Certificate | None:
    """The certificate of that code, valid or not."""
    return Certificate.objects.select_related("edition").filter(code=code).first()


def batches(edition: Edition) -> QuerySet[CertificateBatch]:
    """An edition's batches, the newest first."""
    return CertificateBatch.objects.filter(edition=edition).select_related("by")


def specific_facts(each: Deserved, known: Known) -> dict[str, Any]:
    """What one certificate tells beyond its edition."""
    told: dict[str, Any] = {}
    if each.project is not None and each.project in known.projects:
        told["project"], told["team"] = known.projects[each.project]
    if each.kind == Kind.JURY:
        told["reviews"] = known.reviews.get(each.person, 0)
    if each.kind == Kind.MENTOR:
        told["teams"] = list(known.teams.get(each.person, ()))
    return told


def files_of(edition: Edition, *, language: str) -> QuerySet[CertificateFile]:
    """The files in one language of the certificates that hold."""
    files = CertificateFile.objects.filter(
        certificate__edition=edition, certificate__revoked_at=None, language=language
    )
    return files.select_related("certificate").order_by("certificate")


def _members(edition: Edition) -> Mapping[int, Sequence[int]]:
    rows = Membership.objects.filter(
        edition=edition,
        team__submission__current__isnull=False,
        team__submission__withdrawn_at=None,
        user__erased_at=None,
    ).exclude(team__submission__in=awarded.disqualified(edition))
    found: dict[int, list[int]] = defaultdict(list)
    for project, user in rows.order_by("team__submission", "seat").values_list("team__submission", "user"):
        found[project].append(user)
    return found


def _public_awards(edition: Edition, at: datetime) -> list[tuple[str, int]]:
    return awarded.awards_that_hold(edition) if results_are_out(edition, at=at) else []
