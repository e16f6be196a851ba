"""Wanting no more mail, or wanting it again."""

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from hackathon.accounts.models import User
from hackathon.mail import queries
from hackathon.mail.models import OptOut


def opt_out(*, email: str, at: datetime) -> None:
    """From now on that address gets only what is essential; also nothing of what waits in the outbox."""
    OptOut.objects.get_or_create(email=email.lower(), defaults={"at": at})


@transaction.atomic
def opt_in(*, email: str, user: User | None = None) -> None:
    """That address gets all mail again; with it the other addresses of the person, which are asked about together."""
    addresses = {email.lower()} | (queries.addresses_of(user) if user else set())
    OptOut.objects.annotate(lower=Lower("email")).filter(lower__in=addresses).delete()
