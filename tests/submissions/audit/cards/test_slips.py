"""Which slip broke a block of YAML."""

import pytest

from submissions.audit.cards.frontmatter import split_front_matter


@pytest.mark.parametrize(
    ("yaml", "kind", "line"),
    [
        ("language: es\n\tlicense: mit", "tab", 3),
        ("language:\n-es\n-ca\nlicense: mit", "dash", 3),
        ("pretty_name: Recetas: de la abuela", "colon", 2),
        ("tags:\n- x\n  license: mit", "indent", 4),
        ("tags:\n  - x\n - y", "indent", 4),
        ("pretty_name: 'Recetas", "quotes", 2),
        ("pretty_name: 'Recetas' de la abuela", "quotes", 2),
        ("tags: [a, b\nlicense: mit", "brackets", 3),
        ("pretty_name: @recetas", "symbol", 2),
        ("pretty_name: `recetas`", "symbol", 2),
        ("license: *mit", "symbol", 2),
        ("language: es\nlicense mit\ntags: x", "no_colon", 3),
        ("TODO: Add YAML tags here: copy them", "template", 2),
        ("{}\nlicense: mit", "rest", 3),
        ("license: mit\n...\nlanguage: es", "rest", 4),
        ("license: mit\nname: a\x07b", "control", 3),
    ],
)
def test_the_slip_and_its_line_are_told(yaml, kind, line):
    (problem,) = split_front_matter(f"---\n{yaml}\n---\nHola\n").problems
    assert (problem.code, problem.kind, problem.line) == ("invalid_yaml", kind, line)


def test_what_is_no_usual_slip_keeps_the_parsers_words():
    (problem,) = split_front_matter('---\nname: "a\\qb"\n---\nHola\n').problems
    assert (problem.code, problem.kind, "escape" in problem.detail) == ("invalid_yaml", "", True)
