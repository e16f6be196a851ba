"""A folder that answers what a Hub is asked, so that a repo can be audited before anybody pushes it.

What only the Hub knows (who owns it, how a Space runs) is not there; questions about other repos go to ``elsewhere``.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from hackathon.hub.errors import FileMissing, FileNotFetched, HubError, HubMissing, HubUnreachable
from hackathon.hub.remote_file import MAX_FETCHED, MAX_FILE_BYTES
from hackathon.hub.types import Commit, RepoFile, RepoInfo, RepoType, SpaceAnswer, SpaceRuntime
from submissions.audit.collecting.hub import Hub
from submissions.audit.local import weights
from submissions.audit.local.checkout import Checkout

MAX_FILES = 50_000
MAX_DEPTH = 40
MAX_CONFIG_BYTES = 2_000_000
UNKNOWN_REVISION: Final = "local"
SKIPPED = frozenset({".git", ".hg", ".svn", "__pycache__", ".venv", "node_modules", ".cache", ".ipynb_checkpoints"})
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:[a-z0-9.-]+ [^\n]*\n)*?size (\d{1,15})\n")


class LocalHub:
    """Answers for one folder, under ``repo_id``. Links that lead out of the folder are not followed.

    ``cut``: the folder has more files than ``MAX_FILES``, and only these were looked at. ``elsewhere``: whom to ask about other
    repos; None: nobody.
    """

    reads_for_free: Final = True
    """Reading a file asks nobody: all scripts may be read."""

    def __init__(self, folder: Path, repo_id: str, repo_type: RepoType, *, elsewhere: Hub | None = None) -> None:
        self.folder = folder.resolve()
        self.repo_id = repo_id
        self.repo_type = repo_type
        self.elsewhere = elsewhere
        self._checkout = Checkout(self.folder)
        self._paths = dict(files_of(self.folder))
        self.cut = len(self._paths) >= MAX_FILES

    @property
    def revision(self) -> str:
        """The commit that is checked out; "local" where the folder is no checkout of git."""
        return self._checkout.head or UNKNOWN_REVISION

    @property
    def origin(self) -> str | None:
        """The address that the folder was cloned from, if it was."""
        return self._checkout.origin

    @property
    def paths(self) -> frozenset[str]:
        """The files that it has, with / between folders."""
        return frozenset(self._paths)

    @property
    def pointers(self) -> tuple[str, ...]:
        """The files of which only the pointer of Git LFS is there."""
        return tuple(sorted(path for path, found in self._paths.items() if _pointed_size(found) is not None))

    def repo_info(self, repo_id: str, repo_type: RepoType, *, revision: str | None = None) -> RepoInfo:
        """The folder as a public repo, or whatever ``elsewhere`` says of another."""
        if not self._is_ours(repo_id, repo_type):
            return self._others(repo_id, repo_type).repo_info(repo_id, repo_type, revision=revision)
        return RepoInfo(
            hub_id="",
            repo_id=self.repo_id,
            repo_type=self.repo_type,
            sha=self.revision,
            private=False,
            gated=False,
            disabled=False,
            created_at=None,
            last_modified=None,
            files=tuple(RepoFile(path, self._size(path)) for path in sorted(self._paths)),
            **self._of_model(),
        )

    def _of_model(self) -> dict[str, Any]:
        """What the Hub reads from a model's files for whoever asks for it."""
        if self.repo_type != RepoType.MODEL:
            return {}
        dtypes = weights.dtypes(self._paths)
        config, tokenizer = self._json("config.json"), self._json("tokenizer_config.json")
        template = "chat_template.jinja" in self._paths or bool((tokenizer or {}).get("chat_template"))
        return {
            "parameters": sum(dtypes.values()) or None,
            "dtypes": dtypes,
            "config": {**config, "tokenizer_config": tokenizer or {}} if config else None,
            "chat_template": template if template or tokenizer is not None else None,
        }

    def _json(self, path: str) -> dict[str, Any] | None:
        """A small JSON file's object; None where there is none that can be read."""
        try:
            with self._opened(path) as file:
                found = json.loads(file.read(MAX_CONFIG_BYTES))
        except (HubError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def commits(
        self, repo_id: str, repo_type: RepoType, *, revision: str = "main", limit: int = 1000
    ) -> tuple[Commit, ...]:
        """The history of the checkout, newest first; none where there is no git."""
        if not self._is_ours(repo_id, repo_type):
            return self._others(repo_id, repo_type).commits(repo_id, repo_type, revision=revision, limit=limit)
        return self._checkout.commits(limit=limit)

    def read_file(
        self, repo_id: str, repo_type: RepoType, path: str, *, revision: str, max_bytes: int = MAX_FILE_BYTES
    ) -> bytes:
        """The first ``max_bytes`` bytes of a file, as it lies on the disk."""
        if not self._is_ours(repo_id, repo_type):
            other = self._others(repo_id, repo_type)
            return other.read_file(repo_id, repo_type, path, revision=revision, max_bytes=max_bytes)
        with self._opened(path) as file:
            return file.read(max_bytes)

    def open_file(
        self,
        repo_id: str,
        repo_type: RepoType,
        path: str,
        *,
        revision: str,
        size: int | None = None,
        max_bytes: int = MAX_FETCHED,
    ) -> BinaryIO:
        """A file to read and seek in."""
        if not self._is_ours(repo_id, repo_type):
            return self._others(repo_id, repo_type).open_file(
                repo_id, repo_type, path, revision=revision, size=size, max_bytes=max_bytes
            )
        return self._opened(path)

    def space_runtime(self, repo_id: str) -> SpaceRuntime:
        """A folder does not run: FileMissing, as for anything that is simply not there."""
        if not self._is_ours(repo_id, RepoType.SPACE):
            return self._others(repo_id, RepoType.SPACE).space_runtime(repo_id)
        raise FileMissing("a folder has no runtime")

    def space_answers(self, repo_id: str, *, seconds: float, host: str | None = None) -> SpaceAnswer:
        """A folder serves no page."""
        return SpaceAnswer(None, why="no_host")

    def _is_ours(self, repo_id: str, repo_type: RepoType) -> bool:
        return repo_id == self.repo_id and repo_type == self.repo_type

    def _others(self, repo_id: str, repo_type: RepoType) -> Hub:
        if self.elsewhere is None:
            raise HubUnreachable(f"nobody to ask about {repo_type} {repo_id}")
        return self.elsewhere

    def _size(self, path: str) -> int | None:
        """Of a file that git keeps elsewhere the size that its pointer tells."""
        pointed = _pointed_size(self._paths[path])
        return pointed if pointed is not None else _size(self._paths[path])

    def _opened(self, path: str) -> BinaryIO:
        if (found := self._paths.get(path)) is None:
            raise FileMissing(path)
        if _pointed_size(found) is not None:
            raise FileNotFetched(path)
        try:
            return found.open("rb")
        except OSError as error:
            raise HubMissing(f"{path}: {error.strerror}") from error


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder by their path in it: at most ``MAX_FILES``, without git's own and what tools leave behind."""
    found = 0
    for place, folders, names in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if name not in SKIPPED and depth < MAX_DEPTH)
        for name in sorted(names):
            if found >= MAX_FILES:
                return
            path = here / name
            if name != ".git" and _is_inside(path, folder):
                found += 1
                yield _storable(path.relative_to(folder).as_posix()), path


def _is_inside(path: Path, folder: Path) -> bool:
    """A regular file whose real place is in the folder; no pipe, no device, no link to somebody's secrets."""
    try:
        return path.is_file() and (not path.is_symlink() or path.resolve().is_relative_to(folder))
    except OSError:
        return False


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _pointed_size(path: Path) -> int | None:
    """The size that a pointer of Git LFS tells; None for a file that is what it is."""
    if (_size(path) or 1_000) >= 1_000:
        return None
    try:
        found = _POINTER.fullmatch(path.read_bytes())
    except OSError:
        return None
    return int(found[1]) if found else None


def _storable(path: str) -> str:
    """A name that is not UTF-8 on the disk with replacement characters."""
    return path.encode("utf-8", "replace").decode("utf-8")
