"""What a Parquet footer says of each column of each row group, read by hand. Pure.

pyarrow's own accessor (``RowGroupMetaData.column``) ends the whole process where a footer contradicts itself. The footer is written
in Thrift's compact protocol: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md. The numbers of the
fields are those of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MAX_DEPTH: Final = 32

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT, _UUID = range(1, 14)
_FIXED: Final = {_BYTE: 1, _DOUBLE: 8, _UUID: 16}

_GROUPS, _COLUMNS, _METADATA = 4, 1, 3
_PATH, _VALUES, _UNPACKED, _PACKED, _DATA, _DICTIONARY = 3, 5, 6, 7, 9, 11
_LEAVES: Final = {number: {} for number in (_PATH, _VALUES, _UNPACKED, _PACKED, _DATA, _DICTIONARY)}
_WANTED: Final = {_GROUPS: {_COLUMNS: {_METADATA: _LEAVES}}}


@dataclass(frozen=True, slots=True)
class Chunk:
    """The values of one column in one row group. ``path``: its names joined by dots; sizes and places in bytes."""

    path: str
    values: int
    unpacked: int
    packed: int
    begins: int

    @property
    def most_bytes(self) -> int:
        """Packed or unpacked, whichever is more: a footer may lie about one."""
        return max(self.unpacked, self.packed)

    @property
    def stretch(self) -> tuple[int, int]:
        """From where to where in the file it lies."""
        return self.begins, self.begins + self.packed


def read_chunks(footer: bytes, *, groups: int, columns: int) -> tuple[tuple[Chunk, ...], ...]:
    """The chunks of each row group, in the schema's order. Raises ValueError where there are not ``groups`` times ``columns``."""
    try:
        found = _Thrift(footer).value(_STRUCT, _WANTED, MAX_DEPTH).get(_GROUPS, [])
        chunks = tuple(tuple(_chunk(column[_METADATA]) for column in group[_COLUMNS]) for group in found)
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError("the footer ends too early, or holds something else") from error
    if [len(group) for group in chunks] != [columns] * groups:
        raise ValueError("the row groups have other columns than the schema")
    return chunks


def _chunk(said: Mapping[int, Any]) -> Chunk:
    first = min((said[place] for place in (_DICTIONARY, _DATA) if said.get(place)), default=0)
    path = ".".join(name.decode("utf-8", "replace") for name in said[_PATH])
    return Chunk(path, int(said[_VALUES]), int(said[_UNPACKED]), int(said[_PACKED]), int(first))


class _Thrift:
    """Goes through a message once, and keeps what is wanted of it."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def value(self, kind: int, wanted: Mapping[int, Any] | None, depth: int) -> Any:
        """The next value. ``wanted``: by number the fields of a struct that are kept, and what is kept of each; None: nothing."""
        if kind in (_I16, _I32, _I64):
            number = self._number()
            return (number >> 1) ^ -(number & 1)
        if kind == _BINARY:
            return self._bytes(self._number())
        if depth and kind == _STRUCT:
            return self._struct(wanted, depth - 1)
        if depth and kind in (_LIST, _SET):
            return self._list(wanted, depth - 1)
        if depth and kind == _MAP:
            return self._map(depth - 1)
        if kind in _FIXED:
            return self._bytes(_FIXED[kind])
        raise ValueError(f"the footer has a value of kind {kind}, or values that are too deep")

    def _struct(self, wanted: Mapping[int, Any] | None, depth: int) -> dict[int, Any]:
        kept, field = {}, 0
        while head := self._byte():
            step, kind = head >> 4, head & 15
            field = field + step if step else self.value(_I16, None, 0)
            inner = wanted.get(field) if wanted else None
            value = kind == _TRUE if kind in (_TRUE, _FALSE) else self.value(kind, inner, depth)
            if inner is not None:
                kept[field] = value
        return kept

    def _list(self, wanted: Mapping[int, Any] | None, depth: int) -> list[Any]:
        head = self._byte()
        size, kind = head >> 4, head & 15
        if size == 15:
            size = self._number()
        kind = _BYTE if kind in (_TRUE, _FALSE) else kind
        if wanted is not None:
            return [self.value(kind, wanted, depth) for _ in range(size)]
        for _ in range(size):
            self.value(kind, None, depth)
        return []

    def _map(self, depth: int) -> None:
        size = self._number()
        kinds = self._byte() if size else 0
        for _ in range(size):
            for kind in (kinds >> 4, kinds & 15):
                self.value(_BYTE if kind in (_TRUE, _FALSE) else kind, None, depth)

    def _number(self) -> int:
        byte = self._raw[self._at]
        self._at += 1
        number, shift = byte & 127, 7
        while byte >= 128:
            if shift > 63:
                raise ValueError("the footer has a number that does not end")
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
        return number

    def _byte(self) -> int:
        byte = self._raw[self._at]
        self._at += 1
        return byte

    def _bytes(self, length: int) -> bytes:
        piece = self._raw[self._at : self._at + length]
        self._at += length
        return piece
