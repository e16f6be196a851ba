"""Registering: who may, when, and what becomes of what they said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from hackathon.accounts import roles
from hackathon.accounts.models import Role, User
from hackathon.editions.models import Edition, TrailEntry
from hackathon.editions.rules import Phase
from hackathon.registration import actions, queries
from hackathon.registration.actions import RegistrationInput
from hackathon.registration.models import DemographicAnswer, Registration
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_person
from tests.factories.registration import make_attendee, make_registration

pytestmark = pytest.mark.django_db

SAID = RegistrationInput(
    name="José Díaz 🌻",
    country="MX",
    languages=("nah", "es_MX"),
    experience="some",
    looking_for="Un equipo\nde recetas",
    skills=("data", "linguistics"),
    topics=("culture",),
    timezone="America/Mexico_City",
    hours_from=18,
    hours_to=23,
    discord="@jose.d",
    on_board=True,
    consent=True,
    demographics={"gender": "woman", "age": ""},
)


@pytest.fixture
def edition() -> Edition:
    return make_edition(phase=Phase.REGISTRATION)


def register(edition: Edition, user: User, **changes: object) -> Registration:
    return actions.register(edition=edition, user=user, form=replace(SAID, **changes), at=NOW)


def verbs() -> list[str]:
    return list(TrailEntry.objects.order_by("pk").values_list("verb", flat=True))


def test_what_a_person_says_is_kept_as_the_rules_order_it(edition: Edition) -> None:
    alicia = make_person("Alicia")

    register(edition, alicia)

    kept = Registration.objects.values(
        "user", "email", "name", "country", "languages", "looking_for", "skills", "discord", "on_board", "hours_to"
    ).get()
    assert kept == {
        "user": alicia.pk,
        "email": alicia.email,
        "name": "José Díaz 🌻",
        "country": "MX",
        "languages": ["es_MX", "nah"],
        "looking_for": "Un equipo\nde recetas",
        "skills": ["data", "linguistics"],
        "discord": "jose.d",
        "on_board": True,
        "hours_to": 23,
    }
    assert queries.is_registered(user=alicia, edition=edition) is True
    assert roles.has_role(alicia, edition, Role.Kind.PARTICIPANT) is True
    assert verbs() == ["role.granted", "registration.registered"]


def test_consent_is_kept_with_its_moment_and_the_version_of_the_rules(edition: Edition) -> None:
    Edition.objects.update(rules_version=4)
    edition.refresh_from_db()

    registration = register(edition, make_person())

    assert (registration.consented_at, registration.consented_rules) == (NOW, 4)


def test_without_consent_nobody_is_registered(edition: Edition) -> None:
    with pytest.raises(actions.ConsentMissing):
        register(edition, make_person(), consent=False)

    assert (Registration.objects.count(), DemographicAnswer.objects.count()) == (0, 0)


def test_new_rules_are_consented_to_anew_and_old_consent_stays_as_it_was(edition: Edition) -> None:
    alicia = make_person()
    register(edition, alicia)
    corrected = register(edition, alicia, consent=False, name="Alicia")
    Edition.objects.update(rules_version=2)
    edition.refresh_from_db()

    with pytest.raises(actions.ConsentMissing):
        register(edition, alicia, consent=False)
    assert (corrected.consented_rules, Registration.objects.get().consented_rules) == (1, 1)
    assert register(edition, alicia).consented_rules == 2


def test_a_correction_changes_the_one_registration_and_says_which_fields(edition: Edition) -> None:
    alicia = make_person()
    register(edition, alicia)

    register(edition, alicia, country="PE", on_board=False)

    assert Registration.objects.values_list("country", "on_board").get() == ("PE", False)
    entry = TrailEntry.objects.get(verb="registration.changed")
    assert entry.detail == {"fields": ["country", "on_board"]}


@pytest.mark.parametrize("phase", [Phase.BEFORE, Phase.JUDGING, Phase.RESULTS])
def test_outside_the_window_nobody_new_registers(phase: Phase) -> None:
    edition = make_edition(phase=phase)

    with pytest.raises(actions.WindowClosed) as refused:
        register(edition, make_person())

    assert refused.value.window == edition.parsed_rules.windows.registration
    assert Registration.objects.count() == 0


def test_the_window_closes_at_its_last_instant(edition: Edition) -> None:
    window = edition.parsed_rules.windows.registration
    late, last = window.closes_at, window.closes_at - timedelta(microseconds=1)

    with pytest.raises(actions.WindowClosed):
        actions.register(edition=edition, user=make_person(), form=SAID, at=late)
    assert actions.register(edition=edition, user=make_person(), form=SAID, at=last).registered_at == last


def test_who_is_registered_corrects_theirs_until_the_results() -> None:
    edition, alicia = make_edition(phase=Phase.JUDGING), make_person()
    make_registration(edition, alicia, name="Alisia")
    results_at = edition.parsed_rules.windows.results_at

    assert register(edition, alicia, name="Alicia").name == "Alicia"
    with pytest.raises(actions.WindowClosed):
        actions.register(edition=edition, user=alicia, form=SAID, at=results_at)


# --- somebody who came with a list -----------------------------------------------------------------------------------
def test_a_row_of_a_list_becomes_the_persons_by_a_confirmed_address(edition: Edition) -> None:
    alicia = make_person(email="alicia@example.org")
    attendee = make_attendee(edition, "alicia@example.org", team_wanted="Los Ñandúes", registered_at=NOW - timedelta(9))

    registration = register(edition, alicia)

    assert Registration.objects.count() == 1
    assert (registration.pk, registration.user, registration.claimed_at) == (attendee.pk, alicia, NOW)
    assert (registration.name, registration.team_wanted) == ("José Díaz 🌻", "Los Ñandúes")
    assert registration.registered_at == NOW - timedelta(9)
    assert registration.source == Registration.Source.IMPORT


def test_a_second_address_counts_once_it_is_confirmed(edition: Edition) -> None:
    alicia = make_person()
    attendee = make_attendee(edition, "trabajo@example.org")
    address = EmailAddress.objects.create(user=alicia, email="Trabajo@example.org", verified=False)

    first = register(edition, alicia)
    address.verified = True
    address.save()
    register(edition, alicia)

    assert first.pk != attendee.pk
    assert list(Registration.objects.values_list("pk", "user")) == [(first.pk, alicia.pk)]


def test_who_is_on_a_list_finishes_registering_after_the_window() -> None:
    edition, alicia = make_edition(phase=Phase.JUDGING), make_person(email="alicia@example.org")
    make_attendee(edition, "alicia@example.org")

    assert register(edition, alicia).is_complete is True


def test_nobody_counts_as_registered_before_they_consented(edition: Edition) -> None:
    alicia, bruno = make_person("Alicia"), make_person("Bruno")
    make_attendee(edition, alicia.email)
    actions.claim(user=alicia, at=NOW)
    make_registration(edition, bruno)

    claimed = queries.registration_of(user=alicia, edition=edition)

    assert (claimed.is_complete, queries.is_registered(user=alicia, edition=edition)) == (False, False)
    assert [each.user for each in queries.complete(edition)] == [bruno]


# --- what is told in confidence --------------------------------------------------------------------------------------
def test_voluntary_answers_are_kept_apart_under_a_pseudonym(edition: Edition) -> None:
    alicia = make_person()

    register(edition, alicia)

    (answer,) = DemographicAnswer.objects.all()
    assert (answer.question, answer.option) == ("gender", "woman")
    assert answer.person == queries.pseudonym(user=alicia, edition=edition)
    assert len(answer.person) == 64
    written = [*TrailEntry.objects.values_list("detail", "target_label", "reason"), *Registration.objects.values_list()]
    assert ("woman" in str(written), "gender" in str(written)) == (False, False)


def test_the_pseudonym_depends_on_the_person_the_edition_and_the_sites_key(edition: Edition, settings: object) -> None:
    alicia, other = make_person("Alicia"), make_edition("otra")
    names = {
        queries.pseudonym(user=alicia, edition=edition),
        queries.pseudonym(user=make_person("Bruno"), edition=edition),
        queries.pseudonym(user=alicia, edition=other),
    }
    settings.SECRET_KEY = "another"

    assert len(names | {queries.pseudonym(user=alicia, edition=edition)}) == 4


def test_an_answer_is_changed_and_taken_back(edition: Edition) -> None:
    alicia = make_person()
    register(edition, alicia, demographics={"gender": "woman", "age": "from-25"})

    register(edition, alicia, demographics={"gender": "nonbinary", "age": ""})

    assert queries.answers_by_question(user=alicia, edition=edition) == {"gender": "nonbinary"}
    register(edition, alicia, demographics=None)
    assert queries.answers_by_question(user=alicia, edition=edition) == {"gender": "nonbinary"}


def test_answers_do_not_show_when_what_was_said_is_printed() -> None:
    assert "woman" in str(SAID.demographics)
    assert "woman" not in repr(SAID)


# --- what the rules do not offer -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"name": "   "}, ["name"]),
        ({"name": "🌻"}, ["name"]),
        ({"name": "Ana\u202eaiD"}, ["name"]),
        ({"name": "a" * 151}, ["name"]),
        ({"country": "XX", "languages": ("tlh",)}, ["country", "languages"]),
        ({"experience": "guru"}, ["experience"]),
        ({"skills": ("magic",), "topics": ("magic",)}, ["skills", "topics"]),
        ({"timezone": "Mars/Olympus"}, ["timezone"]),
        ({"hours_from": 24, "hours_to": -1}, ["hours_from", "hours_to"]),
        ({"looking_for": "a" * 501}, ["looking_for"]),
        ({"discord": "a\u200fb"}, ["discord"]),
        ({"demographics": {"gender": "other", "income": "high"}}, ["demographics"]),
    ],
)
def test_what_is_not_offered_is_refused_by_field(
    edition: Edition, changes: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(ValidationError) as refused:
        register(edition, make_person(), **changes)

    assert sorted(refused.value.message_dict) == fields
    assert Registration.objects.count() == 0


# --- Discord ---------------------------------------------------------------------------------------------------------
def test_a_connected_discord_account_counts_for_more_than_a_typed_one(edition: Edition) -> None:
    alicia = make_person(discord_id="42", discord_username="alicia.real")

    assert register(edition, alicia, discord="otra").discord == "alicia.real"
