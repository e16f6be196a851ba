"""Whether a value is allowed, and what was meant."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.audit.columns.values import Match, is_allowed, judge, parts_of
from tests.factories.evidence import RULES

RULED = {column.name: column for column in RULES.dataset.columns}


@pytest.mark.parametrize(
    ("column", "value", "allowed"),
    [
        ("dominio", "literatura", True),
        ("dominio", "literatura_poesia", True),
        ("dominio", "literaturas", False),
        ("dominio", "Literatura", False),
        ("periodo", "cla\u0301sico", True),
        ("periodo", "clasico", False),
        ("periodo", "actual_hoy", False),
        ("idioma", "es_mx", True),
        ("idioma", "ca", True),
        ("idioma", "es", False),
        ("idioma", "es_MX", False),
        ("idioma", "español de México", False),
        ("idioma", "es_mx\n", False),
    ],
)
def test_which_values_are_allowed(column, value, allowed):
    assert is_allowed(RULED[column], value) is allowed


@pytest.mark.parametrize(
    ("column", "value", "match", "meant"),
    [
        ("idioma", "es-MX", Match.NORMALISED, "es_mx"),
        ("idioma", "es_MX, es_CL", Match.SEVERAL, None),
        ("periodo", "clasico", Match.NORMALISED, "clásico"),
        ("periodo", "siglo XX", Match.STRANGE, None),
        ("registro", "COLOQUIAL", Match.NORMALISED, "coloquial"),
        ("registro", "medios", Match.NEAR, "medio"),
        ("registro", "culto_alto", Match.NEAR, "culto"),
        ("registro", "['medio']", Match.NORMALISED, "medio"),
        ("registro", "formal", Match.STRANGE, None),
        ("tarea", "Clasificación", Match.NORMALISED, "clasificacion"),
        ("tarea", "similitud semántica", Match.NORMALISED, "similitud_semantica"),
        ("dominio", "Literatura: poesía", Match.NORMALISED, "literatura_poesia"),
        ("dominio", "legal/salud", Match.SEVERAL, None),
        ("dominio", "gastronomia", Match.STRANGE, None),
    ],
)
def test_what_was_probably_meant(column, value, match, meant):
    found = judge(RULED[column], value, languages=RULES.dataset.languages)
    assert (found.match, found.meant) == (match, meant)


def test_a_pattern_without_a_role_still_forgives_spelling():
    column = replace(RULED["idioma"], role=None, pattern="[a-z]+_[a-z]+")
    assert [judge(column, value).meant for value in ("A-B", " a b ", "a", "a_b")] == ["a_b", "a_b", None, None]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("a, b", ("a", "b")),
        ("a|b;c", ("a", "b", "c")),
        ('["a", "b"]', ("a", "b")),
        ("[a, b]", ("a", "b")),
        (" ['a, b', 'c'] ", ("a, b", "c")),
        ("a", ()),
        (",,", ()),
        ("[" * 500, ()),
    ],
)
def test_a_list_in_a_cell_is_taken_apart(value, parts):
    assert parts_of(value) == parts


@given(st.text(max_size=80), st.sampled_from(sorted(RULED)))
def test_no_value_breaks_it(value, column):
    found = judge(RULED[column], value, languages=RULES.dataset.languages)
    assert found.match in Match
