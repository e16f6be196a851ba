"""Where the headings of a card are, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from submissions.audit.cards.outline import BOLD_LEVEL, LABEL_LEVEL, MAX_LABELS, MAX_SECTIONS, outline_of


def headings(body: str) -> list[tuple[str, int]]:
    return [(one.text, one.level) for one in outline_of(body).headings]


def labels(body: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.text, one.rest) for one in outline_of(body).labels]


@pytest.mark.parametrize(
    ("written", "text", "level"),
    [
        ("## Sesgos", "Sesgos", 2),
        ("   ###   Sesgos   ###  ", "Sesgos", 3),
        ("##Sesgos", "Sesgos", 2),
        ("Sesgos\n======", "Sesgos", 1),
        ("Sesgos\n---", "Sesgos", 2),
        ("<h2>Sesgos</h2>", "Sesgos", 2),
        ('<h3 align="center"><b>Sesgos</b></h3>', "Sesgos", 3),
        ("<div><h2>Sesgos</h2></div>", "Sesgos", 2),
        ("<h2>\n  Sesgos\n</h2>", "Sesgos", 2),
        ("<summary>Sesgos</summary>", "Sesgos", BOLD_LEVEL),
        ("**Sesgos**", "Sesgos", BOLD_LEVEL),
        ("__Sesgos:__", "Sesgos", BOLD_LEVEL),
        ("***Sesgos***:", "Sesgos", BOLD_LEVEL),
        ("**¿Quiénes somos?**", "¿Quiénes somos?", BOLD_LEVEL),
        ("## [Sesgos](#sesgos)", "Sesgos", 2),
        ("## Sesgos &amp; riesgos", "Sesgos & riesgos", 2),
        ("## **Sesgos**", "Sesgos", 2),
    ],
)
def test_a_heading_may_be_written_in_many_ways(written, text, level):
    assert headings(f"Antes.\n\n{written}\n\nDespués.") == [(text, level)]


@pytest.mark.parametrize(
    "body",
    [
        "```python\n# comentario\n## otro\n```",
        "~~~\n## dentro\n~~~",
        "```\n## un bloque que nadie cierra",
        "    ## código sangrado",
        "#Somos600M",
        "####### siete",
        "<!-- ## Sesgos -->",
        "<!--\n## Sesgos\n**Sesgos**\n-->",
        "**Este corpus es el mejor del mundo.**",
        "**Una frase en negrita que es demasiado larga para que sea un título de verdad**",
        "Hablamos de\n**sesgos**\ntambién.",
        "- uno\n---",
        "> cita\n---",
        "| a | b |\n---",
        "Un párrafo\nde dos líneas\n---",
        "## \n",
    ],
)
def test_what_only_looks_like_a_heading_is_none(body):
    assert [text for text, _ in headings(body) if text] == []


def test_text_after_a_closed_block_of_code_counts_again():
    outline = outline_of("```\n## no\n```\n## Sí")
    assert ([one.text for one in outline.headings], outline.code) == (["Sí"], [True, True, True, False])


def test_a_block_ends_only_with_a_fence_as_long_as_its_own():
    assert headings("````\n```\n## no\n````\n## Sí") == [("Sí", 2)]


def test_a_comment_hides_what_is_in_it_and_nothing_else():
    outline = outline_of("a <!-- b --> c\n<!-- d\ne --> f <!-- g")
    assert outline.lines == ["a  c", "", " f "]


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("**Autoras:** Ana y Luz", "Autoras"),
        ("**Autoras**: Ana y Luz", "Autoras"),
        ("- **Curated by:** Ana y Luz", "Curated by"),
        ("2. __Curado por:__ Ana y Luz", "Curado por"),
        ("Equipo: Ana y Luz", "Equipo"),
    ],
)
def test_a_label_before_a_text_is_about_that_text(written, label):
    rest = ("Ana y Luz", "de Lima")
    assert labels(f"{written}\nde Lima\n\nOtra cosa.") == [(label, rest)]


def test_a_label_ends_where_the_next_thing_begins():
    body = "- **Uno:** a\n- **Dos:** b\n## Título\n**Tres:** c\n**Cuatro:** d"
    assert labels(body) == [("Uno", ("a",)), ("Dos", ("b",)), ("Tres", ("c",)), ("Cuatro", ("d",))]


def test_a_colon_alone_makes_no_label():
    assert labels("se hizo así: primero esto\n- `id`: un número\nhttps://a.org: b") == []


def test_headings_and_labels_are_bounded():
    outline = outline_of("## a\n" * 2 * MAX_SECTIONS)
    assert len(outline.headings) == MAX_SECTIONS
    assert len(outline_of("**ab:** c\n\n" * 2 * MAX_LABELS).labels) == MAX_LABELS
    assert {one.level for one in outline_of("**ab:** c").labels} == {LABEL_LEVEL}


plain_lines = st.lists(
    st.sampled_from(["## a", "### b b", "texto", "", "```", "a\n===", "c\n---", "- x", "# d #"]), max_size=12
)


@given(plain_lines)
def test_markdowns_own_headings_are_where_a_markdown_parser_sees_them(lines):
    body = "\n\n".join(lines)
    tokens = MarkdownIt("commonmark").parse(body)
    expected = [
        (tokens[i + 1].content, int(token.tag[1:]), token.map[0])
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0
    ]
    assert [(one.text, one.level, one.start) for one in outline_of(body).headings] == expected
