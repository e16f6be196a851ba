"""Parquet footers, also those that contradict themselves: pyarrow ends the process that asks it for their columns."""

import io

import pyarrow.parquet
import pytest

from submissions.audit.corpus.reading.footer import Chunk, read_chunks
from tests.submissions.audit.corpus.looks import codes, deadly_parquet, footer_of, look, parquet

CHATS = [[{"role": "user", "content": "a"}, {"role": "assistant", "content": None}], [], None, [], [], None, [], []]
WHOLE = parquet(group=3, **{"pre.gunta": list("abcdefgh"), "chats": CHATS, "añ.o": [1.5, None] * 4, "rara": [None] * 8})
FOOTER = footer_of(WHOLE)
OF_WHOLE = {"groups": 3, "columns": 5}


@pytest.mark.parametrize("raw", [WHOLE, parquet(group=1, n=list(range(20)))])
def test_of_a_whole_file_it_says_what_pyarrow_says(raw):
    metadata = pyarrow.parquet.read_metadata(io.BytesIO(raw))
    columns = [
        [metadata.row_group(group).column(column) for column in range(metadata.num_columns)]
        for group in range(metadata.num_row_groups)
    ]
    assert [
        [(chunk.path, chunk.values, chunk.unpacked, chunk.packed, chunk.begins) for chunk in group]
        for group in read_chunks(footer_of(raw), groups=metadata.num_row_groups, columns=metadata.num_columns)
    ] == [
        [
            (
                *(one.path_in_schema, one.num_values, one.total_uncompressed_size, one.total_compressed_size),
                min(place for place in (one.dictionary_page_offset, one.data_page_offset) if place),
            )
            for one in group
        ]
        for group in columns
    ]


def test_a_number_that_may_be_larger_is_believed():
    chunk = read_chunks(FOOTER, **OF_WHOLE)[0][0]
    assert (chunk.most_bytes, chunk.stretch) == (
        max(chunk.unpacked, chunk.packed),
        (chunk.begins, chunk.begins + chunk.packed),
    )


def test_a_footer_that_pyarrow_dies_of_is_told_and_the_other_files_are_read():
    seen = look({"a.parquet": deadly_parquet(), "b.csv": "pregunta\n¿Qué?\n"})
    assert (codes(seen), seen.rows_read) == (["rows_not_read", "invalid_parquet"], 1)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x1c" * 1_000_000,  # structs in structs
        b"\x19" * 1_000_000,  # lists in lists
        b"\x1b" + b"\x01\xbb" * 1_000_000,  # maps in maps
        b"\x18\xff\xff\xff\xff\x7fx",  # a text that is longer than all there is
        b"\x49\xfc\xff\xff\xff\xff\x7f",  # more row groups than bytes
        b"\x49\x15\x02\x00",  # row groups that are numbers
        b"\x49\x1c\x00\x00",  # a row group without columns
        b"\x1f\x00",
        b"\x00",
    ],
)
def test_what_is_no_footer_is_told(broken):
    with pytest.raises(ValueError, match=r"footer|row groups"):
        read_chunks(broken, groups=1, columns=1)


def test_numbers_may_be_negative():
    numbers = b"\x26\x01\x16\x02\x16\x04\x26\x08"  # values, sizes, place
    footer = b"\x49\x1c\x19\x1c\x3c\x39\x18\x01a" + numbers + bytes(4)
    assert read_chunks(footer, groups=1, columns=1) == ((Chunk("a", values=-1, unpacked=1, packed=2, begins=4),),)


def test_a_number_ends_after_ten_bytes():
    assert read_chunks(b"\x16" + b"\xff" * 9 + b"\x01\x00", groups=0, columns=1) == ()
    with pytest.raises(ValueError, match="a number that does not end"):
        read_chunks(b"\x16" + b"\xff" * 10 + b"\x01\x00", groups=0, columns=1)


def test_no_end_of_a_footer_can_be_missing():
    for length in range(len(FOOTER) - 1):
        with pytest.raises(ValueError, match="footer"):
            read_chunks(FOOTER[:length], **OF_WHOLE)


@pytest.mark.parametrize(("groups", "columns"), [(2, 5), (4, 5), (3, 4), (3, 6)])
def test_row_groups_hold_the_columns_of_the_schema(groups, columns):
    with pytest.raises(ValueError, match="other columns than the schema"):
        read_chunks(FOOTER, groups=groups, columns=columns)
