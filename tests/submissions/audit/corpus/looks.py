"""Looks into corpora that are made up on the spot."""

import io
from collections.abc import Mapping
from typing import Any, BinaryIO

import pyarrow
import pyarrow.parquet

from submissions.audit.corpus.datafiles import DataFile, choose
from submissions.audit.corpus.evidence import CorpusEvidence
from submissions.audit.corpus.profiling import profile
from submissions.audit.evidence import FileEvidence
from tests.factories.evidence import RULES


class Shelf:
    """Files that lie elsewhere: what is read of them is counted as requests."""

    def __init__(self, files: Mapping[str, bytes | str]) -> None:
        self.files = {path: raw.encode() if isinstance(raw, str) else raw for path, raw in files.items()}
        self.requests: list[tuple[str, int]] = []

    def open(self, path: str, size: int | None) -> BinaryIO:
        shelf = self

        class Counted(io.BytesIO):
            def read(self, length: int | None = -1) -> bytes:
                raw = super().read(length)
                shelf.requests.append((path, len(raw)))
                return raw

        return Counted(self.files[path])

    def chosen(self, card: Mapping[str, Any] | None = None) -> tuple[DataFile, ...]:
        return choose(tuple(FileEvidence(path, len(raw)) for path, raw in self.files.items()), card)


def look(files: Mapping[str, bytes | str], **more: Any) -> CorpusEvidence:
    """What is seen of the rows of those files."""
    shelf = Shelf(files)
    return profile(shelf.chosen(more.get("card")), opener=shelf.open, rules=more.pop("rules", RULES), **more)


def parquet(*, group: int | None = None, compression: str = "snappy", **columns: Any) -> bytes:
    """A Parquet file of those columns, with row groups of ``group`` rows."""
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns), file, row_group_size=group, compression=compression)
    return file.getvalue()


def codes(seen: CorpusEvidence) -> list[str]:
    """The problems, as codes."""
    return [problem.code for problem in seen.problems]


def footer_of(raw: bytes) -> bytes:
    """What stands at the end of a Parquet file, without its length."""
    return raw[-8 - int.from_bytes(raw[-8:-4], "little") : -8]


def deadly_parquet() -> bytes:
    """A Parquet file that counts values on three levels in a column of two: asked for that column's sizes, pyarrow aborts."""
    whole = parquet(pregunta=["x", None, "y"])
    footer = footer_of(whole)
    lists_of_two, lists_of_three = b"\x19\x26\x02\x04", b"\x19\x36\x02\x04\x02"
    assert footer.count(lists_of_two) == 1
    damaged = footer.replace(lists_of_two, lists_of_three)
    return whole[: -8 - len(footer)] + damaged + len(damaged).to_bytes(4, "little") + b"PAR1"
