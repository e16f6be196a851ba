"""A timeline's marks: where they are drawn, and as what."""

from datetime import UTC, datetime

from submissions.deadline import picture
from submissions.deadline.timeline import Kind, Point, Tick, Timeline, Tone

CLOSE = datetime(2024, 3, 30, 12, tzinfo=UTC)


def point(kind: Kind = Kind.COMMIT, tone: Tone = Tone.PLAIN, position: int = 500, lane: int = 0) -> Point:
    return Point(kind=kind, tone=tone, at=CLOSE, position=position, lane=lane)


def drawn(*points: Point, ticks: tuple[Tick, ...] = (), now: int | None = None) -> picture.Picture:
    return picture.of(Timeline(closes_at=CLOSE, points=points, ticks=ticks, now=now))


def test_the_close_stands_in_the_middle_and_the_ends_leave_room_for_a_mark():
    made = drawn(point(position=0), point(position=1000), now=750)
    assert (made.close, made.now) == ("50.0%", "73.8%")
    assert [mark.x for mark in made.marks] == ["2.5%", "97.5%"]


def test_commits_stand_above_the_axis_a_lane_higher_each_and_looks_below_it():
    made = drawn(point(), point(lane=1), point(Kind.LOOK), point(Kind.PUSH))
    low, high, look, push = (mark.y for mark in made.marks)
    assert 0 < high < low < made.axis < look == push < made.height
    assert low - high == picture.LANE


def test_each_more_lane_makes_the_drawing_higher():
    assert drawn(point(lane=2)).height - drawn(point()).height == 2 * picture.LANE


def test_a_commit_has_the_shape_of_its_tone_and_all_else_that_of_its_kind():
    made = drawn(point(tone=Tone.DOUBT), point(tone=Tone.LATE), point(Kind.AWAY, Tone.LATE), point(Kind.LOOK))
    assert [mark.shape for mark in made.marks] == ["doubt", "late", "away", "look"]


def test_the_legend_has_each_shape_once():
    assert drawn(point(Kind.LOOK), point(tone=Tone.LATE), point(Kind.LOOK)).shapes == ("look", "late")


def test_words_at_the_ends_stay_on_the_page():
    ticks = (Tick(-168, CLOSE, 0), Tick(-1, CLOSE, 333), Tick(168, CLOSE, 1000))
    assert [line.anchor for line in drawn(ticks=ticks).lines] == ["start", "middle", "end"]


def test_without_anything_to_show_there_is_an_axis():
    made = drawn()
    assert (made.marks, made.now, made.axis < made.height) == ((), None, True)
