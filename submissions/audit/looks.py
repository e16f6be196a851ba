"""What a look at a repo depends on, how often it is tried, and when it is worth trying again. Pure."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from hackathon.editions.parsing import dump_rules
from hackathon.editions.rules import EditionRules
from hackathon.waiting import doubling
from submissions.audit.evidence import RepoEvidence, Status, Unread

LOOKS_AS: Final = 1
"""How we look. Raised when looks begin to see more, so that what was seen before is looked at again."""
READ_BY: Final = ("dataset", "model", "demo", "audit")
"""The parts of the rules that say what is read, and how."""
SILENCE: Final = frozenset({"rate_limited", "unreachable", "garbled"})
"""Reasons that pass."""

OURS: Final = frozenset({"internal_error", "beyond_disk"})
"""Reasons that are nobody's but ours: another look may go well."""

NOT_THERE: Final = frozenset({Status.MISSING, Status.FORBIDDEN, Status.PRIVATE})
"""What people change without a new revision: it holds for the moment only."""

MAX_LOOKS: Final = 12
BACKOFF: Final = timedelta(seconds=30)
LONGEST_BACKOFF: Final = timedelta(hours=1)


def look_digest(rules: EditionRules, *, evaluation_sets: Iterable[str] = ()) -> str:
    """One name for all that a look depends on beside the repo's revision: rules under which another look would see the same have
    the same. ``evaluation_sets``: what the edition's evaluation sets hold, each by a name of its content.

    Dates, the rubric, and how severe a check is change nothing that can be seen in a repo.
    """
    read = dump_rules(replace(rules, audit=replace(rules.audit, checks=(), guide="")))
    what = {name: read.get(name) for name in READ_BY} | {"sets": sorted(evaluation_sets), "as": LOOKS_AS}
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def silent_parts(seen: RepoEvidence) -> Sequence[Unread]:
    """What the Hub kept from us for a reason that passes."""
    return [unread for unread in seen.unread if unread.reason in SILENCE]


def with_rest_gone(seen: RepoEvidence) -> RepoEvidence:
    """What was seen of a revision before it was gone: what is lacking cannot be read any more."""
    lost = {*SILENCE, *OURS}
    unread = (Unread(one.part, "revision_gone") if one.reason in lost else one for one in seen.unread)
    return replace(seen, unread=tuple(unread))


def is_whole(seen: RepoEvidence) -> bool:
    """Whether asking again would bring nothing new."""
    return seen.status != Status.SILENT and not silent_parts(seen)


def trouble(seen: RepoEvidence) -> str:
    """Why it may be worth while to look again, as a code: silence of the Hub's, a fault of ours, or that nobody could open it;
    empty if it is not."""
    if seen.status in NOT_THERE:
        return seen.status.value
    reasons = [unread.reason for unread in silent_parts(seen)]
    reasons += [unread.reason for unread in seen.unread if unread.reason in OURS]
    return next(iter(reasons), "" if is_whole(seen) else "unreachable")


def retry_after(seen: Iterable[RepoEvidence]) -> float:
    """The longest pause that the Hub asked for, in seconds; 0 where it asked for none."""
    return max((unread.retry_after or 0.0 for repo in seen for unread in repo.unread), default=0.0)


def backoff(*, attempts: int) -> timedelta:
    """How long a look waits after so many attempts that the Hub did not answer in full.

    >>> [backoff(attempts=n).seconds for n in (1, 2, 3, 4, 9)]
    [30, 60, 120, 240, 3600]
    """
    return doubling(BACKOFF, attempts=attempts, longest=LONGEST_BACKOFF)
