"""What is asked about mail."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from hackathon.accounts.models import User
from hackathon.mail.models import Message, OptOut


def due(at: datetime) -> QuerySet[Message]:
    """What may be sent now, first what is essential, then what was written to one person, then mailings; oldest first."""
    alone = Case(When(batch="", then=Value(0)), default=Value(1), output_field=IntegerField())
    waiting = Message.objects.filter(state=Message.State.QUEUED, not_before__lte=at)
    return waiting.order_by("-essential", alone, "not_before", "pk")


def addresses_of(user: User) -> frozenset[str]:
    """Every confirmed address of a person, in lower case, and the one that they are known by here."""
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return frozenset(email.lower() for email in (user.email, *confirmed))


def is_opted_out(*, email: str, user: User | None = None) -> bool:
    """True when that address, or another of the same person's, wants nothing but what is essential."""
    addresses = {email.lower()} | (addresses_of(user) if user else set())
    return OptOut.objects.annotate(lower=Lower("email")).filter(lower__in=addresses).exists()


def opted_out() -> frozenset[str]:
    """Every address that wants nothing but what is essential, and all other confirmed ones of whoever it belongs to."""
    refused = {email.lower() for email in OptOut.objects.values_list("email", flat=True)}
    if not refused:
        return frozenset()
    owners = EmailAddress.objects.annotate(lower=Lower("email")).filter(lower__in=refused, verified=True)
    theirs = Q(pk__in=owners.values("user")) | Q(email__in=refused)
    people = User.objects.filter(theirs)
    others = EmailAddress.objects.filter(user__in=people, verified=True).values_list("email", flat=True)
    names = {email.lower() for email in (*others, *people.values_list("email", flat=True))}
    return frozenset(refused | names)


def in_batch(batch: str) -> QuerySet[Message]:
    """The messages of one mailing, by address."""
    return Message.objects.filter(batch=batch).order_by("email", "pk")
