"""Rows in Parquet: columns, row groups, stretches, and what a file may say of itself that is not so."""

import io

import pyarrow
import pyarrow.parquet
import pytest

from hackathon.hub.errors import HubRateLimited
from submissions.audit.corpus.evidence import Limit, ReachedLimit
from submissions.audit.corpus.limits import Limits
from submissions.audit.corpus.profiling import profile
from submissions.audit.corpus.reading import parquet as reading
from submissions.audit.corpus.reading import source
from submissions.audit.problems import Problem
from tests.factories.evidence import RULES
from tests.submissions.audit.corpus.looks import Shelf, codes, look, parquet


def test_columns_rows_and_values():
    seen = look({"x.parquet": parquet(a=["x", None, "x"], b=[[1], [2], None], c=[1.5, float("nan"), 2.0])})
    assert (seen.files[0].columns, seen.rows, seen.rows_read, seen.problems) == (("a", "b", "c"), 3, 3, ())
    assert [(one.value, one.count, one.first.row) for one in seen.column("a").values] == [("x", 2, 1)]
    assert [(one.type, one.blanks, [where.row for where in one.blank_rows]) for one in seen.columns] == [
        ("text", 1, [2]),
        ("list", 1, [3]),
        ("number", 1, [2]),
    ]


def test_rows_are_counted_through_all_row_groups():
    whole = parquet(group=1_000, a=["es"] * 4_999 + ["ca"], b=[str(n) for n in range(5_000)])
    seen = look({"x.parquet": whole})
    assert [(one.value, one.count, one.first.row) for one in seen.column("a").values] == [
        ("es", 4_999, 1),
        ("ca", 1, 5_000),
    ]
    assert (seen.column("b").more_values, seen.column("b").values) == (True, ())


def test_a_small_file_is_one_request():
    shelf = Shelf({"x.parquet": parquet(a=[str(n) for n in range(50_000)])})
    profile(shelf.chosen(), opener=shelf.open, rules=RULES)
    assert shelf.requests == [("x.parquet", len(shelf.files["x.parquet"]))]


def test_of_a_large_file_the_end_is_fetched_and_then_what_is_read_of_it(monkeypatch):
    monkeypatch.setattr(source, "SMALL_BYTES", 100_000)
    whole = parquet(
        compression="none", a=[str(n) for n in range(500)], sound=[bytes([n % 256]) * 20_000 for n in range(500)]
    )
    shelf = Shelf({"x.parquet": whole})
    seen = profile(shelf.chosen(), opener=shelf.open, rules=RULES)
    assert (seen.rows_read, seen.column("a").distinct, len(shelf.requests)) == (500, 500, 2)
    assert sum(size for _, size in shelf.requests) < 100_000 < len(whole)


def test_a_large_file_is_sampled_evenly_where_the_limits_ask_for_it():
    whole = parquet(group=100, a=[f"g{n // 100}" for n in range(10_000)])
    seen = look({"x.parquet": whole}, limits=Limits(rows=1_000))
    assert (seen.rows_read, seen.rows, seen.sampled) == (1_000, 10_000, True)
    assert seen.reached == (ReachedLimit(Limit.ROWS, 1_000, 10_000, "x.parquet"),)
    assert sorted(one.value for one in seen.column("a").values) == sorted(f"g{n}" for n in range(0, 100, 10))
    assert {one.value: one.first.row for one in seen.column("a").values}["g50"] == 5_001


def test_a_file_without_rows_has_columns():
    seen = look({"x.parquet": parquet(a=pyarrow.array([], pyarrow.string()))})
    assert (seen.files[0].columns, codes(seen)) == (("a",), ["no_rows"])


def test_pictures_and_sounds_are_named_and_left():
    seen = look({"x.parquet": parquet(compression="none", a=["x"] * 9, audio=[bytes([n]) * 50_000 for n in range(9)])})
    assert (seen.files[0].columns, seen.rows_read) == (("a", "audio"), 9)
    assert seen.problems == (Problem("column_not_read", "x.parquet", detail="audio"),)
    assert [one.name for one in seen.columns] == ["a"]


def test_objects_are_taken_apart_and_chats_give_their_first_turns():
    chat = [{"from": "system", "value": "s"}, {"from": "human", "value": "¿Sí?"}, {"from": "gpt", "value": "No"}]
    seen = look({"x.parquet": parquet(inputs=[{"1-instruction": "a", "n": {"m": 1}}] * 2, conversations=[chat, None])})
    assert seen.files[0].columns == (
        "inputs.1-instruction",
        "inputs.n.m",
        "conversations",
        "conversations.user",
        "conversations.assistant",
    )
    assert [one.value for one in seen.column("conversations.user").values] == ["¿Sí?"]


def test_of_columns_with_one_name_the_first_counts():
    file = io.BytesIO()
    pyarrow.parquet.write_table(
        pyarrow.Table.from_arrays([pyarrow.array(["x"]), pyarrow.array(["y"])], ["a", "a"]), file
    )
    seen = look({"x.parquet": file.getvalue()})
    assert (seen.files[0].columns, codes(seen)) == (("a",), ["repeated_column"])


