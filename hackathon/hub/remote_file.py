"""A file of the Hub as a seekable binary file: a Parquet footer is one small request, not a download."""

import io
from collections.abc import Callable

BUFFER_BYTES = 256 * 1024
MAX_FILE_BYTES = 2_000_000
"""So much of a file is read at once where nobody says otherwise."""
MAX_FETCHED = 128_000_000
"""Bytes. Whoever looks into a file that says itself where to look must not be led into downloading all of it."""


class RemoteFile(io.RawIOBase):
    """Reads ranges with ``fetch(start, stop)``: ``max_bytes`` altogether, then OSError.

    Wrap it in ``io.BufferedReader``, as ``open_remote`` does.
    """

    def __init__(self, fetch: Callable[[int, int], bytes], *, size: int, max_bytes: int = MAX_FETCHED) -> None:
        self._fetch = fetch
        self._size = size
        self._position = 0
        self._most = self._left = max_bytes

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if origin + offset < 0:
            raise ValueError(f"no position {origin + offset}")
        self._position = origin + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:
        stop = min(self._position + len(buffer), self._size)
        if stop <= self._position:
            return 0
        if stop - self._position > self._left:
            raise OSError(f"more than {self._most} bytes of one file were asked for")
        self._left -= stop - self._position
        data = self._fetch(self._position, stop)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def open_remote(fetch: Callable[[int, int], bytes], *, size: int, max_bytes: int = MAX_FETCHED) -> io.BufferedReader:
    """A buffered, seekable file of ``size`` bytes over ``fetch(start, stop)``."""
    return io.BufferedReader(RemoteFile(fetch, size=size, max_bytes=max_bytes), buffer_size=BUFFER_BYTES)
