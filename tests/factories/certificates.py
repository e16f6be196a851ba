"""Certificates for tests, whatever the edition's windows say."""

from hackathon.accounts.models import User
from hackathon.editions.models import Edition
from judging.certificates import codes, wording
from judging.models import Certificate, FrozenResults
from submissions.models import Submission
from tests.factories.editions import NOW
from tests.factories.people import make_organiser


def make_certificate(edition: Edition, user: User | None, kind: str = "participant", **fields: object) -> Certificate:
    """A certificate of ``user``'s that has not been drawn."""
    values = {
        "name": user.display_name if user else "Alicia",
        "code": codes.new_code(),
        "facts": wording.edition_facts(edition),
        "issued_at": NOW,
    }
    return Certificate.objects.create(edition=edition, user=user, kind=kind, **{**values, **fields})


def publish_results(edition: Edition, *projects: Submission, **fields: object) -> FrozenResults:
    """Results that are out at ``NOW``, with these projects in this order."""
    values = {"number": 1, "payload": {}, "digest": "", "frozen_at": NOW, "published_at": NOW}
    results = FrozenResults.objects.create(
        edition=edition, **{"frozen_by": make_organiser(edition, "Olivia"), **values, **fields}
    )
    for rank, project in enumerate(dict.fromkeys(projects), start=1):
        results.projects.create(submission=project, rank=rank, detail={})
    return results
