"""Countries as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.registration.places import country_codes
from submissions.audit.columns import countries
from submissions.audit.columns.countries import Form, Place


@pytest.mark.parametrize(
    ("text", "codes", "form"),
    [
        ("MX", ("MX",), Form.ALPHA2),
        ("cl", ("CL",), Form.ALPHA2),
        ("MEX", ("MX",), Form.ALPHA3),
        ("España", ("ES",), Form.NAME),
        ("espana", ("ES",), Form.NAME),
        ("Spain", ("ES",), Form.NAME),
        ("Perú", ("PE",), Form.NAME),
        ("EEUU", ("US",), Form.NAME),
        ("EE. UU.", ("US",), Form.NAME),
        ("Estados Unidos", ("US",), Form.NAME),
        ("República Dominicana", ("DO",), Form.NAME),
        ("Guinea Ecuatorial", ("GQ",), Form.NAME),
        ("Guinea", ("GN",), Form.NAME),
        ("Trinidad y Tobago", ("TT",), Form.NAME),
        ("México D.F.", ("MX",), Form.OTHER),
        ("ES (Galicia)", ("ES",), Form.OTHER),
        ("ES-CT", ("ES",), Form.OTHER),
        ("es_MX", ("MX",), Form.OTHER),
        ("Lima, Perú", ("PE",), Form.OTHER),
        ("colombiana", ("CO",), Form.OTHER),
        ("AR/UY", ("AR", "UY"), Form.OTHER),
        ("España y México", ("ES", "MX"), Form.OTHER),
        ("ESP, MEX", ("ES", "MX"), Form.OTHER),
        ("", (), Form.OTHER),
        ("Narnia", (), Form.OTHER),
        ("EU", (), Form.OTHER),
    ],
)
def test_a_country_is_read_however_it_is_written(text, codes, form):
    place = countries.read(text)
    assert (place.countries, place.form) == (codes, form)


def test_a_region_is_kept_beside_its_country():
    assert [countries.read(text).region for text in ("ES (Galicia)", "Lima, Perú", "ES-CT", "México D.F.", "MX")] == [
        "Galicia",
        "Lima",
        "CT",
        "d f",
        "",
    ]


def test_a_part_of_the_world_is_no_country_and_no_mistake():
    assert countries.read("Latinoamérica") == Place(wider=True)
    assert countries.read("mundial") == Place(wider=True)


def test_countries_have_names_in_the_readers_language():
    assert [countries.name("ES", language) for language in ("es", "en")] == ["España", "Spain"]
    assert countries.name("Narnia") == "Narnia"


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    assert set(countries.read(text).countries) <= country_codes()
