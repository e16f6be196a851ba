"""The public pages of an audit: the form, the progress, the report, JSON."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from submissions import actions
from submissions.actions import asking
from submissions.models import OpenAudit
from tests.factories.editions import NOW, make_edition
from tests.submissions.hubs import CORPUS

pytestmark = pytest.mark.django_db
FORM = "/auditar/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


def row(**fields: Any) -> OpenAudit:
    edition = fields.pop("edition", None) or make_edition()
    given = {"repo_type": "dataset", "repo_id": CORPUS, "asked_at": NOW, "not_before": NOW} | fields
    return OpenAudit.objects.create(edition=edition, **given)


def page(audit: OpenAudit, **query: str) -> Any:
    return Client().get(reverse("submissions:open_audit", args=[audit.pk]), query)


def text(answer: Any) -> str:
    return answer.content.decode()


def test_anybody_may_ask_by_an_address_and_is_shown_the_progress():
    edition = make_edition()
    answer = Client().post(FORM, {"address": "https://huggingface.co/datasets/ana/recetas"}, REMOTE_ADDR="192.0.2.7")
    audit = OpenAudit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/auditar/{audit.pk}/")
    assert (audit.repo_id, audit.repo_type, audit.edition) == ("ana/recetas", "dataset", edition)
    shown = text(page(audit))
    assert "Está en cola" in shown
    assert "seen=queued-0--" in shown


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"address": ""}, "address", "Escribe la dirección"),
        ({"address": "ana/recetas"}, "kind", "La dirección no dice qué es"),
        ({"address": "hf.co/datasets/ana/recetas", "kind": "model"}, "kind", "La dirección es de otra cosa: Dataset"),
        ({"address": "https://github.com/ana/recetas"}, "address", "no está en el Hub"),
        ({"address": "https://huggingface.co/ana"}, "address", "no es un repositorio"),
        ({"address": "🍲/recetas\u202e"}, "address", "No parece un repositorio"),
        ({"address": "a/" + "b" * 400}, "address", "Caben 300"),
        ({"address": "ana/recetas", "kind": "cat"}, "kind", "Elige una de las opciones"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(typed, field, said):
    make_edition()
    answer = Client().post(FORM, typed)
    assert answer.status_code == 200
    assert said in str(answer.context["form"].errors[field])
    assert answer.context["form"]["address"].value() == typed["address"]
    assert not OpenAudit.objects.exists()


def test_a_nul_is_one_sentence_and_no_fault_of_ours():
    make_edition()
    answer = Client().post(FORM, {"address": "ana/rec\x00etas", "kind": "model"})
    assert (answer.status_code, OpenAudit.objects.count()) == (200, 0)
    assert answer.context["form"].errors["address"]


def test_with_several_editions_the_form_asks_by_whose_rules():
    make_edition("uno")
    make_edition("dos")
    assert "edition" in Client().get(FORM).context["form"].fields
    answer = Client().post(FORM, {"address": "a/b", "kind": "model", "edition": "tres"})
    assert "Elige una de las ediciones" in str(answer.context["form"].errors["edition"])
    Client().post(FORM, {"address": "a/b", "kind": "model", "edition": "dos"})
    assert OpenAudit.objects.get().edition.slug == "dos"


def test_an_edition_in_the_address_is_the_one_that_counts():
    make_edition("uno")
    make_edition("dos")
    assert "edition" not in Client().get("/dos/auditar/").context["form"].fields
    Client().post("/dos/auditar/", {"address": "a/b", "kind": "space", "edition": "uno"})
    assert OpenAudit.objects.get().edition.slug == "dos"
    assert Client().get("/tres/auditar/").status_code == 404


def test_without_an_edition_nothing_is_asked():
    answer = Client().get(FORM)
    assert "Todavía no hay ninguna edición" in text(answer)
    assert Client().post(FORM, {"address": "a/b", "kind": "model"}).status_code == 200


def test_a_link_fills_the_form_in():
    make_edition()
    form = Client().get(FORM, {"repo": "ana/recetas", "kind": "dataset"}).context["form"]
    assert (form["address"].value(), form["kind"].value()) == ("ana/recetas", "dataset")


def test_who_asks_too_often_hears_when_to_come_back_and_keeps_what_they_typed(monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ONE", 1)
    make_edition()
    Client().post(FORM, {"address": "a/b", "kind": "model"})
    answer = Client().post(FORM, {"address": "a/c", "kind": "model"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Podrás pedir otra dentro de 60 minutos." in text(answer)
    assert answer.context["form"]["address"].value() == "a/c"


def test_a_full_queue_says_so(monkeypatch):
    monkeypatch.setattr(asking, "MOST_WAITING", 0)
    make_edition()
    answer = Client().post(FORM, {"address": "a/b", "kind": "model"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "dentro de 5 minutos" in text(answer)


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("192.0.2.1", "192.0.2.2", 2),
        ("2001:db8:1:2::1", "2001:db8:1:2::ffff", 1),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", 2),
    ],
)
def test_one_place_is_an_address_or_a_network_of_ipv6(first, second, asked, monkeypatch):
    monkeypatch.setattr(asking, "MOST_OF_ONE", 1)
    make_edition()
    for address, name in ((first, "a/1"), (second, "a/2")):
        Client().post(FORM, {"address": name, "kind": "model"}, REMOTE_ADDR=address)
    assert OpenAudit.objects.count() == asked


def test_the_page_that_polls_is_sent_nothing_until_something_moves():
    audit = row(state="running", claim="0" * 32, claimed_at=NOW, attempts=1, stage="data")
    assert "Leemos los datos" in text(page(audit))
    assert page(audit, seen="running-1-data-").status_code == 204
    assert page(audit, seen="running-1-card-").status_code == 200


def done(asks: Any, **fields: Any) -> OpenAudit:
    return actions.open_audit(audit_id=str(row(**fields).pk), hub=asks, at=NOW)


def test_the_report_tells_what_was_found_and_where(asks):
    audit = done(asks)
    shown = text(page(audit))
    assert 'data-audit-state="done"' in shown
    assert audit.revision[:8] in shown
    assert "La tarjeta tiene rellenas las secciones que se piden" in shown
    assert "hx-get" not in shown
    assert "project.artefacts" not in shown


def test_who_asks_again_at_once_hears_why_it_is_the_same(asks):
    audit = done(asks)
    answer = Client().post(FORM, {"address": CORPUS, "kind": "dataset"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/auditar/{audit.pk}/"
    assert "Lo acabamos de mirar" in text(answer)


def test_the_report_costs_one_query(asks, django_assert_num_queries):
    audit = done(asks)
    with django_assert_num_queries(1):
        page(audit)


def test_the_json_has_what_the_command_line_gives(asks):
    audit = done(asks)
    answer = Client().get(reverse("submissions:open_audit_json", args=[audit.pk]))
    told = answer.json()
    assert list(told) == ["repo", "kind", "revision", "edition", "rules_digest", "findings", "statistics"]
    assert (told["repo"], told["kind"], told["edition"]) == (CORPUS, "dataset", "demo")
    assert {tuple(one) for one in told["findings"]} == {("check", "outcome", "severity", "title", "details", "fix")}


def test_json_says_when_there_is_none_yet_and_when_there_will_be_none():
    edition = make_edition()
    waiting, failed = row(edition=edition), row(edition=edition, state="failed", finished_at=NOW, error="missing")
    yet, never = (Client().get(reverse("submissions:open_audit_json", args=[one.pk])) for one in (waiting, failed))
    assert (yet.status_code, yet["Retry-After"], yet.json()["state"]) == (202, "3", "queued")
    assert (never.status_code, "no encuentra" in never.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("missing", "no encuentra ese repositorio"),
        ("private", "es privado"),
        ("found_as_model", "no es un dataset: es un modelo"),
        ("rate_limited", "nos ha pedido una pausa"),
        ("KeyError", "Un fallo nuestro"),
    ],
)
def test_why_there_is_no_result_is_one_sentence_with_a_way_on(error, said):
    audit = row(state="failed", finished_at=NOW, error=error)
    shown = text(page(audit))
    assert said in shown
    kind = "model" if error == "found_as_model" else "dataset"
    assert f"/demo/auditar/?repo={CORPUS}&amp;kind={kind}" in shown


def test_nothing_of_it_is_for_search_engines(asks):
    audit = done(asks)
    answers = [page(audit), Client().get(reverse("submissions:open_audit_json", args=[audit.pk]))]
    assert [answer["X-Robots-Tag"] for answer in answers] == ["noindex, nofollow"] * 2


def test_an_address_that_was_guessed_leads_nowhere():
    assert Client().get("/auditar/00000000-0000-0000-0000-000000000000/").status_code == 404
    assert Client().get("/auditar/1/").status_code == 404


def test_rules_that_changed_since_are_told(asks):
    audit = done(asks)
    assert "Las bases han cambiado" not in text(page(audit))
    OpenAudit.objects.update(rules_digest="0" * 64)
    assert "Las bases han cambiado" in text(page(audit))


def test_the_wait_is_told_where_the_hub_asked_for_one():
    audit = row(error="rate_limited", attempts=1, not_before=NOW + timedelta(minutes=4))
    assert "nos ha pedido una pausa" in text(page(audit))


def test_a_form_under_an_edition_wears_that_editions_name_and_the_common_one_nobodys():
    title = make_edition().parsed_rules.title
    assert [f"{title}" in text(Client().get(path)).split("<main")[0] for path in ("/demo/auditar/", FORM)] == [
        True,
        False,
    ]
