"""The page with the delivery form: what it asks, what it says, and that nothing typed is ever lost."""

import html
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from hackathon.editions.rules import DeadlineRules, Window
from hackathon.hub.types import RepoType
from submissions.models import Audit, DraftRevision, Submission, SubmissionVersion
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.people import make_person, signed_in
from tests.factories.teams import make_team
from tests.racing import race
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


# --- drafts ----------------------------------------------------------------------------------------------------------
def draft_url(team: Any) -> str:
    return reverse("submissions:draft", args=[team.edition.slug, team.pk])


def began_in(client: Any, team: Any) -> str:
    """What a browser that opens the form now begins with."""
    return client.get(edit_url(team)).context["began"]


def pair() -> tuple[Any, Any, Any]:
    """A team of two, and the browsers of both."""
    team = make_team(make_edition(), make_person("Alicia"), make_person("Bruno"))
    return team, *(signed_in(member.user) for member in team.memberships.order_by("seat"))


def test_a_draft_is_saved_and_shown_to_the_whole_team_until_it_is_delivered(server):
    team, alicia, bruno = pair()
    answer = alicia.post(draft_url(team), TYPED | {"began": began_in(alicia, team)})
    assert (answer.status_code, answer.json()["fields"], answer.json()["conflicts"]) == (200, {}, "")
    assert "Borrador guardado" in answer.json()["message"]
    assert_all_kept(bruno.get(edit_url(team)), TYPED)
    assert "Todavía no está entregado." in text(bruno.get(edit_url(team)))
    bruno.post(edit_url(team), TYPED | {"began": began_in(bruno, team)})
    assert 'id="open-draft"' not in text(bruno.get(edit_url(team)))


def test_what_somebody_else_wrote_comes_back_with_the_save():
    team, alicia, bruno = pair()
    began = began_in(bruno, team)
    alicia.post(draft_url(team), {"title": "De Alicia", "sdgs": ["2"], "began": began})
    answer = bruno.post(draft_url(team), {"summary": "De Bruno", "began": began}).json()
    assert answer["fields"] == {"title": "De Alicia", "sdgs": ["2"]}
    assert "Cambios de Alicia: Título, Objetivos de Desarrollo Sostenible." in answer["message"]


def test_a_conflict_shows_both_texts_and_whose_they_are():
    team, alicia, bruno = pair()
    began = began_in(bruno, team)
    alicia.post(draft_url(team), {"title": "De <Alicia>", "began": began})
    answer = bruno.post(draft_url(team), {"title": "De Bruno", "began": began})
    assert answer.status_code == 409
    shown = answer.json()["conflicts"]
    for words in ("De &lt;Alicia&gt;", "De Bruno", "Escrito el", "Poner lo de Alicia", "Dejar lo mío"):
        assert words in shown
    assert json.loads(answer.json()["began"]) == json.loads(began)


def test_delivering_over_somebody_elses_words_asks_first_and_then_does_as_told(server):
    """Without scripts too: the page comes back with both texts, and the choice goes with the next try."""
    team, alicia, bruno = pair()
    began = began_in(bruno, team)
    alicia.post(draft_url(team), TYPED | {"title": "De Alicia", "began": began})
    page_again = bruno.post(edit_url(team), TYPED | {"title": "De Bruno", "began": began})
    assert page_again.status_code == 409
    assert 'value="De Bruno"' in text(page_again)
    assert not Submission.objects.exists()
    context = page_again.context
    choice = {"pick_title": "theirs", "seen": context["conflicts"]["seen"], "began": context["began"]}
    assert bruno.post(edit_url(team), TYPED | {"title": "De Bruno"} | choice).status_code == 302
    assert SubmissionVersion.objects.get().title == "De Alicia"


def test_two_people_who_deliver_different_changes_have_both(server):
    team, alicia, bruno = pair()
    alicia.post(edit_url(team), TYPED | {"began": began_in(alicia, team)})
    began = began_in(bruno, team)
    alicia.post(edit_url(team), TYPED | {"title": "Título de Alicia", "began": began})
    answer = bruno.post(edit_url(team), TYPED | {"summary": "Resumen de Bruno", "began": began}, follow=True)
    version = Submission.objects.get().current
    assert (version.number, version.title, version.summary) == (3, "Título de Alicia", "Resumen de Bruno")
    assert "lo que cambió otra persona de tu equipo mientras escribías: Alicia." in text(answer)


