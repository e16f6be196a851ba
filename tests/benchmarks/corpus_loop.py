"""What an audit of a corpus would be with a loop over its rows. Stands alone, so that any Python can run it:

``python corpus_loop.py datasets|pyarrow FILE`` prints seconds and rows. ``datasets`` reads with ``datasets.load_dataset``.
"""

import json
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

QUESTION, ANSWER = "pregunta", "respuesta"
LISTED = 2_000


def with_datasets(path: str) -> Iterator[dict[str, Any]]:
    """The rows as ``datasets`` gives them, nothing kept from an earlier time."""
    import datasets

    with tempfile.TemporaryDirectory() as folder:
        yield from datasets.load_dataset("parquet", data_files=path, split="train", cache_dir=folder)


def with_pyarrow(path: str) -> Iterator[dict[str, Any]]:
    """The rows of one batch after the other, as dicts."""
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(path).iter_batches():
        yield from batch.to_pylist()


def plain(text: str) -> str:
    """``text`` without case, accents, signs and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def look(rows: Iterator[dict[str, Any]]) -> int:
    """Blanks, values and lengths of each column, and what repeats itself: of questions, answers, both, and questions nearly."""
    blanks: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {}
    lengths: dict[str, Counter[int]] = {}
    seen: dict[str, set[int]] = {"question": set(), "answer": set(), "both": set(), "plain": set()}
    count = 0
    for row in rows:
        count += 1
        for name, cell in row.items():
            if cell is None or not cell.strip():
                blanks[name] += 1
                continue
            lengths.setdefault(name, Counter())[len(cell)] += 1
            known = values.setdefault(name, Counter())
            if cell in known or len(known) < LISTED:
                known[cell] += 1
        question, answer = row[QUESTION], row[ANSWER]
        seen["question"].add(hash(question))
        seen["answer"].add(hash(answer))
        seen["both"].add(hash((question, answer)))
        seen["plain"].add(hash(plain(question)))
    return count


if __name__ == "__main__":
    reader = {"datasets": with_datasets, "pyarrow": with_pyarrow}[sys.argv[1]]
    began = time.perf_counter()
    found = look(reader(sys.argv[2]))
    print(json.dumps({"seconds": [time.perf_counter() - began], "rows": found}))
