"""Languages, countries and choices by their names, in the reader's language."""

import pytest
from django.utils.translation import override

from hackathon.registration import wording
from hackathon.registration.places import country_codes, timezones
from tests.factories.editions import make_rules

ASKED = make_rules().registration


@pytest.mark.parametrize(
    ("code", "spanish", "english"),
    [
        ("es_MX", "español (México)", "Spanish (Mexico)"),
        ("es_GQ", "español (Guinea Ecuatorial)", "Spanish (Equatorial Guinea)"),
        ("qu", "quechua", "Quechua"),
        ("arn", "mapuche", "Mapuche"),
        ("xxq", "xxq", "xxq"),
    ],
)
def test_languages_and_varieties_have_names(code: str, spanish: str, english: str) -> None:
    with override("es"):
        assert wording.language_name(code) == spanish
    with override("en"):
        assert wording.language_name(code) == english


def test_every_language_that_the_shipped_rules_offer_has_a_name() -> None:
    with override("es"):
        assert [code for code in ASKED.languages if wording.language_name(code) == code] == []


def test_countries_are_in_the_order_of_the_readers_alphabet() -> None:
    with override("es"):
        names = [name for _code, name in wording.country_choices()]
        assert wording.country_name("DE") == "Alemania"
    with override("en"):
        assert wording.country_name("DE") == "Germany"

    assert names.index("Etiopía") < names.index("Fiyi") < names.index("Zambia")
    assert names[:3] == ["Afganistán", "Albania", "Alemania"]


def test_countries_are_countries_and_a_code_that_is_none_is_shown_as_it_is() -> None:
    assert {"MX", "GQ", "XK", "PS"} <= country_codes()
    assert {"EU", "ZZ", "UN", "XA"} & country_codes() == set()
    assert wording.country_name("ZZ9") == "ZZ9"


def test_choices_are_labelled_and_one_that_is_gone_keeps_its_key() -> None:
    with override("en"):
        assert wording.choice_label(ASKED.skills, "data") == "Creating and cleaning data"
    with override("es"):
        assert wording.choice_labels(ASKED.topics, ["health", "gone"]) == ["Salud", "gone"]


def test_zones_are_those_of_browsers_old_names_too() -> None:
    zones = timezones()

    assert {"America/Lima", "Asia/Calcutta", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC"} <= set(zones)
    assert [zone for zone in zones if zone.startswith(("Etc/", "US/", "posix"))] == []
