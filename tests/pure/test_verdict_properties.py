"""What holds of verdicts whatever happens: fair to those who were in time, and no way to win for those who were not."""

import json
import os
import random
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from submissions.deadline import timeline
from submissions.deadline.record import SeenCommit
from submissions.deadline.verdict import WORST_FIRST, Basis, Verdict, VerdictState, Whose, judge
from tests.factories.records import BOTS, CLOSES, MINE, STAFF, Told, commit, minute
from tests.pure.worlds import Event, World, lives

HONEST = lives(honest=True, rewrites=False)
ANY = lives(honest=False, rewrites=True)
EXAMPLES = int(os.environ.get("LIVES", "100"))
FINE = (VerdictState.UNCHANGED, VerdictState.SEEN_AFTER, VerdictState.DATES_ONLY)


def worse(one: Verdict, other: Verdict) -> bool:
    return WORST_FIRST.index(one.state) < WORST_FIRST.index(other.state)


@settings(max_examples=EXAMPLES)
@given(lives(honest=True, rewrites=False, last_push=-1))
def test_whoever_pushed_in_time_is_never_called_late(life: list[Event]) -> None:
    world = World().live(life)
    found = world.told.verdict()
    assert found.state in FINE
    assert found.frozen is not None


@settings(max_examples=EXAMPLES)
@given(HONEST)
def test_of_an_honest_history_the_revision_of_the_close_counts(life: list[Event]) -> None:
    """But for what bots put on top of it unseen."""
    world = World().live(life)
    found = world.told.verdict()
    after = world.line(world.head_at_close)[: world.line(world.head_at_close).index(found.frozen or "")]
    assert {world.commits[sha].authors[0] for sha in after} <= {"librarian-bot"}


@settings(max_examples=EXAMPLES)
@given(HONEST)
def test_of_an_honest_history_only_what_came_late_is_called_late(life: list[Event]) -> None:
    world = World().live(life)
    called = {one.commit.sha for one in world.told.verdict().late if one.whose == Whose.TEAM and not one.counts}
    assert all(world.pushed_at[sha] >= 0 for sha in called)


@settings(max_examples=EXAMPLES)
@given(HONEST)
def test_of_an_honest_history_nothing_late_goes_unnoticed(life: list[Event]) -> None:
    world = World().live(life)
    found = world.told.verdict()
    called = {one.commit.sha for one in found.late if not one.counts}
    assert {sha for sha, at in world.pushed_at.items() if at >= 0} <= called
    late_by_team = any(at >= 0 and world.commits[sha].authors == ("alicia",) for sha, at in world.pushed_at.items())
    assert (found.state == VerdictState.CHANGED_AFTER) == late_by_team


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_nothing_that_was_not_there_at_a_look_after_the_close_ever_counts(life: list[Event]) -> None:
    world = World().live(life)
    frozen = world.told.verdict().frozen
    first = min(at for at in world.looked_at if at >= 0)
    assert all(world.pushed_at[sha] <= first for sha in world.line(frozen))


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_what_counts_because_it_was_seen_was_there_before_the_close(life: list[Event]) -> None:
    world = World().live(life)
    found = world.told.verdict()
    if found.basis in (Basis.SEEN, Basis.PUSHED):
        assert world.pushed_at[found.frozen or ""] < 0


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_what_counts_by_its_date_is_dated_before_the_close_with_all_that_came_with_it(life: list[Event]) -> None:
    found = World().live(life).told.verdict()
    counting = [one for one in found.late if one.counts]
    assert all(one.dated_after < timedelta(0) for one in counting)
    assert bool(counting) <= (found.basis == Basis.DATED)


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_what_is_called_unchanged_has_nothing_of_the_teams_on_top(life: list[Event]) -> None:
    world = World().live(life)
    found = world.told.verdict()
    if found.state == VerdictState.UNCHANGED:
        line = world.line(world.head)
        on_top = line[: line.index(found.frozen or "")]
        assert {world.commits[sha].authors[0] for sha in on_top} <= {"librarian-bot"}


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_what_is_no_longer_in_the_history_is_called_rewritten(life: list[Event]) -> None:
    world = World().live(life)
    found = world.told.verdict()
    lost = found.frozen is not None and found.frozen not in world.line(world.head)
    assert (found.state == VerdictState.REWRITTEN) == lost


@given(ANY, st.integers(-30, 60))
def test_a_silence_changes_no_verdict(life: list[Event], at: int) -> None:
    world = World().live(life)
    before = world.told.verdict()
    assert world.told.silence(at).verdict() == before


@settings(max_examples=EXAMPLES)
@given(ANY, st.integers(61, 90), st.data())
def test_what_the_hub_tells_after_our_last_look_calls_nobody_late(
    life: list[Event], at: int, data: st.DataObject
) -> None:
    """It may be long over by the time that it reaches us."""
    world = World().live(life)
    before = world.told.verdict()
    sha = data.draw(st.sampled_from([*world.commits, "unheard"]))
    after = world.told.push(at, None, sha).verdict()
    assert after.state in (before.state, VerdictState.UNKNOWN)
    assert after.frozen == before.frozen


@settings(max_examples=EXAMPLES)
@given(ANY)
def test_what_counts_once_counts_for_good(life: list[Event]) -> None:
    """Others build on it: the log says it once, and it is what is audited and judged."""
    entries = World().live(life).told.entries
    counted = [Told(*entries[:length]).verdict().frozen for length in range(1, len(entries) + 1)]
    assert len({sha for sha in counted if sha}) <= 1
    assert sorted(counted, key=bool) == counted


