"""How much of a look is kept, however wide the corpus is."""

import json
from dataclasses import replace

from submissions.audit.corpus.bounding import bounded
from submissions.audit.corpus.evidence import ColumnProfile, ValueCount, Where
from submissions.audit.wire import to_wire
from tests.factories.evidence import RULES
from tests.submissions.audit.corpus.looks import look, parquet


def column(name: str, values: int, blanks: int = 0) -> ColumnProfile:
    listed = tuple(ValueCount(str(n), 1) for n in range(values))
    return ColumnProfile(name, values=listed, blank_rows=tuple(Where("x.csv", n + 1) for n in range(blanks)))


def test_the_columns_of_a_look_take_less_than_a_megabyte_however_wide_the_corpus():
    where = Where("data/train-00000-of-00001.parquet", 1_000_000)
    listed = tuple(ValueCount(f"{n:03} " + "á" * 76, 1_000_000, where) for n in range(200))
    one = ColumnProfile("", rows=1, values=listed, blank_rows=(where,) * 10)
    cut = bounded([replace(one, name=f"column {n}") for n in range(500)], RULES.dataset)
    assert sum(len(one.values) for one in cut) == 3_000
    assert len(json.dumps(to_wire(cut), ensure_ascii=False).encode()) < 1_000_000


def test_looks_keep_no_more_than_that():
    seen = look({"x.parquet": parquet(**{f"c{n}": [f"v{row}" for row in range(20)] for n in range(200)})})
    assert {(len(one.values), one.more_values, one.distinct) for one in seen.columns} == {(15, True, 20)}


def test_the_columns_that_the_edition_asks_for_keep_all_and_the_others_say_that_there_are_more():
    columns = [*(column(f"c{n}", 200, 10) for n in range(110)), column("pais", 200, 10), column("idioma", 200, 10)]
    cut = bounded(columns, RULES.dataset)
    assert [one.name for one in cut] == [one.name for one in columns]
    assert [(len(one.values), one.more_values, len(one.blank_rows)) for one in cut[-3:]] == [
        (24, True, 9),
        (200, False, 10),
        (200, False, 10),
    ]
    assert (sum(len(one.values) for one in cut), sum(len(one.blank_rows) for one in cut)) == (3_000, 1_000)


def test_a_corpus_of_the_usual_width_is_kept_as_it_is():
    columns = [column(f"c{n}", 200, 10) for n in range(15)]
    assert bounded(columns, RULES.dataset) == tuple(columns)
    assert bounded([], RULES.dataset) == ()


def test_what_columns_with_few_values_leave_over_goes_to_the_others():
    cut = bounded([column(f"c{n}", 2 if n % 2 else 200) for n in range(40)], RULES.dataset)
    assert {len(one.values) for one in cut if len(one.values) != 2} == {148}
