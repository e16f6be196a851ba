"""Whether a certificate is true is everybody's to ask, and nobody's to guess; the rest is its owner's and the organisers'."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from judging.actions import certifying
from judging.certificates import asking, codes, samples
from judging.models import Certificate, CertificateBatch
from tests.factories.certificates import make_certificate, publish_results
from tests.factories.editions import NOW
from tests.factories.judging import make_project
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.production, pytest.mark.usefixtures("at_now")]


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    cache.clear()


def page_of(certificate):
    return reverse("judging:certificate", args=[codes.shown(certificate.code)])


def test_the_page_says_who_what_where_and_when_and_is_in_no_search_engine(client, edition):
    answer = client.get(page_of(make_certificate(edition, None, name="Alicia Ñandú")))
    page = answer.content.decode()
    assert [text in page for text in ("es auténtico", "Alicia Ñandú", "por su participación", edition.title)] == [
        True
    ] * 4
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_speaks_english_too(client, edition):
    client.cookies["django_language"] = "en"
    page = client.get(page_of(make_certificate(edition, None))).content.decode()
    assert f"{edition.parsed_rules.title.in_language('en')}" in page


def test_one_that_was_revoked_says_since_when_and_no_longer_whose(client, edition):
    found = make_certificate(edition, None, name="Alicia Ñandú")
    certifying.revoke(certificate=found, reason="Se llamaba de otra manera.", by=make_organiser(edition), at=NOW)
    page = client.get(page_of(found)).content.decode()
    assert ("ya no vale" in page, NOW.isoformat() in page) == (True, True)
    assert ("Ñandú" in page, "otra manera" in page) == (False, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2222-2222-2223", "no está bien copiado"),
        ("hola", "no está bien copiado"),
        ("\u202e<script>alert(1)</script>", "&lt;script&gt;"),
        ("x" * 5000, "no está bien copiado"),
        ("2" * 11 + codes.check_sign("2" * 11), "No existe ningún certificado"),
    ],
)
def test_what_is_no_certificate_says_why(client, typed, said):
    answer = client.get(reverse("judging:ask_certificate"), {"codigo": typed}, follow=True)
    assert (answer.status_code, said in answer.content.decode(), "<script>alert" in answer.content.decode()) == (
        404,
        True,
        False,
    )


def test_the_form_reads_a_code_however_it_is_written(client, edition):
    found = make_certificate(edition, None)
    typed = codes.shown(found.code).lower().replace("-", " ")
    assert client.get(reverse("judging:ask_certificate"), {"codigo": typed}).headers["Location"] == page_of(found)


def test_nobody_tries_codes_out(client, edition, monkeypatch):
    monkeypatch.setattr(asking, "PER_MINUTE", 2)
    found = page_of(make_certificate(edition, None))
    assert [client.get(found).status_code for _ in range(3)] == [200, 200, 429]
    assert signed_in(make_person("Alicia")).get(found).status_code == 200  # from the same network


def test_one_wrong_sign_or_two_swapped_ones_are_always_seen():
    code = codes.new_code()
    wrong = {code[:at] + sign + code[at + 1 :] for at in range(len(code)) for sign in codes.ALPHABET} - {code}
    swapped = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1)} - {code}
    assert {codes.read(each) for each in wrong | swapped} == {None}


def test_the_file_goes_to_whoever_has_the_code_and_to_nobody_once_it_is_revoked(client, edition):
    found = make_certificate(edition, make_person("Alicia"))
    certifying.draw(certificate=found, at=NOW)
    address = reverse("judging:certificate_file", args=[codes.shown(found.code), "en"])
    answer = client.get(address)
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(address.replace("en.pdf", "fr.pdf")).status_code == 404
    certifying.revoke(certificate=found, reason="Un error.", by=make_organiser(edition), at=NOW)
    assert client.get(address).status_code == 404


def test_its_owner_finds_it_with_a_link_to_linkedin_that_names_it(edition):
    alicia = make_person("Alicia")
    found = make_certificate(edition, alicia)
    page = signed_in(alicia).get(reverse("judging:own_certificates")).content.decode()
    link = re.search(r'href="(https://www\.linkedin\.com[^"]*)"', page)[1]
    assert (f"certId={codes.shown(found.code)}" in link, "issueYear=2026" in link) == (True, True)
    others = signed_in(make_person("Bruno")).get(reverse("judging:own_certificates")).content.decode()
    assert "Todavía no tienes" in others


def test_one_that_no_batch_has_got_to_is_drawn_when_it_is_wanted(client, edition):
    found = make_certificate(edition, make_person("Alicia"))
    address = reverse("judging:certificate_file", args=[codes.shown(found.code), "es"])
    assert [client.get(address).content[:5] for _ in range(2)] == [b"%PDF-"] * 2
    assert found.files.count() == 2


def test_one_that_cannot_be_drawn_says_so_to_its_owner_and_has_no_file(edition):
    alicia = make_person("Alicia")
    found = make_certificate(edition, alicia, name="Faraón 𓀀")
    browser, address = signed_in(alicia), reverse("judging:certificate_file", args=[codes.shown(found.code), "es"])
    assert [browser.get(address).status_code for _ in range(2)] == [404, 404]
    assert "no se pudo dibujar" in browser.get(reverse("judging:own_certificates")).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(edition, organiser, django_assert_num_queries, n):
    alicia = make_person("Alicia")
    for at in range(n):
        make_certificate(edition, alicia, "winner", prize=f"p{at}")
    browser = signed_in(alicia)
    with django_assert_num_queries(18):
        organiser.get(reverse("judging:certificates", args=[edition.slug]))
    with django_assert_num_queries(4):
        browser.get(reverse("judging:own_certificates"))


def test_the_organisers_see_who_deserves_one_and_what_went_wrong(edition, organiser):
    make_registration(edition, make_person("Alicia"))
    make_certificate(edition, make_person("Bruno"), name="Faraón", problem="no_glyphs:𓀀")
    page = organiser.get(reverse("judging:certificates", args=[edition.slug]), {"state": "failed"}).content.decode()
    assert ("Faraón" in page, "Ninguna tipografía tiene estos caracteres: 𓀀" in page) == (True, True)
    shown = organiser.get(reverse("judging:certificates", args=[edition.slug])).context["counts"]
    assert [(each["count"].kind, each["count"].deserving, each["count"].failed) for each in shown][:1] == [
        ("participant", 1, 1)
    ]


def test_a_batch_is_asked_for_on_the_page_and_winners_wait_for_the_results(edition, organiser):
    make = reverse("judging:make_certificates", args=[edition.slug])
    assert "son públicos" in organiser.post(make, {"kinds": ["winner"]}, follow=True).content.decode()
    assert "Elige al menos" in organiser.post(make, {"kinds": ["king"]}, follow=True).content.decode()
    publish_results(edition, make_project(edition))
    organiser.post(make, {"kinds": ["winner", "jury"]})
    assert list(CertificateBatch.objects.values_list("kinds", flat=True)) == [["winner", "jury"]]


def test_progress_is_silent_while_nothing_moves(edition, organiser):
    batch = CertificateBatch.objects.create(edition=edition, kinds=["jury"], at=NOW, total=4, done=1, state="running")
    address = reverse("judging:certificates_progress", args=[edition.slug, batch.pk])
    moved = organiser.get(address, {"seen": "running-0-4"})
    assert ("1 de 4" in moved.content.decode(), organiser.get(address, {"seen": "running-1-4"}).status_code) == (
        True,
        204,
    )


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "king"},
        {"kind": "jury", "language": "xx", "name": "A"},
        {"kind": "jury", "language": "es", "name": "x" * 151},
    ],
)
def test_a_sample_of_nothing_says_what_is_missing(edition, organiser, data):
    answer = organiser.get(reverse("judging:certificate_sample", args=[edition.slug]), data, follow=True)
    assert "Elige un tipo" in answer.content.decode()


def test_a_sample_that_no_font_has_says_which_characters(edition, organiser):
    data = {"kind": "jury", "language": "es", "name": "Faraón 𓀀"}
    answer = organiser.get(reverse("judging:certificate_sample", args=[edition.slug]), data, follow=True)
    assert "Ninguna tipografía tiene estos caracteres: 𓀀" in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"revoke": "yes", "reason": ""}, "obligatorio"),
        ({"revoke": "yes", "reason": "\u200f"}, "con letras que se vean"),
        ({"reissue": "yes", "name": "", "reason": "Falta"}, "obligatorio"),
        ({"reissue": "yes", "name": "A" * 151, "reason": "Falta"}, "150"),
        ({"reissue": "yes", "name": "Ali\x00cia", "reason": "Falta"}, "nulos"),
    ],
)
def test_what_cannot_be_done_to_a_certificate_says_why_and_changes_nothing(edition, organiser, data, said):
    found = make_certificate(edition, make_person("Alicia"))
    page = organiser.post(reverse("judging:certificate_detail", args=[edition.slug, found.pk]), data).content.decode()
    assert (said in page, Certificate.objects.filter(revoked_at=None).count()) == (True, 1)


def test_all_of_them_go_out_as_one_archive_which_is_written_down(edition, organiser):
    found = make_certificate(edition, make_person("Alicia"))
    certifying.draw(certificate=found, at=NOW)
    answer = organiser.get(reverse("judging:certificate_files", args=[edition.slug, "es"]))
    content = b"".join(answer.streaming_content)
    assert (content[:2], f"participant/{codes.shown(found.code)}-es.pdf".encode() in content) == (b"PK", True)
    assert TrailEntry.objects.get(verb="certificates.downloaded").detail == {"language": "es", "rows": 1}


def test_another_editions_certificate_is_not_this_organisers(edition, organiser):
    from tests.factories.editions import make_edition

    other = make_certificate(make_edition("otra", at=NOW + timedelta(days=1)), make_person("Alicia"))
    assert organiser.get(reverse("judging:certificate_detail", args=[edition.slug, other.pk])).status_code == 404


def test_whatever_breaks_while_drawing_breaks_no_page(edition, monkeypatch, client, organiser):
    def break_(*args, **kwargs):
        raise RuntimeError("typst")

    monkeypatch.setattr(certifying, "pdf", break_)
    monkeypatch.setattr(samples, "pdf", break_)
    found = make_certificate(edition, make_person("Alicia"))
    file = client.get(reverse("judging:certificate_file", args=[codes.shown(found.code), "es"]))
    about = {"name": "Alicia Pérez", "reason": "Su nombre", "by": make_organiser(edition, "Oli"), "at": NOW}
    fresh = certifying.reissue(certificate=make_certificate(edition, make_person("Bea")), **about)
    sample = {"kind": "winner", "language": "en", "name": "Alicia"}
    page = organiser.get(reverse("judging:certificate_sample", args=[edition.slug]), sample, follow=True)
    found.refresh_from_db()
    assert (file.status_code, found.problem, fresh.problem) == (404, certifying.NOT_DRAWN, certifying.NOT_DRAWN)
    assert "no se ha podido dibujar" in page.content.decode()
