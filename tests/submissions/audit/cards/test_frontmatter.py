"""The YAML at the top of a card."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.audit.cards.frontmatter import read_yaml, split_front_matter


def codes(text: str) -> list[str]:
    return [problem.code for problem in split_front_matter(text).problems]


def test_a_plain_card_gives_its_yaml_and_its_body():
    front = split_front_matter("---\nlicense: mit\nlanguage:\n- es\n- ca\n---\n# Hola\n")
    assert (front.metadata, front.body, front.problems) == (
        {"license": "mit", "language": ["es", "ca"]},
        "# Hola\n",
        (),
    )


def test_blank_lines_before_the_block_are_no_problem():
    assert split_front_matter("\n\n---\nlicense: mit\n---\n").metadata == {"license": "mit"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# Hola\n", "no_front_matter", None),
        ("\n \n", "no_front_matter", None),
        ("license: mit\n---\n# Hola\n", "unopened_front_matter", 1),
        ("\nlanguage: es\nlicense:\n- mit\n\n# Hola\n", "unfenced_front_matter", 2),
        ("# Título\n---\nlicense: mit\n---\n", "front_matter_not_first", 2),
        ("---\nlicense: mit\n# Hola\n", "unclosed_front_matter", 1),
        ("---\n---\n# Hola\n", "empty_front_matter", 2),
        ("---\n{}\n---\n", "empty_front_matter", 2),
        ("---\n# solo un comentario\n---\n", "empty_front_matter", 2),
        ("---\n- uno\n---\n", "not_a_mapping", 2),
        ("---\nTODO\n---\n", "not_a_mapping", 2),
        ("---\na: 1\n\tb: 2\n---\n", "invalid_yaml", 3),
        ("---\na: [1\n---\n", "invalid_yaml", 2),
        ("---\na: *nada\n---\n", "invalid_yaml", 2),
        ("---\na: 1\n...\nb: 2\n---\n", "invalid_yaml", 4),
    ],
)
def test_a_block_that_cannot_be_used_says_why(text, code, line):
    front = split_front_matter(text)
    assert front.metadata is None
    assert [(problem.code, problem.line) for problem in front.problems] == [(code, line)]


def test_a_second_block_is_reported_and_the_first_counts():
    front = split_front_matter("---\nlicense: mit\n---\n\n---\nlanguage: es\n---\n# Hola\n")
    assert front.metadata == {"license": "mit"}
    assert [(problem.code, problem.line) for problem in front.problems] == [("two_front_matters", 5)]


def test_a_block_that_the_first_ones_end_opens_is_a_second_one():
    front = split_front_matter("---\nTODO\n---\nlicense: mit\n---\n# Hola\n")
    assert [(problem.code, problem.line) for problem in front.problems] == [
        ("not_a_mapping", 2),
        ("two_front_matters", 3),
    ]
    assert (front.body, front.body_line) == ("# Hola\n", 6)


def test_words_with_a_colon_at_the_beginning_are_no_yaml():
    front = split_front_matter("Nota: esto es un texto\ntags: no, gracias\n\nMás texto.\n")
    assert [problem.code for problem in front.problems] == ["unfenced_front_matter"]
    assert [problem.code for problem in split_front_matter("Nota: un texto\n").problems] == ["no_front_matter"]


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        ("---\nlicense: mit\n---\n# Hola", "# Hola", 4),
        ("---\nlicense: mit\ntags:\n- a\n\n# Hola", "# Hola", 6),
        ("license: mit\n---\n# Hola", "# Hola", 3),
        ("license: mit\n\n# Hola", "# Hola", 3),
        ("# Título\n---\nlicense: mit\n---\nHola", "# Título\n\n\n\nHola", 1),
        ("# Hola", "# Hola", 1),
    ],
)
def test_yaml_wherever_it_stands_is_no_text(text, body, line):
    front = split_front_matter(text)
    assert (front.body, front.body_line) == (body, line)


def test_the_lines_of_the_top_keys_are_known():
    front = split_front_matter(
        "---\n# nota\nlicense: mit\n'language':\n- es\nconfigs:\n- language: x\nlicense: gpl\n---\n"
    )
    assert front.key_lines == {"license": 3, "language": 4, "configs": 6}


def test_a_ruler_under_the_block_is_no_second_block():
    assert codes("---\nlicense: mit\n---\n\n---\n\ntexto\n") == []


def test_norwegian_stays_norwegian():
    front = split_front_matter("---\nlanguage:\n- no\ngated: true\nquoted: 'no'\n---\n")
    assert front.metadata == {"language": ["no"], "gated": True, "quoted": "no"}
    assert [(problem.code, problem.line, problem.detail) for problem in front.problems] == [("norway", 3, "no")]


def test_scalars_are_json_and_dates_stay_text():
    metadata, problems = read_yaml("a: 2024-03-29\nb: 12\nc: 1.5\nd: .nan\ne: ~\nf: 0x1F\ng: 1e400\nh: '7'\ni: 1:30")
    assert problems == ()
    assert metadata == {
        "a": "2024-03-29",
        "b": 12,
        "c": 1.5,
        "d": ".nan",
        "e": None,
        "f": "0x1F",
        "g": "1e400",
        "h": "7",
        "i": "1:30",
    }


def test_tags_construct_nothing():
    assert read_yaml("a: !!python/object/apply:os.system ['echo']\nb: !x y") == ({"a": ["echo"], "b": "y"}, ())


def test_keys_that_are_no_text_become_text():
    assert read_yaml("1: a\n[x, y]: b\n~: c")[0] == {"1": "a", "['x', 'y']": "b", "": "c"}


def test_a_key_given_twice_is_reported_and_the_last_wins():
    metadata, problems = read_yaml("license: mit\nlicense: gpl")
    assert metadata == {"license": "gpl"}
    assert [(problem.code, problem.line, problem.detail) for problem in problems] == [("duplicate_key", 2, "license")]


def test_aliases_are_followed():
    assert read_yaml("a: &x [1, 2]\nb: *x") == ({"a": [1, 2], "b": [1, 2]}, ())


def test_an_alias_bomb_is_refused_at_once():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    started = time.monotonic()
    metadata, problems = read_yaml("\n".join(lines))
    assert (metadata, [problem.code for problem in problems]) == (None, ["too_complex"])
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("text", ["[" * 10_000, "a: " * 5_000, "{a: " * 10_000, "x: " + "a" * 600_000, "- " * 10_000])
def test_depth_and_length_are_bounded(text):
    metadata, problems = read_yaml(text)
    assert metadata is None
    assert problems[0].code in {"too_complex", "invalid_yaml"}


@given(st.text())
def test_no_text_breaks_it(text):
    split_front_matter(text)
    split_front_matter(f"---\n{text}\n---\n")
