"""Text in lines, one at a time, from bytes of any encoding: never more than one block and one line at once. Pure."""

import codecs
from collections.abc import Iterator

import pyarrow

from submissions.audit.corpus.evidence import Limit
from submissions.audit.corpus.reading.notes import Notes

BLOCK_BYTES = 65_536  # of a packed file that breaks off no more is lost
HEAD_BYTES = 262_144
POINTER = b"version https://git-lfs.github.com/spec/"
BROKEN_PACKING = (OSError, pyarrow.ArrowException)


def head_of(stream: pyarrow.NativeFile, notes: Notes) -> bytes:
    """The beginning of a stream; empty where not even that can be unpacked."""
    head = b""
    try:
        while len(head) < HEAD_BYTES and (piece := stream.read(BLOCK_BYTES)):
            head += piece
    except BROKEN_PACKING as error:
        if not head:
            notes.problem("packing_broken", detail=str(error))
    return head


def encoding_of(head: bytes) -> str:
    """utf-8, utf-16 or cp1252, by the file's beginning."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def blocks(stream: pyarrow.NativeFile, notes: Notes) -> Iterator[bytes]:
    """The bytes of a stream, as long as they can be unpacked and the limits let them."""
    left = notes.budget.limits.unpacked
    while True:
        try:
            block = stream.read(BLOCK_BYTES)
        except BROKEN_PACKING as error:
            notes.problem("packing_broken", detail=str(error))
            notes.sampled = True
            return
        if not block:
            return
        yield block
        left -= len(block)
        if left <= 0:
            notes.reach(Limit.BYTES, notes.budget.limits.unpacked)
            return
        if notes.budget.now() >= notes.share.until:
            notes.reach(Limit.SECONDS, notes.budget.limits.seconds)
            return


def lines(stream: pyarrow.NativeFile, notes: Notes, encoding: str) -> Iterator[str]:
    """The lines of a text with their ends as ``\\n``; of one that is longer than a cell may be only the beginning.

    What is not UTF-8 is read as Windows-1252, line by line: a file may be made of several.
    """
    longest, number, waiting, cut = notes.budget.limits.cell, 0, b"", False
    for block in _as_utf8(stream, notes, encoding):
        *whole, waiting = (waiting + block).split(b"\n")
        for line in whole:
            number += 1
            if not cut:
                yield text_of(line, number, notes)
            cut = False
        if len(waiting) > longest:
            if not cut:
                yield text_of(waiting, number + 1, notes)
            waiting, cut = b"", True
    if waiting and not cut and not notes.sampled:  # where the file breaks off, its last line does
        yield text_of(waiting, number + 1, notes, end="")


def stretches(stream: pyarrow.NativeFile, notes: Notes, encoding: str) -> Iterator[str]:
    """The text of a stream piece by piece, wherever its lines end: all of a JSON file may be one line.

    Decoded as ``lines`` are; a piece ends where no character is cut.
    """
    longest, number, waiting = notes.budget.limits.cell, 1, b""
    for block in _as_utf8(stream, notes, encoding):
        waiting += block
        cut = max(map(waiting.rfind, (b"\n", b" ", b'"'))) + 1 or (len(waiting) if len(waiting) > longest else 0)
        for line in waiting[:cut].splitlines(keepends=True):
            yield _decoded(line, number, notes)
            number += line.endswith(b"\n")
        waiting = waiting[cut:]
    yield _decoded(waiting, number, notes)


def _as_utf8(stream: pyarrow.NativeFile, notes: Notes, encoding: str) -> Iterator[bytes]:
    if encoding != "utf-16":
        yield from _line_ends(blocks(stream, notes))
        return
    notes.problem("not_utf8", detail=encoding)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield from _line_ends(decoder.decode(block).encode("utf-8", "replace") for block in blocks(stream, notes))


def _line_ends(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """``\\r\\n`` and ``\\r`` as ``\\n``, also where a block ends in the middle; no byte-order mark."""
    held, first = b"", True
    for piece in pieces:
        piece = held + piece
        if first:
            piece, first = piece.removeprefix(codecs.BOM_UTF8), False
        held = b"\r" if piece.endswith(b"\r") else b""
        piece = piece[: len(piece) - len(held)]
        yield piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in piece else piece
    if held:
        yield b"\n"


def text_of(line: bytes, number: int, notes: Notes, *, end: str = "\n") -> str:
    """A line's text, as far as a cell may be long."""
    longest = notes.budget.limits.cell
    if len(line) > longest:
        notes.reach(Limit.CELL, longest, None)
        notes.count("row_too_long", number)
        line = line[:longest]
    return _decoded(line, number, notes) + end


def _decoded(line: bytes, number: int, notes: Notes) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        notes.count("not_utf8", number)
        text = line.decode("cp1252", "replace")
    return text.replace("\x00", "\ufffd")
