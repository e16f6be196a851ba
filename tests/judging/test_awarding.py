"""Prizes go to whom the frozen results say, and show before their time to nobody."""

import pytest
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from judging import actions
from judging.actions import awarding, benefits, certifying, claiming, coding, delivering
from judging.models import Award, Certificate, Entitlement, FrozenResults
from judging.personal import outcomes
from judging.prizes import code_lists
from judging.queries import certificates, published
from judging.queries import prizes as queries
from tests.factories.certificates import publish_results
from tests.factories.editions import NOW
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
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


def test_nobody_gets_what_was_not_signed(edition, project, olga):
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
    with pytest.raises(awarding.NoReason):
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
    assert delivering.deliver_many(edition=edition, entitlements=own, by=olga, at=NOW) == (0, 2, 0)
    assert set(own.values_list("state", flat=True)) == {State.ELIGIBLE}


def test_corrected_results_take_back_what_they_do_not_give_and_withdrawn_ones_hide_everything(edition, project, olga):
    """The certificates of who did not win after all hold no more, and nobody has two first places."""
    bea = make_person("Bea")
    other = make_project(edition, "Otro", team=make_team(edition, bea))
    winner = {bea.pk: "other", project.team.captain_id: "project"}
    first = frozen(edition, ("first", project))
    awarding.award_all(edition=edition, by=None, at=NOW)
    certifying.issue(edition=edition, kinds=["winner"], by=olga, at=NOW)

    def told():
        mine = {winner[person.pk] for person in (bea, project.team.captain) if queries.own_awards(person, at=NOW)}
        deserved = {winner[each.person] for each in certificates.deserved_in(edition, kinds=["winner"], at=NOW)}
        entitled = {
            winner[each.person] for each in queries.entitled_in(edition) if each.prize == "first" and each.person
        }
        return [mine, deserved, entitled]

    before = told()
    FrozenResults.objects.filter(pk=first.pk).update(withdrawn_at=NOW, withdrawn_reason="Un error")
    hidden = told()
    payload = {"awards": [{"prize": "first", "project": other.pk}]}
    second = publish_results(
        edition, other, number=2, payload=payload, published_at=None, publish_at=NOW.replace(year=2027)
    )
    awarding.award_all(edition=edition, by=olga, at=NOW)
    kept = Certificate.objects.filter(revoked_at=None).count()  # before the moment nobody hears of a correction
    FrozenResults.objects.filter(pk=second.pk).update(published_at=NOW)
    awarding.award_all(edition=edition, by=None, at=NOW)
    assert (before, hidden, told()) == ([{"project"}] * 3, [set()] * 3, [{"other"}] * 3)
    assert (kept, list(Award.objects.values_list("prize", "submission"))) == (1, [("first", other.pk)])
    revoked = list(Certificate.objects.values_list("user", "revoked_reason"))
    assert revoked == [(project.team.captain_id, "Los resultados se corrigieron y ya no dan este premio.")]


def test_what_was_taken_back_is_not_shown_nor_given_with_the_rest_and_is_given_again_when_asked(
    edition, olga, organiser
):
    project = make_project(edition)
    make_review(project, make_judge(edition), all_scores(edition, 3))
    results = actions.freeze(edition=edition, reason="Falta poco", by=olga, at=NOW)
    prizes = [award.prize for award in awarding.award_all(edition=edition, by=olga, at=NOW)]

    def shown():
        found = published.published(edition, user=olga, at=NOW)
        return [won.prize.key for won in (*found.places, *found.mentions)]

    for award in list(Award.objects.all()):
        awarding.take_back(award=award, reason="Un error.", by=olga, at=NOW)
    FrozenResults.objects.filter(pk=results.pk).update(published_at=NOW)
    assert (shown(), awarding.award_all(edition=edition, by=None, at=NOW), shown()) == ([], [], [])
    again = {"prize": prizes[0], "submission": project.pk}
    organiser.post(reverse("judging:award_again", args=[edition.slug]), again)
    assert (shown(), list(Award.objects.values_list("prize", flat=True))) == ([prizes[0]], [prizes[0]])


@pytest.mark.parametrize(
    "typed", [{}, {"prize": "likes", "submission": "9" * 30}, {"prize": "a\x00b", "submission": "1"}]
)
def test_a_prize_that_was_not_won_is_not_given_again(edition, project, organiser, typed):
    frozen(edition, ("first", project))
    page = organiser.post(reverse("judging:award_again", args=[edition.slug]), typed, follow=True)
    assert ("no dan este premio" in page.content.decode(), Award.objects.count()) == (True, 0)


def test_only_who_runs_the_edition_gives_and_takes_prizes(edition, project, olga):
    frozen(edition, ("first", project))
    julia, award = make_judge(edition, "Julia"), awarding.award_all(edition=edition, by=olga, at=NOW)[0]
    about = {"by": julia, "at": NOW}
    for deed in (
        lambda: awarding.award_all(edition=edition, **about),
        lambda: awarding.award(submission=project, prize="first", **about),
        lambda: awarding.take_back(award=award, reason="Porque sí", **about),
        lambda: awarding.write_note(award=award, note="Qué bien", **about),
    ):
        with pytest.raises(awarding.MayNotAward):
            deed()


def test_the_download_of_ones_own_data_tells_no_prize_before_the_results_are_published(edition, project, alicia, olga):
    results = frozen(edition, ("first", project), published_at=None)
    awarding.award_all(edition=edition, by=olga, at=NOW)
    told = []
    for moment in (None, NOW):
        FrozenResults.objects.filter(pk=results.pk).update(published_at=moment)
        told.append({each["prize"] for each in outcomes.export(alicia)["benefits"]})
    assert told == [{"participants", "submitters"}, {"participants", "submitters", "first"}]
