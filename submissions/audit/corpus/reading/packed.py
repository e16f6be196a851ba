"""Packed files as streams. Pure."""

import pyarrow

from submissions.audit.corpus.formats import packing_of


def unpacked(path: str, written: str) -> pyarrow.NativeFile:
    """The file at ``path`` as a stream of its unpacked bytes.

    Whoever hands it to a reader with threads of its own must not close it: such a reader reads ahead, and goes on doing so for a
    moment when nobody wants its rows any more. The next file that is opened gets the number of the one that was closed, and
    loses what that thread still reads. Left open, it closes when the last of them lets go of it.
    """
    packing = packing_of(written)
    file = pyarrow.OSFile(path)
    return pyarrow.CompressedInputStream(file, packing) if packing else file
