"""What teams are called, and what their people write."""

import pytest
from django.core.exceptions import ValidationError

from teams import validators


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Los Ñandúes", "los nandues"),
        ("  Los   Ñandúes ", "Los Ñandúes"),
        ("Ñandu\N{COMBINING ACUTE ACCENT}es", "Ñandúes"),
        ("Straße", "STRASSE"),
        ("ﬁnal", "final"),
        ("Lo\N{ZERO WIDTH JOINER}s", "Los"),
    ],
)
def test_names_that_look_alike_have_one_key(one: str, other: str) -> None:
    assert validators.name_key(one) == validators.name_key(other)


def test_different_names_have_different_keys() -> None:
    assert validators.name_key("Los Ñandúes 2") != validators.name_key("Los Ñandúes")


def test_a_name_keeps_its_case_and_accents_and_loses_extra_spaces() -> None:
    assert validators.clean_name("  Los \t Ñandúes\N{NO-BREAK SPACE}2 ") == "Los Ñandúes 2"


@pytest.mark.parametrize("name", ["🦙 Llamas 👩\N{ZERO WIDTH JOINER}💻", "日本語", "C++", "ñ"])
def test_a_name_in_any_script_is_taken(name: str) -> None:
    assert validators.clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "unreadable"),
        ("¡¡!!", "unreadable"),
        ("🦙🦙", "unreadable"),
        ("\N{COMBINING ACUTE ACCENT}", "unreadable"),
        ("Los\x00Ñandúes", "invisible"),
        ("Los \N{RIGHT-TO-LEFT OVERRIDE}seúdnañ", "invisible"),
        ("\N{HANGUL FILLER}", "invisible"),
        ("Los Ñandúes\N{HALFWIDTH HANGUL FILLER}", "invisible"),
        ("x" * 61, "too_long"),
        ("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 30, "too_long"),
    ],
)
def test_a_name_that_cannot_be_read_or_kept_is_refused(name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validators.clean_name(name)

    assert refusal.value.code == code


def test_a_text_may_be_in_persian_and_has_nothing_that_cannot_be_seen() -> None:
    persian = "می\N{ZERO WIDTH NON-JOINER}خواهم\nیاد بگیرم"
    assert validators.clean_idea(f"  {persian} \n") == persian
    with pytest.raises(ValidationError) as refusal:
        validators.clean_message("Hola\N{HANGUL FILLER}")
    assert refusal.value.code == "invisible"
