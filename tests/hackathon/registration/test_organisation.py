"""Is somebody in the organisation on the Hub? Yes as soon as anything says so, no only when the Hub says so."""

from typing import Any

import httpx2
import pytest
from django.core.cache import cache
from django.test import Client

from hackathon.accounts.actions import HubIdentity, HubOrganisation, refresh_from_hub
from hackathon.accounts.models import User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import HubRules
from hackathon.registration import actions
from hackathon.registration.membership import Answer
from hackathon.registration.models import Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import PASSWORD, make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.hackathon.hub.fakes import FakeHub, answering

pytestmark = pytest.mark.django_db

CLAIM = [{"sub": "1", "name": "SomosNLP", "preferred_username": "SomosNLP", "roleInOrg": "read"}]
URL = "/demo/inscripcion/organizacion/"
LATER = NOW.replace(hour=NOW.hour + 1)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def listing(*names: str) -> FakeHub:
    """A Hub whose organisations all have these public members."""
    return answering(httpx2.Response(200, json=[{"user": name} for name in names]))


def silent() -> FakeHub:
    return answering(httpx2.Response(503), retries=0)


def check(registration: Registration, fake: FakeHub) -> str:
    cache.clear()
    return str(actions.check_organisation(registration=registration, hub=fake.client, at=NOW))


def kept(registration: Registration) -> tuple[str, object]:
    registration.refresh_from_db()
    return registration.organisation, registration.organisation_checked_at


# --- one person ------------------------------------------------------------------------------------------------------
def test_who_is_on_the_hubs_list_is_in_whatever_the_case_of_their_name(edition: Edition) -> None:
    registration = make_registration(edition, make_person(hub_username="Alicia-R"))

    assert check(registration, listing("bruno", "alicia-r")) == "yes"
    assert kept(registration) == ("yes", NOW)


def test_what_the_hub_said_at_the_sign_in_is_enough_and_nobody_is_asked(edition: Edition) -> None:
    registration, fake = make_registration(edition, make_person(hub_orgs=CLAIM)), silent()

    assert (check(registration, fake), fake.asked) == ("yes", [])
    assert kept(registration) == ("yes", NOW)


def test_no_only_when_the_hub_answered(edition: Edition) -> None:
    registration = make_registration(edition, make_person())

    assert check(registration, listing("bruno")) == "no"
    assert kept(registration) == ("no", NOW)


def test_a_silent_hub_leaves_it_unknown(edition: Edition) -> None:
    registration = make_registration(edition, make_person())

    assert check(registration, silent()) == "unknown"
    assert kept(registration) == ("unknown", None)


@pytest.mark.parametrize("answer", [httpx2.Response(404), httpx2.Response(429), httpx2.Response(200, text="<html>")])
def test_whatever_the_hub_gets_wrong_is_no_no(edition: Edition, answer: httpx2.Response) -> None:
    registration = make_registration(edition, make_person())

    assert check(registration, answering(answer, retries=0)) == "unknown"


def test_a_silent_hub_takes_no_yes_back_and_confirms_no_no(edition: Edition) -> None:
    inside = make_registration(edition, make_person(), organisation="yes", organisation_checked_at=NOW)
    outside = make_registration(edition, make_person(), organisation="no", organisation_checked_at=NOW)

    assert (check(inside, silent()), check(outside, silent())) == ("unknown", "unknown")
    assert (kept(inside), kept(outside)) == (("yes", NOW), ("unknown", NOW))


def test_who_left_the_organisation_is_out_once_the_hub_says_so(edition: Edition) -> None:
    registration = make_registration(edition, make_person(), organisation="yes")

    assert check(registration, listing("bruno")) == "no"
    assert kept(registration) == ("no", NOW)


def test_without_an_account_on_the_hub_nobody_is_asked_and_nothing_is_known(edition: Edition) -> None:
    person = make_person(hub_sub=None, hub_username="")
    registration, fake = make_registration(edition, person, organisation="yes"), listing("bruno")

    assert (check(registration, fake), fake.asked) == ("unknown", [])
    assert kept(registration)[0] == "unknown"


def test_of_two_organisations_one_is_enough_and_a_no_takes_both() -> None:
    edition = make_edition(hub=HubRules(organisations=("una", "otra"), bots=()))
    registration = make_registration(edition, make_person(hub_username="alicia"))
    other = httpx2.Response(200, json=[{"user": "alicia"}])
    nobody, broken = httpx2.Response(200, json=[]), httpx2.Response(503)

    assert check(registration, answering(nobody, other)) == "yes"
    assert check(registration, answering(nobody, broken, retries=0)) == "unknown"
    assert check(registration, answering(nobody, nobody)) == "no"


def test_the_hub_is_asked_once_for_many_people_in_a_moment(edition: Edition) -> None:
    fake = listing("bruno")
    for _each in range(3):
        registration = make_registration(edition, make_person())
        actions.check_organisation(registration=registration, hub=fake.client, at=NOW)

    assert fake.asked == ["/api/organizations/somosnlp/members"]


def test_a_change_is_in_the_trail_and_asking_again_is_not(edition: Edition) -> None:
    registration = make_registration(edition, make_person())

    check(registration, listing("bruno"))
    check(registration, listing("bruno"))

    (entry,) = TrailEntry.objects.filter(verb="registration.organisation_checked")
    assert (entry.by, entry.detail) == (registration.user, {"answer": "no"})


