"""What our looks at a repo prove about the moment of the close: what was there before it, what was not there after. Pure.

A look takes a while. It lies between two moments: ``at``, when we asked by our clock, and ``server_at``, when the Hub dated
its answer by its own; the lists of an organisation may take minutes. What it found was there at the later of the two, and
what it did not find was not there at the earlier, whichever that is, since two clocks never agree to the second. So a look
that lies across the close proves neither, and the looks around it decide. Where the two lie further apart than any look
takes, one of the clocks is wrong, and ours alone counts.

A look at 11:59:58 whose answer the Hub dates 12:00:03 is no look before the close; and a commit that it did not find may
still have been pushed at 11:59:59, so it is no look after the close either.

A webhook is no look: what it names was there when it reached us, and what it does not name may have been there as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from submissions.deadline.record import RepoRecord, Sighting, Standing

MAIN: Final = "refs/heads/main"
LONGEST_LOOK: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Look:
    """One look, or one word of the Hub's (``told``). ``head`` is None unless the repo itself was there."""

    began: datetime
    ended: datetime
    head: str | None
    standing: Standing
    told: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """The looks around the close.

    ``before``: all that proves what was there before the close, in order. ``after``: the first look that began at the close
    or later and found the repo. ``last``: the newest look of ours of any kind. ``newest``: the newest that found the repo, or
    the Hub's word of it. ``away_at``: the first look of ours after the close that did not find it. ``hidden``: such a look
    came before ``after``, and the repo was missing then, or another in its place.
    """

    looks: tuple[Look, ...]
    before: tuple[Look, ...]
    after: Look | None
    last: Look | None
    newest: Look | None
    away_at: datetime | None
    hidden: bool

    def heads_after(self) -> tuple[str, ...]:
        """What our looks found since ``after``, the newest first, each once."""
        since = self.after.began if self.after else None
        found = [look.head for look in self.looks if since and look.began >= since and look.head and not look.told]
        return tuple(dict.fromkeys(reversed(found)))


def around(record: RepoRecord, closes_at: datetime) -> Around:
    """The looks of a record, as they lie around the close."""
    looks = _in_order(record)
    ours = [look for look in looks if not look.told]
    found = [look for look in looks if look.head]
    after = next((look for look in ours if look.began >= closes_at and look.head), None)
    away = [look for look in ours if look.began >= closes_at and not look.head]
    return Around(
        looks=looks,
        before=tuple(look for look in found if look.ended < closes_at),
        after=after,
        last=ours[-1] if ours else None,
        newest=found[-1] if found else None,
        away_at=away[0].began if away else None,
        hidden=any(_hides(look) and (after is None or look.began < after.began) for look in away),
    )


def _in_order(record: RepoRecord) -> tuple[Look, ...]:
    seen = [_look(sighting, record.hub_id) for sighting in record.sightings]
    told = [
        Look(push.at, push.at, push.new, Standing.FOUND, told=True)
        for push in record.pushes
        if push.ref == MAIN and push.new
    ]
    return tuple(sorted([*told, *seen], key=lambda look: look.began))


def _hides(look: Look) -> bool:
    """Whether the repo itself was not to be seen. FORBIDDEN is no answer to that: it may have been our own token."""
    return look.replaced or look.standing == Standing.MISSING


def _look(sighting: Sighting, hub_id: str | None) -> Look:
    replaced = bool(sighting.hub_id and hub_id) and sighting.hub_id != hub_id
    there = sighting.standing == Standing.FOUND and not replaced
    clocks = _clocks(sighting)
    return Look(
        began=min(clocks),
        ended=max(clocks),
        head=sighting.head if there else None,
        standing=sighting.standing,
        told=sighting.told,
        replaced=replaced,
    )


def _clocks(sighting: Sighting) -> tuple[datetime, ...]:
    server_at = sighting.server_at
    if server_at is None or abs(server_at - sighting.at) > LONGEST_LOOK:
        return (sighting.at,)
    return (sighting.at, server_at)


def newest_of(looks: Sequence[Look], moves: Sequence[tuple[str | None, str | None]]) -> str | None:
    """The newest of the heads that ``looks`` saw. Webhooks may reach us out of order: ``moves`` (old, new) put them right.

    Looks saw ``b``, then ``c`` was told and after it ``b``'s own push, late: with the move from ``b`` to ``c`` it is ``c``.
    """
    heads = [look.head for look in looks if look.head]
    if not heads:
        return None
    told = {look.head for look in looks if look.told}
    following = {old: new for old, new in moves if old and new in told and old != new}
    head, passed = heads[-1], set()
    while looks and looks[-1].told and head in following and head not in passed:
        passed.add(head)
        head = following[head]
    return head
