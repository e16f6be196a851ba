"""The page with the delivery form: what it asks, what it says, and that nothing typed is ever lost."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from submissions.models import Audit, Submission, SubmissionVersion
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.teams import make_team
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Título con «ñ» & <emoji> 🥇",
    "summary": "Un resumen\nde dos líneas.",
    "corpus": CORPUS,
    "model": MODEL,
    "demo": DEMO,
    "sdgs": ["2", "12"],
}


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team() -> Any:
    return make_team(make_edition())


def edit_url(team: Any) -> str:
    return reverse("submissions:edit", args=[team.edition.slug, team.pk])


def page(name: str, submission: Submission) -> str:
    return reverse(f"submissions:{name}", args=[submission.edition.slug, submission.pk])


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def assert_all_kept(response: Any, typed: dict[str, Any]) -> None:
    """Everything that was typed stands in the page again."""
    shown = text(response)
    for name in ("title", "summary", "corpus", "model", "demo"):
        for line in typed[name].splitlines():
            assert line in shown
    for number in typed["sdgs"]:
        assert f'value="{number}"' in shown
    assert response.content.decode().count(" checked") == len(typed["sdgs"])


def test_the_form_asks_for_what_the_rules_ask(client, team):
    client.force_login(team.captain)
    shown = text(client.get(edit_url(team)))
    for name in ("title", "summary", "corpus", "model", "demo"):
        assert f'name="{name}"' in shown
    assert shown.count('name="sdgs"') == 17
    assert shown.count('name="opt_ins"') == len(team.edition.parsed_rules.submission.opt_ins)
    assert "Hambre cero" in shown


def test_saving_leads_to_the_projects_page_and_says_so(client, team, server):
    client.force_login(team.captain)
    response = client.post(edit_url(team), TYPED, follow=True)
    submission = Submission.objects.get()
    assert response.redirect_chain == [(page("detail", submission), 302)]
    assert "Entrega guardada: versión 1" in text(response)
    assert TYPED["title"] in text(response)
    assert "<emoji>" not in response.content.decode()


def test_the_form_shows_what_was_saved_last(client, team, server):
    client.force_login(team.captain)
    client.post(edit_url(team), TYPED)
    assert_all_kept(client.get(edit_url(team)), TYPED)


def test_saving_the_same_again_says_that_nothing_changed(client, team, server):
    client.force_login(team.captain)
    client.post(edit_url(team), TYPED)
    with time_machine.travel(NOW + timedelta(seconds=5), tick=False):
        response = client.post(edit_url(team), TYPED, follow=True)
    assert "No había cambios: sigue siendo la versión 1." in text(response)
    assert SubmissionVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Escribe el título del proyecto."),
        ("corpus", f"https://huggingface.co/{MODEL}", "es un modelo: va en el campo «Modelo»"),
        ("corpus", MODEL, "es un modelo: va en el campo «Modelo»"),
        ("model", f"https://huggingface.co/spaces/{DEMO}", "es un Space: va en el campo «Demo»"),
        ("model", DEMO, "es un Space: va en el campo «Demo»"),
        ("corpus", "https://github.com/alicia/cuaderno.ipynb", "no está en Hugging Face"),
        ("demo", "https://huggingface.co/somos-demo", "pero no la de un repositorio"),
        ("corpus", "recetas", "no es una dirección de Hugging Face"),
        ("corpus", "somos-demo/no-existe", "Revisa que esté bien escrito y que el repositorio sea público"),
        ("corpus", f"{CORPUS}\n{CORPUS}", "Quita uno de los dos"),
        ("corpus", "", "Escribe al menos una dirección."),
        ("corpus", " \n ", "Escribe al menos una dirección."),
        (
            "model",
            "",
            "Con estos repositorios la entrega no está completa. Se acepta: Corpus, Modelo y Demo; o solo Corpus.",
        ),
    ],
)
def test_bad_input_gets_one_sentence_and_loses_nothing(client, team, server, field, typed, sentence):
    client.force_login(team.captain)
    content = TYPED | {field: typed}
    response = client.post(edit_url(team), content)
    assert response.status_code == 200
    assert text(response).count(sentence) == 1
    assert_all_kept(response, content)
    assert not Submission.objects.exists()


def test_the_sentence_stands_at_the_field_that_is_wrong(client, team, server):
    client.force_login(team.captain)
    response = client.post(edit_url(team), TYPED | {"model": DEMO})
    assert list(response.context["form"].errors) == ["model"]
    assert 'id="id_model_error"' in text(response)


def test_a_missing_title_and_a_wrong_address_are_told_at_once(client, team, server):
    client.force_login(team.captain)
    response = client.post(edit_url(team), TYPED | {"title": "", "model": "https://github.com/a/b"})
    assert sorted(response.context["form"].errors) == ["model", "title"]


def test_after_the_close_nothing_is_saved_and_nothing_typed_is_lost(client, team):
    client.force_login(team.captain)
    closes_at = team.edition.parsed_rules.windows.submission.closes_at
    with time_machine.travel(closes_at, tick=False):
        response = client.post(edit_url(team), TYPED)
    assert response.status_code == 409
    assert "El plazo de entrega se cerró el" in text(response)
    assert "Lo que escribiste sigue aquí abajo" in text(response)
    assert_all_kept(response, TYPED)
    assert not Submission.objects.exists()


def test_a_microsecond_before_the_close_is_saved(client, team, server):
    client.force_login(team.captain)
    closes_at = team.edition.parsed_rules.windows.submission.closes_at
    with time_machine.travel(closes_at - timedelta(microseconds=1), tick=False):
        assert client.post(edit_url(team), TYPED).status_code == 302


def test_a_silent_hub_is_said_and_the_project_saved(client, team):
    client.force_login(team.captain)
    shown = text(client.post(edit_url(team), TYPED, follow=True))
    assert "Entrega guardada: versión 1" in shown
    assert f"Comprobaremos más tarde que exista: {CORPUS}, {MODEL}, {DEMO}." in shown


def test_an_edition_that_does_not_exist_is_not_found(client, team):
    client.force_login(team.captain)
    assert client.get(f"/otra-edicion/equipos/{team.pk}/entrega/").status_code == 404


def test_a_submission_cannot_be_forged_for_another_team(client, team, server):
    client.force_login(make_person("Bruno"))
    assert client.post(edit_url(team), TYPED).status_code == 404
    assert not Submission.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, team):
    response = client.get(edit_url(team))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_nobody_their_submission(client, server, monkeypatch):
    team = make_team(make_edition())

    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("hackathon.dispatch.app.send_task", down)
    client.force_login(team.captain)
    assert client.post(edit_url(team), TYPED).status_code == 302
    assert Audit.objects.get().state == "queued"
