"""What an address is, said while somebody types it, and what is remembered of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind
from hackathon.hub.client import HubClient
from hackathon.hub.types import RepoType
from submissions.actions.looking import PATIENCE, Looker, State
from submissions.validators import ReadEntry
from submissions.views.resolving import PER_MINUTE
from tests.factories.editions import NOW, make_edition
from tests.factories.people import signed_in
from tests.factories.teams import make_team
from tests.hackathon.hub.fakes import answering, json_answer
from tests.reading import text
from tests.submissions.hubs import CORPUS, DEMO, MODEL

pytestmark = pytest.mark.django_db
K = ArtefactKind


@pytest.fixture
def team() -> Any:
    return make_team(make_edition())


def look(team: Any, typed: str, *, field: str = "corpus", at: datetime = NOW) -> str:
    address = reverse("submissions:resolve", args=[team.edition.slug, team.pk])
    with time_machine.travel(at, tick=False):
        answer = signed_in(team.captain).post(f"{address}?campo={field}", {field: typed})
    assert answer.status_code == 200
    return text(answer)


def entry(repo_id: str = CORPUS, *, repo_type: RepoType = RepoType.DATASET, explicit: bool = False) -> ReadEntry:
    return ReadEntry(K.CORPUS, repo_id, repo_type, repo_id, explicit)


def test_a_repo_that_is_there_is_told_with_its_owner_change_and_likes(team, server):
    server.storage.set_meta(RepoType.DATASET, CORPUS, likes=7)
    shown = look(team, CORPUS)
    assert f"<strong>{CORPUS}</strong>" in shown
    for words in ("un dataset", "de somos-demo", "1 mar 2026", "7 «me gusta»"):
        assert words in shown


@pytest.mark.parametrize(
    ("field", "typed", "right"),
    [("corpus", MODEL, "model"), ("model", CORPUS, "corpus"), ("demo", f"https://hf.co/datasets/{CORPUS}", "corpus")],
)
def test_a_repo_in_the_wrong_field_is_offered_to_be_moved(team, server, field, typed, right):
    shown = look(team, typed, field=field)
    assert f'data-move="{typed}" data-from="{field}" data-to="{right}"' in shown


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("corpus", "somos-demo/no-existe", "No encontramos"),
        ("corpus", "recetas", "no es una dirección de Hugging Face"),
        ("corpus", "https://github.com/a/b", "no está en Hugging Face"),
        ("demo", "https://github.com/a/b.ipynb", "está fuera de Hugging Face. Se guarda y se marca"),
        ("demo", "http://github.com/a/b.ipynb", "tiene que empezar por https://"),
        ("corpus", CORPUS.upper(), f"<strong>{CORPUS}</strong>"),
        ("corpus", "", ""),
    ],
)
def test_each_address_gets_its_sentence(team, server, field, typed, words):
    assert words in look(team, typed, field=field)


def test_a_renamed_repo_is_told_by_its_new_name(team, server):
    server.storage.rename(RepoType.DATASET, CORPUS, "somos-demo/recetas-nuevas")
    assert f"{CORPUS} se llama ahora <strong>somos-demo/recetas-nuevas</strong>" in look(team, CORPUS)


def test_a_silent_hub_is_said_and_left_in_peace(team, server):
    server.set_fault(kind="status", status=503, times=1)
    assert "Hugging Face no contesta" in look(team, CORPUS)
    assert "Hugging Face no contesta" in look(team, MODEL, field="model", at=NOW + timedelta(seconds=9))
    assert "un modelo" in look(team, MODEL, field="model", at=NOW + timedelta(seconds=11))


def test_a_repo_of_which_the_hub_talks_nonsense_silences_no_other():
    sound = {"_id": "65f0", "id": MODEL, "sha": "a" * 40}
    hub = answering(json_answer({"_id": 7}), json_answer(sound), json_answer(sound | {"id": DEMO})).client
    looker = Looker(hub, at=NOW)
    assert looker.look(entry()).state == State.SILENT
    assert looker.look(entry(MODEL, repo_type=RepoType.MODEL)).state == State.FOUND
    assert Looker(hub, at=NOW).look(entry(DEMO, repo_type=RepoType.SPACE)).state == State.FOUND


def test_a_silence_is_not_remembered_as_an_answer(asks, server):
    server.set_fault(kind="status", status=503, path=f"/api/datasets/{CORPUS}", times=1)
    assert Looker(asks, at=NOW).look(entry()).state == State.SILENT
    later = NOW + timedelta(seconds=11)  # by then the Hub may be asked again
    cache.delete(f"submissions.hush:{asks.endpoint}")
    assert Looker(asks, at=later).look(entry(), known=True).state == State.FOUND


def test_names_are_remembered_by_the_type_that_was_asked_for(asks):
    """A repo of one type may have the name of another's."""
    known = Looker(asks, at=NOW)
    as_dataset, as_model = entry(), entry(repo_type=RepoType.MODEL, explicit=True)
    assert (known.look(as_dataset, known=True).state, known.look(as_model, known=True).state) == (
        State.FOUND,
        State.MISSING,
    )


