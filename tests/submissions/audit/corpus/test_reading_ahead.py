"""Readers that read ahead in threads of their own, which no other file may suffer from."""

import time
from pathlib import Path

import pytest

from submissions.audit.corpus.limits import Budget, Limits
from submissions.audit.corpus.reading import delimited, jsons
from submissions.audit.corpus.reading.notes import Notes


@pytest.mark.parametrize(
    ("reading", "written", "content", "rows"),
    [
        (delimited, "csv", "pregunta,respuesta\n" + "una,dos\nsuelta\n" * 5_000, 10_000),
        (jsons, "jsonl", '{"pregunta": "una"}\n{"pregunta": [1]}\n' * 5_000, 10_000),
    ],
)
def test_a_file_that_a_thread_may_still_read_is_not_closed(reading, written, content, rows, tmp_path, monkeypatch):
    """Its number would be the next file's, and what the thread reads would be missing there."""
    unpacked, opened = reading.unpacked, []
    monkeypatch.setattr(reading, "unpacked", lambda *what: opened.append(unpacked(*what)) or opened[-1])
    path = Path(tmp_path, f"train.{written}")
    path.write_text(content, encoding="utf-8")
    budget = Budget(Limits(), time.monotonic, len(content))
    notes = Notes(path.name, budget, budget.share(len(content)))

    read = reading.read_delimited if reading is delimited else reading.read_json
    assert sum(map(len, read(str(path), written, notes))) == rows
    # The head, the attempt of the fast reader, and then all of it line by line.
    assert [stream.closed for stream in opened] == [True, False, True]
