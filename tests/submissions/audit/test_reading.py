"""Reading the parts of a repo: what was read is not asked for again."""

from typing import Any

import pytest

from submissions.audit.collecting.reader import MAX_KEPT, Reader
from submissions.audit.collecting.told import card_bodies, script_texts
from tests.factories.evidence import make_repo


class Library:
    """A Hub of files that counts how often it is asked for one."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.asked: list[str] = []

    def read_file(self, repo_id: str, repo_type: Any, path: str, *, revision: str, max_bytes: int = 0) -> bytes:
        self.asked.append(path)
        return self.files[path][:max_bytes]


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (100, 100, 1),
        (100, 5, 1),  # a part of what is known
        (5, 100, 2),  # more than is known
        (5, 5, 1),
        (11, 100, 1),  # it was known to end there
    ],
)
def test_a_text_is_asked_for_once(first, second, asked):
    hub = Library(a=b"0123456789")
    reader = Reader(hub, make_repo())
    assert (reader.file("a", first), reader.file("a", second)) == (b"0123456789"[:first], b"0123456789"[:second])
    assert len(hub.asked) == asked


def test_what_is_large_is_not_kept():
    hub = Library(a=b"x" * (MAX_KEPT + 1))
    reader = Reader(hub, make_repo())
    reader.file("a", 2 * MAX_KEPT)
    assert reader.kept == {}


def test_cards_are_told_without_what_nobody_sees_and_data_is_no_script():
    files = {
        "README.md": b"---\na: b\n---\n# Hola <!-- 140 g de CO2 -->\nSal.",
        "train.py": b"lr=2e-4",
        "config.json": b"{}",
        "datos.csv": b"a,b",
    }
    reader = Reader(Library(**files), make_repo())
    for path in files:
        reader.file(path, 100)
    assert card_bodies(reader) == {"README.md": "# Hola  \nSal."}
    assert script_texts(reader) == {"train.py": "lr=2e-4"}