# --- everybody -------------------------------------------------------------------------------------------------------
def test_everybody_is_looked_up_with_one_question(edition: Edition) -> None:
    alicia, carla = make_person(hub_username="alicia"), make_person(hub_orgs=CLAIM)
    inside, outside = make_registration(edition, alicia), make_registration(edition, make_person("Bruno"))
    claimed = make_registration(edition, carla)
    nameless = make_registration(edition, make_person("Diego", hub_username=""))
    listed = make_attendee(edition, "eva@example.org")
    elsewhere = make_registration(make_edition("otra"), alicia)
    fake, olga = listing("ALICIA"), make_organiser(edition)

    done = actions.refresh_organisation(edition=edition, by=olga, at=NOW, hub=fake.client)

    assert done == actions.Refreshed(yes=2, no=1, unknown=1, silent=())
    assert [kept(each)[0] for each in (inside, outside, claimed, nameless)] == ["yes", "no", "yes", "unknown"]
    assert [kept(each) for each in (listed, elsewhere)] == [("unknown", None)] * 2
    assert len(fake.asked) == 1
    entry = TrailEntry.objects.get(verb="edition.organisation_refreshed")
    assert (entry.by, entry.detail) == (olga, {"yes": 2, "no": 1, "unknown": 1, "silent": []})


def test_a_silent_hub_changes_no_yes_of_anybody(edition: Edition) -> None:
    inside = make_registration(edition, make_person(), organisation="yes", organisation_checked_at=NOW)
    unknown = make_registration(edition, make_person())

    done = actions.refresh_organisation(edition=edition, by=None, at=LATER, hub=silent().client)

    assert done == actions.Refreshed(yes=1, no=0, unknown=1, silent=("somosnlp",))
    assert (kept(inside)[0], kept(unknown)) == ("yes", ("unknown", None))


@pytest.mark.parametrize("count", [1, 3])
def test_refreshing_costs_the_same_for_one_and_for_three(
    edition: Edition, django_assert_num_queries: Any, count: int
) -> None:
    for _each in range(count):
        make_registration(edition, make_person())

    with django_assert_num_queries(5):  # a savepoint and its end, the people, one update, the trail
        actions.refresh_organisation(edition=edition, by=None, at=NOW, hub=listing("bruno").client)


# --- signing in ------------------------------------------------------------------------------------------------------
def test_signing_in_with_news_from_the_hub_makes_it_a_yes(edition: Edition) -> None:
    alicia = make_person()
    registration = make_registration(edition, alicia, organisation="no")
    place = HubOrganisation(sub="1", name="SomosNLP", username="somosnlp")
    refresh_from_hub(user=alicia, identity=HubIdentity(sub=alicia.hub_sub, username="alicia", organisations=(place,)))

    Client().post("/cuenta/login/", {"login": alicia.email, "password": PASSWORD})

    assert kept(registration) == ("yes", NOW)


def test_signing_in_without_news_changes_nothing(edition: Edition) -> None:
    alicia = make_person()
    registration = make_registration(edition, alicia, organisation="yes")

    Client().post("/cuenta/login/", {"login": alicia.email, "password": PASSWORD})

    assert kept(registration) == ("yes", None)


def test_who_registers_with_a_claim_is_in_at_once(edition: Edition) -> None:
    form = actions.RegistrationInput(name="Alicia", consent=True)

    registration = actions.register(edition=edition, user=make_person(hub_orgs=CLAIM), form=form, at=NOW)

    assert kept(registration) == ("yes", NOW)


# --- the button ------------------------------------------------------------------------------------------------------
def press(person: User) -> str:
    return " ".join(signed_in(person).post(URL, follow=True).content.decode().split())


def test_the_button_asks_the_sandbox_hub(edition: Edition, hub: Any) -> None:
    edition = make_edition("otra", hub=HubRules(organisations=("somos-demo",), bots=()))
    hub.storage.add_person("alicia", orgs={"somos-demo": "read"})
    inside, outside = make_person(hub_username="alicia"), make_person(hub_username="bruno")
    mine, others = make_registration(edition, inside), make_registration(edition, outside)

    pages = [
        signed_in(each).post("/otra/inscripcion/organizacion/", follow=True).content.decode()
        for each in (inside, outside)
    ]

    assert "Hugging Face confirma que estás en somos-demo." in pages[0]
    assert "Hugging Face no te tiene entre los miembros públicos de somos-demo." in pages[1]
    assert (kept(mine)[0], kept(others)[0]) == ("yes", "no")


def test_the_button_says_when_the_hub_is_silent(edition: Edition, hub: Any) -> None:
    hub.set_fault(kind="status", status=503)
    alicia = make_person()
    registration = make_registration(edition, alicia)

    assert "Hugging Face no responde ahora mismo y no sabemos si estás en somosnlp." in press(alicia)
    assert kept(registration)[0] == "unknown"


def test_pressing_again_at_once_asks_nobody(edition: Edition, hub: Any) -> None:
    alicia, bruno = make_person(), make_person("Bruno")
    for person in (alicia, bruno):
        make_registration(edition, person)

    first, second, others = press(alicia), press(alicia), press(bruno)

    waited = "Acabamos de comprobarlo."
    assert [waited in page for page in (first, second, others)] == [False, True, False]


def test_without_an_account_on_the_hub_the_button_says_what_to_do_first(edition: Edition) -> None:
    alicia = make_person(hub_sub=None, hub_username="")
    make_registration(edition, alicia)

    assert "Primero conecta tu cuenta de Hugging Face" in press(alicia)


def test_who_has_not_registered_has_nothing_to_check(edition: Edition) -> None:
    assert signed_in(make_person()).post(URL).status_code == 404


def test_the_answers_are_those_that_a_registration_keeps() -> None:
    assert [answer.value for answer in Answer] == list(Registration.Organisation.values)
