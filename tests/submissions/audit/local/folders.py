"""Folders to audit."""

import json
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
    """A file's header and no weights: {"name": (dtype, shape)}."""
    told = {name: {"dtype": dtype, "shape": shape, "data_offsets": [0, 0]} for name, (dtype, shape) in tensors.items()}
    header = json.dumps({"__metadata__": {"format": "pt"}, **told}).encode()
    return len(header).to_bytes(8, "little") + header