def test_a_bare_name_is_looked_for_among_others_though_a_whole_address_was_not(asks):
    known = Looker(asks, at=NOW)
    whole, bare = entry(MODEL, explicit=True), entry(MODEL)
    assert (known.look(whole, known=True).found, known.look(bare, known=True).found) == (None, RepoType.MODEL)


def test_what_is_bad_is_remembered_while_somebody_types(team, server):
    assert "No encontramos" in look(team, "somos-demo/nadie")
    server.storage.create_repo(RepoType.DATASET, "somos-demo/nadie", {"a": "a"}, author="a", at=NOW)
    assert "No encontramos" in look(team, "somos-demo/nadie", at=NOW + timedelta(seconds=30))
    assert "No encontramos" not in look(team, "somos-demo/nadie", at=NOW + timedelta(seconds=61))


def test_other_capitals_are_not_another_name(team, server):
    assert "se llama ahora" not in look(team, CORPUS.upper())


def test_a_repo_that_is_disabled_is_closed_off(asks, server):
    server.storage.set_meta(RepoType.DATASET, CORPUS, disabled=True)
    assert Looker(asks, at=NOW).look(entry()).state == State.CLOSED_OFF


def test_an_answer_is_good_for_a_minute(team, server):
    look(team, CORPUS)
    server.storage.delete_repo(RepoType.DATASET, CORPUS)
    assert "un dataset" in look(team, CORPUS, at=NOW + timedelta(seconds=59))
    assert "No encontramos" in look(team, CORPUS, at=NOW + timedelta(seconds=60))


def test_who_has_just_made_a_repo_public_is_believed_when_they_deliver(asks, server):
    server.set_fault(kind="private", repo_id=CORPUS)
    assert Looker(asks, at=NOW).look(entry(), known=True).state == State.MISSING
    server.clear_faults()
    assert Looker(asks, at=NOW).look(entry(), known=True).state == State.MISSING
    assert Looker(asks, at=NOW).look(entry()).state == State.FOUND


def test_the_questions_of_one_save_end_when_their_time_is_up(asks, server):
    clock = iter([0.0, PATIENCE, PATIENCE + 0.1])
    looker = Looker(asks, at=NOW, now=lambda: next(clock))
    assert looker.look(entry()).state == State.FOUND
    assert looker.look(entry(MODEL, repo_type=RepoType.MODEL)).state == State.SILENT


def test_a_hub_that_hangs_holds_a_save_up_for_seconds_only(server):
    server.set_fault(kind="delay", seconds=1)
    with HubClient(endpoint=server.endpoint, retries=0, timeout=0.2) as hub:
        looker = Looker(hub, at=NOW)
        states = [looker.look(entry(name)).state for name in (CORPUS, "a/b", "a/c")]
    assert states == [State.SILENT] * 3


def test_more_lines_than_fit_are_not_asked_about(team, server):
    shown = look(team, "\n".join([CORPUS, *(f"a/b{number}" for number in range(10_000))]))
    assert shown.count('class="look ') == 5


def test_who_asks_too_often_is_told_that_it_does_not_matter(team, server):
    for _time in range(PER_MINUTE):
        look(team, "")
    assert "Al entregar lo comprobamos igualmente." in look(team, DEMO, field="demo")
    assert "un Space" in look(team, DEMO, field="demo", at=NOW + timedelta(minutes=1))


@pytest.mark.parametrize("typed", ["a\ud800/b", "🥇/🥈", "\u202eabc/def", "a/" + "b" * 5000, "../../etc", "%00/a"])
def test_strange_texts_are_no_reason_to_fall_over(team, server, typed):
    look(team, typed.encode("utf-8", "replace").decode())


def test_a_field_that_the_edition_does_not_have_is_not_found(team):
    address = reverse("submissions:resolve", args=[team.edition.slug, team.pk])
    for field in ("", "title", "otra"):
        assert signed_in(team.captain).post(f"{address}?campo={field}").status_code == 404
