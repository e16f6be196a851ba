"""A log that cannot be changed without showing it: each entry holds the hash of the one before. Pure.

An exported log has one entry a line, as canonical JSON::

    {"at":…,"body":{…},"hash":…,"kind":…,"previous":…,"sequence":1}

``hash`` is the SHA-256 of the same line without ``hash``, in UTF-8 and without the line's end. Canonical JSON is that of
RFC 8785 for the values that occur here: objects with their keys in the order of their characters and none twice, no spaces,
characters as they are, whole numbers, and no floats. So each entry has one way to be written, and a log that holds can be
checked with nothing but a JSON reader and SHA-256.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from submissions.deadline.record import iso

FIRST: Final = ""
"""What the first entry has as ``previous``."""
FIELDS: Final = ("at", "body", "hash", "kind", "previous", "sequence")


class Fault(StrEnum):
    """What can be wrong with an entry of an exported log.

    NOT_JSON: it is none (an empty line is none either). FIELDS: it has other fields than an entry, or others than texts and
    numbers in them. NOT_CANONICAL: it could be written otherwise. SEQUENCE, PREVIOUS: it does not follow the one before.
    HASH: it was changed. HEAD: all entries hold, and the one that was published is not among them.
    """

    NOT_JSON = "not_json"
    NOT_CANONICAL = "not_canonical"
    FIELDS = "fields"
    SEQUENCE = "sequence"
    PREVIOUS = "previous"
    HASH = "hash"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold: its place in the file, counted from 1, and what is wrong."""

    line: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries hold, the hash of the last of them, and the first that does not (None: all do)."""

    entries: int
    head: str
    broken: Broken | None = None


def canonical(value: Any) -> str:
    """Canonical JSON. Raises TypeError for floats and other values that have no one way to be written.

    >>> canonical({"b": [1, None, True], "a": "ñ"})
    '{"a":"ñ","b":[1,null,true]}'
    """
    _refuse_floats(value)
    return _WRITER.encode(value)


def digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(*, sequence: int, at: datetime, kind: str, body: str, previous: str) -> str:
    """The hash of an entry; ``body`` is canonical JSON already."""
    return digest(_signed(sequence=sequence, at=iso(at), kind=kind, body=body, previous=previous))


def line_of(*, sequence: int, at: datetime, kind: str, body: str, previous: str, hash: str) -> str:
    """The entry as a line of an exported log, without its end."""
    return (
        f'{{"at":"{iso(at)}","body":{body},"hash":"{hash}","kind":"{kind}",'
        f'"previous":"{previous}","sequence":{sequence}}}'
    )


def verify(lines: Iterable[str], *, head: str = "") -> Verification:
    """Check an exported log from its first line on, and stop at the first entry that does not hold.

    ``head``: a hash that was published; a log that does not contain it lacks entries that it once had. How lines end, and
    whether the last one does, is not signed. A log without entries holds.
    """
    previous, count = FIRST, 0
    seen = not head
    for number, line in enumerate(lines, 1):
        fault, hash = _checked(line.removesuffix("\n").removesuffix("\r"), sequence=number, previous=previous)
        if fault is not None:
            return Verification(count, previous, Broken(number, fault))
        previous, count = hash, number
        seen = seen or previous == head
    if not seen:
        return Verification(count, previous, Broken(count + 1, Fault.HEAD))
    return Verification(count, previous)


def _checked(line: str, *, sequence: int, previous: str) -> tuple[Fault | None, str]:
    """What is wrong with a line, and the hash that it has."""
    try:
        entry = _READER.decode(line)
    except _Float:
        return Fault.NOT_CANONICAL, ""
    except (ValueError, RecursionError):
        return Fault.NOT_JSON, ""
    if not isinstance(entry, dict) or not _is_entry(entry):
        return Fault.FIELDS, ""
    try:
        if _WRITER.encode(entry) != line:
            return Fault.NOT_CANONICAL, ""
        unsigned = _without_hash(line, entry).encode()
    except (ValueError, RecursionError):  # halves of characters cannot be written, and what is too deep neither
        return Fault.NOT_CANONICAL, ""
    if entry["sequence"] != sequence:
        return Fault.SEQUENCE, ""
    if entry["previous"] != previous:
        return Fault.PREVIOUS, ""
    hash = entry["hash"]
    return (None if hashlib.sha256(unsigned).hexdigest() == hash else Fault.HASH), hash


def _is_entry(entry: Mapping[str, Any]) -> bool:
    if tuple(sorted(entry)) != FIELDS or type(entry["sequence"]) is not int:
        return False
    return all(isinstance(entry[name], str) for name in ("at", "hash", "kind", "previous"))


def _without_hash(line: str, entry: Mapping[str, Any]) -> str:
    """What was signed. The fields come in order, so behind the body nothing is left to chance."""
    end = canonical({name: entry[name] for name in ("hash", "kind", "previous", "sequence")})[1:]
    return line[: -len(end)] + end[len(canonical({"hash": entry["hash"]})) - 1 :]


def _signed(*, sequence: int, at: str, kind: str, body: str, previous: str) -> str:
    return f'{{"at":"{at}","body":{body},"kind":"{kind}","previous":"{previous}","sequence":{sequence}}}'


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has more than one way to be written")
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(item)


class _Float(Exception):
    """A number with a point, an exponent, or none at all."""


def _refuse(text: str) -> None:
    raise _Float(text)


_READER: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
