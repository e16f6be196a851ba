"""Who is what in an edition."""

import pytest
from django.contrib.auth.models import AnonymousUser

from hackathon.accounts import roles
from hackathon.accounts.models import Role
from hackathon.editions.models import Edition, TrailEntry
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def test_a_role_counts_in_its_edition_only(edition: Edition) -> None:
    olga, other = make_organiser(edition), make_edition("otra")

    assert (roles.is_organiser(olga, edition), roles.is_organiser(olga, other)) == (True, False)
    assert roles.is_judge(olga, edition) is False


def test_nobody_is_nothing(edition: Edition) -> None:
    assert roles.has_role(AnonymousUser(), edition, Role.Kind.PARTICIPANT) is False
    assert list(roles.editions_with_role(AnonymousUser(), Role.Kind.ORGANISER)) == []


def test_a_superuser_runs_every_edition_and_judges_none(edition: Edition) -> None:
    root = make_person("Raquel", is_superuser=True)

    assert (roles.is_organiser(root, edition), roles.is_judge(root, edition)) == (True, False)
    assert list(roles.editions_with_role(root, Role.Kind.ORGANISER)) == [edition]
    assert list(roles.editions_with_role(root, Role.Kind.JUDGE)) == []
    assert roles.kinds_of(root) == {Role.Kind.ORGANISER}


def test_the_kinds_of_a_person_are_those_of_all_their_editions(edition: Edition) -> None:
    julia = make_judge(edition)
    roles.grant(user=julia, edition=make_edition(slug="otra"), kind=Role.Kind.PARTICIPANT, by=None, at=NOW)

    assert roles.kinds_of(julia) == {Role.Kind.JUDGE, Role.Kind.PARTICIPANT}
    assert roles.kinds_of(AnonymousUser()) == frozenset()


def test_a_role_is_granted_once_with_one_line_in_the_trail(edition: Edition) -> None:
    olga, julia = make_organiser(edition), make_person("Julia")
    before = TrailEntry.objects.count()

    first, again = (roles.grant(user=julia, edition=edition, kind=Role.Kind.JUDGE, by=olga, at=NOW) for _ in range(2))

    assert (first, first.granted_by, first.granted_at) == (again, olga, NOW)
    entries = TrailEntry.objects.all()[: TrailEntry.objects.count() - before]
    assert [(entry.verb, entry.by, entry.detail) for entry in entries] == [
        ("role.granted", olga, {"kind": "judge", "person": julia.pk})
    ]


def test_a_role_that_is_taken_away_is_gone_and_the_trail_says_why(edition: Edition) -> None:
    olga, julia = make_organiser(edition), make_person("Julia")
    role = roles.grant(user=julia, edition=edition, kind=Role.Kind.JUDGE, by=olga, at=NOW)

    roles.revoke(role=role, by=olga, at=NOW, reason="Se ha retirado")

    entry = TrailEntry.objects.first()
    assert roles.is_judge(julia, edition) is False
    assert (entry.verb, entry.by, entry.reason) == ("role.revoked", olga, "Se ha retirado")
