"""Deleting one's data: what goes, what stays without a name, and who cannot go yet."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session

from hackathon.accounts import actions, roles
from hackathon.accounts.models import Role, User
from hackathon.accounts.providers import DISCORD, HUB
from hackathon.editions.models import Edition, TrailEntry
from hackathon.imports.models import ImportJob, ImportRow
from hackathon.mail import actions as mail
from hackathon.mail.models import Message, OptOut
from hackathon.outreach.models import Campaign, CampaignRecipient
from hackathon.registration import queries as registrations
from hackathon.registration.actions import PersonGone, RegistrationInput, register
from hackathon.registration.models import DemographicAnswer, Registration
from judging import queries as judging
from judging.models import Assignment
from teams import actions as teams
from teams.models import JoinRequest, Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.registration import make_attendee, make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.racing import race

pytestmark = pytest.mark.django_db

PLACEHOLDER = "Persona que borró sus datos"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def alicia() -> User:
    return make_person("Zoraida", email="zoraida@example.org", hub_username="zoraida-hub", hub_name="Zoraida Ruiz")


def erase(user: User) -> User:
    actions.erase_person(user=user, by=user, at=NOW)
    return User.objects.get(pk=user.pk)


def everything_kept() -> Iterator[str]:
    """Every row of every table of ours and of others', as text."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._base_manager.values():
            yield json.dumps({model._meta.label: row}, default=str, ensure_ascii=False)


def send(user: User | None, key: str, **fields: Any) -> Message:
    return mail.enqueue(to=user, subject="Hola, Zoraida", body="Hola, Zoraida", key=key, at=NOW, **fields)


# --- the account -------------------------------------------------------------------------------------------------------
def test_nothing_of_the_person_is_left_on_the_row(alicia: User) -> None:
    alicia.discord_id, alicia.discord_username = "1", "zoraida.d"
    alicia.save()

    gone = erase(alicia)

    assert (gone.name, gone.hub_name, gone.hub_username, gone.hub_sub, gone.hub_orgs) == ("", "", "", None, [])
    assert (gone.discord_id, gone.discord_username, gone.last_login) == (None, "", None)
    assert (gone.is_active, gone.has_usable_password(), gone.erased_at) == (False, False, NOW)
    assert (gone.email.endswith("@erased.invalid"), gone.display_name) == (True, PLACEHOLDER)


def test_the_new_address_is_another_each_time() -> None:
    assert len({erase(make_person("Alicia")).email for _ in range(3)}) == 3


def test_no_way_in_is_left(alicia: User) -> None:
    SocialAccount.objects.create(user=alicia, provider=HUB, uid=alicia.hub_sub)
    SocialAccount.objects.create(user=alicia, provider=DISCORD, uid="1")
    client, bruno = signed_in(alicia), signed_in(make_person("Bruno"))

    erase(alicia)

    assert (EmailAddress.objects.filter(user=alicia).count(), SocialAccount.objects.count()) == (0, 0)
    assert client.get("/cuenta/perfil/").status_code == 302
    assert bruno.get("/cuenta/perfil/").status_code == 200
    assert Session.objects.count() == 1


def test_the_person_may_come_back_as_somebody_new(alicia: User) -> None:
    sub = alicia.hub_sub
    erase(alicia)

    again = make_person("Zoraida", email="zoraida@example.org", hub_sub=sub)

    assert again.pk != alicia.pk


def test_twice_is_once(alicia: User) -> None:
    first = erase(alicia)

    again = erase(alicia)

    assert (again.email, TrailEntry.objects.filter(verb="account.erased").count()) == (first.email, 1)


def test_the_trail_says_that_it_happened_in_each_edition_and_not_to_whom(alicia: User, edition: Edition) -> None:
    make_registration(edition, alicia)

    erase(alicia)

    entry = TrailEntry.objects.get(verb="account.erased")
    assert (entry.edition, entry.by.display_name, entry.target_label) == (edition, PLACEHOLDER, PLACEHOLDER)


