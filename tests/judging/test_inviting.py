"""Asking people to be on the jury, and what they answer."""

import re
from datetime import timedelta

import pytest

from hackathon.accounts import roles
from hackathon.editions.models import TrailEntry
from hackathon.mail.models import Message
from judging.actions import inviting
from judging.actions.jury_errors import AlreadyInvited, InvitationGone
from judging.models import Juror, JurorInvitation
from judging.queries.jury import asked_elsewhere
from tests.factories.editions import NOW
from tests.factories.people import make_judge, make_organiser, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


def invite(edition, by, email="ana@uni.edu", **said):
    return inviting.invite_juror(edition=edition, email=email, by=by, at=NOW, **said)


def token_in_mail(email="ana@uni.edu"):
    """The newest link that the address got."""
    letters = Message.objects.filter(email=email, key__startswith="judging.invited").order_by("pk")
    return re.search(r"/invitacion/([^/\s]+)/", letters.last().body)[1]


def test_who_is_asked_gets_a_link_whose_token_is_kept_nowhere(edition, olga):
    invitation = invite(edition, olga, " Ana@Uni.edu ", name="Ana")
    token = token_in_mail()
    assert (invitation.email, len(token), invitation.token_digest) == ("ana@uni.edu", 43, inviting.digest_of(token))
    assert token not in str(list(JurorInvitation.objects.values()) + list(TrailEntry.objects.values()))
    assert Message.objects.get(email="ana@uni.edu").body.startswith("Hola, Ana:")


def test_the_mail_is_in_the_language_chosen_for_it(edition, olga):
    invite(edition, olga, language="en")
    assert Message.objects.get(email="ana@uni.edu").language == "en"


def test_the_same_address_is_asked_once_while_it_has_not_answered(edition, olga):
    invite(edition, olga)
    with pytest.raises(AlreadyInvited) as refusal:
        invite(edition, olga, "ANA@uni.edu")
    assert (refusal.value.on_jury, JurorInvitation.objects.count()) == (False, 1)


def test_somebody_on_the_jury_is_not_asked_again(edition, olga):
    judge = make_judge(edition)
    with pytest.raises(AlreadyInvited) as refusal:
        invite(edition, olga, judge.email.upper())
    assert refusal.value.on_jury


def test_who_accepts_is_on_the_jury_whatever_their_address_and_the_link_is_used_up(edition, olga):
    invite(edition, olga)
    token, ana = token_in_mail(), make_person("Ana")
    invitation = inviting.accept_invitation(token=token, by=ana, at=NOW)
    assert (invitation.accepted_by, roles.is_judge(ana, edition)) == (ana, True)
    assert Juror.objects.get().user == ana
    with pytest.raises(InvitationGone):
        inviting.accept_invitation(token=token, by=make_person("Berta"), at=NOW)
    with pytest.raises(InvitationGone):
        inviting.decline_invitation(token=token, at=NOW)


def test_who_asked_hears_with_which_account_it_was_accepted_when_it_is_not_that_of_the_address(edition, olga):
    accounts = [make_person("Ana", email="ana@uni.edu"), make_person("Rosa", email="rosa@otra.org")]
    for email, person in zip(["ana@uni.edu", "eva@uni.edu"], accounts, strict=True):
        invite(edition, olga, email)
        inviting.accept_invitation(token=token_in_mail(email), by=person, at=NOW)
    own, other = Message.objects.filter(user=olga).order_by("pk")
    assert ("otra cuenta" in own.body, "otra cuenta: Rosa (rosa@otra.org)" in other.body) == (False, True)
    assert asked_elsewhere(edition) == {accounts[1].pk: "eva@uni.edu"}


def test_an_invitation_ends_with_the_judging(edition, olga):
    invite(edition, olga)
    token, closed = token_in_mail(), edition.parsed_rules.windows.judging.closes_at
    assert inviting.open_invitation(token, at=closed - timedelta(seconds=1)).email == "ana@uni.edu"
    rival = make_person()
    with pytest.raises(InvitationGone):
        inviting.accept_invitation(token=token, by=rival, at=closed)
    assert not roles.is_judge(rival, edition)


def test_a_second_mail_makes_the_first_link_useless(edition, olga):
    invitation = invite(edition, olga)
    first = token_in_mail()
    inviting.invite_again(invitation=invitation, by=olga, at=NOW)
    second = token_in_mail()
    with pytest.raises(InvitationGone):
        inviting.open_invitation(first, at=NOW)
    assert inviting.open_invitation(second, at=NOW).pk == invitation.pk


def test_an_invitation_that_was_taken_back_opens_nothing_and_the_address_can_be_asked_again(edition, olga):
    invitation = invite(edition, olga)
    inviting.revoke_invitation(invitation=invitation, by=olga, at=NOW)
    with pytest.raises(InvitationGone):
        inviting.accept_invitation(token=token_in_mail(), by=make_person(), at=NOW)
    assert invite(edition, olga).pk != invitation.pk


def test_who_says_no_needs_no_account_and_whoever_asked_hears_of_it(edition, olga):
    invite(edition, olga)
    inviting.decline_invitation(token=token_in_mail(), at=NOW)
    letter = Message.objects.get(email=olga.email)
    assert letter.subject.startswith("ana@uni.edu no puede estar en el jurado de")
    assert TrailEntry.objects.filter(verb="juror.declined", by=None).count() == 1


@pytest.mark.parametrize("token", ["", "nada", "\ud800", "x" * 5000])
def test_a_token_that_was_never_made_is_of_no_invitation(edition, token):
    with pytest.raises(InvitationGone):
        inviting.open_invitation(token, at=NOW)


def test_nobody_is_reminded_twice_a_day(edition, olga):
    judge = make_judge(edition)
    for _time in range(2):
        inviting.remind_jurors(edition=edition, pending={judge: 2}, by=olga, at=NOW)
    letter = Message.objects.get(user=judge)
    assert letter.body.startswith("Te quedan 2 proyectos por evaluar")
