"""Who may have what is written down once and never taken away in silence; a code is handed out once, to its owner alone."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from hackathon.mail.models import Message
from judging.actions import benefits, claiming, coding, delivering
from judging.models import BenefitCode, Decision, Entitlement
from judging.prizes import code_lists
from judging.prizes.moves import Deed
from judging.queries import prizes as queries
from tests.factories.editions import NOW
from tests.factories.judging import make_project
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.registration import make_registration
from tests.factories.teams import make_team
from tests.racing import kinds, race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
State = Entitlement.State
CREDITS = ("submitters", "credits")


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def alicia(edition):
    found = make_person("Alicia")
    make_registration(edition, found)
    return found


@pytest.fixture
def project(edition, alicia):
    """Of Alicia's and Bea's, whose registration is not complete."""
    return make_project(edition, team=make_team(edition, alicia, make_person("Bea"), name="=Ñandúes"))


@pytest.fixture
def refreshed(edition, project, olga):
    benefits.refresh(edition=edition, by=olga, at=NOW)
    return edition


def own(user, prize="submitters", benefit="credits"):
    return Entitlement.objects.get(user=user, prize=prize, benefit=benefit)


def add(edition, olga, *codes, prize="submitters", benefit="credits"):
    return coding.add_codes(
        edition=edition, prize=prize, benefit=benefit, codes=code_lists.read("\n".join(codes)), by=olga, at=NOW
    )


def test_everybody_of_the_team_gets_what_the_rules_say_and_asked_twice_nothing_more(edition, project, olga):
    first = benefits.refresh(edition=edition, by=olga, at=NOW)
    told = (
        Entitlement.objects.filter(prize="submitters").order_by("benefit", "user").values_list("benefit", "user__name")
    )
    assert list(told) == [
        ("credits", "Alicia"),
        ("credits", "Bea"),
        ("discount", "Alicia"),
        ("discount", "Bea"),
        ("support", None),
    ]
    assert (first.new, benefits.refresh(edition=edition, by=olga, at=NOW)) == (13, benefits.Refreshed(0, 0, 0))


def test_a_box_that_the_team_ticks_later_gives_more_and_unticked_takes_only_what_nobody_touched(
    refreshed, project, alicia, olga
):
    version = project.current
    type(version).objects.filter(pk=version.pk).update(opt_ins=["nova"])
    assert benefits.refresh(edition=refreshed, by=olga, at=NOW).new == 2
    claiming.move(entitlement=own(alicia, benefit="nomination"), deed=Deed.DECLINE, by=alicia, at=NOW)
    type(version).objects.filter(pk=version.pk).update(opt_ins=[])
    assert benefits.refresh(edition=refreshed, by=olga, at=NOW) == benefits.Refreshed(new=0, gone=1, kept=1)
    kept = own(alicia, benefit="nomination")
    assert queries.standing(refreshed) == queries.Standing(stale=frozenset({kept.pk}), lacking=0)


def test_only_its_owner_moves_a_benefit_and_there_is_a_way_back(refreshed, alicia, olga):
    workshop = own(alicia, "participants", "workshop")
    for person in (olga, make_person("Bruno")):
        with pytest.raises(claiming.NotYours):
            claiming.move(entitlement=workshop, deed=Deed.CLAIM, by=person, at=NOW)
    states = [
        claiming.move(entitlement=workshop, deed=deed, by=alicia, at=NOW).state
        for deed in (Deed.CLAIM, Deed.UNDO, Deed.DECLINE, Deed.UNDO)
    ]
    assert states == [State.CLAIMED, State.ELIGIBLE, State.DECLINED, State.ELIGIBLE]


def test_what_must_be_asked_for_is_delivered_only_then(refreshed, alicia, olga):
    workshop = own(alicia, "participants", "workshop")
    with pytest.raises(claiming.CannotMove):
        claiming.deliver(entitlement=workshop, by=olga, at=NOW)
    claiming.move(entitlement=workshop, deed=Deed.CLAIM, by=alicia, at=NOW)
    assert claiming.deliver(entitlement=workshop, by=olga, at=NOW).state == State.DELIVERED
    assert claiming.undeliver(entitlement=workshop, by=olga, at=NOW).state == State.CLAIMED


def test_a_teams_benefit_is_its_captains_to_ask_for(refreshed, project, alicia):
    support = Entitlement.objects.get(benefit="support")
    bea = project.team.memberships.get(user__name="Bea").user
    with pytest.raises(claiming.NotYours):
        claiming.move(entitlement=support, deed=Deed.CLAIM, by=bea, at=NOW)
    assert "quien capitanea" in signed_in(bea).get(reverse("judging:own_prizes")).content.decode()
    assert claiming.move(entitlement=support, deed=Deed.CLAIM, by=alicia, at=NOW).state == State.CLAIMED


def test_a_code_shows_on_a_tap_stays_the_same_and_is_nowhere_else(refreshed, alicia, olga, caplog):
    add(refreshed, olga, "SECRETO-1", "SECRETO-2")
    browser, tap = signed_in(alicia), reverse("judging:show_code", args=[own(alicia).pk])
    assert "SECRETO" not in browser.get(reverse("judging:own_prizes")).content.decode()
    assert ["SECRETO-1" in browser.post(tap).content.decode() for _ in range(2)] == [True, True]
    told = [str(entry.detail) + entry.target_label for entry in TrailEntry.objects.all()]
    assert ("SECRETO" in "".join(told), "SECRETO" in caplog.text, own(alicia).state) == (False, False, State.DELIVERED)
    with pytest.raises(claiming.CodeIsOut):
        claiming.undeliver(entitlement=own(alicia), by=olga, at=NOW)


def test_when_the_codes_run_out_the_page_says_so_and_so_do_the_organisers(refreshed, alicia, organiser, olga):
    add(refreshed, olga, "A-1")
    keys = list(Entitlement.objects.filter(prize="submitters", benefit="credits").values_list("pk", flat=True))
    page = organiser.post(reverse("judging:deliver_benefits", args=[refreshed.slug]), {"row": keys}, follow=True)
    assert ["1 entregado." in page.content.decode(), "Falta 1 código" in page.content.decode()] == [True, True]
    left = Entitlement.objects.get(pk__in=keys, state=State.ELIGIBLE)
    assert (
        "no quedan códigos"
        in signed_in(left.user).post(reverse("judging:show_code", args=[left.pk]), follow=True).content.decode()
    )
    letter = Message.objects.get(key__startswith="judging.benefit_code.")
    assert ("A-1" in letter.body, reverse("judging:own_prizes") in letter.body) == (False, True)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_get_fifteen_codes_once_each(edition, olga):
    people = [make_person(f"P{n}") for n in range(20)]
    rows = [
        Entitlement.objects.create(
            edition=edition, prize=CREDITS[0], benefit=CREDITS[1], user=person, at=NOW, changed_at=NOW
        )
        for person in people
    ]
    add(edition, olga, *(f"C-{n}" for n in range(15)))
    ends = race([lambda row=row: coding.hand_code(entitlement=row, by=row.user, at=NOW) for row in rows])
    handed = [code for code in ends if isinstance(code, str)]
    assert (kinds(ends), len(set(handed))) == ({"str": 15, "NoCodeLeft": 5}, 15)
    assert BenefitCode.objects.exclude(entitlement=None).count() == 15


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_person_with_many_fingers_gets_one_code(edition, alicia, olga):
    row = Entitlement.objects.create(
        edition=edition, prize=CREDITS[0], benefit=CREDITS[1], user=alicia, at=NOW, changed_at=NOW
    )
    add(edition, olga, "C-1", "C-2", "C-3")
    ends = race([lambda: coding.hand_code(entitlement=row, by=alicia, at=NOW) for _ in range(8)])
    assert (set(ends), BenefitCode.objects.exclude(entitlement=None).count()) == ({"C-1"}, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_bring_the_list_up_to_date_at_once_make_each_benefit_once(edition, project, olga):
    ends = race([lambda: benefits.refresh(edition=edition, by=olga, at=NOW).new for _ in range(4)])
    assert (sorted(ends), Entitlement.objects.count()) == ([0, 0, 0, 13], 13)


def test_a_list_of_codes_says_what_was_twice_and_what_is_none(refreshed, organiser):
    address = reverse("judging:benefit_codes", args=[refreshed.slug, *CREDITS])
    file = SimpleUploadedFile("codigos.csv", "\ufeffÑ-1\r\n Ñ-2 \r\n\r\nÑ-1\r\n".encode() + b"x" * 201)
    page = organiser.post(address, {"file": file}, follow=True).content.decode()
    assert [text in page for text in ("2 códigos nuevos", "en las líneas 4", "No pueden ser códigos las líneas 5")] == [
        True
    ] * 3
    again = organiser.post(address, {"text": "Ñ-2\nÑ-3"}, follow=True).content.decode()
    assert ["1 código nuevo" in again, "1 ya estaba" in again, BenefitCode.objects.count()] == [True, True, 3]
    organiser.post(address, {"drop": "yes"})
    assert BenefitCode.objects.count() == 0


@pytest.mark.parametrize("text", ["", "  \n \t\n", "A\x00B", "\x01\n\x02", "x" * 2_000_001])
def test_a_list_without_codes_is_refused_with_a_sentence(refreshed, organiser, text):
    answer = organiser.post(reverse("judging:benefit_codes", args=[refreshed.slug, *CREDITS]), {"text": text})
    assert (answer.status_code, "is-invalid" in answer.content.decode() or "alert" in answer.content.decode()) == (
        200,
        True,
    )
    assert BenefitCode.objects.count() == 0


def test_a_benefit_without_codes_has_no_list(refreshed, organiser):
    assert organiser.get(reverse("judging:benefit_codes", args=[refreshed.slug, "first", "course"])).status_code == 404
    assert organiser.get(reverse("judging:benefit_codes", args=[refreshed.slug, "king", "credits"])).status_code == 404


def test_a_sponsor_hears_only_of_people_who_agreed_and_no_formula(refreshed, organiser, alicia):
    address = reverse("judging:sponsors_csv", args=[refreshed.slug])
    asked = {"what": "submitters/credits", "columna": ["person", "email", "team", "zzz"]}
    answer = organiser.get(address, asked)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows == [["Persona", "Correo", "Equipo"], ["Alicia", alicia.email, "'=Ñandúes"]]
    assert TrailEntry.objects.get(verb="benefits.exported").detail == {
        "columns": ["person", "email", "team"],
        "rows": 1,
    }


def test_who_declined_is_on_no_list(refreshed, organiser, alicia):
    claiming.move(entitlement=own(alicia), deed=Deed.DECLINE, by=alicia, at=NOW)
    answer = organiser.get(reverse("judging:sponsors_csv", args=[refreshed.slug]), {"what": "submitters/credits"})
    assert b"Alicia" not in b"".join(answer.streaming_content)


@pytest.mark.parametrize("row", ["", "x", "9" * 40, "-1", "٣"])
def test_rows_that_are_none_deliver_nothing(refreshed, organiser, row):
    page = organiser.post(reverse("judging:deliver_benefits", args=[refreshed.slug]), {"row": [row]}, follow=True)
    assert "Marca al menos una fila" in page.content.decode()


def test_the_page_says_what_is_due_no_more_and_what_is_not_on_the_list_yet(edition, project, organiser, alicia):
    Entitlement.objects.create(edition=edition, prize="first", benefit="course", user=alicia, at=NOW, changed_at=NOW)
    page = organiser.get(reverse("judging:benefits", args=[edition.slug])).content.decode()
    assert ("ya no le corresponde" in page, "Hay 13 beneficios que todavía no están" in page) == (True, True)


@pytest.mark.parametrize("n", [1, 3])
def test_lists_ask_as_often_for_many_as_for_one(edition, organiser, django_assert_num_queries, n):
    alicia = make_person("Alicia")
    for benefit in ("credits", "discount", "ticket")[:n]:
        Entitlement.objects.create(
            edition=edition, prize="submitters", benefit=benefit, user=alicia, at=NOW, changed_at=NOW
        )
    browser = signed_in(alicia)
    with django_assert_num_queries(18):
        organiser.get(reverse("judging:benefits", args=[edition.slug]))
    with django_assert_num_queries(5):
        browser.get(reverse("judging:own_prizes"))


def test_a_deed_that_is_none_says_so(refreshed, alicia):
    address = reverse("judging:change_benefit", args=[own(alicia).pk])
    assert "No hemos entendido" in signed_in(alicia).post(address, {"deed": "steal"}, follow=True).content.decode()


def test_all_of_a_filter_are_delivered_at_once_and_nothing_else(refreshed, organiser):
    address = reverse("judging:deliver_benefits", args=[refreshed.slug])
    answer = organiser.post(f"{address}?what=participants/gpu", {"deed": "deliver_all"})
    delivered = Entitlement.objects.filter(state=State.DELIVERED).values_list("benefit", flat=True)
    assert (list(delivered), answer.headers["Location"].endswith("?what=participants%2Fgpu")) == (["gpu", "gpu"], True)
    organiser.post(address, {"row": [str(row.pk) for row in Entitlement.objects.all()], "deed": "undeliver"})
    assert Entitlement.objects.filter(state=State.DELIVERED).count() == 0


@pytest.mark.parametrize("n", [1, 3])
def test_many_are_delivered_for_as_many_questions_as_one(edition, olga, django_assert_num_queries, n):
    """Their codes, their lines in the trail and their mails included."""
    add(edition, olga, *(f"C-{at}" for at in range(n)))
    about = {"edition": edition, "at": NOW, "changed_at": NOW}
    for at in range(n):
        person = make_person(f"P{at}")
        Entitlement.objects.create(prize=CREDITS[0], benefit=CREDITS[1], user=person, **about)
        Entitlement.objects.create(prize="participants", benefit="gpu", user=person, **about)
    rows = list(Entitlement.objects.all())
    with django_assert_num_queries(14):
        told = delivering.deliver_many(edition=edition, entitlements=rows, by=olga, at=NOW)
    assert (told, Message.objects.filter(key__startswith="judging.benefit_code.").count()) == ((2 * n, 0, 0), n)
    assert BenefitCode.objects.filter(entitlement__state=State.DELIVERED).count() == n
    assert TrailEntry.objects.filter(verb__in=["benefit.delivered", "benefit.code_handed"]).count() == 2 * n


def test_nobody_delivers_many_who_does_not_run_the_edition(refreshed, alicia):
    with pytest.raises(claiming.NotYours):
        delivering.deliver_many(edition=refreshed, entitlements=[own(alicia)], by=alicia, at=NOW)


def test_who_is_out_of_the_competition_is_handed_nothing_for_delivering_a_project(refreshed, project, alicia, olga):
    out = {"kind": "disqualify", "detail": {"submission": project.pk}, "reason": "Plagio", "at": NOW}
    Decision.objects.create(edition=refreshed, by=olga, **out)
    add(refreshed, olga, "A-1")
    gpu = own(alicia, "participants", "gpu")
    told = delivering.deliver_many(edition=refreshed, entitlements=[own(alicia), gpu], by=olga, at=NOW)
    with pytest.raises(coding.NotEntitled):
        coding.hand_code(entitlement=own(alicia), by=alicia, at=NOW)
    for deed in (CREDITS, ("submitters", "discount")):
        with pytest.raises(claiming.CannotMove):
            claiming.deliver(entitlement=own(alicia, *deed), by=olga, at=NOW)
    assert (told, own(alicia, "participants", "gpu").state) == ((1, 1, 0), State.DELIVERED)


def test_a_sponsor_hears_of_who_asked_where_it_must_be_asked_for(refreshed, organiser, alicia):
    address, asked = reverse("judging:sponsors_csv", args=[refreshed.slug]), {"what": "participants/workshop"}
    before = b"".join(organiser.get(address, asked).streaming_content)
    claiming.move(entitlement=own(alicia, "participants", "workshop"), deed=Deed.CLAIM, by=alicia, at=NOW)
    after = b"".join(organiser.get(address, asked).streaming_content)
    assert (b"Alicia" in before, b"Alicia" in after) == (False, True)