# --- who is needed -----------------------------------------------------------------------------------------------------
def test_the_last_organiser_of_an_edition_cannot_go(edition: Edition) -> None:
    olga = make_organiser(edition, "Olga")

    with pytest.raises(actions.CannotErase) as refused:
        erase(olga)

    assert edition.title in refused.value.what
    assert User.objects.get().name == "Olga"


def test_an_organiser_goes_when_somebody_else_stays(edition: Edition) -> None:
    olga, oscar = make_organiser(edition, "Olga"), make_organiser(edition, "Óscar")

    erase(olga)

    assert list(Role.objects.values_list("user", flat=True)) == [oscar.pk]


def test_an_organiser_whose_account_is_closed_keeps_no_edition(edition: Edition) -> None:
    olga = make_organiser(edition, "Olga")
    make_organiser(edition, "Óscar", is_active=False)

    with pytest.raises(actions.CannotErase):
        erase(olga)


def test_who_administers_the_site_cannot_go() -> None:
    with pytest.raises(actions.CannotErase):
        erase(make_person("Raquel", is_superuser=True))


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_go_at_once_leave_one_behind() -> None:
    edition = make_edition()
    people = [make_organiser(edition, name) for name in ("Olga", "Óscar")]

    done = race([lambda person=person: erase(person) for person in people])

    assert sorted(isinstance(each, actions.CannotErase) for each in done) == [False, True]
    assert Role.objects.filter(kind=Role.Kind.ORGANISER, user__is_active=True).count() == 1


# --- teams -------------------------------------------------------------------------------------------------------------
def test_a_team_without_a_project_goes_on_with_the_others(alicia: User, edition: Edition) -> None:
    bruno = make_person("Bruno")
    team = make_team(edition, alicia, bruno)

    erase(alicia)

    team.refresh_from_db()
    assert (team.captain, list(team.memberships.values_list("user", flat=True))) == (bruno, [bruno.pk])


def test_a_team_of_one_disappears_whatever_the_windows_say(alicia: User) -> None:
    make_team(make_edition(at=NOW - timedelta(days=40)), alicia)

    erase(alicia)

    assert Team.objects.count() == 0


def test_where_a_project_was_delivered_the_seat_stays_with_a_placeholder(alicia: User, edition: Edition) -> None:
    bruno = make_person("Bruno")
    team = make_team(edition, alicia, bruno)
    Membership.objects.filter(user=alicia).update(role="Datos de Zoraida")
    project = make_submission(team)

    erase(alicia)

    team.refresh_from_db()
    seats = [(seat.user.display_name, seat.role) for seat in team.memberships.select_related("user").order_by("seat")]
    assert seats == [(PLACEHOLDER, ""), ("Bruno", "")]
    assert (team.captain, project.current.by.display_name) == (bruno, "Zoraida")
    project.refresh_from_db()
    assert project.current.by.display_name == PLACEHOLDER


def test_a_delivered_project_stays_though_nobody_is_left(alicia: User, edition: Edition) -> None:
    team = make_team(edition, alicia)
    make_submission(team)

    erase(alicia)

    assert Team.objects.get(pk=team.pk).captain.display_name == PLACEHOLDER


def test_a_team_that_nobody_is_left_of_looks_for_nobody(alicia: User, edition: Edition) -> None:
    bruno, carla = make_person("Bruno"), make_person("Carla")
    team = make_team(edition, alicia, bruno)
    Team.objects.update(on_board=True)
    make_submission(team)
    asked = JoinRequest.objects.create(team=team, user=carla, direction="asked", created_at=NOW)

    erase(alicia)
    assert Team.objects.get().on_board

    erase(bruno)
    asked.refresh_from_db()
    assert (Team.objects.get().on_board, asked.state) == (False, "void")


