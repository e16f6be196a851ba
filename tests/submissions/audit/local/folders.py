"""Folders to audit."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CARD = "---\nlanguage: es\nlicense: apache-2.0\npretty_name: Recetas\n---\n# Recetas\n\nDe la abuela.\n"
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 123456\n"


def folder(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """``root`` with these files in it."""
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def safetensors(**tensors: tuple[str, list[Any]]) -> bytes:
    """A weights file of zeros: {"name": (dtype, shape)}. A shape that is none gets four bytes."""
    told: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (dtype, shape) in tensors.items():
        known = isinstance(shape, list) and all(type(size) is int and 0 <= size < 10_000 for size in shape)
        start, end = end, end + (math.prod(shape) * {"F16": 2, "F32": 4}[dtype] if known else 4)
        told[name] = {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}
    header = json.dumps(told).encode()
    return len(header).to_bytes(8, "little") + header + bytes(end)
