"""Looks at the lists: what each repo had, day by day."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hackathon.editions.actions import change_rules
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions import actions
from submissions.actions.likes.keeping import LEASE
from submissions.models import LikedRepo, LikesPoint, LikesWatch, OwnLikes
from tests.factories.editions import NOW
from tests.submissions.hubs import CORPUS, DEMO, MODEL

LISTS = ["list_repos dataset", "list_repos model", "list_repos space"]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.django_db


def test_a_look_costs_the_three_lists_and_a_question_for_each_delivered_repo_that_is_liked(scene: Any):
    scene.like(CORPUS, "eva", "leo")
    scene.keep()
    assert scene.asked() == [*LISTS, f"likers {CORPUS}"]
    assert {repo.repo_id: repo.likes for repo in LikedRepo.objects.all()} == {CORPUS: 2, MODEL: 0, DEMO: 0}
    scene.keep(NOW + HOUR)
    assert scene.asked() == LISTS


def test_between_two_looks_an_hour_passes(scene: Any):
    scene.keep()
    scene.asked()
    scene.keep(NOW + HOUR - timedelta(seconds=1))
    assert scene.asked() == []


def test_days_on_which_nothing_changed_leave_no_point(scene: Any):
    scene.like(CORPUS, "eva")
    for hours, name in ((0, ""), (1, "leo"), (26, ""), (28, "kim")):
        if name:
            scene.like(CORPUS, name)
        scene.keep(NOW + hours * HOUR)
    # 15:30 UTC is half past three in the morning, Anywhere on Earth.
    assert scene.points() == [("2026-03-04", 2), ("2026-03-05", 3)]
    assert scene.points(MODEL) == [("2026-03-04", 0)]


def test_the_day_of_a_point_is_one_of_the_editions_zone(scene: Any):
    scene.keep(NOW.replace(hour=11, minute=59))
    assert scene.points() == [("2026-03-03", 0)]


def test_a_repo_keeps_its_history_under_a_new_name(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep()
    scene.server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetario")
    scene.like("somos-demo/recetario", "leo", repo_type=RepoType.DATASET)
    scene.keep(NOW + DAY)
    assert scene.points("somos-demo/recetario") == [("2026-03-04", 1), ("2026-03-05", 2)]
    assert LikedRepo.objects.filter(repo_type="dataset").count() == 1


def test_what_goes_private_says_since_when_it_is_gone_and_may_come_back(scene: Any):
    scene.keep()
    scene.server.storage.set_meta(RepoType.DATASET, CORPUS, private=True)
    scene.keep(NOW + HOUR)
    gone_at = scene.repo().gone_at
    scene.keep(NOW + 2 * HOUR)
    assert (gone_at, scene.repo().gone_at) == (NOW + HOUR, NOW + HOUR)
    scene.server.storage.set_meta(RepoType.DATASET, CORPUS, private=False)
    scene.keep(NOW + 3 * HOUR)
    assert scene.repo().gone_at is None


def test_what_only_our_token_may_see_is_no_part_of_it(scene: Any):
    scene.server.storage.add_person("olga", orgs={"somos-demo": "admin"})
    scene.server.storage.set_meta(RepoType.DATASET, CORPUS, private=True)
    with HubClient(endpoint=scene.server.endpoint, token="hf_olga", retries=0) as ours:
        assert CORPUS in [repo.repo_id for repo in ours.list_repos(RepoType.DATASET, author="somos-demo").repos]
        actions.keep_likes(at=NOW, hub=ours, now=lambda: NOW)
    assert set(LikedRepo.objects.values_list("repo_id", flat=True)) == {MODEL, DEMO}


def test_a_card_says_of_which_space_this_is_a_copy(scene: Any):
    copy = scene.space("copia", card=f"duplicated_from: {DEMO}\n")
    odd = scene.space("rara", card="duplicated_from:\n- 1\n- <b>\n")
    scene.keep()
    assert (scene.repo(copy).duplicated_from, scene.repo(odd).duplicated_from) == (DEMO, "")


def test_a_silent_hub_is_left_in_peace_and_the_silence_remembered_until_it_answers(scene: Any):
    scene.server.set_fault(kind="status", status=503, path="/api/models")
    scene.keep()
    assert (scene.watch().silent_since, LikedRepo.objects.count()) == (NOW, 0)
    scene.asked()
    scene.keep(NOW + timedelta(seconds=29))
    assert scene.asked() == []
    scene.keep(NOW + timedelta(seconds=30))
    assert scene.watch().silent_since == NOW
    scene.server.clear_faults()
    scene.keep(NOW + timedelta(seconds=60))
    assert (scene.watch().silent_since, scene.watch().looked_at) == (None, NOW + timedelta(seconds=60))


def test_while_our_quota_is_used_up_nobody_asks(scene: Any):
    scene.server.set_fault(kind="status", status=429, retry_after=120, path="/api/spaces")
    scene.keep()
    scene.server.clear_faults()
    scene.asked()
    scene.keep(NOW + timedelta(seconds=119))
    assert scene.asked() == []
    scene.keep(NOW + timedelta(seconds=121))
    assert scene.asked()[:3] == LISTS


def test_a_worker_that_was_killed_is_followed_by_another(scene: Any):
    LikesWatch.objects.create(edition=scene.edition, busy_until=NOW + LEASE)
    scene.keep(NOW + LEASE - timedelta(seconds=1))
    assert scene.asked() == []
    scene.keep(NOW + LEASE)
    assert (scene.asked(), scene.watch().busy_until) == (LISTS, None)


def test_before_the_opening_and_after_the_results_nobody_looks(scene: Any):
    windows = scene.edition.parsed_rules.windows
    scene.set_moment(None)
    scene.keep(windows.registration.opens_at - timedelta(seconds=1))
    scene.keep(windows.results_at)
    assert scene.asked() == []
    scene.keep(windows.results_at - timedelta(seconds=1))
    assert scene.asked() == LISTS


def test_an_edition_without_an_organisation_asks_nothing(scene: Any):
    rules = scene.edition.parsed_rules
    homeless = replace(rules, hub=replace(rules.hub, organisations=()))
    change_rules(edition=scene.edition, rules=homeless, by=None, at=NOW, reason="Prueba")
    scene.keep()
    assert scene.asked() == []


def test_the_teams_own_likes_are_counted_and_nobodys_name_is_kept(scene: Any):
    scene.like(CORPUS, "eva", "Alicia", "BRUNO")
    scene.like(DEMO, "alicia")
    scene.keep()
    found = {row.repo.repo_id: row.likes for row in OwnLikes.objects.select_related("repo")}
    assert found == {CORPUS: 2, MODEL: 0, DEMO: 1}


def test_own_likes_are_asked_again_where_likes_changed_and_once_a_day(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep()
    scene.like(DEMO, "alicia")
    scene.asked()
    scene.keep(NOW + HOUR)
    assert scene.asked() == [*LISTS, f"likers {DEMO}"]
    scene.keep(NOW + 25 * HOUR)
    assert scene.asked() == [*LISTS, f"likers {CORPUS}", f"likers {DEMO}"]


def test_an_older_look_changes_nothing(scene: Any):
    scene.like(CORPUS, "eva")
    scene.keep()
    old = actions.LikesListing(at=NOW - HOUR, until=NOW - HOUR, repos={})
    actions.note_likes(edition=scene.edition, listing=old)
    assert (scene.repo().gone_at, LikesPoint.objects.count()) == (None, 3)
