"""How far an audit is: what is known of each repo by now, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from submissions.models import Audit, Entry, RepoAudit


class StepState(StrEnum):
    """CUT_SHORT: the Hub kept a part back, and it will be asked for again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True, slots=True)
class Step:
    """A repo of an audit, and how far the look at it is: which part is being read (a code), ``done`` of ``parts``."""

    entry: Entry
    state: StepState
    stage: str = ""
    done: int = 0
    parts: int = 0
    again_at: datetime | None = None


def steps(audit: Audit) -> Sequence[Step]:
    """The repos of the audit's version in their order. Two queries."""
    entries = list(Entry.objects.filter(version=audit.version_id).select_related("repo").order_by("position"))
    looks = {look.repo_id: look for look in audit.looks.defer("evidence", "answers")}
    begun = [place for place, entry in enumerate(entries) if entry.repo_id in looks]
    passed = max(begun, default=0)
    return [_step(entry, looks.get(entry.repo_id), passed=place < passed) for place, entry in enumerate(entries)]


def told(steps: Sequence[Step]) -> str:
    """All of it in a few characters, others once anything has moved."""
    return ".".join(f"{step.state[0]}{step.stage}{step.done}" for step in steps)


def _step(entry: Entry, look: RepoAudit | None, *, passed: bool) -> Step:
    """A repo that has no look although a later one has is not there, or not to be seen."""
    if look is None:
        return Step(entry, StepState.DONE if passed else StepState.WAITING)
    if look.state == RepoAudit.State.RUNNING:
        return Step(entry, StepState.RUNNING, look.stage, look.parts_done, look.parts)
    if look.state == RepoAudit.State.QUEUED:
        state = StepState.CUT_SHORT if look.attempts else StepState.WAITING
        return Step(entry, state, done=look.parts_done, parts=look.parts, again_at=look.not_before)
    return Step(entry, StepState.DONE, done=look.parts, parts=look.parts)
