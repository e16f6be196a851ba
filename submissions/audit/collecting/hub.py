"""What is asked of a Hub while evidence is collected. A folder can answer the same questions."""

from typing import BinaryIO, Protocol

from hackathon.hub.remote_file import MAX_FETCHED, MAX_FILE_BYTES
from hackathon.hub.types import Commit, RepoInfo, RepoType, SpaceAnswer, SpaceRuntime


class Hub(Protocol):
    """What is asked of ``hackathon.hub.client.HubClient``; errors are those of ``hackathon.hub.errors``."""

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo: ...

    def commits(
        self, repo_id: str, repo_type: RepoType, *, revision: str = "main", limit: int = 1000
    ) -> tuple[Commit, ...]: ...

    def read_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = MAX_FILE_BYTES
    ) -> bytes: ...

    def open_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        size: int | None = None,
        max_bytes: int = MAX_FETCHED,
    ) -> BinaryIO: ...

    def space_runtime(self, repo_id: str) -> SpaceRuntime: ...

    def space_answers(self, repo_id: str, *, seconds: float, host: str | None = None) -> SpaceAnswer: ...
