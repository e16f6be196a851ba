"""What a card's page does not show."""

import pytest

from submissions.audit.cards.hidden import without_hidden
from submissions.audit.cards.reading import parse_card

PADDING = "Relleno que nadie ve en la página de la tarjeta."


@pytest.mark.parametrize(
    "opening",
    [
        '<div style="display:none">',
        '<div style="color: red; DISPLAY : none !important;">',
        "<div style='visibility:hidden'>",
        '<div\n  style="display:none">',
        "<div hidden>",
        '<div class="x" hidden="">',
        '<div style="font-size:0px">',
        '<div style="height:0;overflow:hidden">',
        '<div style="opacity:0.0">',
        '<div style="color:#FFF">',
        '<div style="color:white;background:#ffffff">',
        '<div style="color: rgba(255, 255, 255, 1)">',
    ],
)
def test_what_is_hidden_is_left_out_and_lines_stay_where_they_are(opening):
    body = f"Antes.\n{opening}\n{PADDING}\n<div>Más.</div>\n</div>\nDespués."
    shown = without_hidden(body)
    assert (shown.split(), shown.count("\n")) == (["Antes.", "Después."], body.count("\n"))


@pytest.mark.parametrize(
    "body",
    [
        '<div class="hidden">Se ve.</div>',
        '<div aria-hidden="true">Se ve.</div>',
        '<div title="a hidden thing">Se ve.</div>',
        '<div style="color:#333;font-size:0.9em;height:100px">Se ve.</div>',
        '<div style="background:#111"><span style="color:white">Se ve.</span></div>',
        '<font color="red">Se ve.</font>',
        "```html\n<div hidden>\n```\nSe ve.",
        "Con `<div hidden>` se esconde algo.",
        "<!-- <div hidden> --> Se ve.",
        "<details><summary>Más</summary>Se ve.</details>",
    ],
)
def test_what_only_looks_like_hidden_stays(body):
    assert without_hidden(body) == body


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<div hidden>No.\n\nTampoco.", "\n\n"),
        ("<p hidden>No.\n\nEsto sí.", "\n\nEsto sí."),
        ("Uno <img hidden src=x> dos", "Uno  dos"),
        ("<style>p {color: red}</style>Uno", "Uno"),
        ('<font color="white">No.</font> Sí.', " Sí."),
        ("<div hidden>" * 3, ""),
    ],
)
def test_what_nobody_closes_hides_the_rest_or_its_paragraph(body, shown):
    assert without_hidden(body) == shown


def test_a_section_under_which_all_is_hidden_says_nothing():
    text = f'# Hola\n\n## Sesgos\n<div style="display:none">\n\n{PADDING}\n\n## Equipo\n\n</div>\n\nLo que se ve.\n'
    seen = parse_card("README.md", text.encode())
    assert [(one.key, one.words) for one in seen.sections] == [("hola", 0), ("sesgos", 4)]
    hidden = parse_card("README.md", text.replace("\nLo que se ve.\n", "").encode())
    assert [(one.key, one.words, one.filled) for one in hidden.sections][1] == ("sesgos", 0, False)


def test_no_mess_makes_it_slow():
    for mess in (
        "<div hidden>",
        "<div hidden",
        "<p hidden>\n",
        "```\n<div hidden>",
        "<!--",
        "`<div hidden>",
        "<a " * 3 + "style=",
    ):
        without_hidden(mess * (400_000 // len(mess)))
