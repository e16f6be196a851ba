"""Packed files as streams. Pure."""

import pyarrow

from submissions.audit.corpus.formats import packing_of


def unpacked(path: str, written: str) -> pyarrow.NativeFile:
    """The file at ``path`` as a stream of its unpacked bytes."""
    packing = packing_of(written)
    file = pyarrow.OSFile(path)
    return pyarrow.CompressedInputStream(file, packing) if packing else file
