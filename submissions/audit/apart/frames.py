"""Messages between the two processes: JSON of a few lines, and bytes behind it."""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

_LENGTHS: Final = struct.Struct(">IQ")
MAX_HEADER: Final = 64_000_000
MAX_BODY: Final = 1_000_000_000


class Broken(Exception):
    """The other side is gone, or says what no message is."""


def send(stream: BinaryIO, header: Mapping[str, Any], body: bytes | memoryview = b"") -> None:
    """One message. Raises Broken when nobody listens."""
    said = json.dumps(header).encode("utf-8")
    try:
        stream.write(_LENGTHS.pack(len(said), len(body)))
        stream.write(said)
        stream.write(body)
        stream.flush()
    except (OSError, ValueError) as error:
        raise Broken from error


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """The next message. Raises Broken when there is none."""
    lengths = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if lengths[0] > MAX_HEADER or lengths[1] > MAX_BODY:
        raise Broken
    try:
        header = json.loads(_exactly(stream, lengths[0]))
    except (ValueError, RecursionError) as error:
        raise Broken from error
    if not isinstance(header, dict):
        raise Broken
    return header, _exactly(stream, lengths[1])


def _exactly(stream: BinaryIO, length: int) -> bytes:
    try:
        content = stream.read(length)
    except (OSError, ValueError) as error:
        raise Broken from error
    if len(content) < length:
        raise Broken
    return content