def test_ten_thousand_columns_are_told_and_the_first_read():
    seen = look({"x.parquet": parquet(**{f"c{n}": [1] for n in range(10_000)})})
    assert (len(seen.columns), codes(seen)) == (200, ["too_many_columns"])
    assert seen.reached == (ReachedLimit(Limit.COLUMNS, 200, 10_000, "x.parquet"),)


@pytest.mark.parametrize("raw", [b"", b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", b"hola" * 1_000])
def test_what_is_no_parquet_says_so(raw):
    assert codes(look({"x.parquet": raw})) == ["invalid_parquet"]


def test_a_pointer_where_data_should_be_is_told_from_a_broken_file():
    raw = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    assert codes(look({"x.parquet": raw})) == ["lfs_pointer"]


def test_a_silent_hub_is_not_a_broken_file():
    class Silent(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise HubRateLimited(retry_after=9)

    shelf = Shelf({"x.parquet": parquet(a=["x"])})
    with pytest.raises(HubRateLimited):
        profile(shelf.chosen(), opener=lambda path, size: Silent(shelf.files[path]), rules=RULES)


def test_a_broken_row_group_hides_no_other(monkeypatch):
    monkeypatch.setattr(reading, "RUN_ROWS", 30_000)
    whole = bytearray(parquet(group=30_000, compression="none", a=[str(n) for n in range(90_000)]))
    middle = whole.find(b"45000")
    whole[middle - 5_000 : middle + 5_000] = b"\xff" * 10_000
    seen = look({"x.parquet": bytes(whole)})
    assert (seen.rows, seen.sampled, 60_000 <= seen.rows_read < 90_000) == (90_000, True, True)
    assert codes(seen) == ["rows_not_read"]


@pytest.mark.parametrize("store_schema", [True, False])
def test_a_text_that_thousands_of_rows_repeat_is_unpacked_once(store_schema):
    """Less than a kilobyte: one text of 400 kB that five thousand rows repeat, 2 GB when each gets its own."""
    once = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 5_000, pyarrow.int32()), ["x" * 400_000])
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"pregunta": once}), file, compression="zstd", store_schema=store_schema)
    seen = look({"x.parquet": file.getvalue()}, limits=Limits(memory=300_000_000))
    assert (seen.rows_read, seen.repetitions[0].repeated, seen.problems) == (5_000, 4_999, ())
    assert seen.column("pregunta").lengths.longest == 400_000


def test_a_column_of_millions_of_nothings_in_one_row_is_not_read():
    nothings = pyarrow.ListArray.from_arrays(pyarrow.array([0, 6_000_000], pyarrow.int32()), pyarrow.nulls(6_000_000))
    assert look({"x.parquet": parquet(a=nothings)}).problems == (Problem("column_not_read", "x.parquet", detail="a"),)


@pytest.mark.parametrize(
    "kind", [pyarrow.large_string(), pyarrow.string_view(), pyarrow.dictionary(pyarrow.int32(), pyarrow.string())]
)
def test_questions_of_every_kind_of_text_are_compared(kind):
    texts = pyarrow.array(["x", "x", None, "¿?"]).cast(kind)
    seen = look({"x.parquet": parquet(pregunta=texts)})
    assert (seen.column("pregunta").type, seen.column("pregunta").blanks) == ("text", 1)
    assert [(one.near, one.rows, one.repeated) for one in seen.repetitions] == [(False, 3, 1), (True, 3, 1)]


@pytest.mark.parametrize(
    "kind", [pyarrow.binary(), pyarrow.list_(pyarrow.string()), pyarrow.map_(pyarrow.string(), pyarrow.int8())]
)
def test_cells_that_are_no_text_are_counted(kind):
    value = {"binary": b"x", "list": ["x"], "map": [("x", 1)]}[str(kind).partition("<")[0]]
    seen = look({"x.parquet": parquet(pregunta=pyarrow.array([value, None], kind))})
    assert (seen.column("pregunta").rows, seen.column("pregunta").blanks, seen.repetitions) == (2, 1, ())


def test_texts_that_are_no_utf8_whatever_the_file_says_are_read():
    raw = pyarrow.array([b"ni\xf1o", b"ni\xf1o", b"otro"]).cast(pyarrow.binary())
    texts = pyarrow.Array.from_buffers(pyarrow.string(), 3, raw.buffers())
    seen = look({"x.parquet": parquet(pregunta=texts, idioma=texts)})
    assert [(one.near, one.repeated) for one in seen.repetitions] == [(False, 1), (True, 1)]
    assert [one.value for one in seen.column("idioma").values] == ["ni\ufffdo", "otro"]


def test_a_read_takes_the_pieces_that_fit_into_memory(monkeypatch):
    monkeypatch.setattr(reading, "BATCH_BYTES", 50_000)
    seen = look({"x.parquet": parquet(a=["x" * 1_000 + str(n) for n in range(2_000)])})
    assert (seen.rows_read, seen.column("a").lengths.longest) == (2_000, 1_004)
