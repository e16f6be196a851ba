"""Files of the Hub on their way to a folder: in chunks, checked, and taken up again where a transfer broke off."""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from hackathon.hub.errors import HubGarbled, HubUnreachable, TooLarge
from hackathon.hub.types import RepoFile

READ_BYTES = 1 << 20
BEAT_SECONDS = 1.0
LONGEST_PART = 255


class Allowance:
    """What a download may still use, of bytes and of time, and whom to tell how far it is.

    ``beat`` is called with the bytes that have come so far, about once a second; what it raises ends the download.
    """

    def __init__(self, *, max_bytes: int, seconds: float | None, beat: Callable[[int], None] | None) -> None:
        self.max_bytes = max_bytes
        self.done = 0
        self._give_up_at = float("inf") if seconds is None else time.monotonic() + seconds
        self._beat = beat or (lambda done: None)
        self._beat_at = 0.0

    def take(self, size: int) -> None:
        """So many bytes more; TooLarge beyond what is allowed, HubUnreachable after the time is up."""
        self.done += size
        if self.done > self.max_bytes:
            raise TooLarge(f"more than {self.max_bytes} bytes", size=self.done)
        now = time.monotonic()
        if now > self._give_up_at:
            raise HubUnreachable("the download takes too long")
        if now >= self._beat_at:
            self._beat_at = now + BEAT_SECONDS
            self._beat(self.done)


class Draft:
    """A file that is being fetched, beside the folder that it will be in. Use as a context manager.

    What an earlier attempt left of the same content is taken up, where its size is known: ``position`` is how much is there.
    """

    def __init__(self, file: RepoFile, folder: Path) -> None:
        self.file = file
        key = f"{file.path}\0{file.size}\0{file.lfs_sha256 or file.blob_id}"
        self.path = folder / hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        self.position = 0
        self._seal = Seal(file)

    def __enter__(self) -> Self:
        self._stream = self.path.open("a+b")
        self._stream.seek(0)
        while chunk := self._stream.read(READ_BYTES):
            self._seal.update(chunk)
            self.position += len(chunk)
        if self.file.size is None or self.position > self.file.size:
            self.restart()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stream.close()

    def restart(self) -> None:
        """Forget what is there."""
        self._stream.truncate(0)
        self.position = 0
        self._seal = Seal(self.file)

    def write(self, chunk: bytes) -> None:
        """Add what came; HubGarbled when that is more than the file has."""
        if self.file.size is not None and self.position + len(chunk) > self.file.size:
            raise HubGarbled(f"{self.file.path}: more than its {self.file.size} bytes came")
        self._stream.write(chunk)
        self._seal.update(chunk)
        self.position += len(chunk)

    def finish(self, place: Path) -> None:
        """Put it where it belongs; HubGarbled, and nothing of it is kept, when it is not what the Hub said it would be."""
        self._stream.flush()
        if self.file.size not in (None, self.position) or not self._seal.fits():
            self.path.unlink()
            raise HubGarbled(f"{self.file.path}: other content came than the Hub had told of")
        place.parent.mkdir(parents=True, exist_ok=True)
        self.path.replace(place)


class Seal:
    """A running digest, held against what the Hub tells of a file: SHA-256 for one in LFS, else git's own name for it."""

    def __init__(self, file: RepoFile) -> None:
        self._wanted = file.lfs_sha256 or file.blob_id
        self._digest = hashlib.sha256() if file.lfs_sha256 or file.size is None else _git_digest(file.size)
        if file.size is None and not file.lfs_sha256:
            self._wanted = None  # git's name begins with the size: without it there is nothing to compare

    def update(self, chunk: bytes) -> None:
        self._digest.update(chunk)

    def fits(self) -> bool:
        """Whether this is the file that the Hub told of; True where it told nothing to compare."""
        return self._wanted is None or self._digest.hexdigest() == self._wanted


def _git_digest(size: int) -> "hashlib._Hash":
    return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)


def is_there(place: Path, file: RepoFile) -> bool:
    """Whether a file lies at its place already, whole and the same."""
    if place.is_symlink() or not place.is_file() or file.size is None or place.stat().st_size != file.size:
        return False
    seal = Seal(file)
    with place.open("rb") as stream:
        while chunk := stream.read(READ_BYTES):
            seal.update(chunk)
    return seal.fits()


def place_of(path: str, folder: Path) -> Path:
    """Where in ``folder`` a file of a repo goes; HubGarbled for a path that leads anywhere else.

    >>> place_of("data/train.parquet", Path("/tmp/x")).as_posix()
    '/tmp/x/data/train.parquet'
    >>> place_of("../../etc/passwd", Path("/tmp/x"))
    Traceback (most recent call last):
    hackathon.hub.errors.HubGarbled: not a file of a repo: '../../etc/passwd'
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part or _length(part) > LONGEST_PART for part in parts):
        raise HubGarbled(f"not a file of a repo: {path[:200]!r}")
    return folder.joinpath(*parts)


def _length(part: str) -> int:
    return len(part.encode("utf-8", "surrogatepass"))


def must_be_allowed(files: Sequence[RepoFile], *, max_bytes: int) -> None:
    """TooLarge where the files are more than ``max_bytes`` altogether, as far as their sizes are known."""
    size = sum(file.size or 0 for file in files)
    if size > max_bytes:
        raise TooLarge(f"{size} bytes, more than {max_bytes}", size=size)


def must_fit(files: Sequence[RepoFile], *, folder: Path) -> None:
    """OSError (ENOSPC) where the disk has no room for the files."""
    if sum(file.size or 0 for file in files) > shutil.disk_usage(folder).free:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