@pytest.mark.django_db(transaction=True)
def test_people_who_deliver_at_the_same_moment_lose_nothing(server):
    team, alicia, bruno = pair()
    alicia.post(edit_url(team), TYPED | {"began": began_in(alicia, team)})
    began = began_in(bruno, team)
    deeds = [
        partial(alicia.post, edit_url(team), TYPED | {"title": "Título de Alicia", "began": began}),
        partial(bruno.post, edit_url(team), TYPED | {"summary": "Resumen de Bruno", "began": began}),
    ]
    assert [answer.status_code for answer in race(deeds)] == [302, 302]
    version = Submission.objects.get().current
    assert (version.title, version.summary) == ("Título de Alicia", "Resumen de Bruno")


def test_a_draft_is_thrown_away_and_brought_back(client, team, server):
    client.force_login(team.captain)
    client.post(edit_url(team), TYPED)
    client.post(draft_url(team), TYPED | {"title": "Borrador", "began": began_in(client, team)})
    discard = reverse("submissions:discard", args=[team.edition.slug, team.pk])
    thrown = client.post(discard, follow=True)
    assert "Borrador descartado." in text(thrown)
    assert_all_kept(thrown, TYPED)
    back = client.post(discard, {"number": thrown.context["discarded"]}, follow=True)
    assert "El borrador está aquí otra vez." in text(back)
    assert 'value="Borrador"' in text(back)


@pytest.mark.parametrize("number", ["0", "x", "²", "99999999999999999999", "-1"])
def test_a_draft_that_is_not_there_cannot_be_brought_back(client, team, number):
    client.force_login(team.captain)
    discard = reverse("submissions:discard", args=[team.edition.slug, team.pk])
    assert "Ese borrador ya no se guarda." in text(client.post(discard, {"number": number}, follow=True))


def test_before_the_window_opens_a_draft_can_be_written(client, team):
    client.force_login(team.captain)
    early = team.edition.parsed_rules.windows.submission.opens_at - timedelta(days=1)
    with time_machine.travel(early, tick=False):
        client.force_login(team.captain)
        assert client.post(draft_url(team), TYPED | {"began": began_in(client, team)}).status_code == 200
        assert "ir escribiendo el borrador" in text(client.get(edit_url(team)))
        assert client.post(edit_url(team), TYPED).status_code == 409
    assert not Submission.objects.exists()


def test_a_session_that_ended_is_said_so_and_saves_nothing(client, team):
    for name in ("draft", "resolve"):
        answer = client.post(reverse(f"submissions:{name}", args=[team.edition.slug, team.pk]) + "?campo=corpus", TYPED)
        assert answer.status_code == 401
        assert "lo que escribiste sigue aqu" in answer.content.decode("unicode-escape")
    assert not DraftRevision.objects.exists()


def test_a_forged_save_of_a_draft_is_refused(team):
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.captain)
    assert client.post(draft_url(team), TYPED).status_code == 403
    assert not DraftRevision.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "a\x00b", "summary": "🥇 \u202eal revés\u202c " * 50},
        {"corpus": "a/b\n" * 10_000},
        {"title": "a" * 300, "sdgs": ["x" * 500] * 50, "began": "[" * 5000},
        {"pick_title": "theirs", "pick_nada": "mine", "seen": '{"title": 1}'},
    ],
)
def test_strange_drafts_are_kept_as_they_are_and_never_a_fault(client, team, typed):
    client.force_login(team.captain)
    assert client.post(draft_url(team), typed).status_code == 200
    assert client.get(edit_url(team)).status_code == 200
    assert client.post(edit_url(team), typed).status_code in (200, 409)


def test_too_large_a_draft_gets_a_sentence(client, team):
    client.force_login(team.captain)
    answer = client.post(draft_url(team), {"summary": "a" * 250_000})
    assert (answer.status_code, "demasiado texto" in answer.json()["message"]) == (413, True)
    assert client.post(draft_url(team), {"summary": "a" * 10_000_000}).status_code == 413
    page_again = client.post(edit_url(team), TYPED | {"summary": "a" * 250_000})
    assert "Hay demasiado texto" in text(page_again)


