"""What lists say of a person, when that person asks for it or deletes it."""

import pytest

from hackathon.accounts import actions, showing
from hackathon.editions.models import Edition
from hackathon.imports.models import ImportRow
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.hackathon.imports.files import csv_file, imported

pytestmark = pytest.mark.django_db

MINE = "Ana Ruiz · A@Example.org"
OTHERS = (
    ("María", "Ríos", "maria@example.org"),  # ends like Ana's
    ("Berta", "Gil", "b.a@example.org"),
    ("Carla", "Paz", "x+a@example.org"),
    ("Dora", "Luz", "a@example.org.mx"),  # begins like it
    ("Eva", "Mar", "a@example.organic"),
)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def cancelled(*people: tuple[str, str, str]) -> bytes:
    """A list of tickets that were given back: of each row what was typed is kept."""
    rows = (("1", first, last, email, "MX", "Cancelled", "") for first, last, email in people)
    return csv_file(*rows)


def test_a_person_sees_rows_with_their_address_and_none_with_a_longer_one(edition: Edition) -> None:
    ana = make_person("Ana", email="a@example.org")
    imported(edition, cancelled(("Ana", "Ruiz", "A@Example.org"), *OTHERS))

    assert [row["typed"] for row in showing.as_file(ana, NOW)["imports"]["rows"]] == [MINE]


def test_deleting_ones_data_blanks_no_row_about_somebody_else(edition: Edition) -> None:
    ana = make_person("Ana", email="a@example.org")
    imported(edition, cancelled(("Ana", "Ruiz", "A@Example.org"), *OTHERS))

    actions.erase_person(user=ana, by=ana, at=NOW)

    left = list(ImportRow.objects.order_by("number").values_list("typed", flat=True))
    assert left == ["", *(f"{first} {last} · {email}" for first, last, email in OTHERS)]
