"""What ``HubClient`` asks when it writes: a dataset, who may see it, and commits of whole files to it.

Large files go to the Hub's storage first and into the commit by their SHA-256, the others inside it. Which are which the Hub says.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from hackathon.hub import paths
from hackathon.hub.answers import decoded
from hackathon.hub.errors import HubForbidden, RepoMissing
from hackathon.hub.reading import as_promised
from hackathon.hub.transport import Transport
from hackathon.hub.types import RepoFile, RepoInfo, RepoType

LFS: Final = {"Accept": "application/vnd.git-lfs+json", "Content-Type": "application/vnd.git-lfs+json"}
NDJSON: Final = {"Content-Type": "application/x-ndjson"}
SAMPLE_BYTES: Final = 512
WRITES: Final[dict[str, Any]] = {"missing": RepoMissing, "denied": HubForbidden}

Files = Mapping[str, bytes | None]


class DatasetCalls:
    """The part of ``HubClient`` that writes datasets. It needs a token that may."""

    _transport: Transport
    look: Callable[..., RepoInfo]

    def create_dataset(self, repo_id: str, *, private: bool) -> None:
        """Make an empty dataset. HubRefused where there is one of that name already."""
        paths.must_be_possible(repo_id)
        organisation, _, name = repo_id.partition("/")
        spec = {"type": "dataset", "name": name, "organization": organisation, "visibility": _visibility(private)}
        self._transport.post_json("/api/repos/create", content=spec, again=False, **WRITES)

    def show_dataset(self, repo_id: str, *, private: bool) -> None:
        """Say who may see a dataset: everybody, or only who belongs to its owner."""
        path = f"{paths.of_repo(repo_id, RepoType.DATASET)}/settings"
        self._transport.send("PUT", path, content={"visibility": _visibility(private)}, again=True, **WRITES)

    def commit_files(self, repo_id: str, files: Files, *, message: str, parent: str) -> str | None:
        """Commit ``files`` (path to content, None deletes) on top of main's ``parent``; the new sha.

        None where the dataset has exactly that already: nothing is sent then. HubRefused where main has moved meanwhile.
        """
        known = {file.path: file for file in self.look(repo_id, RepoType.DATASET, revision=parent).files}
        changed = {path: content for path, content in files.items() if not _is_same(known.get(path), content)}
        if not changed:
            return None
        added = {path: content for path, content in changed.items() if content is not None}
        large = self._large(repo_id, added)
        self._send_large(repo_id, [added[path] for path in large])
        lines = [_header(message, parent), *(_line(path, content, large) for path, content in changed.items())]
        path = f"{paths.of_repo(repo_id, RepoType.DATASET)}/commit/main"
        body = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        answer = self._transport.send("POST", path, body=body, headers=NDJSON, again=False, **WRITES)
        with as_promised(path):
            return str(decoded(answer).content["commitOid"])

    def _large(self, repo_id: str, files: Mapping[str, bytes]) -> frozenset[str]:
        """Which of the files the Hub wants in LFS. Empty ones never are: its storage takes none."""
        path = f"{paths.of_repo(repo_id, RepoType.DATASET)}/preupload/main"
        asked = [
            {"path": name, "size": len(content), "sample": base64.b64encode(content[:SAMPLE_BYTES]).decode()}
            for name, content in files.items()
        ]
        answer = self._transport.post_json(path, content={"files": asked}, again=True, **WRITES)
        with as_promised(path):
            modes = {file["path"]: file["uploadMode"] for file in decoded(answer).content["files"]}
        return frozenset(name for name in files if files[name] and modes.get(name) == "lfs")

    def _send_large(self, repo_id: str, contents: Sequence[bytes]) -> None:
        """Bring to the storage what it does not have yet."""
        by_sha = {hashlib.sha256(content).hexdigest(): content for content in contents}
        if not by_sha:
            return
        path = f"/datasets/{repo_id}.git/info/lfs/objects/batch"
        objects = [{"oid": sha, "size": len(content)} for sha, content in by_sha.items()]
        spec = {"operation": "upload", "transfers": ["basic"], "objects": objects, "hash_algo": "sha256"}
        body = json.dumps(spec).encode()
        answer = self._transport.send("POST", path, body=body, headers=LFS, again=True, **WRITES)
        with as_promised(path):
            found = [(each["oid"], each.get("actions") or {}) for each in decoded(answer).content["objects"]]
            uploads = [
                (by_sha[sha], actions["upload"], actions.get("verify")) for sha, actions in found if "upload" in actions
            ]
        for content, upload, verify in uploads:
            self._send_one(content, upload, verify)

    def _send_one(self, content: bytes, upload: Mapping[str, Any], verify: Mapping[str, Any] | None) -> None:
        with as_promised("upload"):
            address, headers = str(upload["href"]), {str(k): str(v) for k, v in (upload.get("header") or {}).items()}
        self._transport.upload(address, content, headers=headers)
        if verify:
            spec = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content)}
            with as_promised("verify"):
                path = self._transport.path_of(str(verify["href"]))
            self._transport.send("POST", path, body=json.dumps(spec).encode(), headers=LFS, again=True, **WRITES)


def _visibility(private: bool) -> str:
    return "private" if private else "public"


def _is_same(known: RepoFile | None, content: bytes | None) -> bool:
    """Whether the Hub has exactly that: by LFS's SHA-256, else by git's name for the content."""
    if known is None or content is None:
        return known is None and content is None
    if known.lfs_sha256:
        return known.lfs_sha256 == hashlib.sha256(content).hexdigest()
    blob = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False)
    return known.blob_id == blob.hexdigest()


def _header(message: str, parent: str) -> dict[str, Any]:
    return {"key": "header", "value": {"summary": message, "description": "", "parentCommit": parent}}


def _line(path: str, content: bytes | None, large: frozenset[str]) -> dict[str, Any]:
    if content is None:
        return {"key": "deletedFile", "value": {"path": path}}
    if path in large:
        value = {"path": path, "algo": "sha256", "oid": hashlib.sha256(content).hexdigest(), "size": len(content)}
        return {"key": "lfsFile", "value": value}
    encoded = base64.b64encode(content).decode()
    return {"key": "file", "value": {"path": path, "content": encoded, "encoding": "base64"}}
