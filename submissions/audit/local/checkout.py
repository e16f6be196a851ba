"""What git knows of a folder, read without a git binary. A folder that is no checkout, or a broken one, knows nothing."""

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from dulwich.objects import Commit as GitCommit
from dulwich.repo import Repo

from hackathon.hub.types import Commit

logger = logging.getLogger(__name__)
T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Checkout:
    """A folder with a ``.git`` of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.head = self._asked(lambda repo: repo.head().decode(), None)

    @property
    def origin(self) -> str | None:
        """The address that it was cloned from, without the password that some leave in it."""
        found = self._asked(lambda repo: repo.get_config().get((b"remote", b"origin"), b"url").decode(), None)
        if found is None:
            return None
        scheme, mark, rest = found.partition("://")
        return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else found

    def commits(self, *, limit: int) -> tuple[Commit, ...]:
        """Its history, newest first."""
        return self._asked(
            lambda repo: (
                tuple(_commit(entry.commit) for entry in repo.get_walker(max_entries=limit)) if self.head else ()
            ),
            (),
        )

    def _asked(self, question: Callable[[Repo], T], nothing: T) -> T:
        """The answer of the folder's repo, ``nothing`` where it has none. Git's files may be broken in any way."""
        if not (self.folder / ".git").exists():
            return nothing
        try:
            with closing(Repo(str(self.folder))) as repo:
                return question(repo)
        except Exception as error:  # noqa: BLE001 - dulwich raises whatever its parsers do
            logger.info("%s is no checkout that can be read: %r", self.folder, error)
            return nothing


def _commit(found: GitCommit) -> Commit:
    message = found.message.decode("utf-8", "replace")
    author = found.author.decode("utf-8", "replace").partition("<")[0].strip()
    return Commit(
        sha=found.id.decode(),
        title=message.partition("\n")[0][:200],
        date=_moment(found.commit_time),
        authors=(author,) if author else (),
    )


def _moment(seconds: int) -> datetime:
    """A commit may be dated anywhere."""
    try:
        return EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return EPOCH
