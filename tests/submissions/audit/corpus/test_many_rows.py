"""Fingerprints of more rows than stay in memory: the same answers, and no files left behind."""

import gc
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from submissions.audit.corpus import fingerprints, looking
from submissions.audit.corpus.fingerprints import Both, Kept
from submissions.audit.corpus.normalising import fingerprint
from submissions.audit.corpus.repetition import equal_rows, groups, rows_in_both, rows_with, stands_in
from tests.submissions.audit.corpus.looks import look, parquet

FINGERPRINTS = st.lists(st.sampled_from([0, 1, 2, 3, 1 << 62, 1 << 63, (1 << 64) - 1]), max_size=40)
MANY = [
    (number % 14) << 60 for number in range(90)
]  # in every part; more that repeat themselves, and more rows of each, than are told
FEW = [7, *[0, 1] * 20, 7]


@pytest.fixture(autouse=True, scope="module")
def short_stretches() -> Iterator[None]:
    """They are gone through eight at a time."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fingerprints, "STRETCH", 8)
        yield


def kept(values: Sequence[int], *, in_memory: int, at_once: int = 5) -> Kept:
    """Those fingerprints, added a few rows at a time."""
    found = Kept(in_memory)
    for first in range(0, len(values), at_once):
        found.add(first, numpy.array(values[first : first + at_once], numpy.uint64))
    return found


@settings(max_examples=60, deadline=None)
@given(FINGERPRINTS, st.integers(min_value=1, max_value=50), st.integers(min_value=1, max_value=50))
@example([*MANY, 13 << 60, 13 << 60, 12 << 60], 20, 30)
@example(FEW, 3, 5)
def test_what_repeats_itself_is_the_same_however_little_stays_in_memory(values, in_memory, part):
    said = Counter(value for value in values if value)
    most = sorted(((value, count) for value, count in said.items() if count > 1), key=lambda one: (-one[1], one[0]))
    rows = {value: [row for row, one in enumerate(values) if one == value][:5] for value, _ in most}
    with closing(kept(values, in_memory=in_memory)) as many:
        found = groups(many, part=part)
        assert (found.rows, found.distinct, found.commonest) == (sum(said.values()), len(said), tuple(most[:10]))
        assert rows_with(many, list(rows)) == list(rows.values())


@settings(max_examples=60, deadline=None)
@given(FINGERPRINTS, FINGERPRINTS, st.integers(min_value=1, max_value=50), st.integers(min_value=1, max_value=50))
@example(MANY, MANY, 20, 30)
@example(FEW, FEW, 3, 5)
def test_rows_that_are_equal_are_the_same_however_little_stays_in_memory(one, other, in_memory, part):
    rows = list(zip(one, other, strict=False))
    equal = [place for place, (own, others) in enumerate(rows) if own == others != 0]
    with (
        closing(kept([own for own, _ in rows], in_memory=in_memory)) as own,
        closing(kept([others for _, others in rows], in_memory=in_memory, at_once=3)) as others,
    ):
        assert equal_rows(own, others) == (len(equal), equal[:10])
        assert groups(Both(own, others), part=part).distinct == len({pair for pair in rows if all(pair)})


@settings(max_examples=60, deadline=None)
@given(FINGERPRINTS, FINGERPRINTS, st.integers(min_value=1, max_value=50), st.integers(min_value=1, max_value=50))
@example(MANY, MANY, 20, 30)
@example(FEW, [7], 3, 5)
def test_rows_of_two_splits_are_the_same_however_little_stays_in_memory(one, other, in_memory, part):
    shared = [row for row, value in enumerate(one) if value and value in other]
    spans = [range(len(one) // 2), range(len(one) // 2, len(one))]
    others = [range(len(one), len(one) + len(other))]
    back = [len(one) + row for row, value in enumerate(other) if value and value in one]
    with closing(kept([*one, *other], in_memory=in_memory)) as joined:
        found = rows_in_both(joined, [spans, others], [(0, 1), (1, 0)], part=part)
    assert found == [(len(shared), shared[:10]), (len(back), back[:10])]


def test_what_says_nothing_stands_nowhere():
    known = numpy.array([0, 3, 5], numpy.uint64)
    assert stands_in(numpy.array([0, 3, 4, 9], numpy.uint64), known).tolist() == [False, True, False, False]
    assert stands_in(numpy.array([0, 3], numpy.uint64), known[:0]).tolist() == [False, False]


def test_rows_that_could_not_be_compared_say_nothing_and_move_no_other():
    with closing(Kept(4)) as found:
        found.add(3, numpy.array([7, 8], numpy.uint64))
        found.fill(7)
        assert [value for _, stretch in found.stretches() for value in stretch.tolist()] == [0, 0, 0, 7, 8, 0, 0]


@pytest.fixture
def few_in_memory(tmp_path, monkeypatch) -> Path:
    """Looks keep two fingerprints in memory, and write the others below this folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(looking, "Kept", lambda: Kept(2))
    return tmp_path


def open_files() -> int:
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


FILES = {
    "train.parquet": parquet(pregunta=["a", "b", "a", "", "c"], respuesta=["x", "b", "x", "y", "z"]),
    "test.parquet": parquet(pregunta=["B", "n"], respuesta=["x", "n"]),
}

SETS = {"copa": numpy.sort(fingerprint(["a", "n"]))}


def test_a_look_sees_the_same_with_most_fingerprints_in_a_file(few_in_memory, monkeypatch):
    seen = look(FILES)
    monkeypatch.undo()
    known = look(FILES)
    assert seen.repetitions == known.repetitions
    assert (seen.echoes, seen.echo_rows, seen.split_overlaps) == (known.echoes, known.echo_rows, known.split_overlaps)
    assert (known.echoes, [one.rows for one in known.split_overlaps]) == (2, [1])


@pytest.mark.parametrize("broken", [False, True])
def test_no_file_is_left_behind_also_when_the_look_breaks(few_in_memory, monkeypatch, broken):
    def breaks(*_nothing) -> None:
        raise RuntimeError("broken")

    if broken:
        monkeypatch.setattr(looking.Texts, "sample", breaks)
    before = open_files()
    if broken:
        with pytest.raises(RuntimeError, match="broken") as kept_error:
            look(FILES, evaluation_sets=SETS)
        assert kept_error.value.args == ("broken",)  # its frames still hold all that the look held
    else:
        look(FILES, evaluation_sets=SETS)
    assert (list(few_in_memory.iterdir()), open_files()) == ([], before)
