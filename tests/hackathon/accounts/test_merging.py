"""Two accounts of one person become one: everything moves, what cannot be decided is said, and then nothing has changed."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from hackathon.accounts import actions, roles
from hackathon.accounts.actions import HubIdentity
from hackathon.accounts.models import Role, User
from hackathon.accounts.providers import DISCORD, HUB
from hackathon.editions.models import Edition, TrailEntry
from hackathon.mail import actions as mail
from hackathon.mail import queries as mailing
from hackathon.mail.models import Message
from hackathon.registration import queries as registrations
from hackathon.registration.models import DemographicAnswer, Registration
from judging.models import Assignment
from submissions.models import SubmissionVersion
from teams.models import JoinRequest, Membership, Team
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.submissions import make_submission
from tests.factories.teams import make_team
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def root() -> User:
    return make_person("Raquel", is_superuser=True)


@pytest.fixture
def keep() -> User:
    return make_person("Alicia", email="alicia@example.org")


@pytest.fixture
def gone() -> User:
    return make_person("Ali", email="ali@example.org")


def merge(keep: User, gone: User, by: User, **fields: Any) -> User:
    return actions.merge_accounts(keep=keep, gone=gone, by=by, at=NOW, **{"reason": "Es la misma persona", **fields})


def refusal(keep: User, gone: User, by: User) -> str:
    with pytest.raises(actions.MergeConflict) as refused:
        merge(keep, gone, by)
    assert User.objects.get(pk=gone.pk).erased_at is None
    return refused.value.what


# --- the account -------------------------------------------------------------------------------------------------------
def test_addresses_move_confirmed_as_they_were_and_the_first_one_stays(keep: User, gone: User, root: User) -> None:
    EmailAddress.objects.create(user=gone, email="sin@example.org", verified=False)

    merge(keep, gone, root)

    found = EmailAddress.objects.filter(user=keep).values_list("email", "verified", "primary")
    assert set(found) == {
        ("alicia@example.org", True, True),
        ("ali@example.org", True, False),
        ("sin@example.org", False, False),
    }
    assert User.objects.get(pk=keep.pk).email == "alicia@example.org"


def test_an_address_that_both_have_is_confirmed_if_either_confirmed_it(keep: User, gone: User, root: User) -> None:
    EmailAddress.objects.create(user=keep, email="Ali@example.org", verified=False)

    merge(keep, gone, root)

    assert set(EmailAddress.objects.values_list("user", "verified").filter(email__iexact="ali@example.org")) == {
        (keep.pk, True)
    }


def test_the_other_account_is_closed_and_signed_out(keep: User, gone: User, root: User) -> None:
    client = signed_in(gone)

    merge(keep, gone, root)

    gone = User.objects.get(pk=gone.pk)
    assert (gone.is_active, gone.hub_sub, gone.erased_at, gone.has_usable_password()) == (False, None, NOW, False)
    assert client.get("/cuenta/perfil/").status_code == 302


def test_who_had_two_accounts_on_the_hub_comes_in_with_both(keep: User, gone: User, root: User) -> None:
    SocialAccount.objects.create(user=keep, provider=HUB, uid=keep.hub_sub)

    kept = merge(keep, gone, root)

    owners = dict(SocialAccount.objects.filter(provider=HUB).values_list("uid", "user"))
    assert owners == {keep.hub_sub: keep.pk, gone.hub_sub: keep.pk}
    assert (kept.hub_sub, kept.hub_username) == (keep.hub_sub, keep.hub_username)


def test_who_had_no_account_on_the_hub_gets_the_other_ones(gone: User, root: User) -> None:
    keep = make_person("Alicia", hub_sub=None, hub_username="", hub_name="")

    merge(keep, gone, root)

    kept = User.objects.get(pk=keep.pk)
    assert (kept.hub_sub, kept.hub_username, kept.hub_name) == (gone.hub_sub, gone.hub_username, gone.hub_name)


@pytest.mark.parametrize(("own", "left"), [(None, "2"), ("1", "1")])
def test_one_account_on_discord_is_left(keep: User, gone: User, root: User, own: str | None, left: str) -> None:
    for user, number in ((keep, own), (gone, "2")):
        if number:
            actions.remember_discord(user=user, identity=actions.DiscordIdentity(number, f"d{number}"))
            SocialAccount.objects.create(user=user, provider=DISCORD, uid=number)

    merge(keep, gone, root)

    kept = User.objects.get(pk=keep.pk)
    assert (kept.discord_id, kept.discord_username) == (left, f"d{left}")
    assert list(SocialAccount.objects.filter(provider=DISCORD).values_list("user", "uid")) == [(keep.pk, left)]


def test_roles_are_added_up(edition: Edition, root: User) -> None:
    keep, gone = make_judge(edition, "Julia"), make_judge(edition, "Juli")
    roles.grant(user=gone, edition=edition, kind=Role.Kind.ORGANISER, by=gone, at=NOW)

    merge(keep, gone, root)

    found = Role.objects.filter(edition=edition).values_list("user", "kind", "granted_by")
    assert set(found) == {(keep.pk, "judge", None), (keep.pk, "organiser", keep.pk)}


def test_a_name_is_taken_over_where_there_is_none(gone: User, root: User) -> None:
    keep = make_person("Alicia")
    actions.change_name(user=keep, name="")

    assert merge(keep, gone, root).name == "Ali"


def test_what_either_did_was_done_by_the_one(keep: User, gone: User, root: User, edition: Edition) -> None:
    roles.grant(user=root, edition=edition, kind=Role.Kind.JUDGE, by=gone, at=NOW)

    merge(keep, gone, root)

    assert TrailEntry.objects.get(verb="role.granted").by == keep


def test_the_trail_says_who_merged_whom_and_why_in_each_edition(keep: User, gone: User, root: User) -> None:
    one, other = make_edition("una"), make_edition("otra")
    make_registration(one, keep)
    make_registration(other, gone)

    merge(keep, gone, root)

    entries = TrailEntry.objects.filter(verb="account.merged")
    assert {entry.edition for entry in entries} == {one, other}
    assert {(entry.by, entry.reason, entry.detail["gone"]) for entry in entries} == {
        (root, "Es la misma persona", gone.pk)
    }


# --- registrations and mail --------------------------------------------------------------------------------------------
def test_the_own_registration_stays_and_its_blanks_are_filled(
    keep: User, gone: User, root: User, edition: Edition
) -> None:
    make_registration(edition, keep, name="Alicia Ruiz", country="", languages=[])
    make_registration(edition, gone, name="Ali", country="PE", languages=["es_PE"])

    merge(keep, gone, root)

    left = Registration.objects.get()
    assert (left.user, left.name, left.country, left.languages, left.email) == (
        keep,
        "Alicia Ruiz",
        "PE",
        ["es_PE"],
        "alicia@example.org",
    )


def test_a_complete_registration_goes_before_one_from_a_list(
    keep: User, gone: User, root: User, edition: Edition
) -> None:
    make_registration(edition, keep, name="De la lista", consented_at=None, consented_rules=None, external_id="7")
    make_registration(edition, gone, name="Alicia Ruiz")

    merge(keep, gone, root)

    left = Registration.objects.get()
    assert (left.user, left.name, left.external_id, left.is_complete) == (keep, "Alicia Ruiz", "7", True)


def test_voluntary_answers_move_under_the_other_pseudonym(keep: User, gone: User, root: User, edition: Edition) -> None:
    for user, question, option in ((keep, "age", "18"), (gone, "age", "40"), (gone, "gender", "woman")):
        person = registrations.pseudonym(user=user, edition=edition)
        DemographicAnswer.objects.create(edition=edition, person=person, question=question, option=option)

    merge(keep, gone, root)

    assert registrations.answers_by_question(user=keep, edition=edition) == {"age": "18", "gender": "woman"}
    assert DemographicAnswer.objects.count() == 2


def test_who_wanted_no_mail_in_either_account_wants_none(keep: User, gone: User, root: User) -> None:
    mail.opt_out(email="ali@example.org", at=NOW)
    message = mail.enqueue(to=gone, subject="Hola", body="Hola", key="1", at=NOW)

    merge(keep, gone, root)

    message.refresh_from_db()
    assert (message.user, mailing.is_opted_out(email=keep.email, user=keep)) == (keep, True)


def test_who_loses_the_account_hears_of_it_at_its_address_even_if_they_want_no_mail(
    keep: User, gone: User, root: User
) -> None:
    address = gone.email
    mail.opt_out(email=address, at=NOW)

    merge(keep, gone, root)

    told = Message.objects.get()
    assert (told.email, told.subject, told.essential) == (address, "Hemos unido tu cuenta a otra", True)


# --- teams -------------------------------------------------------------------------------------------------------------
def test_seat_captaincy_and_what_was_saved_move(keep: User, gone: User, root: User, edition: Edition) -> None:
    team = make_team(edition, gone, make_person("Bruno"))
    make_submission(team)

    merge(keep, gone, root)

    assert (Team.objects.get().captain, SubmissionVersion.objects.get().by) == (keep, keep)
    assert Membership.objects.filter(user=keep, team=team).count() == 1


def test_both_in_one_team_is_one_seat(keep: User, gone: User, root: User, edition: Edition) -> None:
    make_team(edition, gone, keep)

    merge(keep, gone, root)

    assert (Membership.objects.get().user, Team.objects.get().captain) == (keep, keep)


def test_two_teams_in_one_edition_are_for_people_to_decide(
    keep: User, gone: User, root: User, edition: Edition
) -> None:
    one, other = make_team(edition, keep), make_team(edition, gone)

    what = refusal(keep, gone, root)

    assert (one.name in what, other.name in what, "Saca antes" in what) == (True, True, True)
    assert set(Membership.objects.values_list("user", flat=True)) == {keep.pk, gone.pk}


def test_requests_move_and_those_that_mean_nothing_any_more_are_void(
    keep: User, gone: User, root: User, edition: Edition
) -> None:
    other = make_edition("otra")
    make_team(edition, keep)
    for team, user in ((make_team(edition), gone), (make_team(other, name="Dos"), keep), (make_team(other), gone)):
        JoinRequest.objects.create(team=team, user=user, direction="asked", created_at=NOW, created_by=user)
    JoinRequest.objects.create(
        team=Team.objects.get(name="Dos"), user=gone, direction="invited", created_at=NOW, created_by=gone
    )

    merge(keep, gone, root)

    found = JoinRequest.objects.order_by("pk").values_list("user", "created_by", "state")
    assert list(found) == [
        (keep.pk, keep.pk, "void"),
        (keep.pk, keep.pk, "open"),
        (keep.pk, keep.pk, "open"),
        (keep.pk, keep.pk, "void"),
    ]


# --- the jury ----------------------------------------------------------------------------------------------------------
def test_reviews_move(edition: Edition, root: User) -> None:
    keep, gone = make_judge(edition, "Julia"), make_judge(edition, "Juli")
    review = make_review(make_project(edition), gone, all_scores(edition, 4))
    both = make_project(edition, "Dos")
    make_assignment(both, keep)
    begun = make_review(both, gone, all_scores(edition, 2), submitted=False)
    asked = make_project(edition, "Tres")
    own = make_review(asked, keep, all_scores(edition, 5))
    make_assignment(asked, gone)

    merge(keep, gone, root)

    assert set(Assignment.objects.values_list("pk", "judge")) == {(each.pk, keep.pk) for each in (review, begun, own)}


def test_two_reviews_of_one_project_are_for_people_to_decide(edition: Edition, root: User) -> None:
    keep, gone, project = make_judge(edition, "Julia"), make_judge(edition, "Juli"), make_project(edition)
    for judge in (keep, gone):
        make_review(project, judge, all_scores(edition, 4))

    assert "Refranes del mundo" in refusal(keep, gone, root)


def test_nobody_becomes_the_judge_of_their_own_project(edition: Edition, root: User) -> None:
    keep, gone = make_judge(edition, "Julia"), make_person("Juli")
    project = make_project(edition, team=make_team(edition, gone))
    make_assignment(project, keep)

    assert "la otra lo evalúa" in refusal(keep, gone, root)
    assert Membership.objects.get().user == gone


def test_one_extra_point_an_edition(edition: Edition, root: User) -> None:
    keep, gone = make_judge(edition, "Julia"), make_judge(edition, "Juli")
    for judge, title in ((keep, "Uno"), (gone, "Dos")):
        make_review(make_project(edition, title), judge, all_scores(edition, 4), juror_point=True)

    assert "punto extra" in refusal(keep, gone, root)


# --- who may, and what cannot be ---------------------------------------------------------------------------------------
def test_the_same_account_twice_is_refused(keep: User, root: User) -> None:
    with pytest.raises(actions.MergeConflict):
        merge(keep, keep, root)


def test_who_merges_does_not_close_the_account_that_they_use(keep: User, root: User) -> None:
    assert "Elige que se quede esa" in refusal(keep, root, root)


def test_an_account_that_is_closed_already_is_refused(keep: User, gone: User, root: User) -> None:
    merge(keep, gone, root)

    with pytest.raises(actions.MergeConflict):
        merge(keep, gone, root)


def test_who_runs_every_edition_of_both_may_merge_them(keep: User, gone: User, edition: Edition) -> None:
    make_registration(edition, keep)
    make_registration(edition, gone)

    assert merge(keep, gone, make_organiser(edition)).pk == keep.pk


@pytest.mark.parametrize("which", ["a role elsewhere", "a registration elsewhere", "a superuser", "nothing here"])
def test_nobody_gets_hold_of_what_is_not_theirs_to_give(keep: User, gone: User, edition: Edition, which: str) -> None:
    olga, other = make_organiser(edition), make_edition("otra")
    if which != "nothing here":
        make_registration(edition, keep)
    if which == "a role elsewhere":
        roles.grant(user=gone, edition=other, kind=Role.Kind.ORGANISER, by=None, at=NOW)
    if which == "a registration elsewhere":
        make_registration(other, gone)
    if which == "a superuser":
        User.objects.filter(pk=gone.pk).update(is_superuser=True)

    with pytest.raises(actions.NotYours):
        merge(keep, gone, olga)

    assert User.objects.get(pk=gone.pk).erased_at is None


@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_merge_the_same_two_people_crosswise_leave_one_account() -> None:
    root = make_person("Raquel", is_superuser=True)
    one, other = make_person("Alicia"), make_person("Ali")

    done = race([lambda: merge(one, other, root), lambda: merge(other, one, root)])

    assert sorted(isinstance(each, actions.MergeConflict) for each in done) == [False, True]
    assert User.objects.filter(erased_at=None).exclude(pk=root.pk).count() == 1


def test_the_merged_person_signs_in_with_what_the_other_account_had(keep: User, gone: User, root: User) -> None:
    kept = merge(keep, gone, root)

    assert SocialAccount.objects.get(uid=gone.hub_sub).user == kept
    assert actions.refresh_from_hub(user=kept, identity=HubIdentity(gone.hub_sub, "ali")).hub_sub == gone.hub_sub