def test_the_captaincy_never_goes_to_a_seat_that_nobody_sits_on(alicia: User, edition: Edition) -> None:
    bruno, carla = make_person("Bruno"), make_person("Carla")
    team = make_team(edition, alicia, bruno, carla)
    make_submission(team)
    erase(alicia)

    erase(bruno)

    assert Team.objects.get().captain == carla


def test_the_last_living_member_of_a_delivered_team_answers_for_it(alicia: User, edition: Edition) -> None:
    bruno = make_person("Bruno")
    team = make_team(edition, alicia, bruno)
    make_submission(team)
    erase(alicia)

    with pytest.raises(teams.TeamHasSubmission):
        teams.leave_team(team=team, by=bruno, at=NOW)


def test_requests_for_a_seat_go(alicia: User, edition: Edition) -> None:
    JoinRequest.objects.create(
        team=make_team(edition), user=alicia, direction="asked", message="Soy Zoraida", created_at=NOW
    )

    erase(alicia)

    assert JoinRequest.objects.count() == 0


def test_who_is_gone_gets_no_seat_any_more(alicia: User, edition: Edition) -> None:
    team = make_team(edition)
    erase(alicia)

    with pytest.raises(teams.PersonGone):
        teams.join_team(token=team.invite_token, by=alicia, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_who_goes_while_they_join_is_in_no_team(attempt: int) -> None:
    edition = make_edition()
    bruno, team = make_person("Bruno"), make_team(edition)

    race([lambda: erase(bruno), lambda: teams.join_team(token=team.invite_token, by=bruno, at=NOW)])

    assert Membership.objects.filter(user=bruno).count() == 0
    assert User.objects.get(pk=bruno.pk).erased_at == NOW


# --- registrations -----------------------------------------------------------------------------------------------------
def test_registrations_and_voluntary_answers_go(alicia: User, edition: Edition) -> None:
    other = make_edition("otra")
    for each in (edition, other):
        make_registration(each, alicia)
        person = registrations.pseudonym(user=alicia, edition=each)
        DemographicAnswer.objects.create(edition=each, person=person, question="age", option="18")
    DemographicAnswer.objects.create(edition=edition, person="somebody-else", question="age", option="18")

    erase(alicia)

    assert (Registration.objects.count(), DemographicAnswer.objects.get().person) == (0, "somebody-else")


def test_what_a_list_says_of_a_confirmed_address_goes_and_other_rows_stay(alicia: User, edition: Edition) -> None:
    make_attendee(edition, "Zoraida@example.org")
    kept = make_attendee(edition, "bruno@example.org")
    EmailAddress.objects.create(user=alicia, email="bruno@example.org", verified=False)

    erase(alicia)

    assert Registration.objects.get() == kept


def test_who_is_gone_registers_no_more(alicia: User) -> None:
    edition = make_edition(phase="registration")
    erase(alicia)

    with pytest.raises(PersonGone):
        register(edition=edition, user=alicia, form=RegistrationInput(name="Zoraida", consent=True), at=NOW)

    assert Registration.objects.count() == 0


# --- mail --------------------------------------------------------------------------------------------------------------
def test_mail_that_waits_is_not_sent_any_more(alicia: User) -> None:
    send(alicia, "1")
    send(None, "2", email="ZORAIDA@example.org")
    kept = send(None, "3", email="bruno@example.org")

    erase(alicia)

    assert Message.objects.get() == kept


def test_of_mail_that_went_out_only_its_number_stays(alicia: User) -> None:
    send(alicia, "campaign:1:zoraida@example.org", batch="campaign:1")
    Message.objects.update(state=Message.State.SENT, sent_at=NOW)

    erase(alicia)

    message = Message.objects.get()
    assert (message.state, message.batch, message.user) == ("sent", "campaign:1", None)
    assert (message.email, message.subject, message.body) == ("nobody@erased.invalid", "", "")
    assert "zoraida" not in message.key


# --- the jury ----------------------------------------------------------------------------------------------------------
def test_a_review_that_was_sent_counts_without_a_name_and_a_draft_goes(edition: Edition) -> None:
    julia = make_judge(edition, "Julia")
    sent, begun, asked = (make_project(edition, title) for title in ("Uno", "Dos", "Tres"))
    make_review(sent, julia, all_scores(edition, 4), comment="Muy bien")
    make_review(begun, julia, all_scores(edition, 3), submitted=False)
    make_assignment(asked, julia)
    before = judging.results(edition).rows[0].score

    erase(julia)

    review = Assignment.objects.get()
    assert (review.submission, review.judge.display_name, review.comment) == (sent, PLACEHOLDER, "Muy bien")
    assert judging.results(edition).rows[0].score == before


# --- nowhere -----------------------------------------------------------------------------------------------------------
def test_no_table_of_the_site_holds_the_name_or_the_address_any_more(edition: Edition, alicia: User) -> None:
    olga = make_organiser(edition, "Olga")
    alicia.discord_id, alicia.discord_username = "777000777", "zoraida.d"
    alicia.save()
    SocialAccount.objects.create(user=alicia, provider=DISCORD, uid="777000777", extra_data={"username": "zoraida.d"})
    SocialAccount.objects.create(user=alicia, provider=HUB, uid=alicia.hub_sub, extra_data={"name": "Zoraida Ruiz"})
    EmailAddress.objects.create(user=alicia, email="otra.zoraida@example.org", verified=True)
    registration = make_registration(
        edition, alicia, name="Zoraida Ruiz", discord="zoraida.d", looking_for="Soy Zoraida"
    )
    make_attendee(make_edition("otra"), "otra.zoraida@example.org", name="Zoraida R.")
    team = make_team(edition, make_person("Bruno"))
    teams.join_team(token=team.invite_token, by=alicia, at=NOW)
    make_submission(team)
    judge = roles.grant(user=alicia, edition=edition, kind=Role.Kind.JUDGE, by=olga, at=NOW)
    make_review(make_project(edition), alicia, all_scores(edition, 4))
    roles.revoke(role=judge, by=olga, at=NOW)
    send(alicia, "welcome:zoraida@example.org")
    OptOut.objects.create(email="zoraida@example.org", at=NOW)
    campaign = Campaign.objects.create(edition=edition, subject="Hola", body="Hola", created_at=NOW, created_by=olga)
    CampaignRecipient.objects.create(campaign=campaign, registration=registration, email=alicia.email, name="Zoraida")
    job = ImportJob.objects.create(
        edition=edition,
        file_name="lista.csv",
        digest="1",
        content=b"",
        total=2,
        done=2,
        uploaded_at=NOW,
        uploaded_by=olga,
    )
    ImportRow.objects.create(job=job, number=2, outcome="created", registration=registration)
    ImportRow.objects.create(job=job, number=3, outcome="refused", typed="Zoraida;zoraida@example.org")
    signed_in(alicia)

    erase(alicia)

    assert ImportRow.objects.count() == 2
    left = [
        row
        for row in everything_kept()
        if "zoraida" in row.lower() or "777000777" in row or alicia.hub_sub + '"' in row
    ]
    assert left == []


def test_the_same_name_of_somebody_else_stays_on_the_trail(edition: Edition) -> None:
    one, other = make_judge(edition, "Julia"), make_judge(edition, "Julia")

    erase(one)

    labels = set(TrailEntry.objects.filter(verb="role.granted").values_list("detail__person", "target_label"))
    assert labels == {(one.pk, "—"), (other.pk, str(other.roles.get()))}


def test_a_line_that_does_not_say_whom_it_is_about_is_known_by_its_row(edition: Edition) -> None:
    julia = make_judge(edition, "Julia")
    TrailEntry.objects.update(detail={})

    erase(julia)

    assert TrailEntry.objects.get(verb="role.granted").target_label == "—"
