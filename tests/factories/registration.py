"""Registrations for tests, whatever the edition's windows say."""

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from hackathon.registration.models import Registration
from tests.factories.editions import NOW


def make_registration(edition: Edition, user: User, **fields: object) -> Registration:
    """``user``'s registration, complete: with consent to the rules as they are."""
    values = {
        "email": user.email,
        "name": user.display_name,
        "country": "MX",
        "languages": ["es_MX"],
        "timezone": "America/Mexico_City",
        "consented_at": NOW,
        "consented_rules": edition.rules_version,
        "registered_at": NOW,
    }
    return Registration.objects.create(edition=edition, user=user, **{**values, **fields})


def make_attendee(edition: Edition, email: str, **fields: object) -> Registration:
    """Somebody on an imported list whom nobody has claimed to be yet."""
    values = {"name": "Bruno Salas", "source": Registration.Source.IMPORT, "registered_at": NOW}
    return Registration.objects.create(edition=edition, user=None, email=email, **{**values, **fields})
