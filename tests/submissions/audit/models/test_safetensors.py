"""Headers of weights files, true ones and such as lie."""

import io
import json
from typing import Any

import pytest

from hackathon.hub.sandbox.samples import tiny_safetensors
from submissions.audit.models import safetensors


def whole(header: Any, room: int = 0) -> bytes:
    """A file with that header, and ``room`` bytes of weights."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + bytes(room)


def count(raw: bytes, size: int | None = None) -> safetensors.Counted:
    return safetensors.count(io.BytesIO(raw), len(raw) if size is None else size)


def tensor(start: int, end: int, shape: list[Any] | None = None, dtype: str = "BF16") -> dict[str, Any]:
    return {"dtype": dtype, "shape": [(end - start) // 2] if shape is None else shape, "data_offsets": [start, end]}


def test_weights_are_counted_by_type() -> None:
    counted = count(tiny_safetensors({"a": [3, 5], "b": [2, 2]}))
    assert (counted.dtypes, counted.total, counted.problem) == ({"BF16": 19}, 19, "")


def test_tensors_may_stand_in_any_order_and_have_no_weights() -> None:
    header = {"__metadata__": {"format": "pt"}, "b": tensor(4, 8), "empty": tensor(4, 4, [0]), "a": tensor(0, 4)}
    assert count(whole(header, 8)).dtypes == {"BF16": 4}


def test_a_number_without_dimensions_is_one_weight() -> None:
    assert count(whole({"a": tensor(0, 4, [], "F32")}, 4)).dtypes == {"F32": 1}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "header_length"),
        ((2**60).to_bytes(8, "little") + b"{}", "header_length"),
        ((2**64 - 1).to_bytes(8, "little"), "header_length"),
        ((0).to_bytes(8, "little") + b"{}", "header_length"),
        (whole(b"{"), "not_json"),
        (whole(b"\xff\xfe\x00"), "not_json"),
        (whole(b"[" * 200_000), "not_json"),
        (whole([1, 2]), "no_tensors"),
        (whole({"a": 1}), "no_tensors"),
        (whole({"a": {"dtype": "BF16"}}), "no_tensors"),
        (whole({"a": tensor(0, 4, dtype="Q4")}, 4), "no_tensors"),
        (whole({"a": tensor(0, 4, [True, 2])}, 4), "no_tensors"),
        (whole({"a": tensor(0, 4, [-1, -2])}, 4), "no_tensors"),
        (whole({"a": tensor(0, 4, [2**49])}, 4), "no_tensors"),
        (whole({"a": tensor(0, 4, [1] * 1000)}, 4), "no_tensors"),
        (whole({"a": tensor(0, 4, [7_000_000_000])}, 4), "no_tensors"),  # more weights than bytes
        (whole({"a": tensor(0, 4), "b": tensor(2, 6)}, 6), "does_not_fit"),  # overlapping
        (whole({"a": tensor(0, 4), "b": tensor(0, 4)}, 4), "does_not_fit"),  # the same twice
        (whole({"a": tensor(0, 4), "b": tensor(6, 8)}, 8), "does_not_fit"),  # a hole
        (whole({"a": tensor(0, 4)}, 8), "does_not_fit"),  # more in the file than in the header
        (whole({"a": tensor(0, 4)}, 2), "does_not_fit"),  # a file that was cut off
    ],
)
def test_a_header_that_lies_is_not_believed(raw: bytes, problem: str) -> None:
    assert count(raw) == safetensors.Counted(problem=problem)


def test_no_more_is_read_than_the_header() -> None:
    raw = tiny_safetensors({"a": [1000, 1000]})
    file = io.BytesIO(raw)
    counted = safetensors.count(file, len(raw))
    assert file.tell() == counted.header == len(raw) - 2_000_000


def test_a_header_of_a_hundred_megabytes_is_not_read() -> None:
    file = io.BytesIO((100_000_000).to_bytes(8, "little"))
    assert safetensors.count(file, 10**12).problem == "header_length"
    assert file.tell() == 8
