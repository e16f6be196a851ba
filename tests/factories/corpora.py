"""Corpora as evidence: what the reading of a few rows gives, or columns made up with any counts."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hackathon.editions.loading import shipped_rules
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.evidence import ColumnProfile, CorpusEvidence, CorpusFile, ValueCount
from submissions.audit.corpus.profiling import profile

RULES = shipped_rules("somos600m-2024")
Row = Mapping[str, Any]


def corpus_of_csv(text: str, **changes: Any) -> CorpusEvidence:
    """A corpus of one CSV file."""
    return corpus_of_files({"data.csv": text}, **changes)


def corpus_of(files: Mapping[str, Sequence[Row]], **changes: Any) -> CorpusEvidence:
    """A corpus of several CSV files with these rows."""
    return corpus_of_files({path: _as_csv(rows) for path, rows in files.items()}, **changes)


def corpus_of_files(
    files: Mapping[str, str | bytes],
    *,
    places: Mapping[str, tuple[str, str]] | None = None,
    card: Mapping[str, Any] | None = None,
    evaluation_sets: Mapping[str, Any] | None = None,
    **changes: Any,
) -> CorpusEvidence:
    """What is seen of files with this content. ``places``: the config and split of each path; ``changes``: of the evidence."""
    raw = {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}
    data = [DataFile(path, len(raw[path]), *(places or {}).get(path, ("default", "train"))) for path in raw]
    seen = profile(
        data, opener=lambda path, _: io.BytesIO(raw[path]), rules=RULES, card=card, evaluation_sets=evaluation_sets
    )
    return replace(seen, **changes)


def counted(name: str, counts: Mapping[str, int], **changes: Any) -> ColumnProfile:
    """A column whose values occur so often."""
    values = tuple(ValueCount(value, count) for value, count in sorted(counts.items(), key=lambda item: -item[1]))
    return ColumnProfile(name, rows=sum(counts.values()), values=values, distinct=len(counts), **changes)


def of_columns(*columns: ColumnProfile, rows: int | None = None, **changes: Any) -> CorpusEvidence:
    """A corpus of one Parquet file with these columns."""
    total = max((one.rows for one in columns), default=0) if rows is None else rows
    names = tuple(one.name for one in columns)
    file = CorpusFile("data.parquet", "default", "train", "parquet", names, total, total)
    given = {"files": (file,), "columns": columns, "data_files": 1, "rows": total, "rows_read": total}
    return CorpusEvidence(**(given | changes))


def _as_csv(rows: Sequence[Row]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
