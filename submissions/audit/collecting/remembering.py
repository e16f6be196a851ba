"""Answers of the Hub that need not be asked for again, where a look at a repo was cut short. Pure.

They are kept where others may read them, so secrets in them are masked first.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final

from hackathon.hub.remote_file import MAX_FILE_BYTES
from hackathon.hub.types import Commit, RepoType
from submissions.audit.collecting.hub import Hub
from submissions.audit.exposed.searching import without_secrets
from submissions.audit.wire import from_wire, storable, to_wire

MAX_KEPT: Final = 2_000_000
"""So many bytes of files are kept of one look; what does not fit is asked for again."""


class Remembering:
    """A Hub that is asked once for what does not change at a revision: its commits, whole files.

    ``given`` is what ``answers`` of an earlier look were. What may pass (whether the repo is public, how a Space is doing), what
    is read by ranges, and everything else goes through to the Hub.
    """

    def __init__(self, hub: Hub, given: Mapping[str, Any] | None = None) -> None:
        self._hub = hub
        self._given = dict(given or {})
        self._told: dict[str, object] = {}
        self._files: dict[str, tuple[str, bytes]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hub, name)

    def answers(self) -> dict[str, Any]:
        """All that need not be asked for again, JSON-able, with masks where secrets stood."""
        told = {key: masked for key, answer in self._told.items() if (masked := _masked(answer)) is not None}
        files = {
            key: b64encode(without_secrets(content, path)).decode("ascii")
            for key, (path, content) in self._files.items()
        }
        return {key: answer for key, answer in (self._given | told | files).items() if storable(key) == key}

    def commits(
        self, repo_id: str, repo_type: RepoType, *, revision: str = "main", limit: int = 1000
    ) -> tuple[Commit, ...]:
        """As the Hub's own."""
        key = f"commits {repo_type} {repo_id} {revision} {limit}"
        if key in self._given:
            return tuple(from_wire(Commit, one) for one in self._given[key])
        commits = self._hub.commits(repo_id, repo_type, revision=revision, limit=limit)
        self._told[key] = commits
        return commits

    def read_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = MAX_FILE_BYTES
    ) -> bytes:
        """As the Hub's own."""
        key = f"file {repo_type} {repo_id} {revision} {max_bytes} {path}"
        if key in self._given:
            return b64decode(self._given[key])
        content = self._hub.read_file(repo_id, repo_type, path, revision=revision, max_bytes=max_bytes)
        if sum(len(kept) for _path, kept in self._files.values()) + len(content) <= MAX_KEPT:
            self._files[key] = (path, content)
        return content


def _masked(answer: object) -> Any:
    """As JSON; None where a mask left no JSON."""
    text = json.dumps(to_wire(answer), ensure_ascii=False)
    try:
        return json.loads(without_secrets(text.encode("utf-8"), "README.md"))
    except ValueError:
        return None
