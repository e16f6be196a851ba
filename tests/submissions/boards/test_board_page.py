"""The page of a board: who sees it, who stands where, and what can be chosen."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.editions.models import Edition
from submissions.models import EvaluationJob
from tests.factories.boards import make_run, publish
from tests.factories.editions import NOW
from tests.factories.evaluations import make_evaluated_edition, make_suite
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.submissions import add_version, make_submission
from tests.factories.teams import make_team

pytestmark = pytest.mark.django_db

ALL = {"uno_es": 0.6, "dos_es": 0.5, "tres_gl": 0.4}


@pytest.fixture
def edition() -> Edition:
    return make_evaluated_edition()


def address(edition: Edition, name: str = "leaderboard", *more: object) -> str:
    return reverse(f"submissions:{name}", args=[edition.slug, "muestra", *more])


def page(edition: Edition, **query: Any) -> str:
    answer = Client().get(address(edition), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def models(text: str) -> list[tuple[str, str]]:
    """Place and name of each row, in their order."""
    rows = re.findall(r'<td class="board-place">(.*?)</td>\s*<th scope="row"><a[^>]*>(.*?)</a>', text, re.DOTALL)
    return [(re.sub(r"<[^>]*>", "", re.sub(r"<span.*?</span>", "", place)), re.sub(r"<[^>]*>", "", name)) for place, name in rows]


def test_models_stand_by_their_means_and_share_places_within_their_errors(edition):
    publish(edition)
    make_run(edition, "org/b", {"uno_es": 0.60, "dos_es": 0.50, "tres_gl": 0.41})
    make_run(edition, "org/a", ALL)
    make_run(edition, "org/c", {"uno_es": 0.3, "dos_es": 0.3, "tres_gl": 0.3})
    assert models(page(edition)) == [("1", "org/b"), ("1", "org/a"), ("3", "org/c")]
