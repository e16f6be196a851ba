"""Files as they are named: the format of their rows, and the packing around it. Pure."""

from pathlib import PurePosixPath

FORMATS = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
PACKINGS = {".gz": "gzip", ".zst": "zstd"}


def format_of(path: str) -> str | None:
    """How the rows of a file are written, its packing behind a dot; None for what holds no rows that we read.

    >>> [format_of(path) for path in ("a/train.parquet", "b.JSONL.gz", "notas.txt", "c.parquet.gz")]
    ['parquet', 'jsonl.gz', None, None]
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes[-2:]]
    packing = suffixes.pop() if suffixes and suffixes[-1] in PACKINGS else ""
    written = FORMATS.get(suffixes[-1]) if suffixes else None
    return None if written is None or (packing and written == "parquet") else written + packing


def packing_of(written: str) -> str | None:
    """What a format's rows are packed with, in pyarrow's words.

    >>> packing_of("csv.zst"), packing_of("csv")
    ('zstd', None)
    """
    _, _, packing = written.partition(".")
    return PACKINGS.get(f".{packing}") if packing else None
