"""Wanting no more mail: one click, what it means, and back."""

import pytest
from django.test import Client
from django.urls import reverse

from hackathon.mail import actions, links, queries
from hackathon.mail.models import OptOut
from tests.factories.editions import NOW
from tests.factories.mail import make_message
from tests.factories.people import make_person, signed_in

pytestmark = pytest.mark.django_db


def address_of(message):
    return links.unsubscribe_url(message).removeprefix("http://127.0.0.1:8000")


def opted_out():
    return list(OptOut.objects.values_list("email", flat=True))


def test_opening_the_link_says_what_it_means_and_does_nothing():
    page = Client().get(address_of(make_message("Alicia@example.org")))
    assert "no enviaremos más novedades, recordatorios ni avisos a Alicia@example.org" in page.content.decode()
    assert opted_out() == []


def test_the_button_unsubscribes_and_the_same_page_undoes_it():
    address, visitor = address_of(make_message("Alicia@example.org")), Client(enforce_csrf_checks=True)
    page = visitor.post(address, follow=True)
    assert "Te has dado de baja" in page.content.decode()
    assert opted_out() == ["alicia@example.org"]
    page = visitor.post(address, {"undo": "1"}, follow=True)
    assert "¿Quieres dejar de recibir novedades?" in page.content.decode()
    assert opted_out() == []


def test_a_mail_program_unsubscribes_in_one_request_without_cookies():
    answer = Client(enforce_csrf_checks=True).post(address_of(make_message()), {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, opted_out()) == (200, ["alicia@example.org"])


def test_unsubscribing_twice_is_as_once():
    address = address_of(make_message())
    for _time in range(2):
        Client().post(address)
    assert opted_out() == ["alicia@example.org"]


@pytest.mark.parametrize(
    "change", [lambda a: a[:-3] + "x/", lambda a: "/correo/baja/1/", lambda a: "/correo/baja/1:%00/"]
)
def test_a_link_that_is_not_ours_is_refused_with_a_way_on(change):
    answer = Client().get(change(address_of(make_message())))
    assert answer.status_code in (400, 404)
    assert opted_out() == []


def test_the_link_does_not_show_the_address():
    assert "alicia" not in links.unsubscribe_url(make_message("alicia@example.org"))


def test_the_link_of_a_message_that_is_gone_leads_on():
    message = make_message()
    address = address_of(message)
    message.delete()
    page = Client().get(address)
    assert page.status_code == 404
    assert "Este enlace no sirve" in page.content.decode()


def test_who_is_signed_in_has_a_switch():
    alicia = make_person("Alicia")
    visitor, switch = signed_in(alicia), reverse("mail:preference")
    visitor.post(switch, {"wanted": "no"})
    assert queries.is_opted_out(email=alicia.email)
    visitor.post(switch, {"wanted": "yes"})
    assert not queries.is_opted_out(email=alicia.email)


def test_wanting_mail_again_counts_for_all_of_ones_addresses():
    alicia = make_person("Alicia")
    alicia.emailaddress_set.create(email="otra@example.org", verified=True)
    actions.opt_out(email="otra@example.org", at=NOW)
    assert queries.is_opted_out(email=alicia.email, user=alicia)
    signed_in(alicia).post(reverse("mail:preference"), {"wanted": "yes"})
    assert opted_out() == []


def test_an_address_that_somebody_only_claims_to_have_says_nothing_about_them():
    alicia = make_person("Alicia")
    alicia.emailaddress_set.create(email="ajena@example.org", verified=False)
    actions.opt_out(email="ajena@example.org", at=NOW)
    assert not queries.is_opted_out(email=alicia.email, user=alicia)
    assert alicia.email not in queries.opted_out()


def test_the_addresses_of_who_opted_out_are_found_all_at_once(django_assert_num_queries):
    for name in ("Alicia", "Bruno"):
        person = make_person(name, email=f"{name.lower()}@example.org")
        person.emailaddress_set.create(email=f"{name.lower()}2@example.org", verified=True)
        actions.opt_out(email=f"{name}2@EXAMPLE.org", at=NOW)
    with django_assert_num_queries(3):
        found = queries.opted_out()
    assert found == {f"{name}{number}@example.org" for name in ("alicia", "bruno") for number in ("", "2")}
