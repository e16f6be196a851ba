"""Reads the parts of one repo at one revision, and remembers which the Hub kept from us."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from hackathon.hub.errors import (
    FileNotFetched,
    HubError,
    HubForbidden,
    HubGarbled,
    HubMissing,
    HubRateLimited,
    HubRefused,
)
from submissions.audit.collecting.hub import Hub
from submissions.audit.evidence import Part, RepoEvidence, Unread

logger = logging.getLogger(__name__)

SILENCE: Final = ("rate_limited", "unreachable", "garbled")
PATIENCE: Final = 2  # unanswered questions about one repo before we leave it in peace

T = TypeVar("T")
Tell = Callable[[Part], None]


class Reader:
    """Reads the parts of one repo at one revision, and remembers which the Hub kept from us."""

    def __init__(self, hub: Hub, seen: RepoEvidence, *, tell: Tell | None = None) -> None:
        """``tell`` hears of every part that is about to be read."""
        self.hub = hub
        self._tell = tell
        self.repo_id = seen.repo_id
        self.repo_type = seen.repo_type
        self.revision = seen.sha or "main"
        self.paths = {file.path: file.size for file in seen.files}
        self.unread: list[Unread] = []

    def ask(self, part: Part, question: Callable[[], T], nothing: T) -> T:
        """The answer, or ``nothing`` with a note of why. A file that is gone by now is simply not there."""
        if self._given_up():
            silent = next(unread for unread in self.unread if unread.reason in SILENCE)
            self._note(replace(silent, part=part))
            return nothing
        if self._tell is not None:
            self._tell(part)
        try:
            return question()
        except HubMissing:
            return nothing
        except Exception as error:
            if not isinstance(error, HubError):
                logger.exception("reading %s of %s broke", part, self.repo_id)
            self._note(unread_because(part, error))
            return nothing

    def file(self, path: str, max_bytes: int) -> bytes:
        """The first ``max_bytes`` bytes of a file of the revision."""
        return self.hub.read_file(self.repo_id, self.repo_type, path, revision=self.revision, max_bytes=max_bytes)

    def _given_up(self) -> bool:
        """A rate limit lasts; a Hub that was silent twice will be so a third time."""
        reasons = [unread.reason for unread in self.unread if unread.reason in SILENCE]
        return "rate_limited" in reasons or len(reasons) >= PATIENCE

    def _note(self, unread: Unread) -> None:
        if all(known.part != unread.part for known in self.unread):
            self.unread.append(unread)


def unread_because(part: Part, error: Exception) -> Unread:
    """The note about a part that ``error`` kept from us."""
    if isinstance(error, HubRateLimited):
        return Unread(part, "rate_limited", error.retry_after)
    if isinstance(error, HubForbidden):
        return Unread(part, "forbidden")
    if isinstance(error, HubRefused):
        return Unread(part, "refused")
    if isinstance(error, HubGarbled):
        return Unread(part, "garbled")
    if isinstance(error, FileNotFetched):
        return Unread(part, "not_fetched")
    return Unread(part, "unreachable" if isinstance(error, HubError) else "internal_error")
