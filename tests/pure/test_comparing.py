"""What differs between two texts or lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.comparing import MOST_TOKENS, compare_lists, compare_texts


def marked(old: str, new: str) -> str:
    signs = {"same": "", "removed": "-", "added": "+"}
    return "".join(f"{signs[part.op]}[{part.text}]" for part in compare_texts(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("igual", "igual", "[igual]"),
        ("", "", ""),
        ("", "nuevo", "+[nuevo]"),
        ("palabras sencillas.", "palabras muy sencillas.", "[palabras]+[ muy][ sencillas.]"),
        ("mañana", "manana", "-[mañana]+[manana]"),
        ("a\nb", "a\nc", "[a\n]-[b]+[c]"),
    ],
)
def test_words_are_compared_whole(old, new, expected):
    assert marked(old, new) == expected


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_texts_can_be_read_from_the_comparison(old, new):
    parts = compare_texts(old, new)
    assert "".join(part.text for part in parts if part.op != "added") == old
    assert "".join(part.text for part in parts if part.op != "removed") == new


def test_a_very_long_text_is_compared_by_lines():
    old = "palabra " * MOST_TOKENS + "\nfin"
    assert [part.op for part in compare_texts(old, old + "al")] == ["same", "removed", "added"]


def test_lists_lose_and_gain_things():
    assert compare_lists(["a", "b", "c"], ["c", "a", "d"]) == (("b",), ("d",))
