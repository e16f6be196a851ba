"""Stretches of a file that lies elsewhere."""

import io
import time

from submissions.audit.corpus.limits import Budget, Limits
from submissions.audit.corpus.reading.notes import Notes
from submissions.audit.corpus.reading.source import opened


def test_what_a_lying_footer_says_lies_outside_the_file_is_not_asked_for():
    budget = Budget(Limits(), time.monotonic, 10)
    notes = Notes("x.parquet", budget, budget.share(10))
    with opened("x.parquet", 10, lambda _path, _size: io.BytesIO(b"0123456789"), notes) as source:
        source.need([(-65_537, 3), (8, 2**40), (2**41, 2**42)])
        assert source.begins_with(b"0123456789")
    assert budget.bytes_used == 10
