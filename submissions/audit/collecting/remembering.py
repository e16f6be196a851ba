"""Answers of the Hub that need not be asked for again, where a look at a repo was cut short. Pure."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, Final

from hackathon.hub.types import Commit, RepoInfo, RepoType
from submissions.audit.collecting.hub import Hub
from submissions.audit.wire import from_wire, storable, to_wire

MAX_KEPT: Final = 3_000_000
"""So many characters of answers are kept of one look; what does not fit is asked for again."""


class Remembering:
    """A Hub that is asked once for what does not change at a revision. ``answers`` are JSON-able, to be kept and given again.

    What may pass (how a Space is doing), what is read by ranges, and everything else goes through to the Hub.
    """

    def __init__(self, hub: Hub, answers: Mapping[str, Any] | None = None) -> None:
        self._hub = hub
        self.answers: dict[str, Any] = dict(answers or {})
        self._size = sum(map(_size, self.answers.values()))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hub, name)

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        """As the Hub's own; a branch's head may move, so only a revision is remembered."""
        key = f"info {repo_type} {repo_id} {revision}"
        if key in self.answers:
            return from_wire(RepoInfo, self.answers[key])
        info = self._hub.repo_info(repo_id, repo_type, revision=revision)
        if revision is not None:
            self._keep(key, to_wire(info))
        return info

    def remember(self, repo_id: str, info: RepoInfo) -> None:
        """What was asked for as the newest, as the revision that it turned out to be."""
        self._keep(f"info {info.repo_type} {repo_id} {info.sha}", to_wire(info))

    def commits(
        self, repo_id: str, repo_type: RepoType, *, revision: str = "main", limit: int = 1000
    ) -> tuple[Commit, ...]:
        key = f"commits {repo_type} {repo_id} {revision} {limit}"
        if key in self.answers:
            return tuple(from_wire(Commit, one) for one in self.answers[key])
        commits = self._hub.commits(repo_id, repo_type, revision=revision, limit=limit)
        self._keep(key, to_wire(commits))
        return commits

    def read_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = 2_000_000
    ) -> bytes:
        key = f"file {repo_type} {repo_id} {revision} {max_bytes} {path}"
        if key in self.answers:
            return b64decode(self.answers[key])
        content = self._hub.read_file(repo_id, repo_type, path, revision=revision, max_bytes=max_bytes)
        self._keep(key, b64encode(content).decode("ascii"))
        return content

    def _keep(self, key: str, answer: Any) -> None:
        size = _size(answer)
        if self._size + size <= MAX_KEPT and storable(key) == key:
            self.answers[key] = answer
            self._size += size


def _size(answer: Any) -> int:
    return len(answer) if isinstance(answer, str) else len(str(answer))
