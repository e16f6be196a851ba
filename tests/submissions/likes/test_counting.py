"""The count: once, at the moment that the rules state, of what was there at that moment."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hackathon.editions.models import TrailEntry
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions.likes import ask_lists
from submissions.actions.likes.likers import Likers
from submissions.models import CountedRepo, LikesCount
from tests.factories.editions import NOW
from tests.factories.people import make_person
from tests.factories.submissions import make_repo
from tests.factories.teams import add_member
from tests.racing import race
from tests.submissions.hubs import CORPUS, DEMO, MODEL
from tests.submissions.likes.scene import COMPLETE, MOMENT

LISTS = ["list_repos dataset", "list_repos model", "list_repos space"]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

pytestmark = pytest.mark.django_db


def test_likes_are_counted_at_the_moment_and_not_a_second_before(scene: Any):
    scene.like(CORPUS, "eva", "leo")
    scene.keep(MOMENT - SECOND)
    assert LikesCount.objects.count() == 0
    scene.keep(MOMENT)
    count = scene.count()
    assert (count.moment, count.taken_at, count.before_at) == (MOMENT, MOMENT, MOMENT - SECOND)
    assert scene.counted() == {CORPUS: (2, "steady"), DEMO: (0, "steady"), MODEL: (0, "steady")}
    assert count.checked_at == MOMENT
    line = TrailEntry.objects.get(verb="likes.counted")
    assert (line.at, line.by, line.detail) == (MOMENT, None, {"moment": MOMENT.isoformat(), "repos": 3, "likes": 2})


def test_a_count_that_breaks_half_way_leaves_nothing_and_is_made_again(scene: Any, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    scene.like(CORPUS, "eva")
    with monkeypatch.context() as patch:
        patch.setattr("submissions.actions.likes.counting._part", broken)
        scene.keep(MOMENT)
    assert (LikesCount.objects.count(), CountedRepo.objects.count(), scene.watch().looked_at) == (0, 0, None)
    scene.keep(MOMENT + SECOND)
    assert (scene.count().taken_at, scene.counted()[CORPUS]) == (MOMENT + SECOND, (1, "dated"))


def test_after_the_count_nothing_changes_and_nothing_is_asked(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT)
    scene.asked()
    scene.like(CORPUS, "leo", "kim")
    for hours in (1, 24):
        scene.keep(MOMENT + hours * HOUR)
    assert (scene.asked(), scene.counted()[CORPUS]) == ([], (1, "dated"))


def test_a_like_after_the_moment_does_not_count_though_we_looked_late(scene: Any):
    scene.like(CORPUS, "eva", at=MOMENT - SECOND)
    scene.keep(MOMENT - MINUTE)
    scene.like(CORPUS, "leo", at=MOMENT)
    scene.like(CORPUS, "kim", at=MOMENT + HOUR)
    scene.keep(MOMENT + 2 * HOUR)
    assert scene.counted()[CORPUS] == (1, "dated")
    row = CountedRepo.objects.get(repo_id=CORPUS)
    assert (row.listed, row.before, row.late, row.undated) == (3, 1, 2, 0)


def test_a_like_that_came_after_the_lists_were_read_was_never_among_them(scene: Any):
    scene.like(CORPUS, "eva", at=MOMENT - HOUR)
    scene.server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/likers")
    scene.keep(MOMENT + MINUTE)
    assert scene.counted()[CORPUS] == (1, "pending")
    scene.server.clear_faults()
    scene.like(CORPUS, "leo", at=MOMENT + 5 * MINUTE)
    scene.keep(MOMENT + 10 * MINUTE)
    assert scene.counted()[CORPUS] == (1, "dated")


def test_where_the_hub_does_not_tell_since_when_the_count_says_of_how_many(scene: Any):
    scene.server.storage.set_meta(RepoType.DATASET, CORPUS, likes=5)
    scene.like(CORPUS, "eva", at=MOMENT - HOUR)
    scene.like(CORPUS, "sin-cuenta", at=MOMENT + SECOND)
    scene.server.set_fault(kind="status", status=404, path="/api/users/sin-cuenta/likes")
    scene.keep(MOMENT + MINUTE)
    row = CountedRepo.objects.get(repo_id=CORPUS)
    assert (row.likes, row.surety, row.late, row.undated) == (5, "dated", 0, 4)


def test_while_the_hub_is_silent_the_count_waits_and_then_says_when_it_was_taken(scene: Any):
    scene.like(CORPUS, "eva")
    scene.server.set_fault(kind="drop", path="/api/datasets")
    scene.keep(MOMENT)
    assert LikesCount.objects.count() == 0
    scene.server.clear_faults()
    scene.keep(MOMENT + 3 * HOUR)
    assert (scene.count().moment, scene.count().taken_at) == (MOMENT, MOMENT + 3 * HOUR)


def test_a_moment_that_is_moved_gets_a_count_of_its_own_and_the_first_one_stays(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT)
    later = MOMENT + timedelta(days=1)
    scene.now = MOMENT + HOUR
    scene.set_moment(later)
    scene.like(CORPUS, "leo")
    scene.keep(MOMENT + 2 * HOUR)
    assert LikesCount.objects.count() == 1
    scene.keep(later)
    assert scene.counted()[CORPUS] == (2, "steady")
    scene.set_moment(MOMENT)
    assert scene.counted()[CORPUS] == (1, "dated")
    scene.keep(later + HOUR)
    assert LikesCount.objects.count() == 2


def test_a_moment_that_is_moved_before_it_comes_is_the_one_that_counts(scene: Any):
    scene.keep()
    sooner = NOW + 10 * MINUTE
    scene.set_moment(sooner)
    scene.keep(sooner)
    assert [count.moment for count in LikesCount.objects.all()] == [sooner]


def test_a_moment_that_is_set_in_the_past_is_counted_by_the_dates_of_likes(scene: Any):
    scene.like(CORPUS, "eva", at=NOW - 2 * HOUR)
    scene.like(CORPUS, "leo", at=NOW - MINUTE)
    scene.keep()
    scene.set_moment(NOW - HOUR)
    scene.keep(NOW + MINUTE)
    assert (scene.counted()[CORPUS], scene.count().before_at) == ((1, "dated"), None)


def test_without_a_moment_nothing_is_counted(scene: Any):
    scene.set_moment(None)
    scene.keep(MOMENT)
    assert LikesCount.objects.count() == 0


def test_a_count_that_could_not_be_made_is_tried_for_a_week_after_the_results(scene: Any):
    results_at = scene.edition.parsed_rules.windows.results_at
    scene.keep(results_at + timedelta(days=7))
    assert LikesCount.objects.count() == 0
    scene.keep(results_at + timedelta(days=7) - SECOND)
    assert scene.count().taken_at == results_at + timedelta(days=7) - SECOND


def test_the_teams_own_likes_are_told_apart_without_those_that_came_late(scene: Any):
    scene.like(CORPUS, "eva", "alicia", at=MOMENT - HOUR)
    scene.keep(MOMENT - MINUTE)
    scene.like(CORPUS, "bruno", at=MOMENT + SECOND)
    scene.like(DEMO, "bruno", at=MOMENT - SECOND)
    scene.keep(MOMENT + MINUTE)
    assert scene.counted() == {CORPUS: (2, "dated"), DEMO: (1, "dated"), MODEL: (0, "steady")}
    assert scene.own() == {CORPUS: 1, MODEL: 0, DEMO: 1}


def test_of_a_shared_repo_each_team_has_its_own_likes(scene: Any):
    clara = make_person("Clara", hub_username="clara")
    scene.deliver(COMPLETE[0], people=[clara])
    scene.like(CORPUS, "alicia", "clara", "bruno")
    scene.keep(MOMENT)
    parts = scene.count().parts.filter(repo_id=CORPUS).order_by("submission")
    assert [part.own for part in parts] == [2, 1]


def test_who_joins_the_team_after_the_count_was_checked_changes_nothing(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT)
    add_member(scene.submission.team, make_person("Eva", hub_username="eva"), seat=3)
    scene.keep(MOMENT + HOUR)
    assert scene.own()[CORPUS] == 0


def test_what_cannot_be_counted_says_why(scene: Any):
    apart = (COMPLETE[0][0], "otra-casa/corpus")
    unseen = (COMPLETE[1][0], "somos-demo/sin-publicar")
    scene.deliver(apart, unseen)
    scene.server.storage.set_meta(RepoType.SPACE, DEMO, private=True)
    scene.keep(MOMENT)
    found = {part.repo_id: part.left_out for part in scene.count().parts.all()}
    assert found == {
        CORPUS: "", MODEL: "", DEMO: "hidden", "otra-casa/corpus": "outside", "somos-demo/sin-publicar": "unknown",
    }  # fmt: skip


def test_a_repo_that_goes_private_after_the_count_keeps_it_and_is_asked_about_no_more(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT - SECOND)
    scene.server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/likers")
    scene.keep(MOMENT)
    scene.server.clear_faults()
    scene.server.storage.set_meta(RepoType.DATASET, CORPUS, private=True)
    scene.keep(MOMENT + MINUTE)
    assert (scene.counted()[CORPUS], scene.own()[CORPUS]) == ((1, "steady"), None)
    assert scene.count().checked_at == MOMENT + MINUTE


def test_a_repo_that_is_renamed_between_count_and_check_is_the_same(scene: Any):
    scene.like(CORPUS, "eva", "alicia", at=MOMENT - HOUR)
    scene.server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}/likers")
    scene.keep(MOMENT)
    scene.server.clear_faults()
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    scene.keep(MOMENT + MINUTE)
    row = CountedRepo.objects.get(repo_id=CORPUS)
    assert (row.likes, row.undated, scene.own()[CORPUS]) == (2, 2, 1)


def test_a_check_that_was_cut_off_goes_on_where_it_was(scene: Any):
    scene.like(CORPUS, "eva", at=MOMENT - HOUR)
    scene.like(MODEL, "leo", at=MOMENT - HOUR)
    scene.server.set_fault(kind="drop", path=f"/api/models/{MODEL}/likers")
    scene.keep(MOMENT)
    assert {name: surety for name, (_, surety) in scene.counted().items()} == {
        CORPUS: "dated",
        DEMO: "steady",
        MODEL: "pending",
    }
    assert (scene.count().checked_at, scene.watch().silent_since) == (None, MOMENT)
    scene.server.clear_faults()
    scene.asked()
    scene.keep(MOMENT + MINUTE)
    assert scene.asked() == [f"likers {MODEL}", "user_likes leo"]
    assert (scene.count().checked_at, scene.watch().silent_since) == (MOMENT + MINUTE, None)


def test_a_turn_that_asked_enough_leaves_the_rest_to_the_next(scene: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("submissions.actions.likes.keeping.Likers", partial(Likers, calls=4))
    scene.like(CORPUS, "eva", at=MOMENT - HOUR)
    scene.like(MODEL, "leo", "kim", at=MOMENT - HOUR)
    scene.keep(MOMENT)
    assert (scene.counted()[CORPUS], scene.counted()[MODEL]) == ((1, "dated"), (2, "pending"))
    # Of the two that there are to ask one would be left, and would be asked again.
    assert scene.asked() == [*LISTS, f"likers {CORPUS}", "user_likes eva", f"likers {MODEL}"]
    scene.keep(MOMENT + SECOND)
    assert (scene.counted()[MODEL], scene.count().checked_at) == ((2, "dated"), MOMENT + SECOND)


def test_after_days_of_silence_the_count_stands_as_the_lists_told_it(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT - SECOND)
    scene.like(DEMO, "leo")
    for repo in (f"datasets/{CORPUS}", f"spaces/{DEMO}"):
        scene.server.set_fault(kind="drop", path=f"/api/{repo}/likers")
    scene.keep(MOMENT)
    scene.keep(MOMENT + timedelta(days=3))
    assert scene.counted() == {CORPUS: (1, "steady"), DEMO: (1, "unchecked"), MODEL: (0, "steady")}
    assert scene.count().checked_at == MOMENT + timedelta(days=3)


def test_repos_of_earlier_editions_have_no_part_in_it_unless_delivered(scene: Any):
    opens_at = scene.edition.parsed_rules.windows.registration.opens_at
    old, new = scene.space("de-antes", "eva", at=opens_at - SECOND), scene.space("de-ahora", "leo", at=opens_at)
    scene.keep(MOMENT)
    assert {old, new} & set(scene.counted()) == {new}


def test_a_part_named_twice_is_counted_once(scene: Any):
    twin = make_repo(COMPLETE[0][0], CORPUS.upper().replace("SOMOS-DEMO", "somos-demo"), hub_id=None)
    scene.submission.current.entries.create(kind="corpus", position=9, repo=twin, address=CORPUS)
    scene.keep(MOMENT)
    assert scene.count().parts.filter(counted__repo_id=CORPUS).count() == 1


def test_the_database_keeps_one_count_for_a_moment(scene: Any):
    scene.keep(MOMENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        LikesCount.objects.create(edition=scene.edition, moment=MOMENT, taken_at=MOMENT)


def test_the_database_takes_no_count_from_before_its_moment(scene: Any):
    with pytest.raises(IntegrityError), transaction.atomic():
        LikesCount.objects.create(edition=scene.edition, moment=MOMENT, taken_at=MOMENT - SECOND)


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_make_one_count(scene: Any):
    scene.like(CORPUS, "eva")

    def look(seconds: int) -> Any:
        at = MOMENT + timedelta(seconds=seconds)
        listing = ask_lists(scene.hub, scene.edition.parsed_rules, now=lambda: at)
        return lambda: actions.note_likes(edition=scene.edition, listing=listing)

    assert race([look(seconds) for seconds in range(4)]) == [None] * 4
    assert (LikesCount.objects.count(), CountedRepo.objects.count()) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_ask_the_hub_once(scene: Any):
    def keep() -> None:
        actions.keep_likes(at=MOMENT, hub=scene.hub, now=lambda: MOMENT)

    assert race([keep] * 4) == [None] * 4
    assert sorted(scene.asked()) == sorted(LISTS)
    assert LikesCount.objects.count() == 1
