"""A disk without room for copies of files or for fingerprints: that is no verdict about the rows, and no fault of ours."""

import io
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from submissions.audit.apart import profile_apart
from submissions.audit.collecting.reader import unread_because
from submissions.audit.corpus import looking
from submissions.audit.corpus.datafiles import DataFile
from submissions.audit.corpus.fingerprints import Kept
from submissions.audit.corpus.profiling import profile
from submissions.audit.evidence import Part, Unread
from submissions.audit.looks import trouble, with_rest_gone
from submissions.audit.problems import CutOff
from tests.factories.evidence import RULES, make_repo

CSV = b"pregunta,respuesta\n" + b"".join(b"%d,eso\n" % row for row in range(10_000))
FILE = DataFile("data.csv", len(CSV), "default", "train")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def elsewhere(path: str, size: int | None) -> BinaryIO:
    return io.BytesIO(CSV)


@pytest.fixture
def here(tmp_path) -> Path:
    """A folder with the file, of which no copy is needed."""
    (tmp_path / "data.csv").write_bytes(CSV)
    return tmp_path


@pytest.mark.parametrize("read", [profile, profile_apart])
def test_no_room_for_a_copy_of_a_file(read):
    with files_of_at_most(50_000), pytest.raises(CutOff) as cut:
        read([FILE], opener=elsewhere, rules=RULES)
    assert (cut.value.reason, unread_because(Part.DATA, cut.value).reason) == ("disk", "beyond_disk")


def test_no_room_for_fingerprints(here, monkeypatch):
    monkeypatch.setattr(looking, "Kept", lambda: Kept(1_000))
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_named: io.BufferedWriter(io.FileIO("/dev/full", "w")))
    with pytest.raises(CutOff) as cut:
        profile([FILE], opener=lambda path, size: io.FileIO(str(here / path)), rules=RULES)
    assert cut.value.reason == "disk"


def test_no_folder_that_can_be_written_to(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    with files_of_at_most(0), pytest.raises(CutOff) as cut:
        profile([FILE], opener=elsewhere, rules=RULES)
    assert cut.value.reason == "disk"


def test_what_needs_no_room_is_read_on_a_full_disk(here, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    with files_of_at_most(0):
        seen = profile([FILE], opener=lambda path, size: io.FileIO(str(here / path)), rules=RULES)
    assert seen.rows_read == 10_000


def test_a_file_that_is_gone_is_something_else(here, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    with pytest.raises(FileNotFoundError):
        profile([FILE], opener=lambda path, size: io.FileIO(str(here / "otro.csv")), rules=RULES)


def test_a_full_disk_is_worth_another_look_and_after_the_revision_is_gone_none():
    seen = make_repo(unread=(Unread(Part.DATA, "beyond_disk"), Unread(Part.SCRIPTS, "beyond_memory")))
    assert trouble(seen) == "beyond_disk"
    assert [one.reason for one in with_rest_gone(seen).unread] == ["revision_gone", "beyond_memory"]
