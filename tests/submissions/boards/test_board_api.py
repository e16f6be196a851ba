"""Boards over the API."""

import pytest
from rest_framework.test import APIClient

from hackathon.editions.models import Edition
from tests.factories.boards import make_run, publish
from tests.factories.editions import NOW
from tests.factories.evaluations import make_evaluated_edition, make_suite
from tests.factories.people import make_organiser

pytestmark = pytest.mark.django_db

ALL = {"uno_es": 0.6, "dos_es": 0.5, "tres_gl": 0.4}


@pytest.fixture
def edition() -> Edition:
    return make_evaluated_edition()


def address(edition: Edition, suite: str = "") -> str:
    return f"/api/v1/editions/{edition.slug}/leaderboards/" + (f"{suite}/" if suite else "")


def test_boards_are_listed_for_who_may_see_them():
    edition = make_evaluated_edition(make_suite("uno"), make_suite("dos"))
    publish(edition)
    olga = APIClient()
    olga.force_authenticate(make_organiser(edition))

    told = APIClient().get(address(edition)).json()
    assert [(one["suite"], one["version"], one["languages"], one["published_at"]) for one in told] == [
        ("uno", 1, ["es", "gl"], NOW.isoformat().replace("+00:00", "Z"))
    ]
    assert told[0]["tasks"][2] == {
        "task": "tres_gl", "metric": "acc", "filter": "none", "num_fewshot": None, "language": "gl", "weight": 1.0,
        "lower_is_better": False,
    }  # fmt: skip
    assert [(one["suite"], one["published_at"] is None) for one in olga.get(address(edition)).json()] == [
        ("uno", False),
        ("dos", True),
    ]


def test_a_model_is_told_with_its_place_and_its_scores(edition):
    publish(edition)
    run = make_run(
        edition, "org/a", ALL, parameters=270_000_000, license="mit", languages=["es"], base_model="org/base"
    )
    part = make_run(edition, "org/b", {"uno_es": (0.9, None)}, baseline=True)

    told = APIClient().get(address(edition, "muestra")).json()

    assert (told["count"], told["next"]) == (2, None)
    assert told["results"][0] == {
        "run": run.pk, "rank": 1, "rank_best": 1, "rank_worst": 1, "model": "org/a", "revision": "a" * 40,
        "parameters": 270_000_000, "license": "mit", "type": "", "base_model": "org/base", "languages": ["es"],
        "baseline": False, "partial": False, "missing": [],
        "mean": {"value": 0.5, "stderr": pytest.approx(0.01 / 3**0.5)},
        "scores": {task: {"value": value, "stderr": 0.01} for task, value in ALL.items()},
    }  # fmt: skip
    other = told["results"][1]
    assert (other["run"], other["rank"], other["mean"], other["missing"], other["scores"]) == (
        part.pk, None, None, ["dos_es", "tres_gl"], {"uno_es": {"value": 0.9, "stderr": None}},
    )  # fmt: skip


def test_a_language_has_its_own_means(edition):
    publish(edition)
    make_run(edition, "org/a", ALL)
    told = APIClient().get(address(edition, "muestra"), {"language": "gl"}).json()
    assert told["results"][0]["mean"]["value"] == 0.4
    assert APIClient().get(address(edition, "muestra"), {"language": "xx"}).status_code == 404


def test_a_board_that_is_not_public_is_not_there(edition):
    make_run(edition, "org/a", ALL)
    assert APIClient().get(address(edition, "muestra")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_api_asks_the_same_of_the_database_however_many_models_there_are(edition, django_assert_num_queries, count):
    publish(edition)
    for number in range(count):
        make_run(edition, f"org/m{number}", ALL)
    with django_assert_num_queries(4):
        APIClient().get(address(edition, "muestra"))
