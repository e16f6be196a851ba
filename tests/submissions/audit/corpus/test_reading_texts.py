"""Rows in CSV, TSV, JSON and JSON Lines, plain and packed."""

import gzip
import json
from dataclasses import replace

import pyarrow
import pytest

from submissions.audit.corpus.evidence import Limit, ReachedLimit
from submissions.audit.corpus.limits import Limits
from submissions.audit.problems import Problem
from tests.submissions.audit.corpus.looks import codes, look


def columns_and_rows(name: str, raw: bytes | str) -> tuple[tuple[str, ...], int]:
    (file,) = look({name: raw}).files
    return file.columns, file.rows_read


def zstd(raw: bytes) -> bytes:
    return pyarrow.Codec("zstd").compress(raw, asbytes=True)


@pytest.mark.parametrize(
    "text",
    [
        "pregunta,respuesta\na,b\n",
        "pregunta;respuesta\na;b,c\n",
        "pregunta\trespuesta\na\tb\n",
        '"pregunta","respuesta"\na,b',
        "\n\npregunta,respuesta\na,b\n",
        "pregunta,respuesta\ra,b\r",
        "pregunta,respuesta\r\na,b\r\n",
    ],
)
def test_the_separator_is_the_one_in_the_header(text):
    assert columns_and_rows("x.csv", text) == (("pregunta", "respuesta"), 1)


def test_a_tsv_is_cut_at_tabs():
    assert columns_and_rows("x.tsv", "a,b\tc\n1\t2\n") == (("a,b", "c"), 1)


def test_a_single_column_stays_one():
    seen = look({"x.csv": "Text\nhola\nadiós\n"})
    assert (seen.files[0].columns, seen.rows_read, seen.rows, codes(seen)) == (("Text",), 2, 2, [])


def test_quoted_line_ends_belong_to_their_cell():
    assert columns_and_rows("x.csv", 'a,b\n"1\n1",2\n') == (("a", "b"), 1)


def test_a_bom_is_no_part_of_the_first_column():
    assert columns_and_rows("x.csv", b"\xef\xbb\xbfpregunta,b\n1,2\n") == (("pregunta", "b"), 1)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_an_old_encoding_is_reported_and_read(encoding):
    seen = look({"x.csv": "país_origen\nEspaña\n".encode(encoding)})
    assert (seen.files[0].columns, codes(seen)) == (("país_origen",), ["not_utf8"])
    assert [one.value for one in seen.column("país_origen").values] == ["España"]


def test_a_file_of_two_encodings_says_in_which_line_the_second_begins():
    raw = "a,b\n" + "niño,1\n" * 50_000
    seen = look({"x.csv": raw.encode() + "caña,2\n".encode("latin-1") + b"fin,3\n"})
    assert seen.problems == (Problem("not_utf8", "x.csv", 50_002, "1"),)
    assert seen.rows_read == 50_002
    assert {one.value: one.count for one in seen.column("a").values} == {"niño": 50_000, "caña": 1, "fin": 1}


def test_accents_written_in_two_ways_are_the_same_column():
    assert columns_and_rows("x.csv", "pai\u0301s_origen,b\n1,2\n") == (("país_origen", "b"), 1)


def test_odd_headers_are_reported():
    assert codes(look({"x.csv": ",a,a\n0,1,2\n"})) == ["repeated_column", "unnamed_column"]


def test_a_csv_that_changes_its_columns_is_read_to_its_end_and_says_where():
    text = "a,b\n" + "1,2\n" * 100_000 + "1,2,3\n" * 7 + "4,5\n"
    seen = look({"x.csv": text})
    assert (seen.rows_read, seen.rows) == (100_008, 100_008)
    assert seen.problems == (Problem("ragged_rows", "x.csv", 100_002, "7"),)
    assert {one.value: one.count for one in seen.column("b").values} == {"2": 100_007, "5": 1}


def test_of_a_repeated_column_the_first_counts():
    seen = look({"x.csv": "a,a\n1,2\n"})
    assert (seen.column("a").rows, [one.value for one in seen.column("a").values]) == (1, ["1"])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.jsonl", '{"a": 1, "b": "x"}\n{"a": null, "b": "y"}\n'),
        ("x.ndjson", '\n{"a": 1, "b": "x"}\n\n{"b": "y"}'),
        ("x.json", '{"a": 1, "b": "x"}\n{"a": null, "b": "y"}\n'),
        ("x.json", '[{"a": 1, "b": "x"}, {"a": null, "b": "y"}]'),
        ("x.json", '{"data": [{"a": 1, "b": "x"}, {"a": NaN, "b": "y"}]}'),
        ("x.json", '{\n"data": [\n{"a": 1, "b": "x"}, {"b": "y"}]}'),
        ("x.json", '{"a": [1, null], "b": ["x", "y"]}'),
        ("x.json", '{"a": {"0": 1, "1": null}, "b": {"0": "x", "1": "y"}}'),
    ],
)
def test_rows_in_json_come_in_many_shapes(name, text):
    seen = look({name: text})
    assert seen.shared_columns == {"a", "b"}
    assert (seen.column("a").rows, seen.column("a").blanks, seen.rows) == (2, 1, 2)
    assert [(one.value, one.count, one.first.row) for one in seen.column("b").values] == [("x", 1, 1), ("y", 1, 2)]