@given(ANY, st.data())
def test_looking_again_before_the_close_never_makes_it_worse(life: list[Event], data: st.DataObject) -> None:
    """Right after a look of ours, and nothing has moved: to have looked more often is never to the team's loss."""
    world = World().live(life)
    looks = [place for place, (kind, at, _body) in enumerate(world.told.entries) if kind == "snapshot" and at < CLOSES]
    if not looks:
        return
    before = world.told.verdict()
    place = data.draw(st.sampled_from(looks))
    _kind, at, body = world.told.entries[place]
    again = ("sighting", at + timedelta(seconds=1), {"hub_id": MINE, "head": body["head"], "standing": "found"})
    world.told.entries.insert(place + 1, again)
    after = world.told.verdict()
    assert (after.state, after.frozen, after.basis) == (before.state, before.frozen, before.basis)


@given(ANY, st.sampled_from([*BOTS, *STAFF, "LIBRARIAN-BOT"]), st.integers(-90, 90))
def test_a_bots_or_organisers_commit_never_makes_it_worse(life: list[Event], name: str, dated: int) -> None:
    world = World().live(life)
    before = world.told.verdict()
    after = world.told.snapshot(70, "bot", commit("bot", dated, name), since=world.head).verdict()
    assert not worse(after, before)
    assert after.frozen == before.frozen


@given(ANY, st.integers(1, 9))
def test_one_more_commit_of_the_team_after_the_close_never_makes_it_better(life: list[Event], back: int) -> None:
    world = World().live(life)
    before = world.told.verdict()
    after = world.told.snapshot(70, "late", commit("late", -back), since=world.head).verdict()
    assert not worse(before, after)
    assert after.frozen == before.frozen


@given(ANY, st.randoms(use_true_random=False))
def test_entries_of_their_own_may_come_in_any_order(life: list[Event], rng: random.Random) -> None:
    """Each says itself when it was, if no two are of one moment; only sweeps speak of the entries before them."""
    told = World().live([event for event in life if event.what != "sweep"]).told
    entries = [(kind, at + timedelta(seconds=place), {**body}) for place, (kind, at, body) in enumerate(told.entries)]
    for kind, at, body in entries:
        if kind == "snapshot":
            body["at"] = at.isoformat()
    before = Told(*entries).verdict()
    rng.shuffle(entries)
    assert Told(*entries).verdict() == before


# Whatever a log may hold

SHAS = st.sampled_from("abcdef")
COMMITS = st.builds(
    SeenCommit,
    SHAS,
    st.text(max_size=3),
    st.integers(-2_000_000_000, 4_000_000_000).map(lambda seconds: CLOSES + timedelta(seconds=seconds)),
    st.lists(st.sampled_from(["alicia", *BOTS, *STAFF, ""]), max_size=2).map(tuple),
)
FILES = st.dictionaries(st.sampled_from(["README.md", "data/a.csv", "b.bin", "c"]), st.sampled_from("123"))
MINUTES = st.integers(-3, 3)


@st.composite
def anything(draw: st.DrawFn) -> Told:
    told = Told()
    for _entry in range(draw(st.integers(0, 8))):
        at = draw(MINUTES)
        what = draw(st.sampled_from(["snapshot", "head", "missing", "another", "sweep", "push", "receipt", "silence"]))
        if what == "snapshot":
            more: dict[str, Any] = draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "files": FILES,
                        "private": st.booleans(),
                        "disabled": st.booleans(),
                        "commits_complete": st.booleans(),
                        "created_at": MINUTES.map(minute),
                        "server_at": MINUTES.map(minute),
                        "refs": st.dictionaries(st.sampled_from(["refs/pr/3", "refs/heads/dev"]), SHAS),
                        "repo_id": st.sampled_from(["x/y", "x/z"]) | st.none(),
                        "commits": st.none(),
                    },
                )
            )
            commits = () if "commits" in more else draw(st.lists(COMMITS, max_size=4))
            told.snapshot(at, draw(SHAS | st.none()), *commits, since=draw(SHAS | st.none()), **more)
        elif what == "push":
            ref = draw(st.sampled_from(["refs/heads/main", "refs/pr/3", "refs/heads/dev"]))
            told.push(at, draw(SHAS | st.none()), draw(SHAS | st.none()), ref=ref)
        elif what in ("head", "another", "receipt"):
            getattr(told, what)(at, draw(SHAS))
        elif what == "missing":
            told.missing(at, draw(st.sampled_from(["missing", "forbidden"])))
        elif what == "sweep":
            told.sweep(at, changed={MINE: draw(SHAS)} if draw(st.booleans()) else {})
        else:
            told.silence(at)
    return told


@settings(max_examples=2 * EXAMPLES)
@given(anything(), st.integers(-5, 5))
def test_every_record_has_a_verdict_that_can_be_kept_and_drawn(told: Told, at: int) -> None:
    record = told.record()
    found = judge(record, closes_at=CLOSES, at=minute(at), bots=BOTS, organisers=STAFF)
    assert (found.state == VerdictState.NOT_YET) == (at < 0)
    assert bool(found.frozen) == (found.basis is not None)
    facts = found.facts()
    assert json.loads(json.dumps(facts, allow_nan=False), parse_float=lambda text: None) == facts
    row = {"state": found.state.value, "level": found.level.value, "closes_at": CLOSES, "frozen": found.frozen}
    assert Verdict.from_facts(facts, **row) == found
    drawing = timeline.draw(record, found, at=minute(at))
    places = [point.position for point in drawing.points]
    assert places == sorted(places)
    assert all(0 <= place <= drawing.width for place in places)
    assert len(places) <= 40
    assert all((point.position >= drawing.close) == (point.at >= CLOSES) for point in drawing.points)
    assert not [
        point for point in drawing.points if point.kind == "commit" and point.tone == "late" and point.at < CLOSES
    ]
