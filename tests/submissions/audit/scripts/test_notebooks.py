"""Notebooks of any shape, and what lies open in their cells."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.exposed.searching import search, search_rows, without_secrets
from submissions.audit.scripts.notebooks import PieceKind, pieces_of_notebook
from submissions.audit.scripts.reading import read_script

HUB = "hf" + "_" + "aB3xK9qLm2Zw8Rt5Yp7Vc1Nd4Hs6Gf0JkT"
MAIL = "maria.lopez" + "@" + "universidad.edu.mx"


def notebook(*cells: dict) -> str:
    return json.dumps({"cells": list(cells), "nbformat": 4})


def code(source: object, *outputs: object) -> dict:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def told(text: str) -> list[tuple[str, str, int | None]]:
    return [(piece.kind, piece.text, piece.cell) for piece in pieces_of_notebook(text)[0]]


def test_cells_and_their_outputs_are_told_apart_and_counted_from_one():
    text = notebook(
        {"cell_type": "markdown", "source": ["# Hola\n", "Limpiamos."]},
        code(
            "x = 1",
            {"output_type": "stream", "text": ["uno\n", "dos"]},
            {"data": {"text/plain": "3", "image/png": "AA"}},
        ),
    )
    assert told(text) == [
        (PieceKind.PROSE, "# Hola\nLimpiamos.", 1),
        (PieceKind.CODE, "x = 1", 2),
        (PieceKind.OUTPUT, "uno\ndos\n3", 2),
    ]


def test_the_old_format_with_worksheets_is_read_too():
    assert told(json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": "y = 2"}]}]})) == [
        (PieceKind.CODE, "y = 2", 1)
    ]


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000, '{"worksheets": 1}', '"a"', "NaN"])
def test_what_is_no_notebook_is_one_piece_and_said_to_be_broken(text):
    pieces, problems = pieces_of_notebook(text)
    assert (len(pieces), [problem.code for problem in problems]) == (1, ["invalid_notebook"])


def test_a_notebook_without_cells_is_empty_and_not_broken():
    assert pieces_of_notebook(notebook()) == ((), ())


@pytest.mark.parametrize(
    "cell", [None, 3, {}, {"source": 5}, {"source": [1, None]}, {"outputs": {}}, {"outputs": [None, 3]}]
)
def test_strange_cells_are_passed_over(cell):
    assert told(json.dumps({"cells": [cell, code("x")]}))[-1] == (
        PieceKind.CODE,
        "x",
        2 if isinstance(cell, dict) else 1,
    )


def test_a_secret_is_found_in_code_in_prose_and_in_what_was_printed():
    text = notebook(
        code(["import os\n", f'os.environ["HF_TOKEN"] = "{HUB}"']),
        {"cell_type": "markdown", "source": "Entra con usuario demo y clave demo123"},
        code("df.head()", {"output_type": "stream", "text": f"a\nb {MAIL}"}),
    )
    found = search("crear.ipynb", read_script("crear.ipynb", text.encode())[1])
    assert [(one.rule, one.path, one.cell, one.line) for one in found] == [
        ("hub_token", "crear.ipynb", 1, 2),
        ("password", "crear.ipynb", 2, 1),
        ("email", "crear.ipynb", 3, 2),
    ]


def test_texts_of_a_notebook_are_read_as_prose_and_its_code_as_code():
    text = notebook({"cell_type": "markdown", "source": "Contraseña: somos2024"}, code("# contraseña: somos2024"))
    found = search("crear.ipynb", read_script("crear.ipynb", text.encode())[1])
    assert [(one.rule, one.cell) for one in found] == [("password", 1)]


def test_a_notebook_that_is_cut_is_searched_all_the_same():
    text = notebook(code(f'login(token="{HUB}")'), code("x" * 50))[:-60]
    script, pieces = read_script("crear.ipynb", text.encode(), cut=True)
    assert [problem.code for problem in script.problems] == ["too_large", "invalid_notebook"]
    assert [one.rule for one in search("crear.ipynb", pieces)] == ["hub_token"]


def test_ten_megabytes_of_output_are_read_in_part():
    text = notebook(code("x = 1", {"output_type": "stream", "text": "línea\n" * 1_700_000}))
    script, pieces = read_script("crear.ipynb", text.encode())
    assert (script.lines, len(pieces[1].text)) == (1, 300_000)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "source", "outputs", "data", "text", "worksheets", "cell_type", "traceback", "text/plain"]
                ),
                x,
                max_size=4,
            )
        ),
        max_leaves=20,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_the_json_it_answers(thing):
    pieces_of_notebook(json.dumps(thing))


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_card_is_kept_without_its_secrets_and_otherwise_byte_for_byte(bom):
    raw = bom + f"---\r\nlicense: mit\r\ntoken: {HUB}\r\n---\r\n".encode() + b"# Espa\xf1a\r\n"
    kept = without_secrets(raw, "README.md")
    assert kept == raw.replace(HUB.encode(), f"hf_…{HUB[-2:]}".encode())


def test_a_card_in_utf_16_loses_its_secrets_too():
    kept = without_secrets(f"# Hola\n{HUB}\n".encode("utf-16"), "README.md")
    assert HUB not in kept.decode("utf-16")


def test_a_card_without_secrets_is_left_alone():
    raw = "# Hola\r\nadiós".encode("cp1252")
    assert without_secrets(raw, "README.md") is raw


def test_in_data_the_row_is_told():
    rows = ((7, "nada"), (8, f"uno\ndos {MAIL}"), (9, HUB))
    assert [(one.rule, one.path, one.row, one.line) for one in search_rows("d.csv", rows)] == [
        ("email", "d.csv", 8, None),
        ("hub_token", "d.csv", 9, None),
    ]


def test_of_a_whole_corpus_of_addresses_fifty_are_told():
    asked = []
    rows = ((asked.append(number) or number, MAIL) for number in range(1, 1000))
    assert (len(search_rows("d.csv", rows)), len(asked)) == (50, 50)
