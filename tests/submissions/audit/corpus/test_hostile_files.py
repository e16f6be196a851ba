"""Files that were made to break what reads them."""

import gzip
import json
import subprocess
import sys

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.wire import from_wire, to_wire
from tests.submissions.audit.corpus.looks import look, parquet

TEXT_NAMES = ["x.csv", "x.tsv", "x.json", "x.jsonl", "x.csv.gz", "x.jsonl.zst"]
LOOKS = """
import resource, sys
from pathlib import Path
from submissions.audit.corpus.limits import Limits
from tests.submissions.audit.corpus.looks import look

limits = Limits(memory=700_000_000, unpacked=150_000_000, seconds=60)
look({"a.csv": "pregunta,respuesta\\nhola,adios\\n"}, limits=limits)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sorted(Path(sys.argv[1]).iterdir()):
    seen = look({path.name: path.read_bytes()}, limits=limits)
    print(path.name, seen.rows_read, [one.code for one in seen.problems], [str(one.limit) for one in seen.reached])
print("grew", (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def packed(mark: bytes, count: int) -> bytes:
    return gzip.compress(mark * 1_000_000, 1) * count


def test_bombs_are_told_and_take_no_more_memory_than_they_may(tmp_path):
    """In a process of its own: what it ever took can be asked of the system."""
    (tmp_path / "long.csv.gz").write_bytes(packed(b"x", 200))
    (tmp_path / "long.jsonl.gz").write_bytes(packed(b"[", 200))
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(b"a,b\n") + packed(b"1,2\n", 1))
    (tmp_path / "nulls.parquet").write_bytes(
        parquet(pregunta=pyarrow.nulls(3_000_000, pyarrow.string()), compression="zstd")
    )
    (tmp_path / "big.parquet").write_bytes(parquet(pregunta=["x" * 90_000_000, "y"], compression="zstd"))
    ran = subprocess.run(
        [sys.executable, "-c", LOOKS, str(tmp_path)], capture_output=True, text=True, timeout=110, check=True
    )
    told = dict(line.split(" ", 1) for line in ran.stdout.splitlines())
    assert told["long.csv.gz"].endswith("['cell', 'bytes']")
    assert told["long.jsonl.gz"].startswith("0 ")
    assert told["rows.csv.gz"] == "1000000 [] []"
    assert told["nulls.parquet"] == "3000000 [] []"
    assert told["big.parquet"] == "0 ['column_not_read'] ['cell']"
    assert int(told["grew"]) < 400


@pytest.mark.parametrize(
    "line", ["null", '{"a":' * 50_000 + "1" + "}" * 50_000, '{"a":' + "[" * 99_000 + "]" * 99_000 + "}"]
)
def test_lines_that_a_fast_reader_dies_of_are_told(line):
    seen = look({"x.jsonl": '{"a": 1}\n' + line + '\n{"a": 2}\n'})
    assert (seen.rows_read, next(one.code for one in seen.problems) in ("rows_not_objects", "invalid_json")) == (
        2,
        True,
    )


def passes_through_storage(seen: CorpusEvidence) -> bool:
    return from_wire(CorpusEvidence, json.loads(json.dumps(to_wire(seen)))) is not None


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(TEXT_NAMES))
def test_no_bytes_break_it(raw, name):
    assert passes_through_storage(look({name: raw}))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["x.csv", "x.tsv"]))
def test_no_text_breaks_it(text, name):
    assert passes_through_storage(look({name: "pregunta,respuesta\n" + text.encode("utf-8", "replace").decode()}))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=9,
        ),
        max_size=4,
    ),
    st.booleans(),
)
def test_no_json_breaks_it(values, in_lines):
    raw = "\n".join(map(json.dumps, values)) if in_lines else json.dumps(values)
    assert passes_through_storage(look({"x.jsonl" if in_lines else "x.json": raw}))


WHOLE = parquet(pregunta=["x", None, "y"], messages=[[{"role": "user", "content": "a"}], [], None], n=[1.5, 2.0, None])


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.integers(min_value=0, max_value=len(WHOLE)))
def test_no_damaged_parquet_breaks_it(damage, position):
    damaged = WHOLE[:position] + damage + WHOLE[position + len(damage) :]
    assert passes_through_storage(look({"x.parquet": damaged}))
