"""Drawings as files: SVG that needs nothing else, and PNG."""

import struct
from xml.etree import ElementTree

import pytest

from submissions import drawings
from submissions.evaluation.charts import COLOURS, BarRow, Dot, DotRow, bars, dots
from submissions.evaluation.charts.png import png

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn() -> str:
    drawing = bars([BarRow("org/ñandú & <b>7B</b>", 0.5, "0,500 ± 0,100", 0.1)], write="{:g}".format)
    return drawings.svg(drawing, title="Batería «año»", text="Un modelo.", source="Somos <600M>")


def test_a_drawing_as_a_file_brings_all_that_it_needs(drawn):
    root = ElementTree.fromstring(drawn)
    assert (root.get("width"), root.get("height")) == ("960", "154")
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts[:4] == ["Batería «año»", "Somos <600M>", "0", "0.1"]
    assert "org/ñandú & <b>7B</b>" in texts
    assert all(
        part.get("fill") or part.get("stroke")
        for part in root.iter()
        if part.tag[len(SVG) :] in ("rect", "line", "path", "text")
    )
    assert not [part for part in root.iter() if part.tag[len(SVG) :] in ("style", "image", "script")]


def test_a_drawing_says_in_words_what_it_shows(drawn):
    root = ElementTree.fromstring(drawn)
    named = {part.get("id"): part.text for part in root.iter() if part.get("id")}
    assert named == {"drawing-title": "Batería «año»", "drawing-desc": "Un modelo."}
    assert root.get("aria-labelledby").split() == list(named)


def test_numbers_of_a_drawing_are_written_as_images_want_them(drawn, settings):
    from django.utils import translation

    with translation.override("en"):
        assert drawn == drawings.svg(
            bars([BarRow("org/ñandú & <b>7B</b>", 0.5, "0,500 ± 0,100", 0.1)], write="{:g}".format),
            title="Batería «año»", text="Un modelo.", source="Somos <600M>",
        )  # fmt: skip


def test_the_png_has_two_dots_for_each_pixel(drawn):
    picture = png(drawn)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", picture[16:24]) == (1920, 308)


def test_every_part_of_a_drawing_has_a_colour_of_its_own():
    row = DotRow("arc_es", tuple(Dot(0.1 * place, 0.01) for place in range(5)))
    drawing = dots(list("abcde"), [row], write="{:g}".format)
    kinds = {part.kind for part in (*drawing.grid, *drawing.marks, *drawing.strokes, *drawing.labels)}
    assert kinds - set(COLOURS) == set()
    assert len({COLOURS[mark.kind] for mark in drawing.marks}) == 5
