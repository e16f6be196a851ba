"""What tests of verdicts begin with, and how they read one."""

from submissions.deadline.verdict import Basis, Level, Verdict, VerdictState, Whose
from tests.factories.records import Told, commit

S = VerdictState
A = commit("a", -300)
LONG_AGO = Told().snapshot(-200, "a", A)


def told() -> Told:
    """A repo with one commit, seen long before the close."""
    return Told(*LONG_AGO.entries)


def short(verdict: Verdict) -> tuple[VerdictState, str | None, Basis | None, Level]:
    return verdict.state, verdict.frozen, verdict.basis, verdict.level


def late(verdict: Verdict) -> dict[str, Whose]:
    return {one.commit.sha: one.whose for one in verdict.late if not one.counts}


def doubted(verdict: Verdict) -> list[str]:
    return [one.commit.sha for one in verdict.late if one.counts]
