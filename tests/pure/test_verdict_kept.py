"""What is kept of a verdict, and read back."""

import json
from dataclasses import replace

import pytest

from submissions.deadline.verdict import (
    LISTED_COMMITS,
    WORST_FIRST,
    Level,
    Tally,
    Verdict,
    VerdictState,
)
from tests.factories.records import CLOSES, Told, commit
from tests.pure.reading_verdicts import S, told

# What is kept


def many() -> Verdict:
    came = [commit(f"b{number}", 5, "librarian-bot") for number in range(90)]
    came[80:] = [commit(f"t{number}", 4, title="x" * 400) for number in range(10)]
    return told().head(0, "a").snapshot(9, "b0", *came, since="a").verdict()


def test_the_list_of_late_commits_is_cut_and_the_teams_come_first() -> None:
    found = many()
    assert (len(found.late), found.late_total) == (LISTED_COMMITS, 90)
    assert found.late_by == (Tally("team", 10), Tally("bot", 80))
    assert [one.commit.sha for one in found.late] == [f"b{n}" for n in range(40)] + [f"t{n}" for n in range(10)]


def test_facts_are_plain_json_that_a_database_can_hold() -> None:
    hostile = commit("b", 5, "\x00" * 300, *["a"] * 20, title="\ud800" * 400)
    facts = told().head(0, "a").snapshot(9, "b", hostile, since="a").verdict().facts()
    [one] = facts["late"]
    assert (len(one["title"]), len(one["authors"]), len(one["authors"][0])) == (200, 10, 100)
    assert "\x00" not in json.dumps(facts, ensure_ascii=False)
    assert json.loads(json.dumps(facts)) == facts
    assert (one["dated_after"], one["absent_at"]) == (300, "2024-03-30T12:00:00+00:00")


@pytest.mark.parametrize("seen", [told(), told().head(0, "a"), told().missing(9), Told()])
def test_a_verdict_can_be_read_back_from_its_row(seen: Told) -> None:
    for found in (seen.verdict(), many()):
        row = {"state": found.state.value, "level": found.level.value, "closes_at": CLOSES, "frozen": found.frozen}
        cut = [replace(one, commit=replace(one.commit, title=one.commit.title[:200])) for one in found.late]
        assert Verdict.from_facts(found.facts(), **row) == replace(found, late=tuple(cut))


def test_facts_of_an_older_version_can_be_read() -> None:
    found = Verdict.from_facts({}, state="gone", level="dates", closes_at=CLOSES, frozen="")
    assert found == Verdict(state=S.GONE, level=Level.DATES, closes_at=CLOSES)


def test_the_order_of_states_names_each_once() -> None:
    assert sorted(WORST_FIRST) == sorted(VerdictState)
