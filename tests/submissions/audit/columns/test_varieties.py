"""Languages and their varieties as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.audit.columns import varieties
from submissions.audit.columns.varieties import Variety
from tests.factories.evidence import RULES

LIKELY = RULES.dataset.languages


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("es_MX", "es", "MX"),
        ("es-MX", "es", "MX"),
        ("es_mx", "es", "MX"),
        ("ES-mx", "es", "MX"),
        ("ES MX", "es", "MX"),
        ("esmx", "es", "MX"),
        ("spa_MX", "es", "MX"),
        ("español de México", "es", "MX"),
        ("Español (Chile)", "es", "CL"),
        ("Mexican Spanish", "es", "MX"),
        ("español rioplatense", "es", "AR"),
        ("mexicano", "es", "MX"),
        ("mx", "es", "MX"),
        ("cl", "es", "CL"),
        ("ar", "es", "AR"),
        ("ARG", "es", "AR"),
        ("Perú", "es", "PE"),
        ("ES (Galicia)", "es", "ES"),
        ("cuba", "es", "CU"),
        ("es", "es", ""),
        ("spa", "es", ""),
        ("castellano", "es", ""),
        ("es-419", "es", ""),
        ("español neutro", "es", ""),
        ("ca", "ca", ""),
        ("cat", "ca", ""),
        ("valenciano", "ca", ""),
        ("euskera", "eu", ""),
        ("quechua", "qu", ""),
        ("gn", "gn", ""),
        ("nah", "nah", ""),
        ("mapudungun", "arn", ""),
        ("en", "en", ""),
        ("portugués de Brasil", "pt", "BR"),
    ],
)
def test_a_variety_is_read_however_it_is_written(text, language, country):
    found = varieties.read(text, LIKELY)
    assert (found.language, found.country) == (language, country)


@pytest.mark.parametrize(
    "text", ["", "Python", "AR/UY", "español/catalán", "español y catalán", "es_XX", "neutro", "casa", "1"]
)
def test_what_names_no_variety_or_two_is_none(text):
    assert varieties.read(text, LIKELY) is None


def test_what_an_edition_expects_decides_what_a_short_code_is():
    assert varieties.read("ar", ("es",)) == Variety("es", "AR", guessed=True)
    assert varieties.read("ar", ("ar", "es")) == Variety("ar")
    assert varieties.read("co", ("es",)) == Variety("es", "CO", guessed=True)
    assert varieties.read("pt", ("pt", "es")) == Variety("pt")
    assert varieties.read("Brasil", ("es", "pt")) == Variety("pt", "BR", guessed=True)
    assert varieties.read("Brasil", ("es",)) is None
    assert [varieties.read("ptbr", likely) for likely in (("es",), ("es", "pt"))] == [None, Variety("pt", "BR")]


@pytest.mark.parametrize(
    ("pattern", "mexican", "spanish", "catalan"),
    [
        ("es_[a-z]{2}|(?!es$)[a-z]{2,3}", "es_mx", None, "ca"),
        ("es_[A-Z]{2}|(?!es$)[a-z]{2,3}", "es_MX", None, "ca"),
        ("[a-z]{2}-[A-Z]{2}", "es-MX", None, "ca-ES"),
        ("[a-z]{2}", "es", "es", "ca"),
        ("\\d+", None, None, None),
    ],
)
def test_the_edition_says_in_which_form_it_is_written(pattern, mexican, spanish, catalan):
    asked = (Variety("es", "MX"), Variety("es"), Variety("ca", "ES"))
    assert [varieties.written(one, pattern) for one in asked] == [mexican, spanish, catalan]


def test_a_language_that_nobody_speaks_in_a_country_is_told():
    pairs = [("es", "MX"), ("es", "US"), ("es", "LA"), ("ca", "ES"), ("ca", "MX"), ("nah", "MX"), ("es", "")]
    assert [varieties.is_spoken(Variety(*pair)) for pair in pairs] == [True, True, False, True, False, True, True]


@given(st.text(max_size=60))
def test_no_text_breaks_it(text):
    found = varieties.read(text, LIKELY)
    assert found is None or found.language != ""
