"""Who a filter means: exactly those, on both databases, and never everybody by mistake."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from hackathon.outreach.audience import Audience, BadFilter, describe, matching
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def people(edition):
    """Alicia leads a team of two that has delivered, Bruno is in it, Carla leads a full team, Diana and Elena have none."""
    alicia, bruno, carla, diana = (make_person(name) for name in ("Alicia", "Bruno", "Carla", "Diana"))
    make_submission(make_team(edition, alicia, bruno))
    others = [make_person(f"Otra{number}") for number in range(edition.parsed_rules.team.max_size - 1)]
    make_team(edition, carla, *others)
    make_registration(edition, alicia, languages=["es_MX", "qu"], country="MX")
    make_registration(edition, bruno, languages=["es"], country="PE", experience="none")
    make_registration(edition, carla, languages=[], country="ES", organisation="yes", discord="carlita")
    make_registration(edition, diana, languages=["en"], country="PE", on_board=True, organisation="no")
    make_attendee(edition, "elena@example.org", name="Elena")


def names(edition, **filters):
    found = matching(edition, Audience(**filters))
    return [each.user.name if each.user else each.name for each in found]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Alicia", "Bruno", "Carla", "Diana", "Elena"]),
        ({"country": "PE"}, ["Bruno", "Diana"]),
        ({"language": "es"}, ["Bruno"]),
        ({"language": "es_MX"}, ["Alicia"]),
        ({"language": "ES_mx"}, []),
        ({"language": "qu"}, ["Alicia"]),
        ({"experience": "none"}, ["Bruno"]),
        ({"in_team": True}, ["Alicia", "Bruno", "Carla"]),
        ({"in_team": False}, ["Diana", "Elena"]),
        ({"captain": True}, ["Alicia", "Carla"]),
        ({"captain": False}, ["Bruno", "Diana", "Elena"]),
        ({"open_seats": True}, ["Alicia", "Bruno"]),
        ({"open_seats": False}, ["Carla"]),
        ({"submitted": True}, ["Alicia", "Bruno"]),
        ({"submitted": False}, ["Carla", "Diana", "Elena"]),
        ({"on_board": True}, ["Diana"]),
        ({"organisation": "yes"}, ["Carla"]),
        ({"organisation": "no"}, ["Diana"]),
        ({"organisation": "unknown"}, ["Alicia", "Bruno", "Elena"]),
        ({"claimed": False}, ["Elena"]),
        ({"complete": True}, ["Alicia", "Bruno", "Carla", "Diana"]),
        ({"complete": False}, ["Elena"]),
        ({"source": "import"}, ["Elena"]),
        ({"search": "carlita"}, ["Carla"]),
        ({"search": "elena@EXAMPLE"}, ["Elena"]),
        ({"country": "PE", "in_team": False}, ["Diana"]),
    ],
    ids=str,
)
@pytest.mark.usefixtures("people")
def test_a_filter_means_exactly_these(edition, filters, expected):
    assert names(edition, **filters) == expected


@pytest.mark.usefixtures("people")
def test_another_editions_people_are_not_meant_and_its_teams_do_not_count(edition):
    other = make_edition("otra")
    diana = make_person("Diana")
    make_team(other, diana)
    make_registration(edition, diana)
    make_registration(other, make_person("Zoe"))

    assert names(edition, in_team=False) == ["Diana", "Elena", "Diana"]
    assert names(other) == ["Zoe"]


def test_who_deleted_their_data_is_not_meant(edition):
    make_registration(edition, make_person("Alicia", erased_at=NOW))
    assert names(edition) == []


@pytest.mark.usefixtures("people")
def test_all_filters_at_once_are_one_query(edition, django_assert_num_queries):
    everything = Audience(
        country="MX", language="es_MX", in_team=True, captain=True, open_seats=True, submitted=True, search="alicia"
    )
    with django_assert_num_queries(1):
        assert len(matching(edition, everything)) == 1


@pytest.mark.parametrize(
    "raw",
    [
        {"pais": "MX"},
        {"country": None},
        {"country": ""},
        {"country": 'M"X'},
        {"language": 'es","en'},
        {"in_team": "no"},
        {"in_team": 0},
        {"organisation": "maybe"},
        {"source": "eventbrite"},
        {"search": "  "},
        {"search": "a\x00"},
        {"search": "a" * 101},
        {"country": ["MX"]},
        ["country"],
        None,
    ],
    ids=str,
)
def test_a_filter_that_is_not_understood_is_refused(raw):
    with pytest.raises(BadFilter):
        Audience.from_dict(raw)


@pytest.mark.parametrize(
    "query", ["pais=MX", "in_team=true", "country=MX&country=PE", "q=x&page=2", "in_team=no&in_team="]
)
def test_an_address_with_a_filter_that_is_not_understood_is_refused(query):
    with pytest.raises(BadFilter):
        Audience.from_query(QueryDict(query), also=("page",))


def test_a_filter_survives_its_address_and_its_json():
    audience = Audience(country="MX", in_team=False, search="ñandú & co", captain=True)
    assert Audience.from_query(QueryDict(audience.to_query())) == audience
    assert Audience.from_dict(audience.to_dict()) == audience
    assert Audience.from_query(QueryDict("country=&in_team=&search=+&page=3"), also=("page",)) == Audience()


def test_a_filter_is_said_in_the_readers_language(edition):
    audience = Audience(country="MX", language="es_MX", in_team=False, organisation="no", search="Ana")
    assert describe(audience, edition) == (
        "Personas de México, que hablan español (México), sin equipo, que no están en la organización del Hub, "
        "que coinciden con «Ana»"
    )
    assert describe(Audience(), edition) == "Todas las personas inscritas"
    with override("en"):
        assert describe(Audience(country="ES"), edition).endswith(("España", "Spain"))
