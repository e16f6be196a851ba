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
from submissions.audit.problems import CutOff

logger = logging.getLogger(__name__)

SILENCE: Final = ("rate_limited", "unreachable", "garbled")
PATIENCE: Final = 2  # unanswered questions about one repo before we leave it in peace
MAX_KEPT: Final = 1_000_001
MAX_KEPT_TOGETHER: Final = 8_000_000

T = TypeVar("T")
Tell = Callable[[Part], None]


class Reader:
    """Reads the parts of one repo at one revision, and remembers which the Hub kept from us.

    ``kept``: the texts that were read, by path, for whoever looks for something else in them.
    """

    def __init__(self, hub: Hub, seen: RepoEvidence, *, tell: Tell | None = None) -> None:
        """``tell`` hears of every part that is about to be read."""
        self.hub = hub
        self._tell = tell
        self.repo_id = seen.repo_id
        self.repo_type = seen.repo_type
        self.revision = seen.sha or "main"
        self.paths = {file.path: file.size for file in seen.files}
        self.unread: list[Unread] = []
        self.kept: dict[str, bytes] = {}
        self._whole: set[str] = set()

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
            if not isinstance(error, HubError | CutOff):
                logger.exception("reading %s of %s broke", part, self.repo_id)
            self._note(unread_because(part, error))
            return nothing

    def file(self, path: str, max_bytes: int) -> bytes:
        """The first ``max_bytes`` bytes of a file of the revision. A text that was read before costs no request."""
        known = self.kept.get(path)
        if known is not None and (len(known) >= max_bytes or path in self._whole):
            return known[:max_bytes]
        raw = self.hub.read_file(self.repo_id, self.repo_type, path, revision=self.revision, max_bytes=max_bytes)
        if len(raw) <= MAX_KEPT and sum(map(len, self.kept.values())) + len(raw) <= MAX_KEPT_TOGETHER:
            self.kept[path] = raw
            if len(raw) < max_bytes:
                self._whole.add(path)
        return raw

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
    if isinstance(error, CutOff):
        return Unread(part, f"beyond_{error.reason}" if error.reason != "crashed" else error.reason)
    if isinstance(error, FileNotFetched):
        return Unread(part, "not_fetched")
    return Unread(part, "unreachable" if isinstance(error, HubError) else "internal_error")
