"""Who is what in an edition. The one place that answers it."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from hackathon.accounts.models import Role, User
from hackathon.editions import trail
from hackathon.editions.models import Edition


def has_role(user: User | AnonymousUser, edition: Edition, kind: str) -> bool:
    """True when ``user`` is that in ``edition``. A superuser is an organiser everywhere, and nothing else by itself."""
    if not user.is_authenticated:
        return False
    if kind == Role.Kind.ORGANISER and user.is_superuser:
        return True
    return Role.objects.filter(user=user, edition=edition, kind=kind).exists()


def is_organiser(user: User | AnonymousUser, edition: Edition) -> bool:
    """True when ``user`` runs ``edition``."""
    return has_role(user, edition, Role.Kind.ORGANISER)


def is_judge(user: User | AnonymousUser, edition: Edition) -> bool:
    """True when ``user`` is on the jury of ``edition``."""
    return has_role(user, edition, Role.Kind.JUDGE)


def kinds_of(user: User | AnonymousUser) -> frozenset[str]:
    """What ``user`` is in at least one edition; a superuser is an organiser even before there is any."""
    if not user.is_authenticated:
        return frozenset()
    always = {Role.Kind.ORGANISER.value} if user.is_superuser else set()
    return always | frozenset(Role.objects.filter(user=user).values_list("kind", flat=True))


def editions_with_role(user: User | AnonymousUser, kind: str) -> QuerySet[Edition]:
    """The editions in which ``user`` is that."""
    if not user.is_authenticated:
        return Edition.objects.none()
    if kind == Role.Kind.ORGANISER and user.is_superuser:
        return Edition.objects.all()
    return Edition.objects.filter(roles__user=user, roles__kind=kind)


def grant(*, user: User, edition: Edition, kind: str, by: User | None, at: datetime) -> Role:
    """Make ``user`` a participant, judge or organiser of ``edition``; once, however often it is asked."""
    with transaction.atomic():
        role, created = Role.objects.get_or_create(
            user=user, edition=edition, kind=kind, defaults={"granted_at": at, "granted_by": by}
        )
        if created:
            trail.record(edition=edition, by=by, at=at, verb="role.granted", target=role, kind=kind, person=user.pk)
    return role


def revoke(*, role: Role, by: User | None, at: datetime, reason: str = "") -> None:
    """Take a role away, with its line in the audit trail."""
    with transaction.atomic():
        trail.record(
            edition=role.edition,
            by=by,
            at=at,
            verb="role.revoked",
            target=role,
            reason=reason,
            kind=role.kind,
            person=role.user_id,
        )
        role.delete()
