"""A bounded look into data files."""

import io
import json

import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackathon.hub.errors import HubRateLimited
from submissions.audit import tablefiles
from submissions.audit.evidence import Problem, TableEvidence, ValueCount
from submissions.audit.tablefiles import sample_bytes, sample_parquet
from submissions.audit.tables import MAX_ROWS, Sample, merge


def look(name: str, text: str | bytes, **more: bool) -> Sample:
    return sample_bytes(name, text.encode() if isinstance(text, str) else text, **more)


def codes(sample: Sample) -> list[str]:
    return [problem.code for problem in sample.problems]


def table(**columns: list) -> io.BytesIO:
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "text",
    [
        "pregunta,respuesta\na,b\n",
        "pregunta;respuesta\na;b,c\n",
        "pregunta\trespuesta\na\tb\n",
        '"pregunta","respuesta"\na,b',
    ],
)
def test_the_separator_is_the_one_in_the_header(text):
    assert (look("x.csv", text).columns, look("x.csv", text).rows_read) == (("pregunta", "respuesta"), 1)


def test_a_tsv_is_cut_at_tabs():
    assert look("x.tsv", "a,b\tc\n1\t2\n").columns == ("a,b", "c")


def test_a_single_column_stays_one():
    sample = look("x.csv", "Text\nhola\nadiós\n")
    assert (sample.columns, sample.rows_read, sample.rows, codes(sample)) == (("Text",), 2, 2, [])


def test_quoted_line_ends_belong_to_their_cell():
    assert look("x.csv", 'a,b\n"1\n1",2\n').rows_read == 1


def test_a_bom_is_no_part_of_the_first_column():
    assert look("x.csv", b"\xef\xbb\xbfpregunta,b\n1,2\n").columns == ("pregunta", "b")


def test_an_old_encoding_is_reported_and_read():
    sample = look("x.csv", "país_origen\nEspaña\n".encode("latin-1"))
    assert (sample.columns, codes(sample)) == (("país_origen",), ["not_utf8"])


def test_accents_written_in_two_ways_are_the_same_column():
    assert look("x.csv", "pai\u0301s_origen,b\n1,2\n").columns == ("país_origen", "b")


def test_a_cut_file_loses_its_last_row_only():
    sample = look("x.csv", "a,b\n1,2\n3,", truncated=True)
    assert (sample.rows_read, sample.rows, codes(sample)) == (1, None, [])


def test_odd_headers_and_rows_are_reported():
    assert codes(look("x.csv", ",a,a\n0,1,2\n1,2\n")) == ["repeated_column", "unnamed_column", "ragged_rows"]


def test_a_repeated_column_counts_each_row_once():
    assert merge([("x", "d", look("x.csv", "a,a\n1,2\n"))], data_files=1).field("a").rows == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.jsonl", '{"a": 1, "b": "x"}\n{"a": null, "b": "y"}\n'),
        ("x.json", '{"a": 1, "b": "x"}\n{"a": null, "b": "y"}\n'),
        ("x.json", '[{"a": 1, "b": "x"}, {"a": null, "b": "y"}]'),
        ("x.json", '{"data": [{"a": 1, "b": "x"}, {"a": NaN, "b": "y"}]}'),
        ("x.json", '{\n"data": [\n{"a": 1, "b": "x"}, {"b": "y"}]}'),
        ("x.json", '{"a": [1, null], "b": ["x", "y"]}'),
        ("x.json", '{"a": {"0": 1, "1": null}, "b": {"0": "x", "1": "y"}}'),
    ],
)
def test_rows_in_json_come_in_many_shapes(name, text):
    found = merge([(name, "default", look(name, text))], data_files=1)
    assert found.columns == {"a", "b"}
    assert (found.field("a").rows, found.field("a").blanks) == (2, 1)
    assert found.field("b").values == (ValueCount("x", 1), ValueCount("y", 1))


def test_a_json_array_that_was_cut_gives_its_whole_items():
    sample = look("x.json", '[{"a": 1}, {"a": 2}, {"a"', truncated=True)
    assert (sample.rows_read, codes(sample)) == (2, [])


def test_one_bad_line_does_not_hide_the_others():
    sample = look("x.jsonl", '{"a": 1}\nno\n{"a": 2}\n')
    assert sample.rows_read == 2
    assert sample.problems[0].line == 2


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b" \n \n", "empty"),
        ("x.csv", b"a,b\n", "no_rows"),
        ("x.json", b"[1, 2]", "rows_not_objects"),
        ("x.json", b"{'a': 1}", "invalid_json"),
        ("x.json", b"[" * 100_000, "invalid_json"),
        ("x.json", b'{"a":' * 100_000, "invalid_json"),
        ("x.json", b"[" + b"9" * 10_000 + b"]", "invalid_json"),
    ],
)
def test_what_cannot_be_read_says_why(name, raw, code):
    assert code in codes(look(name, raw))


def test_rows_are_bounded():
    assert look("x.csv", "a\n" + "1\n" * (MAX_ROWS + 10)).rows_read == MAX_ROWS


