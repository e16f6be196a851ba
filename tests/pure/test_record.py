"""From the entries of a log to the record of one repo."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from submissions.deadline.record import (
    Push,
    SeenFile,
    Sighting,
    Snapshot,
    Standing,
    gather,
    heads_digest,
    iso,
    tree_digest,
)
from tests.factories.records import MAIN, MINE, OTHER, Told, commit, minute, snapshot


def seen(told: Told) -> list[tuple[float, str | None]]:
    """When which head was seen, in minutes."""
    return [((one.at - minute(0)) / timedelta(minutes=1), one.head) for one in told.record().sightings]


def test_a_snapshot_comes_out_of_the_log_as_it_went_in() -> None:
    whole = snapshot(
        -5, "b", commit("b", -9, "Zoë"), since="a", files={"x": "1"}, refs={MAIN: "b"}, likes=3, created_at=minute(-99)
    )
    assert Snapshot.from_json(whole.to_json()) == whole


def test_what_the_hub_did_not_say_is_not_written_down() -> None:
    assert "likes" not in snapshot(-5, "b").to_json()


def test_every_kind_of_entry_that_names_a_head_is_a_sighting() -> None:
    told = (
        Told()
        .receipt(-60, "a", seen=-61)
        .snapshot(-50, "b", commit("b", -55))
        .head(-40, "c")
        .push(-30, "c", "d")
        .sweep(-20, changed={MINE: "e"})
    )
    assert seen(told) == [(-61, "a"), (-50, "b"), (-40, "c"), (-30, "d"), (-20, "e")]
    assert [one.told for one in told.record().sightings] == [False, False, False, True, False]


def test_a_sweep_that_names_no_change_saw_the_head_where_it_was() -> None:
    assert seen(Told().head(-40, "a").sweep(-20).sweep(-10, changed={MINE: "b"}).sweep(-5)) == [
        (-40, "a"),
        (-20, "a"),
        (-10, "b"),
        (-5, "b"),
    ]


@pytest.mark.parametrize("named", [{"apart": [MINE]}, {"missing": [MINE]}])
def test_a_sweep_that_does_not_cover_a_repo_saw_nothing(named: dict[str, list[str]]) -> None:
    assert seen(Told().head(-40, "a").sweep(-20, **named)) == [(-40, "a")]


def test_a_sweep_before_anything_was_known_saw_nothing() -> None:
    assert seen(Told().sweep(-20)) == []


@pytest.mark.parametrize("away", [Told().missing(-30), Told().another(-30)])
def test_a_sweep_after_the_repo_had_gone_saw_nothing(away: Told) -> None:
    found = Told().head(-40, "a").and_(away.entries).sweep(-20).record().sightings
    assert [one.at for one in found] == [minute(-40), minute(-30)]


def test_a_repo_that_goes_by_another_id_is_told_apart() -> None:
    told = Told().snapshot(-40, "a", commit("a", -41)).another(-30)
    assert [one.hub_id for one in told.record().sightings] == [MINE, OTHER]
    assert gather(OTHER, told.entries).sightings == ()  # it was ours that we looked for


def test_looks_that_found_nothing_before_there_was_an_id_are_those_of_the_repo_found_there_later() -> None:
    told = Told().missing(-40).snapshot(10, "a", commit("a", 5))
    unknown = [(kind, at, {**body, "watched": None}) for kind, at, body in told.entries]
    assert [one.standing for one in gather(MINE, unknown).sightings] == [Standing.MISSING, Standing.FOUND]
    assert [one.standing for one in gather("", unknown).sightings] == [Standing.MISSING]
    elsewhere = [(kind, at, {**body, "asked": f"somos-demo/{at:%H}"}) for kind, at, body in unknown]
    assert [one.standing for one in gather(MINE, elsewhere).sightings] == [Standing.FOUND]


def test_the_whole_log_may_be_given() -> None:
    foreign = [
        (kind, at, {**body, "hub_id": OTHER, "watched": OTHER})
        for kind, at, body in Told().snapshot(-9, "x", commit("x", -9)).head(-8, "x").push(-7, "x", "y").entries
    ]
    opened = [("opened", minute(-99), {"edition": "demo"}), ("frozen", minute(1), {"hub_id": MINE, "sha": "a"})]
    assert gather(MINE, [*opened, *foreign, *Told().head(-5, "a").entries]) == Told().head(-5, "a").record()


def test_pushes_of_every_ref_are_kept() -> None:
    told = (
        Told().push(-9, None, "a").push(-8, None, "p", ref="refs/pr/3", head="a").push(-7, "p", None, ref="refs/pr/3")
    )
    assert told.record().pushes == (
        Push(minute(-9), MAIN, None, "a"),
        Push(minute(-8), "refs/pr/3", None, "p"),
        Push(minute(-7), "refs/pr/3", "p", None),
    )


@pytest.mark.parametrize(
    ("told", "since"),
    [
        (Told().silence(-5, MINE), -5),
        (Told().silence(-5), -5),
        (Told().silence(-5).silence(-3), -3),
        (Told().silence(-5, OTHER), None),
        (Told().silence(-5).head(-4, "a"), None),
        (Told().head(-6, "a").silence(-5).sweep(-4), None),
    ],
)
def test_a_silence_lasts_until_something_answers(told: Told, since: float | None) -> None:
    assert told.record().silent_since == (None if since is None else minute(since))


def test_looks_come_in_the_order_of_our_clock_and_equal_moments_in_that_of_the_log() -> None:
    told = Told().head(-5, "b").receipt(-4, "a", seen=-6).head(-3, "d").head(-3, "c")
    assert seen(told) == [(-6, "a"), (-5, "b"), (-3, "d"), (-3, "c")]


def test_a_look_has_the_clock_of_the_hub_beside_ours() -> None:
    assert Told().head(-5, "a", answered=-4).record().sightings == (
        Sighting(minute(-5), "a", server_at=minute(-4), hub_id=MINE),
    )


# Digests


FILES = st.builds(SeenFile, st.text(max_size=5), st.none(), st.text("ab", max_size=3), st.text("ab", max_size=3))


@given(st.lists(FILES, max_size=6), st.randoms())
def test_the_order_of_files_does_not_matter(files: list[SeenFile], random: object) -> None:
    shuffled = [*files]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tree_digest(shuffled) == tree_digest(files)


@pytest.mark.parametrize(
    "other", [SeenFile("b", 1, "1"), SeenFile("a", 1, "2"), SeenFile("a", 1, "1", "3"), SeenFile("a", 1, "", "1")]
)
def test_another_name_or_content_is_another_tree(other: SeenFile) -> None:
    assert tree_digest([other]) != tree_digest([SeenFile("a", 1, "1")])


def test_a_name_that_no_text_can_hold_has_a_digest_too() -> None:
    assert len(tree_digest([SeenFile("\ud800\0\n", 1, "1")])) == 64


def test_heads_have_a_digest_whatever_their_order() -> None:
    assert heads_digest({"1": "a", "2": None}) == heads_digest({"2": None, "1": "a"})
    assert heads_digest({"1": "a", "2": None}) != heads_digest({"1": None, "2": "a"})


def test_moments_are_written_in_utc() -> None:
    from zoneinfo import ZoneInfo

    assert iso(minute(0).astimezone(ZoneInfo("Etc/GMT+12"))) == "2024-03-30T12:00:00+00:00"
