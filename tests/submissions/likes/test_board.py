"""The board of likes: who stands where, before the count and after it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackathon.editions.actions import change_rules
from hackathon.editions.rules import ArtefactKind, LikesRules
from hackathon.hub.types import RepoType
from submissions.models import SubmissionVersion
from submissions.queries.likes import Board, board, of_kind
from tests.factories.editions import NOW
from tests.factories.people import make_person
from tests.submissions.hubs import CORPUS, DEMO, MODEL
from tests.submissions.likes.scene import COMPLETE, MOMENT

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
CORPUS_PART, MODEL_PART, DEMO_PART = COMPLETE

pytestmark = pytest.mark.django_db


def seen(scene: Any) -> Board:
    return board(scene.edition, at=scene.now)


def projects(found: Board) -> list[tuple[int | None, str, int, int]]:
    """Rank, title, likes that count and the team's own."""
    return [(line.standing.rank, line.title, line.standing.score, line.standing.own) for line in found.projects]


def repos(found: Board) -> list[tuple[int | None, str, int]]:
    return [(line.standing.rank, line.repo_id, line.standing.score) for line in found.repos]


def change(scene: Any, **likes: Any) -> None:
    rules = scene.edition.parsed_rules
    evaluation = replace(rules.evaluation, likes=LikesRules(**likes))
    change_rules(
        edition=scene.edition, rules=replace(rules, evaluation=evaluation), by=None, at=scene.now, reason="Prueba"
    )
    scene.edition.refresh_from_db()


def test_before_the_count_the_board_is_what_the_last_look_saw(scene: Any):
    scene.like(CORPUS, "eva", "alicia")
    scene.like(DEMO, "eva")
    scene.deliver(CORPUS_PART, title="Otro")
    scene.keep()
    found = seen(scene)
    assert (found.stage, found.looked_at, found.moment) == ("provisional", NOW, MOMENT)
    assert projects(found) == [(1, "Recetas", 3, 1), (2, "Otro", 2, 0)]
    assert repos(found) == [(1, CORPUS, 2), (2, DEMO, 1), (3, MODEL, 0)]
    assert [dict(line.kinds) for line in found.projects] == [{"corpus": 2, "model": 0, "demo": 1}, {"corpus": 2}]
    assert [list(line.projects) for line in found.repos] == [["Recetas", "Otro"], ["Recetas"], ["Recetas"]]


def test_after_the_count_the_board_is_what_was_counted(scene: Any):
    scene.like(CORPUS, "eva", at=MOMENT - DAY)
    scene.keep(MOMENT - SECOND)
    scene.like(CORPUS, "leo", at=MOMENT)
    scene.like(DEMO, "alicia", at=MOMENT - SECOND)
    scene.keep(MOMENT + SECOND)
    scene.like(MODEL, "eva", "leo", "kim", at=MOMENT + DAY)
    scene.now = MOMENT + DAY
    found = seen(scene)
    assert (found.stage, found.late, found.undated) == ("final", 1, 0)
    assert projects(found) == [(1, "Recetas", 2, 1)]
    assert repos(found) == [(1, CORPUS, 1), (1, DEMO, 1), (3, MODEL, 0)]


def test_while_the_count_is_checked_nobody_is_mentioned(scene: Any):
    scene.like(CORPUS, "eva", at=MOMENT - DAY)
    scene.server.set_fault(kind="drop", path=f"/api/datasets/{CORPUS}/likers")
    scene.keep(MOMENT)
    assert (seen(scene).stage, seen(scene).projects[0].standing.mentioned) == ("checking", False)
    scene.server.clear_faults()
    scene.keep(MOMENT + timedelta(minutes=1))
    assert (seen(scene).stage, seen(scene).projects[0].standing.mentioned) == ("final", True)


def test_those_who_share_the_first_place_share_the_mention(scene: Any):
    scene.deliver(CORPUS_PART, title="Gemelo")
    scene.deliver((ArtefactKind.DEMO, scene.space("tercera", "eva")), title="Tercero")
    scene.like(CORPUS, "eva", "leo")
    scene.keep(MOMENT)
    found = seen(scene)
    assert projects(found) == [(1, "Recetas", 2, 0), (1, "Gemelo", 2, 0), (3, "Tercero", 1, 0)]
    assert [line.standing.mentioned for line in found.projects] == [True, True, False]


def test_kinds_of_parts_are_mentioned_where_the_rules_say_so(scene: Any):
    change(scene, mentions=1, kinds=(ArtefactKind.CORPUS, ArtefactKind.DEMO))
    other = scene.space("suelta", "eva", "leo", "kim")
    for name in (CORPUS, MODEL, DEMO):
        scene.like(name, "eva")
    scene.keep(MOMENT)
    found = {line.repo_id: line.standing.mentioned for line in seen(scene).repos}
    assert found == {other: False, CORPUS: True, DEMO: True, MODEL: False}


