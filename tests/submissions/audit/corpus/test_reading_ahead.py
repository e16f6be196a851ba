"""A reader that reads ahead in threads of its own, which no other file may suffer from."""

import time
from pathlib import Path

from submissions.audit.corpus.limits import Budget, Limits
from submissions.audit.corpus.reading import delimited
from submissions.audit.corpus.reading.notes import Notes


def test_a_file_that_a_thread_may_still_read_is_not_closed(tmp_path, monkeypatch):
    """Its number would be the next file's, and what the thread reads would be missing there."""
    content = "pregunta,respuesta\n" + "una,dos\nsuelta\n" * 5_000
    unpacked, opened = delimited.unpacked, []
    monkeypatch.setattr(delimited, "unpacked", lambda *what: opened.append(unpacked(*what)) or opened[-1])
    path = Path(tmp_path, "train.csv")
    path.write_text(content, encoding="utf-8")
    budget = Budget(Limits(), time.monotonic, len(content))
    notes = Notes(path.name, budget, budget.share(len(content)))

    assert sum(map(len, delimited.read_delimited(str(path), "csv", notes))) == 10_000
    # The head, the attempt of the fast reader, and then all of it line by line.
    assert [stream.closed for stream in opened] == [True, False, True]