def test_values_are_counted_and_shortened():
    column = merge([("x", "d", look("x.csv", "a\n" + "largo " * 50 + "\nb\nb\n \n"))], data_files=1).field("a")
    assert column.values[0] == ValueCount("b", 2)
    assert len(column.values[1].value) == 80
    assert (column.rows, column.blanks) == (4, 1)


def test_parquet_gives_columns_rows_and_values():
    sample = sample_parquet("x.parquet", table(a=["x", None, "x"], b=[[1], [2], None]))
    found = merge([("x.parquet", "d", sample)], data_files=1)
    assert (sample.columns, sample.rows, sample.problems) == (("a", "b"), 3, ())
    assert (found.field("a").values, found.field("a").blanks) == ((ValueCount("x", 2),), 1)
    assert found.field("b").blanks == 1


def test_a_parquet_file_without_rows_has_columns():
    assert sample_parquet("x.parquet", table(a=[])).columns == ("a",)


def test_a_column_too_big_to_unpack_is_named_and_left(monkeypatch):
    monkeypatch.setattr(tablefiles, "MAX_CHUNK_BYTES", 2_000)
    sample = sample_parquet("x.parquet", table(a=["x"] * 9, b=[str(n) * 500 for n in range(9)]))
    assert (sample.columns, sample.rows_read) == (("a", "b"), 9)
    assert sample.problems == (Problem("column_not_read", "x.parquet", detail="b"),)
    assert (sample.tallies["a"].rows, sample.tallies["b"].rows) == (9, 0)


@pytest.mark.parametrize("raw", [b"", b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", b"hola" * 1_000])
def test_what_is_no_parquet_says_so(raw):
    assert codes(sample_parquet("x.parquet", io.BytesIO(raw))) == ["invalid_parquet"]


def test_a_silent_hub_is_not_a_broken_file():
    class Silent(io.BytesIO):
        def read(self, *args):
            raise HubRateLimited(retry_after=9)

    with pytest.raises(HubRateLimited):
        sample_parquet("x.parquet", Silent(table(a=["x"]).getvalue()))


def test_columns_are_those_that_all_files_share():
    found = merge(
        [("a.csv", "a", look("a.csv", "x,y\n1,2\n")), ("b.csv", "b", look("b.csv", "y,z\n3,\n"))], data_files=2
    )
    assert found.columns == {"y"}
    assert [column.name for column in found.fields] == ["x", "y", "z"]
    assert found.field("y").values == (ValueCount("2", 1), ValueCount("3", 1))


def test_without_a_readable_file_there_are_no_columns():
    assert TableEvidence().columns is None
    assert merge([("a.csv", "a", look("a.csv", ""))], data_files=1).columns is None


@given(st.binary(max_size=500), st.sampled_from(["x.csv", "x.tsv", "x.json", "x.jsonl"]), st.booleans())
def test_no_bytes_break_it(raw, name, truncated):
    merge([(name, "default", sample_bytes(name, raw, truncated=truncated))], data_files=1)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_breaks_it(value):
    merge([("x.json", "default", sample_bytes("x.json", json.dumps(value).encode()))], data_files=1)


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=400))
def test_no_damaged_parquet_breaks_it(damage, position):
    whole = table(a=["x", None], b=[1, 2]).getvalue()
    damaged = whole[:position] + damage + whole[position + len(damage) :]
    sample_parquet("x.parquet", io.BytesIO(damaged))


def bomb(*, store_schema: bool) -> io.BytesIO:
    """Less than a kilobyte: one text of three megabytes that five thousand rows repeat, 15 GB when each gets its own."""
    once = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * MAX_ROWS, pyarrow.int32()), ["x" * 3_000_000])
    file = io.BytesIO()
    pyarrow.parquet.write_table(
        pyarrow.table({"a": once}), file, compression="zstd", row_group_size=MAX_ROWS, store_schema=store_schema
    )
    file.seek(0)
    return file


@pytest.mark.parametrize("store_schema", [True, False])
def test_a_text_that_thousands_of_rows_repeat_is_unpacked_once(store_schema):
    before = pyarrow.default_memory_pool().max_memory()
    sample = sample_parquet("x.parquet", bomb(store_schema=store_schema))
    assert (sample.rows_read, len(sample.tallies["a"].values)) == (MAX_ROWS, 1)
    assert pyarrow.default_memory_pool().max_memory() - before < 50_000_000


def test_a_column_of_millions_of_nothings_in_one_row_is_not_read():
    nothings = pyarrow.ListArray.from_arrays(pyarrow.array([0, 6_000_000], pyarrow.int32()), pyarrow.nulls(6_000_000))
    sample = sample_parquet("x.parquet", table(a=nothings))
    assert sample.problems == (Problem("column_not_read", "x.parquet", detail="a"),)


@pytest.mark.parametrize("kind", [pyarrow.large_string(), pyarrow.binary(), pyarrow.list_(pyarrow.string())])
def test_texts_of_every_kind_are_read(kind):
    cells = [["x"], None] if pyarrow.types.is_list(kind) else [b"x", None]
    sample = sample_parquet("x.parquet", table(a=pyarrow.array(cells, kind)))
    assert (sample.tallies["a"].rows, sample.tallies["a"].blanks) == (2, 1)
