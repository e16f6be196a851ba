"""Where the judges' pages save what is given: one part at a time, whatever comes."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hackathon.accounts.models import Role
from judging.models import Assignment
from submissions.models import Submission
from tests.factories.editions import NOW
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, signed_in
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SAVE_QUERIES = 14


@pytest.fixture
def review(edition):
    return make_assignment(make_project(edition), make_judge(edition))


def send(review, /, client=None, **sent):
    body = {"part": "score", "criterion": "demo-ux", "value": 3, "began": None} | sent
    return post(review, json.dumps(body), client)


def post(review, body, client=None):
    address = reverse("judging:save", args=[review.pk])
    return (client or signed_in(review.judge)).post(address, body, content_type="application/json")


def told(response):
    return response.status_code, response.json().get("problem", "")


def scores_of(assignment):
    return dict(assignment.scores.values_list("criterion", "value"))


def test_a_score_is_saved_by_one_call_which_says_where_the_review_stands(review):
    answer = send(review)
    assert (answer.status_code, answer.json()) == (
        200,
        {"value": 3, "state": "draft", "saved_at": NOW.isoformat()},
    )
    assert scores_of(review) == {"demo-ux": 3}


def test_every_part_is_saved_and_erased(review):
    parts = [("remark", "demo-ux", "Claro 👏", ""), ("comment", "", "Muy bien", ""), ("note", "", "Ojo", "")]
    for part, criterion, text, blank in [*parts, ("confidence", "", 3, None)]:
        assert send(review, part=part, criterion=criterion, value=text, began=blank).status_code == 200
    review.refresh_from_db()
    assert (review.comment, review.note, review.confidence) == ("Muy bien", "Ojo", 3)
    assert list(review.remarks.values_list("criterion", "text")) == [("demo-ux", "Claro 👏")]
    send(review, part="remark", value="", began="Claro 👏")
    send(review, part="confidence", criterion="", value=None, began=3)
    review.refresh_from_db()
    assert (review.confidence, review.remarks.count()) == (None, 0)


def test_two_tabs_do_not_overwrite_each_other_and_the_second_is_told_what_stands(review):
    assert send(review, value=3, began=None).status_code == 200
    answer = send(review, value=1, began=None)
    assert (told(answer), answer.json()["value"]) == ((409, "changed"), 3)
    assert told(send(review, value=3, began=None)) == (200, "")  # the same again, after an answer that was lost
    assert told(send(review, value=1, began=3)) == (200, "")
    assert scores_of(review) == {"demo-ux": 1}


@pytest.mark.parametrize("value", [5, -1, "3", True, 10**30])
def test_a_step_outside_the_scale_is_refused(review, value):
    assert told(send(review, value=value)) == (422, "rules")
    same = send(review, value=value, rules=review.edition.rules_digest)
    assert told(same) == (422, "bad_score")
    assert scores_of(review) == {}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '{"part": "score"}',
        '{"part": ["score"], "value": 1}',
        '{"part": "judge", "value": 1}',
        '{"part": "score", "criterion": 3, "value": 1}',
        '{"part": "score", "criterion": "demo-ux", "value": NaN}',
        '{"part": "score", "criterion": "demo-ux", "value": 2.0}',
        '{"part": "score", "criterion": "demo-ux", "value": {"a": 1}}',
        '{"part": "score", "criterion": "demo-ux", "value": ' + "9" * 5000 + "}",
        "[" * 5000,
        b"\xff\xfe",
    ],
    ids=range(12),
)
def test_what_no_page_sends_is_refused_in_a_sentence(review, body):
    answer = post(review, body)
    assert (told(answer), bool(answer.json()["message"])) == ((400, "not_understood"), True)


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "a" * 5001, 7, None])
def test_texts_that_cannot_be_kept_are_refused(review, text):
    assert told(send(review, part="comment", criterion="", value=text, began="")) == (422, "bad_text")


def test_more_than_a_page_could_hold_is_refused(review):
    assert told(send(review, part="comment", value="a" * 70_000)) == (413, "too_large")


def test_another_judges_review_is_not_found_as_one_that_is_none(review, edition):
    juan = signed_in(make_judge(edition, "Juan"))
    assert told(send(review, juan)) == (404, "unassigned")
    review.pk += 1000
    assert told(send(review)) == (404, "unassigned")


def test_what_happens_meanwhile_is_told_and_nothing_is_written(review):
    closes_at = review.edition.parsed_rules.windows.judging.closes_at
    with time_machine.travel(closes_at + timedelta(seconds=1), tick=False):
        assert told(send(review)) == (403, "closed")
    Submission.objects.update(withdrawn_at=NOW, withdrawn_by=review.judge)
    assert told(send(review)) == (410, "withdrawn")
    Submission.objects.update(withdrawn_at=None, withdrawn_by=None)
    Assignment.objects.update(voided_at=NOW, voided_reason="Mentora")
    assert told(send(review)) == (403, "voided")
    Role.objects.filter(user=review.judge).delete()
    assert told(send(review)) == (410, "unassigned")
    assert scores_of(review) == {}


def test_who_is_signed_out_is_told_so_in_json(review):
    assert told(send(review, Client())) == (401, "signed_out")


def test_a_change_of_what_was_sent_needs_a_reason(edition):
    sent = make_review(make_project(edition), make_judge(edition), all_scores(edition, 3))
    assert told(send(sent, value=1, began=3)) == (422, "reason")
    answer = send(sent, value=1, began=3, reason="Lo probé otra vez")
    assert (answer.status_code, answer.json()["state"]) == (200, "amended")


def test_a_save_asks_the_database_so_often(review, django_assert_num_queries):
    client = signed_in(review.judge)
    send(review, client)
    with django_assert_num_queries(SAVE_QUERIES):
        send(review, client, value=2, began=3)


@pytest.mark.production
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_sixty_judges_who_save_at_once_lose_nothing(edition):
    project = make_project(edition)
    reviews = [make_assignment(project, make_judge(edition, f"Persona {number}")) for number in range(60)]
    keys = [criterion.key for criterion in edition.parsed_rules.rubric.criteria][:2]

    def score(review):
        client = signed_in(review.judge)
        return [send(review, client, criterion=key, value=place % 5).status_code for place, key in enumerate(keys)]

    outcomes = race([lambda review=review: score(review) for review in reviews])
    assert kinds(outcomes) == {"list": 60}
    assert {status for statuses in outcomes for status in statuses} == {200}
    assert all(scores_of(review) == {key: place % 5 for place, key in enumerate(keys)} for review in reviews)
