"""Asking the Hub about a name that somebody typed: briefly, remembered for a minute, and never inside a transaction."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.cache import cache

from hackathon.hub.client import HubClient
from hackathon.hub.errors import HubError, HubForbidden, HubGarbled, HubMissing
from hackathon.hub.types import RepoInfo, RepoType
from submissions.audit.collecting import other_type
from submissions.audit.wire import from_wire, to_wire
from submissions.validators import ReadEntry

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(seconds=60)
"""For how long an answer is good enough."""
HUSH = timedelta(seconds=10)
"""For how long a Hub that did not answer is not asked again: in a rush everybody would wait for it in turn."""
PATIENCE = 3.0
"""Seconds that all questions of one save, or of one field, may take together."""
TIMEOUT = 1.2
"""Seconds: what a client for this should wait for one answer to begin."""


class State(StrEnum):
    """What the Hub said about a name. SILENT: nothing, so nothing is known."""

    FOUND = "found"
    MISSING = "missing"
    PRIVATE = "private"
    CLOSED_OFF = "closed_off"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Look:
    """One answer, and ``at``, the moment of our clock at which it was asked for.

    ``repo_id`` is the name by which the Hub calls it now. ``found``: there is none of the wanted type, but one of this.
    """

    state: State
    at: datetime
    hub_id: str | None = None
    repo_id: str = ""
    sha: str = ""
    last_modified: datetime | None = None
    likes: int | None = None
    found: RepoType | None = None


class Looker:
    """Asks one question after the other; after the first silence, or when its time is up, no more."""

    def __init__(self, hub: HubClient, *, at: datetime, now: Callable[[], float] = time.monotonic) -> None:
        self._hub = hub
        self._at = at
        self._now = now
        self._until = now() + PATIENCE
        self._silent = _hushed(hub, at=at)

    def look(self, entry: ReadEntry, *, known: bool = False) -> Look:
        """What is remembered, else what the Hub says now. ``known``: what is remembered as bad is good enough too.

        Somebody who has just made their repo public must not hear for a minute that it is not.
        """
        key = _key(self._hub, entry)
        remembered = _remembered(key, at=self._at)
        if remembered is not None and (known or remembered.state == State.FOUND):
            return remembered
        if self._silent or self._now() > self._until:
            return Look(State.SILENT, self._at)
        seen = self._ask(entry)
        if seen.state != State.SILENT:
            cache.set(key, to_wire(seen), REMEMBERED.total_seconds())
        return seen

    def _ask(self, entry: ReadEntry) -> Look:
        try:
            return self._as_seen(self._hub.look(entry.repo_id, entry.repo_type))
        except HubMissing:
            # A bare name may well be that of another kind of repo: then that is what is wrong with it.
            found = None if entry.explicit else other_type(self._hub, entry.repo_id, wanted=entry.repo_type)
            return Look(State.MISSING, self._at, found=found)
        except HubForbidden:
            return Look(State.CLOSED_OFF, self._at)
        except HubError as error:
            logger.warning("The Hub said nothing useful about %s: %r", entry.repo_id, error)
            if not isinstance(error, HubGarbled):  # that is about one repo, and must not silence everybody's
                self._hush()
            return Look(State.SILENT, self._at)

    def _hush(self) -> None:
        self._silent = True
        cache.set(_hush_key(self._hub), self._at.isoformat(), HUSH.total_seconds())

    def _as_seen(self, info: RepoInfo) -> Look:
        state = State.FOUND
        if info.private or info.gated or info.disabled:
            state = State.PRIVATE if info.private else State.CLOSED_OFF
        return Look(state, self._at, info.hub_id, info.repo_id, info.sha, info.last_modified, info.likes)


def _key(hub: HubClient, entry: ReadEntry) -> str:
    explicit = "explicit" if entry.explicit else "bare"  # only bare names are looked for as other kinds
    return f"submissions.look:{hub.endpoint}:{entry.repo_type}:{explicit}:{entry.repo_id.casefold()}"


def _hush_key(hub: HubClient) -> str:
    return f"submissions.hush:{hub.endpoint}"


def _remembered(key: str, *, at: datetime) -> Look | None:
    stored = cache.get(key)
    look = from_wire(Look, stored) if stored else None
    return look if look is not None and abs(at - look.at) < REMEMBERED else None


def _hushed(hub: HubClient, *, at: datetime) -> bool:
    since = cache.get(_hush_key(hub))
    return since is not None and abs(at - datetime.fromisoformat(since)) < HUSH