def test_the_teams_own_likes_count_for_no_place_where_the_rules_say_so(scene: Any):
    scene.deliver((ArtefactKind.DEMO, scene.space("suya", "eva", "leo")), title="Otro")
    scene.like(CORPUS, "alicia", "bruno", "kim")
    scene.keep()
    assert projects(seen(scene)) == [(1, "Recetas", 3, 2), (2, "Otro", 2, 0)]
    change(scene, own_likes=False)
    assert projects(seen(scene)) == [(1, "Otro", 2, 0), (2, "Recetas", 1, 2)]
    assert [line.standing.likes for line in seen(scene).projects] == [2, 3]


def test_who_is_of_the_team_is_not_sure_until_the_hub_has_told(scene: Any):
    scene.like(CORPUS, "alicia")
    scene.server.set_fault(kind="drop", path=f"/api/datasets/{CORPUS}/likers")
    scene.keep()
    standing = seen(scene).projects[0].standing
    assert (standing.score, standing.own, standing.unsure) == (1, 0, True)


def test_a_copy_of_a_space_is_left_out_and_says_of_which(scene: Any):
    copy = scene.space("copia", "eva", "leo", card=f"duplicated_from: {DEMO}\n")
    scene.like(DEMO, "kim")
    scene.keep()
    found = seen(scene)
    assert copy not in [name for _, name, _ in repos(found)]
    assert [(line.repo_id, line.why, line.original) for line in found.left_out] == [(copy, "copy", DEMO)]
    scene.keep(MOMENT)
    assert [(line.repo_id, line.why, line.original) for line in seen(scene).left_out] == [(copy, "copy", DEMO)]


def test_what_a_project_has_elsewhere_is_left_out_and_says_why(scene: Any):
    scene.deliver((ArtefactKind.MODEL, "otra-casa/modelo"), title="De fuera")
    scene.server.storage.set_meta(RepoType.SPACE, DEMO, private=True)
    scene.keep()
    found = {line.repo_id: (line.why, list(line.projects)) for line in seen(scene).left_out}
    assert found == {"otra-casa/modelo": ("outside", ["De fuera"]), DEMO: ("hidden", ["Recetas"])}
    assert projects(seen(scene)) == [(1, "Recetas", 0, 0), (1, "De fuera", 0, 0)]


def test_repos_of_earlier_editions_are_only_numbered(scene: Any):
    opens_at = scene.edition.parsed_rules.windows.registration.opens_at
    scene.space("de-antes", "eva", at=opens_at - SECOND)
    scene.keep()
    assert (len(seen(scene).repos), seen(scene).earlier) == (3, 1)


def test_a_project_that_may_not_be_published_keeps_its_place_without_its_name(scene: Any):
    SubmissionVersion.objects.filter(submission=scene.submission).update(consent=False)
    scene.like(CORPUS, "eva")
    scene.keep()
    found = seen(scene)
    assert [(line.title, line.team, line.standing.rank) for line in found.projects] == [("", "", 1)]
    assert [list(line.projects) for line in found.repos] == [[], [], []]


@pytest.mark.parametrize("at", [NOW, MOMENT], ids=["before the count", "after it"])
def test_a_withdrawn_project_is_on_no_board(scene: Any, at: Any):
    scene.keep(at)
    person = make_person("Olga")
    type(scene.submission).objects.filter(pk=scene.submission.pk).update(withdrawn_at=at, withdrawn_by=person)
    assert seen(scene).projects == []


def test_growth_is_that_of_the_last_week(scene: Any):
    scene.set_moment(None)
    scene.like(CORPUS, "eva", "leo")
    scene.keep()
    scene.like(CORPUS, "kim")
    scene.keep(NOW + 3 * DAY)
    assert [line.standing.growth for line in seen(scene).projects] == [1]
    scene.now = NOW + 10 * DAY
    assert [line.standing.growth for line in seen(scene).projects] == [0]


def test_after_the_count_growth_is_that_of_the_week_before_its_moment(scene: Any):
    scene.keep()
    scene.like(CORPUS, "eva")
    scene.keep(MOMENT)
    scene.now = MOMENT + 10 * DAY
    assert [line.standing.growth for line in seen(scene).projects] == [1]


def test_repos_of_one_kind_have_places_among_themselves(scene: Any):
    scene.like(CORPUS, "eva", "leo")
    other = scene.space("otra", "eva")
    scene.keep()
    found = of_kind(seen(scene).repos, ArtefactKind.DEMO)
    assert [(line.standing.rank, line.repo_id) for line in found] == [(1, other), (2, DEMO)]


@pytest.mark.parametrize(("at", "spent"), [(NOW, 7), (MOMENT, 6)], ids=["before the count", "after it"])
@pytest.mark.parametrize("number", [1, 3])
def test_a_board_costs_as_many_queries_whatever_its_size(scene: Any, at: Any, spent: int, number: int):
    for place in range(1, number):
        name = scene.space(f"otra-{place}", "eva", "leo")
        scene.deliver((ArtefactKind.DEMO, name), title=f"Otro {place}", people=[make_person(f"P{place}")])
    scene.like(CORPUS, "eva")
    scene.keep(at)
    assert len(seen(scene).projects) == number
    with CaptureQueriesContext(connection) as queries:
        seen(scene)
    assert len(queries) == spent
