"""A whole revision on the disk: checked, bounded, and taken up again where it broke off."""

import errno
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from hackathon.hub.client import HubClient
from hackathon.hub.errors import FileMissing, HubForbidden, HubGarbled, HubRateLimited, HubUnreachable, TooLarge
from hackathon.hub.sandbox.server import RunningHub, running
from hackathon.hub.types import RepoFile, RepoType
from tests.factories.editions import NOW
from tests.hackathon.hub.fakes import INFO, OTHER_SHA, SHA, FakeHub

WEIGHTS = bytes(range(256)) * 10_000
WEIGHTS_SHA = hashlib.sha256(WEIGHTS).hexdigest()
CARD = b"# Recetas\n"
MODEL = "ana/recetas"


def blob_id(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def info(*files: dict[str, Any], **told: Any) -> httpx2.Response:
    return httpx2.Response(200, json={**INFO, "siblings": list(files), **told})


LARGE = {
    "rfilename": "m.safetensors",
    "size": 134,
    "blobId": "c1",
    "lfs": {"size": len(WEIGHTS), "sha256": WEIGHTS_SHA},
}
SMALL = {"rfilename": "docs/README.md", "size": len(CARD), "blobId": blob_id(CARD)}


class Broken:
    """A Hub whose transfers break off after ``lasting`` bytes, so many times; ``ranges=False``: it always sends the whole."""

    def __init__(self, *files: dict[str, Any], lasting: int = 10**9, times: int = 0, ranges: bool = True) -> None:
        self.contents = {"m.safetensors": WEIGHTS, "docs/README.md": CARD}
        self.files, self.lasting, self.times, self.ranges = files, lasting, times, ranges
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.startswith("/api/"):
            return info(*self.files)
        path = request.url.path.partition(f"/resolve/{SHA}/")[2]
        self.asked.append((path, request.headers.get("Range")))
        start = int(request.headers.get("Range", "bytes=0-")[6:-1]) if self.ranges else 0
        content = self.contents[path][start:]
        headers = {"X-Repo-Commit": SHA, "Content-Length": str(len(content))}
        if start:
            headers["Content-Range"] = f"bytes {start}-{start + len(content) - 1}/{start + len(content)}"
        return httpx2.Response(206 if start else 200, headers=headers, content=self._breaking(content))

    def _breaking(self, content: bytes) -> Iterator[bytes]:
        breaks = self.times > 0 and len(content) > self.lasting
        self.times -= breaks
        yield content[: self.lasting]
        if breaks:
            raise httpx2.ReadError("cut")
        yield content[self.lasting :]


def download(hub: FakeHub | HubClient, into: Path, **options: Any) -> tuple[RepoFile, ...]:
    client = hub.client if isinstance(hub, FakeHub) else hub
    wanted = {"revision": SHA, "want": lambda file: True, "max_bytes": 10**8} | options
    return client.download(MODEL, RepoType.MODEL, into=into, **wanted)


def lying(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_files_that_are_wanted_lie_in_the_folder_and_nothing_else_does(tmp_path: Path) -> None:
    broken = Broken(LARGE, SMALL, {"rfilename": "m.bin", "size": 5, "blobId": "x"})
    into = tmp_path / "a" / "model"
    files = download(FakeHub(broken), into, want=lambda file: not file.path.endswith(".bin"))
    assert [(file.path, file.size) for file in files] == [
        ("m.safetensors", len(WEIGHTS)),
        ("docs/README.md", len(CARD)),
    ]
    assert lying(tmp_path) == {"a/model/m.safetensors": WEIGHTS, "a/model/docs/README.md": CARD}
    assert list((tmp_path / "a").iterdir()) == [into]


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    broken = Broken(LARGE, lasting=1_100_000, times=2)
    hub = FakeHub(broken, retries=1)
    download(hub, tmp_path / "m")
    assert lying(tmp_path / "m") == {"m.safetensors": WEIGHTS}
    ranges = [None, "bytes=1100000-", "bytes=2200000-"]
    assert broken.asked == [("m.safetensors", asked) for asked in ranges]
    assert hub.naps == [0.5, 0.5]


def test_a_transfer_that_gets_nowhere_ends(tmp_path: Path) -> None:
    hub = FakeHub(Broken(LARGE, lasting=1000, times=99), retries=2)
    with pytest.raises(HubUnreachable):
        download(hub, tmp_path / "m")
    assert hub.naps == [0.5, 1.0]
    assert lying(tmp_path / "m") == {}


def test_what_an_earlier_attempt_left_is_taken_up(tmp_path: Path) -> None:
    with pytest.raises(HubUnreachable):
        download(FakeHub(Broken(LARGE, lasting=500_000, times=1), retries=0), tmp_path / "m")
    second = Broken(LARGE)
    download(FakeHub(second), tmp_path / "m")
    assert second.asked == [("m.safetensors", "bytes=500000-")]
    assert lying(tmp_path) == {"m/m.safetensors": WEIGHTS}


def test_what_was_left_of_other_content_is_not_mixed_in(tmp_path: Path) -> None:
    with pytest.raises(HubUnreachable):
        download(FakeHub(Broken(LARGE, lasting=500_000, times=1), retries=0), tmp_path / "m")
    changed = {**LARGE, "lfs": {"size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()}}
    second = Broken(changed)
    second.contents["m.safetensors"] = b"abc"
    download(FakeHub(second), tmp_path / "m")
    assert (second.asked, lying(tmp_path)) == ([("m.safetensors", None)], {"m/m.safetensors": b"abc"})


def test_a_hub_that_knows_no_parts_begins_anew(tmp_path: Path) -> None:
    hub = FakeHub(Broken(LARGE, lasting=1_100_000, times=1, ranges=False))
    download(hub, tmp_path / "m", max_bytes=len(WEIGHTS))
    assert lying(tmp_path / "m") == {"m.safetensors": WEIGHTS}


def test_what_is_there_and_the_same_is_not_fetched_again(tmp_path: Path) -> None:
    download(FakeHub(Broken(LARGE, SMALL)), tmp_path / "m")
    (tmp_path / "m" / "docs" / "README.md").write_bytes(b"# recetas\n")
    again = Broken(LARGE, SMALL)
    download(FakeHub(again), tmp_path / "m")
    assert again.asked == [("docs/README.md", None)]
    assert lying(tmp_path / "m")["docs/README.md"] == CARD


@pytest.mark.parametrize("path", ["m.safetensors", "docs/README.md"])
@pytest.mark.parametrize("change", [lambda content: content[:-1] + b"?", lambda content: content + b"?"])
def test_other_content_than_was_told_is_refused_and_not_kept(tmp_path: Path, path: str, change: Any) -> None:
    broken = Broken(LARGE, SMALL)
    broken.contents[path] = change(broken.contents[path])
    hub = FakeHub(broken)
    with pytest.raises(HubGarbled):
        download(hub, tmp_path / "m")
    assert path not in lying(tmp_path / "m")


def test_content_that_was_refused_is_asked_for_anew(tmp_path: Path) -> None:
    broken = Broken(SMALL)
    broken.contents["docs/README.md"] = CARD[:-1] + b"?"
    with pytest.raises(HubGarbled):
        download(FakeHub(broken), tmp_path / "m")
    download(FakeHub(Broken(SMALL)), tmp_path / "m")
    assert lying(tmp_path / "m") == {"docs/README.md": CARD}


def test_a_file_that_does_not_end_is_left_where_it_should_have(tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        for number in range(10**9):
            sent.append(number)
            yield CARD

    sent: list[int] = []
    hub = FakeHub(
        lambda request: info(SMALL) if request.url.path.startswith("/api/") else httpx2.Response(200, content=endless())
    )
    with pytest.raises(HubGarbled):
        download(hub, tmp_path / "m", max_bytes=len(CARD))
    assert sent == [0, 1]


def test_another_part_than_was_asked_for_is_not_mixed_in(tmp_path: Path) -> None:
    with pytest.raises(HubUnreachable):
        download(FakeHub(Broken(LARGE, lasting=500_000, times=1), retries=0), tmp_path / "m")
    headers = {"Content-Range": f"bytes 0-{len(WEIGHTS) - 1}/{len(WEIGHTS)}"}
    other = FakeHub(
        lambda request: (
            info(LARGE)
            if request.url.path.startswith("/api/")
            else httpx2.Response(206, content=WEIGHTS, headers=headers)
        )
    )
    with pytest.raises(HubGarbled):
        download(other, tmp_path / "m")
    third = Broken(LARGE)
    download(FakeHub(third), tmp_path / "m")
    assert (third.asked, lying(tmp_path / "m")) == ([("m.safetensors", None)], {"m.safetensors": WEIGHTS})


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(CARD)
    (tmp_path / "m" / "docs").mkdir(parents=True)
    (tmp_path / "m" / "docs" / "README.md").symlink_to(tmp_path / "elsewhere")
    download(FakeHub(Broken(SMALL)), tmp_path / "m")
    assert not (tmp_path / "m" / "docs" / "README.md").is_symlink()


@pytest.mark.parametrize("told", [SMALL, {"rfilename": "docs/README.md", "size": len(CARD)}])
def test_a_file_that_ends_too_soon_is_refused(tmp_path: Path, told: dict[str, Any]) -> None:
    broken = Broken(told)
    broken.contents["docs/README.md"] = CARD[:4]
    with pytest.raises(HubGarbled):
        download(FakeHub(broken), tmp_path / "m")
    assert lying(tmp_path / "m") == {}


def test_too_much_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    broken = Broken(LARGE, SMALL)
    with pytest.raises(TooLarge) as refusal:
        download(FakeHub(broken), tmp_path / "m", max_bytes=len(WEIGHTS))
    assert refusal.value.size == len(WEIGHTS) + len(CARD)
    assert (broken.asked, list(tmp_path.iterdir())) == ([], [])


def test_a_file_whose_size_is_not_told_ends_where_too_much_came(tmp_path: Path) -> None:
    unknown = {"rfilename": "m.safetensors"}
    with pytest.raises(TooLarge):
        download(FakeHub(Broken(unknown)), tmp_path / "m", max_bytes=1000)
    again = Broken(unknown)
    download(FakeHub(again), tmp_path / "m", max_bytes=len(WEIGHTS))
    assert (again.asked, lying(tmp_path / "m")) == ([("m.safetensors", None)], {"m.safetensors": WEIGHTS})


@pytest.mark.parametrize("path", ["../a", "/etc/passwd", "a/../../b", "a//b", ".", "a\0b", "a\\b", "x" * 256])
def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(HubGarbled):
        download(FakeHub(Broken({"rfilename": path, "size": 1, "blobId": "c"})), tmp_path / "m")
    assert lying(tmp_path) == {}


def test_another_revision_than_was_asked_for_is_refused(tmp_path: Path) -> None:
    other = FakeHub(lambda request: info(SMALL, sha=OTHER_SHA))
    with pytest.raises(HubGarbled):
        download(other, tmp_path / "m")
    assert len(other.requests) == 1
    moved = FakeHub(
        lambda request: (
            info(SMALL)
            if request.url.path.startswith("/api/")
            else httpx2.Response(200, content=CARD, headers={"X-Repo-Commit": OTHER_SHA})
        )
    )
    with pytest.raises(HubGarbled):
        download(moved, tmp_path / "m")
    assert lying(tmp_path / "m") == {}


def test_an_empty_file_costs_no_request(tmp_path: Path) -> None:
    broken = Broken({"rfilename": "vacio.txt", "size": 0, "blobId": blob_id(b"")})
    download(FakeHub(broken), tmp_path / "m")
    assert (broken.asked, lying(tmp_path / "m")) == ([], {"vacio.txt": b""})


def test_the_caller_hears_how_far_it_is_and_can_end_it(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(done: int) -> None:
        heard.append(done)
        raise Enough

    heard: list[int] = []
    with pytest.raises(Enough):
        download(FakeHub(Broken(SMALL)), tmp_path / "m", beat=stop)
    assert heard == [0]


def test_how_far_it_is_counts_what_was_there_and_what_was_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hackathon.hub.downloading.BEAT_SECONDS", 0.0)
    download(FakeHub(Broken(SMALL)), tmp_path / "m")
    with pytest.raises(HubUnreachable):
        download(FakeHub(Broken(LARGE, SMALL, lasting=500_000, times=1), retries=0), tmp_path / "m")
    heard: list[int] = []
    download(FakeHub(Broken(LARGE, SMALL)), tmp_path / "m", beat=heard.append)
    there, taken_up, whole = len(CARD), len(CARD) + 500_000, len(CARD) + len(WEIGHTS)
    assert (heard[:2], heard[-1]) == ([there, taken_up], whole)


def test_the_caller_is_not_told_of_every_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.hub.downloading.BEAT_SECONDS", 1000.0)
    heard: list[int] = []
    download(FakeHub(Broken(LARGE, SMALL)), tmp_path / "m", beat=heard.append)
    assert heard == [0]


def test_a_download_that_takes_too_long_ends(tmp_path: Path) -> None:
    with pytest.raises(HubUnreachable):
        download(FakeHub(Broken(LARGE)), tmp_path / "m", seconds=0.0)


def test_a_full_disk_is_told_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("hackathon.hub.downloading.shutil.disk_usage", lambda path: left)
    broken = Broken(LARGE)
    with pytest.raises(OSError) as refusal:  # noqa: PT011 - its number is compared below
        download(FakeHub(broken), tmp_path / "m")
    assert (refusal.value.errno, broken.asked) == (errno.ENOSPC, [])


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (403, {"X-Error-Code": "GatedRepo"}, HubForbidden),
        (404, {}, FileMissing),
        (429, {"Retry-After": "200"}, HubRateLimited),
        (416, {"Content-Range": "bytes */3"}, HubGarbled),
        (503, {}, HubUnreachable),
    ],
)
def test_a_refusal_of_a_file_has_its_own_error(
    tmp_path: Path, status: int, headers: dict[str, str], error: type
) -> None:
    hub = FakeHub(
        lambda request: (
            info(SMALL)
            if request.url.path.startswith("/api/")
            else httpx2.Response(status, headers=headers, content=b"No")
        )
    )
    with pytest.raises(error):
        download(hub, tmp_path / "m")
    assert lying(tmp_path / "m") == {}
    assert hub.naps == ([0.5, 1.0, 2.0] if status == 503 else [])


def test_every_request_of_a_download_carries_a_timeout(tmp_path: Path) -> None:
    hub = FakeHub(Broken(LARGE, SMALL), timeout=2.5)
    download(hub, tmp_path / "m")
    timeouts = [request.extensions["timeout"] for request in hub.requests]
    assert timeouts == [{"connect": 2.5, "read": 2.5, "write": 2.5, "pool": 2.5}] * 3


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningHub]:
    with running(tmp_path / "hub") as server:
        files = {"m.safetensors": WEIGHTS, "docs/año 1.md": CARD, "vacio.txt": b""}
        server.storage.create_repo(RepoType.MODEL, MODEL, files, author="alicia", at=NOW)
        yield server


def test_a_model_of_the_sandbox_arrives_as_it_was_at_a_revision(sandbox: RunningHub, tmp_path: Path) -> None:
    with HubClient(endpoint=sandbox.url) as hub:
        sha = hub.head(MODEL, RepoType.MODEL).sha
        later = {"m.safetensors": b"changed", "docs/año 1.md": None}
        sandbox.storage.commit(RepoType.MODEL, MODEL, later, author="alicia", at=NOW, message="Cambia")
        download(hub, tmp_path / "m", revision=sha)
    assert lying(tmp_path / "m") == {"m.safetensors": WEIGHTS, "docs/año 1.md": CARD, "vacio.txt": b""}


def test_a_gated_model_is_forbidden_and_for_members_it_is_not(sandbox: RunningHub, tmp_path: Path) -> None:
    sandbox.storage.add_person("alicia", orgs={"ana": "read"})
    sandbox.storage.set_meta(RepoType.MODEL, MODEL, gated="manual")
    with HubClient(endpoint=sandbox.url) as anybody, pytest.raises(HubForbidden):
        download(anybody, tmp_path / "m", revision="main")
    with HubClient(endpoint=sandbox.url, token="hf_alicia") as member:
        assert len(download(member, tmp_path / "m", revision="main")) == 3