# --- corrections, windows, video -------------------------------------------------------------------------------------
def test_repos_in_each_others_fields_are_put_right_with_one_button(client, team, server):
    client.force_login(team.captain)
    swapped = TYPED | {"model": DEMO, "demo": MODEL}
    refused = client.post(edit_url(team), swapped)
    assert 'name="corregir"' in text(refused)
    assert f"{DEMO} va en «Demo»." in text(refused)
    began = {"began": refused.context["began"]}
    assert client.post(edit_url(team), swapped | began | {"corregir": "1"}).status_code == 302
    version = SubmissionVersion.objects.get()
    assert [(entry.kind, entry.address) for entry in version.entries.order_by("position")] == [
        ("corpus", CORPUS),
        ("model", MODEL),
        ("demo", DEMO),
    ]


def test_no_button_puts_a_second_repo_where_there_is_room_for_one(client, team, server):
    client.force_login(team.captain)
    other = "somos-demo/otra-demo"
    server.storage.create_repo(RepoType.SPACE, other, {"README.md": "---\nsdk: gradio\n---\n"}, author="alicia", at=NOW)
    refused = client.post(edit_url(team), TYPED | {"model": other})
    assert f"«{other}» es un Space: va en el campo «Demo»." in text(refused)
    assert 'name="corregir"' not in text(refused)
    began = {"began": refused.context["began"]}
    again = client.post(edit_url(team), TYPED | {"model": other, "corregir": "1"} | began)
    assert again.context["form"]["demo"].value() == DEMO


def test_late_is_said_before_and_after(client, server):
    team = make_team(make_edition(deadline=DeadlineRules(late_minutes=30)))
    client.force_login(team.captain)
    with time_machine.travel(team.edition.parsed_rules.windows.submission.closes_at, tick=False):
        client.force_login(team.captain)
        before = text(client.get(edit_url(team)))
        assert "la entrega quedará marcada como fuera de plazo" in before
        assert "Entregar fuera de plazo" in before
        assert "Llegó fuera de plazo" in text(client.post(edit_url(team), TYPED, follow=True))
    assert SubmissionVersion.objects.get().late


def test_after_the_close_only_the_video_may_change_while_its_window_lasts(client, server):
    rules = make_rules()
    submission = rules.windows.submission
    video = Window(submission.opens_at, submission.closes_at + timedelta(days=2))
    team = make_team(make_edition(windows=replace(rules.windows, video=video)))
    client.force_login(team.captain)
    client.post(edit_url(team), TYPED)
    with time_machine.travel(submission.closes_at + timedelta(hours=1), tick=False):
        client.force_login(team.captain)
        project = reverse("submissions:detail", args=[team.edition.slug, team.submission.pk])
        assert f'href="{edit_url(team)}">El vídeo del proyecto' in text(client.get(project))
        assert 'name="title"' not in text(client.get(edit_url(team)))
        assert "https://" in text(client.post(edit_url(team), {"video": "http://a.org/v"}))
        typed = {"video": "https://youtu.be/x", "title": "Otro título"}
        assert client.post(edit_url(team), typed).status_code == 302
    with time_machine.travel(submission.closes_at + timedelta(hours=2), tick=False):
        assert "No había cambios" in text(
            client.post(edit_url(team), typed | {"video": "https://youtu.be/x"}, follow=True)
        )
    old, new = SubmissionVersion.objects.order_by("number")
    assert (new.number, new.video, new.title, new.late) == (2, "https://youtu.be/x", TYPED["title"], False)
    assert [(one.kind, one.repo_id, one.sha) for one in new.entries.order_by("position")] == [
        (one.kind, one.repo_id, one.sha) for one in old.entries.order_by("position")
    ]
    with time_machine.travel(video.closes_at, tick=False):
        client.force_login(team.captain)
        assert client.post(edit_url(team), {"video": "https://youtu.be/y"}).status_code == 409
        assert edit_url(team) not in text(client.get(project))


def test_a_withdrawn_project_says_so_and_comes_back(client, team, server):
    client.force_login(team.captain)
    client.post(edit_url(team), TYPED)
    submission = Submission.objects.get()
    client.post(page("withdraw", submission), {"reason": "Sin tiempo \x00 🥲"})
    assert "El proyecto está retirado." in text(client.get(edit_url(team)))
    assert client.post(page("restore", submission)).status_code == 302
    assert Submission.objects.delivered().get() == submission