@pytest.mark.parametrize("cut", ['[{"a": 1}, {"a": 2}, {"a"', '[{"a": 1}, {"a": 2}'])
def test_a_json_array_that_breaks_off_gives_its_whole_items(cut):
    assert look({"x.json": cut}).rows_read == 2


def test_one_bad_line_does_not_hide_the_others():
    lines = ['{"a": 1}'] * 3 + ["no"] + ['{"a": 2}'] * 2 + ["[1]"]
    seen = look({"x.jsonl": "\n".join(lines)})
    assert seen.rows_read == 5
    assert [(one.code, one.line) for one in seen.problems] == [("invalid_json", 4), ("rows_not_objects", None)]


def test_a_value_of_another_kind_far_down_is_read_as_text():
    lines = [json.dumps({"a": n, "b": "x" * 900}) for n in range(5_000)] + ['{"a": "uno"}', '{"a": [1]}']
    seen = look({"x.jsonl": "\n".join(lines)})
    assert (seen.rows_read, seen.problems) == (5_002, ())
    assert (seen.column("b").blanks, [one.row for one in seen.column("b").blank_rows]) == (2, [5_001, 5_002])


def test_objects_are_taken_apart_and_chats_give_their_first_turns():
    chat = [{"role": "user", "content": "¿Sí?"}, {"role": "assistant", "content": "No"}]
    rows = [{"id": {"n": 1}, "messages": chat}, {"id": {"n": 2}, "messages": []}]
    for name, text in (("x.jsonl", "\n".join(map(json.dumps, rows))), ("x.json", json.dumps(rows))):
        seen = look({name: text})
        assert seen.files[0].columns == ("id.n", "messages", "messages.user", "messages.assistant")
        assert (seen.column("messages").type, seen.column("messages.user").blanks) == ("list", 1)
        assert seen.repetitions[0].columns == ("messages.user",)


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b" \n \n", "empty"),
        ("x.csv", b"a,b\n", "no_rows"),
        ("x.jsonl", b"", "empty"),
        ("x.json", b"[]", "no_rows"),
        ("x.json", b"[1, 2]", "rows_not_objects"),
        ("x.json", b"{'a': 1}", "invalid_json"),
        ("x.json", b"[" * 100_000, "invalid_json"),
        ("x.json", b'{"a":' * 100_000, "invalid_json"),
        ("x.jsonl", b'{"a":' * 100_000, "invalid_json"),
        ("x.json", b"[" + b"9" * 10_000 + b"]", "invalid_json"),
        ("x.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "lfs_pointer"),
        ("x.csv.gz", b"hola", "packing_broken"),
        ("x.jsonl.zst", b"hola", "packing_broken"),
    ],
)
def test_what_cannot_be_read_says_why(name, raw, code):
    assert code in codes(look({name: raw}))


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstd)])
@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.jsonl", "x.json"])
def test_packed_files_are_read_like_plain_ones(name, suffix, pack):
    plain = {"x.csv": "a,b\n1,2\n", "x.tsv": "a\tb\n1\t2\n"}.get(name, '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n')
    seen, same = look({name + suffix: pack(plain.encode())}), look({name: plain})
    assert seen.files[0].format == name[2:] + suffix
    assert (seen.files[0].columns, seen.rows) == (same.files[0].columns, same.rows)
    assert seen.problems == ()


