"""The public page about the log, the same for programs, and the log itself for organisers."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from submissions import actions
from submissions.deadline import chain
from submissions.models import EvidenceLog
from tests.factories.editions import make_edition
from tests.factories.people import make_judge, make_organiser, signed_in

pytestmark = pytest.mark.django_db


def page(edition: Any, **query: str) -> Any:
    return Client().get(reverse("submissions:evidence", args=[edition.slug]), query)


def export(edition: Any, person: Any) -> Any:
    return signed_in(person).get(reverse("submissions:evidence_export", args=[edition.slug]))


def test_the_page_tells_everybody_how_long_the_log_is_and_its_head(scene: Any):
    scene.settle()
    log = EvidenceLog.objects.get()
    text = page(scene.edition).content.decode()
    assert f'data-head="now">{log.head}<' in text
    assert f"data-entries>{log.length}<" in text
    assert ("Huella del cierre" in text, "Descargar el registro" in text) == (False, False)


def test_before_the_first_delivery_the_page_says_when_it_begins():
    text = page(make_edition()).content.decode()
    assert ("Todavía no hay pruebas" in text, "data-entries" in text) == (True, False)


def test_after_the_close_the_page_shows_the_head_that_was_mailed(scene: Any):
    scene.settle()
    scene.to_close()
    closed = actions.close(edition=scene.edition, at=scene.now)
    scene.keep()
    text = page(scene.edition).content.decode()
    assert f'data-head="closed">{closed.hash}<' in text
    assert f"--head {closed.hash}<" in text
    assert f'data-head="now">{EvidenceLog.objects.get().head}<' in text


def test_programs_get_the_same_as_json_and_may_keep_it_for_a_while(scene: Any):
    scene.settle()
    scene.to_close()
    closed = actions.close(edition=scene.edition, at=scene.now)
    answer = page(scene.edition, format="json")
    assert answer.json() == {
        "edition": "demo",
        "entries": 6,
        "head": closed.hash,
        "watched": 3,
        "since": "2026-03-04T15:30:00+00:00",
        "last_look_at": "2026-03-04T15:30:00+00:00",
        "closes": [
            {"counts_until": scene.now.isoformat(), "at": scene.now.isoformat(), "entries": 6, "head": closed.hash}
        ],
    }
    assert answer.headers["Cache-Control"] == "public, max-age=30"


def test_the_log_of_an_edition_that_has_none_is_empty_for_programs():
    assert page(make_edition(), format="json").json()["entries"] == 0


def test_nobody_is_named_on_the_page(scene: Any):
    scene.settle()
    captain = scene.submission.team.captain
    text = page(scene.edition).content.decode()
    assert (captain.email in text, captain.display_name in text) == (False, False)


def test_organisers_download_a_log_that_holds_and_the_trail_says_so(scene: Any):
    scene.settle()
    olga = make_organiser(scene.edition, "Olga")
    answer = export(scene.edition, olga)
    lines = answer.getvalue().decode().splitlines()
    log = EvidenceLog.objects.get()
    assert chain.verify(lines, head=log.head) == chain.Verification(log.length, log.head)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="demo-pruebas-{log.length}.jsonl"'
    told = scene.edition.trail.get(verb="list.exported")
    assert (told.by, told.detail["rows"], told.detail["name"]) == (olga, 5, "demo-pruebas-5.jsonl")


def test_the_jury_and_organisers_of_other_editions_get_no_log(scene: Any):
    scene.settle()
    strangers = [make_judge(scene.edition), make_organiser(make_edition("otra")), scene.submission.team.captain]
    assert {export(scene.edition, person).status_code for person in strangers} == {404}


def test_the_page_links_to_the_log_for_organisers(scene: Any):
    scene.settle()
    client = signed_in(make_organiser(scene.edition))
    text = client.get(reverse("submissions:evidence", args=["demo"])).content.decode()
    assert reverse("submissions:evidence_export", args=["demo"]) in text


def test_what_is_written_while_the_log_is_downloaded_is_not_in_it(scene: Any):
    scene.settle()
    answer = export(scene.edition, make_organiser(scene.edition))
    actions.close(edition=scene.edition, at=scene.to_close())
    assert [json.loads(line)["sequence"] for line in answer.getvalue().decode().splitlines()] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("moved", [0, 2])
def test_the_page_costs_the_same_however_long_the_log(scene: Any, moved: int, django_assert_num_queries: Any):
    scene.settle()
    for _ in range(moved):
        scene.pass_(hours=6)
        scene.keep()
    with django_assert_num_queries(6):
        page(scene.edition)
