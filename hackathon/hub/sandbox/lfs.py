"""Large files, kept the way the Hub keeps them: a pointer in git, the bytes beside it under their SHA-256."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

LFS_SUFFIXES = frozenset(
    {".parquet", ".safetensors", ".bin", ".gguf", ".pt", ".pkl", ".arrow", ".zip", ".gz", ".npz", ".onnx", ".h5"}
)
POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n")
POINTER_MAX = 200


@dataclass(frozen=True, slots=True)
class LfsPointer:
    """What a pointer says about its file; ``pointer_size`` is the size of the pointer itself, in bytes."""

    sha256: str
    size: int
    pointer_size: int


def is_large(path: str) -> bool:
    """Whether the Hub's default ``.gitattributes`` would keep ``path`` in LFS."""
    return Path(path).suffix.lower() in LFS_SUFFIXES


def parse_pointer(content: bytes) -> LfsPointer | None:
    """The pointer that ``content`` is, or None when it is an ordinary file."""
    match = POINTER.fullmatch(content) if len(content) <= POINTER_MAX else None
    return LfsPointer(match[1].decode(), int(match[2]), len(content)) if match else None


class LfsStore:
    """The folder with the bytes of the large files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> bytes:
        """Keep ``content`` and return the pointer to commit in its place."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".draft")
            draft.write_bytes(content)
            draft.replace(path)
        return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {len(content)}\n".encode()

    def get(self, sha256: str) -> bytes:
        """The bytes; FileNotFoundError when only the pointer was ever pushed."""
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        """Where the bytes lie, if they were ever pushed."""
        return self.folder / sha256[:2] / sha256