def test_a_packed_file_that_breaks_off_gives_its_beginning_and_says_so():
    whole = gzip.compress(b"a,b\n" + b"".join(b"%d,x\n" % n for n in range(200_000)))
    seen = look({"x.csv.gz": whole[: len(whole) // 2]})
    assert (codes(seen), seen.sampled, 1_000 < seen.rows_read < 200_000) == (["packing_broken"], True, True)


def test_a_cell_longer_than_any_text_is_cut_and_the_rest_read():
    limits = Limits(cell=100_000)
    seen = look({"x.csv": "a,b\n1," + "x" * 9_500_000 + "\n2,y\n"}, limits=limits)
    assert (seen.rows_read, seen.reached) == (2, (ReachedLimit(Limit.CELL, 100_000, None, "x.csv"),))
    assert seen.column("b").lengths.longest == 99_998
    seen = look({"x.jsonl": '{"a": "' + "x" * 9_500_000 + '"}\n{"a": "y"}\n'}, limits=limits)
    assert (seen.rows_read, seen.reached) == (2, (ReachedLimit(Limit.CELL, 100_000, None, "x.jsonl"),))


ROWS_AFTER = "c,d\n" * 2_000


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (f'a,b\nx,y\nx,"z\n{ROWS_AFTER}', 2),
        (f'a,b\nx,y\n"x,z\n{ROWS_AFTER}', 2),
        (f'a,b\n1\x00,2\nx,"z\n{ROWS_AFTER}', 2),
    ],
)
def test_a_quote_that_nobody_closes_is_told_with_the_line_where_it_begins(text, rows):
    seen = look({"x.csv": text})
    told = [(one.line, one.detail) for one in seen.problems if one.code == "unclosed_quote"]
    assert (seen.rows_read, told) == (rows, [(3, "1")])


def test_what_a_quote_swallows_is_bounded_and_the_rows_behind_it_are_read():
    lines, line = 52_000, f"{'c' * 97},d\n"
    text = 'a,b\nx,"z\n' + line * lines
    seen = look({"x.csv": text}, limits=Limits(cell=1_000_000))
    assert seen.reached == (ReachedLimit(Limit.CELL, 1_000_000, None, "x.csv"),)
    assert [(one.code, one.line, one.detail) for one in seen.problems] == [("unclosed_quote", 2, "1")]
    assert (seen.rows, lines - 2 <= seen.rows_read + 1_000_000 // len(line) <= lines + 2) == (None, True)


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("lines", [2, 19, 20, 500])
def test_a_last_cell_of_many_lines_is_no_open_quote(lines, end):
    seen = look({"x.csv": 'a,b\nx,y\nx,"' + "una línea\n" * lines + f'fin"{end}'})
    assert (seen.rows, seen.rows_read, seen.problems) == (2, 2, ())


def test_a_file_that_we_leave_in_the_middle_of_a_cell_is_not_said_to_have_an_open_quote():
    text = 'a,b\n1\x00,2\nx,"' + "una línea\n" * 20_000 + 'fin"\n'
    seen = look({"x.csv": text}, limits=Limits(unpacked=70_000))
    assert "unclosed_quote" not in codes(seen)


def test_ten_thousand_columns_are_told_and_the_first_read():
    names = [f"c{n}" for n in range(10_000)]
    for name, text in (
        ("x.csv", ",".join(names) + "\n" + ",".join(names) + "\n"),
        ("x.jsonl", json.dumps(dict.fromkeys(names, 1)) + "\n" + json.dumps(dict.fromkeys(names, 2)) + "\n"),
    ):
        seen = look({name: text})
        assert (len(seen.columns), codes(seen)) == (200, ["too_many_columns"])
        assert seen.reached == (ReachedLimit(Limit.COLUMNS, 200, 10_000, name),)


def test_nul_and_halves_of_characters_are_no_obstacle():
    seen = look({"x.csv": "a,b\n1\x00,2\n", "y.jsonl": '{"a": "\\ud83d", "b": "\\u0000"}\n'})
    assert (seen.rows_read, seen.problems) == (2, ())


def test_a_file_may_say_that_it_is_json_and_hold_a_single_row():
    assert columns_and_rows("x.json", '{"a": 1, "b": "x"}') == (("a", "b"), 1)


def test_one_row_too_many_is_not_read():
    seen = look({"x.csv": "a\n" + "1\n" * 30}, limits=replace(Limits(), rows=20))
    assert (seen.rows_read, seen.rows, seen.reached) == (20, None, (ReachedLimit(Limit.ROWS, 20, None, "x.csv"),))


@pytest.mark.parametrize("ends", ["", "\n"])
def test_json_may_be_one_line_that_is_longer_than_any_cell_may_be(ends):
    """As pandas writes it: an array of rows, or of columns."""
    rows = [{"pregunta": f"¿Qué es {number}?", "respuesta": "Es así"} for number in range(1_000)]
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    for content in (rows, columns):
        seen = look({"x.json": json.dumps(content, ensure_ascii=False) + ends}, limits=Limits(cell=10_000))
        assert (seen.rows, codes(seen)) == (1_000, [])


def test_json_of_one_line_in_two_encodings_is_read_as_well_as_can_be():
    row = '{"pregunta": "¿Qué?", "respuesta": "Esto"}'
    raw = b"[" + b", ".join([row.encode()] * 5_000 + [row.encode("latin-1")] * 5_000) + b"]"
    seen = look({"x.json": raw})
    assert (seen.rows, codes(seen)) == (10_000, ["not_utf8"])
