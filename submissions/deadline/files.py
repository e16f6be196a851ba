"""What differs between the files of two revisions, and what sort of files those are. Pure."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

from hackathon.hub.types import RepoType
from submissions.deadline.record import SeenFile
from submissions.deadline.states import Change, ChangedFile, Sort

_DOCUMENTS: Final = frozenset({".md", ".markdown", ".rst", ".pdf", ".docx", ".odt", ".tex", ".bib", ".cff"})
_IMAGES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"})
_NAMES_OF_DOCUMENTS: Final = ("readme", "license", "licence", "licencia", "changelog", "citation", "authors", "notice")
_DATA: Final = frozenset({".parquet", ".csv", ".tsv", ".jsonl", ".ndjson", ".arrow", ".feather", ".orc", ".xlsx"})
_MAYBE_DATA: Final = frozenset({".json", ".txt", ".xml", ".zip", ".gz", ".tar", ".zst", ".bz2", ".7z"})
_WEIGHTS: Final = frozenset(
    {".safetensors", ".bin", ".gguf", ".ggml", ".pt", ".pth", ".ckpt", ".onnx", ".h5", ".msgpack", ".tflite", ".keras"}
)
_CODE: Final = frozenset(
    {
        ".py", ".ipynb", ".sh", ".js", ".ts", ".tsx", ".jsx", ".mjs", ".css", ".html", ".toml", ".cfg", ".ini", ".yaml",
        ".yml", ".r", ".jl", ".c", ".cpp", ".rs", ".go", ".java", ".jinja", ".sql",
    }
)  # fmt: skip
_NAMES_OF_CODE: Final = frozenset(
    {"dockerfile", "makefile", "requirements.txt", "packages.txt", "pre-requirements.txt"}
)
_FOLDERS_OF_CARDS: Final = frozenset({"assets", "docs", "doc", "figures", "img", "media", ".github"})
_HOUSEKEEPING: Final = frozenset({".gitattributes", ".gitignore"})


def changed(
    old: Sequence[SeenFile], new: Sequence[SeenFile], *, repo_type: RepoType, cut: bool = False
) -> tuple[ChangedFile, ...]:
    """What differs, in order of path. ``cut``: one of the lists lacks files, so only those in both are compared.

    A README and a table, and then the README with other words, no table and a notebook: the table REMOVED (data), the
    notebook ADDED (code), the README MODIFIED (documents).
    """
    before, after = _contents(old), _contents(new)
    found = []
    for path in sorted(before.keys() | after.keys()):
        change = _change(before.get(path), after.get(path))
        if change is not None and not (cut and change != Change.MODIFIED):
            found.append(ChangedFile(path, change, sort_of(path, repo_type)))
    return tuple(found)


def sort_of(path: str, repo_type: RepoType) -> Sort:
    """What sort of file a path names. A JSON or text file is data in a dataset and set-up, so code, elsewhere.

    >>> sort_of("data/train.json", RepoType.DATASET).value, sort_of("config.json", RepoType.MODEL).value
    ('data', 'code')
    """
    pure = PurePosixPath(path.lower())
    name, suffix = pure.name, pure.suffix
    if name in _HOUSEKEEPING or (name.startswith(_NAMES_OF_DOCUMENTS) and suffix in {"", ".txt", *_DOCUMENTS}):
        return Sort.DOCUMENTS
    if name in _NAMES_OF_CODE or suffix in _CODE:
        return Sort.CODE
    if suffix in _WEIGHTS:
        return Sort.WEIGHTS
    if suffix in _DOCUMENTS or (suffix in _IMAGES and not _holds_data(pure, repo_type)):
        return Sort.DOCUMENTS
    if suffix in _DATA or _holds_data(pure, repo_type):
        return Sort.DATA
    return Sort.CODE if suffix in _MAYBE_DATA else Sort.OTHER


def _holds_data(pure: PurePosixPath, repo_type: RepoType) -> bool:
    """Whether a file that could be anything is data where it lies: in a folder called so, or in a dataset.

    A dataset's pictures are data, but for those at its top and in folders where cards keep theirs.
    """
    folders = pure.parts[:-1]
    if "data" in folders or repo_type != RepoType.DATASET:
        return "data" in folders
    return pure.suffix in _MAYBE_DATA or (bool(folders) and folders[0] not in _FOLDERS_OF_CARDS)


def _contents(files: Sequence[SeenFile]) -> Mapping[str, tuple[str | None, str | None]]:
    return {file.path: (file.oid, file.sha256) for file in files}


def _change(old: tuple[str | None, str | None] | None, new: tuple[str | None, str | None] | None) -> Change | None:
    if old == new:
        return None
    if old is None:
        return Change.ADDED
    return Change.REMOVED if new is None else Change.MODIFIED
