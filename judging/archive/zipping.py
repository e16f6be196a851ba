"""Files in a zip and out of it. The same files give the same bytes; what comes from strangers is read without trusting it. Pure.

Nothing is compressed: so no byte depends on a version of zlib, and nobody can hide a gigabyte in a kilobyte.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Final

from judging.archive.faults import BadArchive, Fault

BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip knows."""
MAX_BYTES: Final = 300_000_000
MAX_FILES: Final = 1000
NAME: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)*(/[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9]+)*){0,3}"
)
TOO_DEEP: Final = 120


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of the files, in the order of their names.

    >>> zipped({"b.txt": b"2", "a/c.txt": b"1"}) == zipped({"a/c.txt": b"1", "b.txt": b"2"})
    True
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of a zip that ``zipped`` made. Raises BadArchive for any other, whoever made it.

    >>> unzipped(zipped({"a.txt": b"1"}))
    {'a.txt': b'1'}
    """
    if len(content) > MAX_BYTES:
        raise BadArchive(Fault.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _files(archive)
    except BadArchive:
        raise
    except Exception as error:  # what a broken zip makes of its reader is anybody's guess
        raise BadArchive(Fault.NOT_ZIP) from error
    if zipped(files) != content:
        raise BadArchive(Fault.HIDDEN)
    return files


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise BadArchive(Fault.TOO_MANY)
    if sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise BadArchive(Fault.TOO_LARGE)
    files: dict[str, bytes] = {}
    for entry in entries:
        _must_be_ours(entry, files)
        files[entry.filename] = archive.read(entry)
    return files


def _must_be_ours(entry: zipfile.ZipInfo, files: Mapping[str, bytes]) -> None:
    if len(entry.filename) > TOO_DEEP or not NAME.fullmatch(entry.filename):
        raise BadArchive(Fault.NAME, ascii(entry.filename[:TOO_DEEP]))
    if entry.filename in files:
        raise BadArchive(Fault.REPEATED, entry.filename)
    if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1 or entry.file_size != entry.compress_size:
        raise BadArchive(Fault.PACKED, entry.filename)
