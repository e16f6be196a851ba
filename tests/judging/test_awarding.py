"""Prizes go to whom the frozen results say, and show before their time to nobody."""

import pytest
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from judging.actions import awarding, benefits, certifying, claiming, coding
from judging.models import Award, Certificate, Entitlement
from judging.prizes import code_lists
from judging.queries import prizes as queries
from tests.factories.certificates import publish_results
from tests.factories.editions import NOW
from tests.factories.judging import make_project
from tests.factories.people import make_organiser, make_person, signed_in
from tests.factories.teams import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.production, pytest.mark.usefixtures("at_now")]
State = Entitlement.State


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


@pytest.fixture
def alicia():
    return make_person("Alicia")


@pytest.fixture
def project(edition, alicia):
    return make_project(edition, team=make_team(edition, alicia))


def frozen(edition, *won, published_at=NOW):
    awards = [{"prize": prize, "project": project.pk} for prize, project in won]
    return publish_results(
        edition, *(project for _, project in won), payload={"awards": awards}, published_at=published_at
    )


def test_what_follows_from_the_results_is_given_once(edition, project, olga):
    frozen(edition, ("first", project), ("likes", project))
    assert [given.prize for given in awarding.award_all(edition=edition, by=olga, at=NOW)] == ["first", "likes"]
    assert awarding.award_all(edition=edition, by=olga, at=NOW) == []
    assert (Award.objects.count(), TrailEntry.objects.filter(verb="award.given").count()) == (2, 2)


def test_projects_that_share_a_place_each_get_its_prize(edition, project, olga):
    other = make_project(edition, "Otro", team=make_team(edition, make_person("Bea")))
    frozen(edition, ("first", project), ("first", other))
    awarding.award_all(edition=edition, by=olga, at=NOW)
    assert set(Award.objects.values_list("prize", "submission")) == {("first", project.pk), ("first", other.pk)}
    assert [each.shared for each in queries.proposals(edition, awards=queries.awards_of(edition))] == [True, True]


def test_without_frozen_results_there_are_no_prizes(edition, project, olga):
    with pytest.raises(awarding.NotFrozen):
        awarding.award_all(edition=edition, by=olga, at=NOW)
    with pytest.raises(awarding.NotFrozen):
        awarding.award(submission=project, prize="first", by=olga, at=NOW)


def test_nobody_gets_by_hand_what_the_results_give_to_others(edition, project, olga):
    other = make_project(edition, "Otro", team=make_team(edition, make_person("Bea")))
    frozen(edition, ("first", other))
    for prize in ("first", "likes", "king", "participants"):
        with pytest.raises(awarding.NotWon):
            awarding.award(submission=project, prize=prize, by=olga, at=NOW)
    assert Award.objects.count() == 0


def test_a_winner_sees_the_prize_once_the_results_are_out_and_not_before(edition, project, alicia, olga):
    results = frozen(edition, ("first", project), published_at=None)
    results.publish_at = NOW.replace(year=2027)
    results.save()
    awarding.award_all(edition=edition, by=olga, at=NOW)
    Award.objects.update(note="El mejor corpus.")
    mine = reverse("judging:own_prizes")
    before = signed_in(alicia).get(mine).content.decode()
    hidden = Entitlement.objects.get(prize="first", benefit="credits", user=alicia)
    refused = signed_in(alicia).post(reverse("judging:show_code", args=[hidden.pk])).status_code
    results.published_at = NOW
    results.save()
    after = signed_in(alicia).get(mine).content.decode()
    shown = [
        [text in page for text in ("1.er puesto", "El mejor corpus.", "50 000 créditos")] for page in (before, after)
    ]
    assert (refused, shown) == (404, [[False] * 3, [True] * 3])


def test_a_prize_that_is_taken_back_ends_its_certificates_and_leaves_what_was_claimed(edition, project, alicia, olga):
    frozen(edition, ("first", project))
    award = awarding.award_all(edition=edition, by=olga, at=NOW)[0]
    course = Entitlement.objects.get(prize="first", benefit="course", user=alicia)
    claiming.move(entitlement=course, deed=claiming.Deed.CLAIM, by=alicia, at=NOW)
    certifying.issue(edition=edition, kinds=["winner"], by=olga, at=NOW)
    with pytest.raises(awarding.NeedsReason):
        awarding.take_back(award=award, reason=" \u200f", by=olga, at=NOW)
    awarding.take_back(award=award, reason="Se retiró el corpus.", by=olga, at=NOW)
    assert list(Entitlement.objects.filter(prize="first").values_list("benefit", "state")) == [
        ("course", State.CLAIMED)
    ]
    assert benefits.refresh(edition=edition, by=olga, at=NOW) == benefits.Refreshed(new=0, gone=0, kept=1)
    assert TrailEntry.objects.get(verb="award.taken_back").reason == "Se retiró el corpus."
    assert list(Certificate.objects.values_list("kind", "revoked_reason")) == [("winner", "Se retiró el corpus.")]


def test_the_page_gives_notes_and_takes_back(edition, project, organiser):
    frozen(edition, ("first", project))
    page = reverse("judging:prizes", args=[edition.slug])
    assert "Otorgar todos" in organiser.get(page).content.decode()
    organiser.post(reverse("judging:award_all", args=[edition.slug]))
    award = Award.objects.get()
    organiser.post(reverse("judging:award_note", args=[edition.slug, award.pk]), {"note": "¡Bravo! =1+1 <b>"})
    shown = organiser.get(page).content.decode()
    assert ("¡Bravo! =1+1 &lt;b&gt;" in shown, "Otorgar todos" in shown) == (True, False)
    kept = organiser.post(reverse("judging:award_note", args=[edition.slug, award.pk]), {"note": "x" * 4001})
    assert ("4000" in kept.content.decode(), Award.objects.get().note) == (True, "¡Bravo! =1+1 <b>")
    organiser.post(reverse("judging:take_back_award", args=[edition.slug, award.pk]), {"reason": ""})
    assert Award.objects.count() == 1


def test_an_award_that_newer_results_do_not_give_is_pointed_out(edition, project, organiser, olga):
    results = frozen(edition, ("first", project))
    awarding.award_all(edition=edition, by=olga, at=NOW)
    results.payload = {"awards": []}
    results.save()
    assert "ya no dan este premio" in organiser.get(reverse("judging:prizes", args=[edition.slug])).content.decode()


def test_nothing_of_a_prize_is_handed_over_before_the_results_are_out(edition, project, alicia, olga):
    results = frozen(edition, ("first", project), published_at=None)
    results.publish_at = NOW.replace(year=2027)
    results.save()
    awarding.award_all(edition=edition, by=olga, at=NOW)
    codes = code_lists.read("A-1\nA-2")
    coding.add_codes(edition=edition, prize="first", benefit="credits", codes=codes, by=olga, at=NOW)
    own = Entitlement.objects.filter(prize="first")
    assert claiming.deliver_many(entitlements=own, by=olga, at=NOW) == (0, 2, 0)
    assert set(own.values_list("state", flat=True)) == {State.ELIGIBLE}
