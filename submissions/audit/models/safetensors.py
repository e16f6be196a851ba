"""The header of one weights file in safetensors: how many weights of which type. Nothing else of the file is read. Pure.

The format (huggingface.co/docs/safetensors): eight bytes, little-endian, say how long the header is; the header is JSON,
``{"name": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]}, …}``; the weights follow without holes.

A header may lie. What it says is believed only where it fits the size of the file, so that nobody can pass for small, or large.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

MAX_HEADER_BYTES: Final = 30_000_000
MAX_DIMENSIONS: Final = 10
BITS: Final = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8, "F6_E2M3": 6, "F6_E3M2": 6, "F4": 4,
    "I64": 64, "I32": 32, "I16": 16, "I8": 8, "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8, "C64": 64,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """The weights of a file by type; none and a ``problem`` where its header cannot be believed.

    ``problem``: header_length (longer than the file or than anybody needs), not_json, no_tensors (JSON of another shape) or
    does_not_fit (tensors that overlap, leave holes or do not fill the file). ``header``: its bytes, the length included.
    """

    dtypes: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    header: int = 0

    @property
    def total(self) -> int:
        """All weights together."""
        return sum(self.dtypes.values())


def count(file: BinaryIO, size: int) -> Counted:
    """The weights that a file of ``size`` bytes holds, by its header. OSError and the Hub's errors come through.

    >>> import io
    >>> header = b'{"w": {"dtype": "BF16", "shape": [2, 3], "data_offsets": [0, 12]}}'
    >>> whole = len(header).to_bytes(8, "little") + header + bytes(12)
    >>> count(io.BytesIO(whole), len(whole)).dtypes
    {'BF16': 6}
    >>> count(io.BytesIO((2**60).to_bytes(8, "little")), 8).problem
    'header_length'
    """
    length = int.from_bytes(file.read(8), "little")
    if not 0 < length <= min(size - 8, MAX_HEADER_BYTES):
        return Counted(problem="header_length")
    try:
        header = json.loads(file.read(length))
    except (ValueError, RecursionError):
        return Counted(problem="not_json")
    try:
        tensors = [_tensor(told) for name, told in header.items() if name != "__metadata__"]
    except (ValueError, LookupError, TypeError, AttributeError):
        return Counted(problem="no_tensors")
    if not _fits(tensors, size - 8 - length):
        return Counted(problem="does_not_fit")
    dtypes: Counter[str] = Counter()
    for tensor in tensors:
        dtypes[tensor.dtype] += tensor.weights
    return Counted(dict(sorted(dtypes.items())), header=8 + length)


@dataclass(frozen=True, slots=True)
class _Tensor:
    dtype: str
    weights: int
    start: int
    end: int


def _tensor(told: Mapping[str, Any]) -> _Tensor:
    shape, (start, end) = told["shape"], told["data_offsets"]
    if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
        raise ValueError("no shape of a tensor")
    if any(type(number) is not int or not 0 <= number < 2**48 for number in (*shape, start, end)):
        raise ValueError("no numbers of a tensor")
    weights = math.prod(shape)
    if (weights * BITS[told["dtype"]] + 7) // 8 != end - start:
        raise ValueError("its bytes are not as many as its weights need")
    return _Tensor(told["dtype"], weights, start, end)


def _fits(tensors: list[_Tensor], room: int) -> bool:
    """Whether the tensors fill the room one after the other."""
    place = 0
    for tensor in sorted(tensors, key=lambda one: (one.start, one.end)):
        if tensor.start != place:
            return False
        place = tensor.end
    return place == room
