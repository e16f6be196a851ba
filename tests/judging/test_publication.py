"""Results are frozen, signed and published: each step for who may take it, in its order, and nobody sees them before their time."""

from dataclasses import replace
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import JuryRules, Phase, ResultsDetail
from hackathon.mail.models import Message
from judging import actions, results
from judging.models import Award, FrozenResults, ModeratedComment, Signature
from judging.queries import counting, publication
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.teams import add_member, make_team
from tests.reading import text

pytestmark = pytest.mark.django_db
APPROVED, HIDDEN = ModeratedComment.State.APPROVED, ModeratedComment.State.HIDDEN


class World:
    """An edition whose judging is over: two projects, two judges, all sent; Olga and Oto run it."""

    def __init__(self, **jury):
        windows = make_rules(phase=Phase.JUDGING).windows
        windows = replace(windows, results_at=windows.judging.closes_at + timedelta(days=1))
        self.edition = make_edition(phase=Phase.JUDGING, jury=JuryRules(**jury), windows=windows)
        self.olga, self.oto = (make_organiser(self.edition, name) for name in ("Olga", "Oto"))
        self.judges = [make_judge(self.edition, name) for name in ("Julia", "Juan")]
        self.alicia = make_person("Alicia")
        self.best = make_project(self.edition, "Refranes", team=make_team(self.edition, self.alicia))
        self.other = make_project(self.edition, "Coplas")
        for judge in self.judges:
            make_review(self.best, judge, all_scores(self.edition, 4), comment=f"Enhorabuena de {judge.name}")
            make_review(self.other, judge, all_scores(self.edition, 2))
        self.closed, self.due = windows.judging.closes_at, windows.results_at

    def freeze(self, **fields):
        return actions.freeze(**{"edition": self.edition, "by": self.olga, "at": self.closed, **fields})

    def sign(self, results, *people):
        for person in people or (self.olga, self.oto):
            actions.sign(results=results, digest=results.digest, by=person, at=self.closed)

    def approve(self):
        return actions.approve_comments(edition=self.edition, by=self.olga, at=self.closed)


@pytest.fixture
def world():
    return World()


# --- freezing --------------------------------------------------------------------------------------------------------
def test_a_freeze_keeps_what_counts_and_a_line_for_each_project(world):
    frozen = world.freeze()
    assert (frozen.number, frozen.digest, len(frozen.digest)) == (1, results_digest(frozen), 64)
    assert [(row.submission_id, row.rank) for row in frozen.projects.order_by("rank")] == [
        (world.best.pk, 1),
        (world.other.pk, 2),
    ]
    frozen.refresh_from_db()
    assert results_digest(frozen) == frozen.digest  # also as the database gives it back


def results_digest(frozen):
    return results.digest(frozen.payload)


def test_nothing_that_happens_after_the_freeze_changes_it(world):
    frozen = world.freeze()
    world.best.assignments.first().scores.update(value=0)
    with pytest.raises(actions.AlreadyFrozen):
        actions.write_note(edition=world.edition, reason="Tarde.", by=world.olga, at=world.closed)
    frozen.refresh_from_db()
    assert (results_digest(frozen), counting.outcome(world.edition) == frozen.payload) == (frozen.digest, False)


def test_missing_reviews_ask_for_a_reason_which_is_kept(world):
    make_assignment(world.other, make_judge(world.edition, "Jimena"))
    with pytest.raises(actions.ReviewsMissing) as refused:
        world.freeze()
    assert refused.value.lacking == 1
    frozen = world.freeze(reason="Jimena está enferma.")
    assert frozen.payload["missing"] == {"reviews": 1, "reason": "Jimena está enferma."}


def test_voided_and_practice_reviews_neither_count_nor_lack(world):
    for stage, fields in (("practice", {}), ("first", {"voided_at": NOW, "voided_reason": "Conflicto."})):
        review = make_assignment(world.other, make_judge(world.edition, f"J{stage}"))
        type(review).objects.filter(pk=review.pk).update(stage=stage, **fields)
    assert world.freeze().payload["missing"] == {"reviews": 0, "reason": ""}


def test_while_judges_may_still_write_a_freeze_needs_a_reason(world):
    with pytest.raises(actions.ReviewsMissing) as refused:
        world.freeze(at=NOW)
    assert refused.value.lacking == 0


def test_a_freeze_finds_who_judged_the_own_team_and_asks_to_look_again(world):
    add_member(world.other.team, world.judges[0], seat=2)
    with pytest.raises(actions.ReviewsVoided) as refused:
        world.freeze()
    assert (refused.value.voided, FrozenResults.objects.count()) == (1, 0)
    voided = world.other.assignments.get(judge=world.judges[0])
    assert voided.voided_at == world.closed
    payload = world.freeze().payload
    assert [len(each["reviews"]) for each in payload["projects"]] == [2, 1]


def test_there_is_nothing_to_freeze_before_anybody_has_a_place():
    edition = make_edition(phase=Phase.JUDGING)
    make_project(edition)
    with pytest.raises(actions.NothingRanked):
        actions.freeze(edition=edition, reason="Ya.", by=make_organiser(edition), at=NOW)


def test_a_second_freeze_waits_until_the_first_is_withdrawn_and_gets_the_next_number(world):
    first = world.freeze()
    with pytest.raises(actions.AlreadyFrozen):
        world.freeze()
    with pytest.raises(actions.NoReason):
        actions.withdraw_results(results=first, reason="  ", by=world.olga, at=world.closed)
    actions.withdraw_results(results=first, reason="Faltaba una nota.", by=world.olga, at=world.closed)
    assert world.freeze().number == 2
    with pytest.raises(actions.NotFrozen):
        world.sign(first)


# --- signing ---------------------------------------------------------------------------------------------------------
def test_two_different_organisers_sign_what_they_read(world):
    frozen = world.freeze()
    world.sign(frozen, world.olga)
    with pytest.raises(actions.AlreadySigned):
        world.sign(frozen, world.olga)
    assert publication.is_signed(frozen) is False
    world.sign(frozen, world.oto)
    assert publication.is_signed(frozen) is True
    assert set(Signature.objects.values_list("digest", flat=True)) == {frozen.digest}


def test_nobody_signs_other_results_than_those_that_they_read(world):
    frozen = world.freeze()
    with pytest.raises(actions.ChangedResults):
        actions.sign(results=frozen, digest="0" * 64, by=world.oto, at=world.closed)
    FrozenResults.objects.update(payload={**frozen.payload, "seed": 7})
    with pytest.raises(actions.ChangedResults):
        actions.sign(results=frozen, digest=frozen.digest, by=world.oto, at=world.closed)


def test_who_does_not_run_the_edition_neither_freezes_nor_signs_nor_publishes(world):
    frozen = world.freeze()
    stranger = make_organiser(make_edition("otra"))
    for person in (stranger, world.judges[0]):
        with pytest.raises(actions.MayNotDecide):
            world.sign(frozen, person)
        with pytest.raises(actions.MayNotDecide):
            actions.publish_now(results=frozen, by=person, at=world.closed)
        with pytest.raises(actions.MayNotDecide):
            actions.withdraw_results(results=frozen, reason="No.", by=person, at=world.closed)
        with pytest.raises(actions.MayNotDecide):
            actions.freeze(edition=world.edition, by=person, at=world.closed)


# --- publishing ------------------------------------------------------------------------------------------------------
def test_results_are_out_at_their_moment_whether_or_not_a_worker_has_come_by(world):
    world.sign(world.freeze())
    assert publication.shown(world.edition, at=world.due - timedelta(seconds=1)) is None
    assert publication.shown(world.edition, at=world.due) is not None


def test_without_all_signatures_nothing_is_out_however_late_it_is(world):
    frozen = world.freeze()
    world.sign(frozen, world.olga)
    assert publication.shown(world.edition, at=world.due + timedelta(days=9)) is None
    with pytest.raises(actions.NotSigned) as refused:
        actions.publish_now(results=frozen, by=world.olga, at=world.closed)
    assert refused.value.lacking == 1


def test_whoever_lowers_the_rules_number_of_signatures_after_the_freeze_does_not_publish_alone(world):
    frozen = world.freeze()
    world.sign(frozen, world.olga)
    rules = world.edition.rules
    rules["jury"] = {**rules.get("jury", {}), "signatures": 1}
    world.edition.save()
    changed = publication.standing(world.edition)

    with pytest.raises(actions.NotSigned) as refused:
        actions.publish_now(results=changed, by=world.olga, at=world.closed)
    assert refused.value.lacking == 1
    assert publication.public_editions(at=world.due) == frozenset()
    assert not publication.is_public(changed, at=world.due)
    world.sign(changed, world.oto)
    assert publication.public_editions(at=world.due) == {world.edition.pk}


def test_a_signature_under_another_digest_is_none(world):
    frozen = world.freeze()
    world.sign(frozen)
    frozen.signatures.filter(user=world.oto).update(digest="0" * 64)
    assert publication.lacking_signatures(frozen) == 1
    assert (publication.is_public(frozen, at=world.due), publication.public_editions(at=world.due)) == (False, set())


def test_the_last_signature_after_the_moment_says_before_and_after_that_it_publishes(world, monkeypatch):
    world.sign(world.freeze(), world.oto)
    olga, page = signed_in(world.olga), reverse("judging:publication", args=["demo"])
    warning = "al firmar se publican"
    monkeypatch.setattr("hackathon.clock.now", lambda: world.closed)
    assert warning not in olga.get(page).content.decode()
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    assert warning in olga.get(page).content.decode()
    digest = publication.standing(world.edition).digest
    signed = olga.post(reverse("judging:sign", args=["demo"]), {"digest": digest}, follow=True)
    assert "Firmados y publicados" in signed.content.decode()


def test_somebody_chooses_another_moment(world):
    frozen = world.freeze()
    world.sign(frozen)
    later = world.due + timedelta(days=2)
    actions.schedule_publication(results=frozen, publish_at=later, by=world.olga, at=world.closed)
    assert publication.shown(world.edition, at=world.due) is None
    assert publication.shown(world.edition, at=later).pk == frozen.pk


def test_what_is_published_stays_so_though_the_rules_ask_for_more_signatures(world):
    world.sign(world.freeze())
    actions.publish_due(at=world.due)
    rules = world.edition.rules
    rules["jury"] = {**rules.get("jury", {}), "signatures": 5}
    world.edition.save(update_fields=["rules"])
    assert publication.shown(type(world.edition).objects.get(), at=world.due) is not None


def test_the_sweep_publishes_once_and_writes_to_each_team_once(world):
    world.sign(world.freeze())
    world.approve()
    assert [actions.publish_due(at=at) for at in (world.closed, world.due, world.due)] == [0, 1, 0]
    assert (TrailEntry.objects.filter(verb="results.published").count(), Award.objects.count()) == (1, 2)
    letters = Message.objects.filter(key__startswith="judging.results.")
    assert {letter.user_id for letter in letters} == {world.alicia.pk, world.other.team.captain_id}
    assert letters.count() == 2


def test_a_worker_comes_by_with_every_sweep(world, monkeypatch, settings):
    world.sign(world.freeze())
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    task = import_module("judging.tasks").publish_results
    task()
    assert (task.name in settings.CELERY_BEAT_SCHEDULE, FrozenResults.objects.get().published_at) == (True, world.due)


# --- what the jury says to the teams ---------------------------------------------------------------------------------
def test_the_letters_wait_until_somebody_has_read_every_comment(world):
    world.sign(world.freeze())
    actions.publish_due(at=world.due)
    assert Message.objects.count() == 0
    assert world.approve() == 2
    actions.publish_due(at=world.due)
    letter = Message.objects.get(user=world.alicia)
    assert ("> Enhorabuena de Julia" in letter.body, "— Julia" in letter.body) == (True, False)


def test_a_comment_goes_out_as_it_was_changed_or_not_at_all(world):
    first, second = publication.commented(world.edition)
    actions.moderate_comment(review=first, state=APPROVED, text="Muy bien.", by=world.olga, at=world.closed)
    actions.moderate_comment(review=second, state=HIDDEN, by=world.olga, at=world.closed)
    assert publication.comments_for(world.edition, [world.best.pk]) == {
        world.best.pk: [publication.Comment("Muy bien.", "")]
    }


def test_a_comment_that_was_changed_since_is_read_again_before_it_goes_out(world):
    world.approve()
    type(publication.commented(world.edition).first()).objects.filter(
        judge=world.judges[0], submission=world.best
    ).update(saved_at=world.closed + timedelta(minutes=1), comment="Otra cosa")
    assert [review.judge_id for review in publication.to_moderate(world.edition)] == [world.judges[0].pk]
    assert len(publication.comments_for(world.edition, [world.best.pk])[world.best.pk]) == 1


def test_the_rules_may_have_judges_sign_what_they_say():
    world = World(anonymous_comments=False)
    world.approve()
    said = publication.comments_for(world.edition, [world.best.pk])[world.best.pk]
    assert [comment.judge for comment in said] == ["Julia", "Juan"]


def test_a_corrected_version_is_told_without_the_comments_again(world):
    first = world.freeze()
    world.sign(first)
    world.approve()
    actions.publish_due(at=world.due)
    actions.withdraw_results(results=first, reason="Una nota mal copiada.", by=world.olga, at=world.due)
    second = world.freeze(at=world.due)
    world.sign(second)
    actions.publish_due(at=world.due)
    bodies = list(Message.objects.filter(user=world.alicia).order_by("pk").values_list("body", flat=True))
    assert ["Enhorabuena" in body for body in bodies] == [True, False]
    assert "corregido" in bodies[1]


# --- who sees what when ----------------------------------------------------------------------------------------------
HIDDEN_FROM_ALL = ("nothing", 404, 404, 404, 404)
"""The page, the picture, the derivation of one's own project and of another, the API."""
BENCH = ("results", 200, 200, 200, 404)
OUT = ("results", 200, 404, 404, 200)
OUT_TEAM = ("results", 200, 200, 404, 200)
OUT_BENCH = ("results", 200, 200, 200, 200)
NOBODY_YET = dict.fromkeys(("anonymous", "stranger", "member", "judge"), HIDDEN_FROM_ALL)
EVERYBODY = {"anonymous": OUT, "stranger": OUT, "member": OUT_TEAM, "judge": OUT, "organiser": OUT_BENCH}
NOT_FROZEN = {**NOBODY_YET, "organiser": ("nothing", 404, 200, 200, 404)}
FROZEN = {**NOBODY_YET, "organiser": BENCH}
MOMENTS = {
    "before": NOT_FROZEN,
    "frozen": FROZEN,
    "signed": FROZEN,
    "embargo over": EVERYBODY,
    "published": EVERYBODY,
    "withdrawn": NOT_FROZEN,
}


def seen_by(client, world):
    def status(name, *arguments):
        return client.get(reverse(name, args=[world.edition.slug, *arguments])).status_code

    page = client.get(reverse("judging:published", args=[world.edition.slug])).content.decode()
    return (
        "results" if "Refranes" in page else "nothing",
        status("judging:published_svg"),
        status("judging:derivation", world.best.pk),
        status("judging:derivation", world.other.pk),
        status("api:published_results"),
    )


@pytest.mark.production
def test_nobody_sees_results_before_their_time(monkeypatch):
    world = World(published=ResultsDetail.TOTALS)
    people = {"stranger": make_person(), "member": world.alicia, "judge": world.judges[0], "organiser": world.oto}
    browsers = {"anonymous": Client(), **{role: signed_in(person) for role, person in people.items()}}
    frozen = []

    def go_on(moment):
        if moment == "frozen":
            frozen.append(world.freeze())
        elif moment == "signed":
            world.sign(frozen[0])
        elif moment == "published":
            actions.publish_due(at=world.due)
        elif moment == "withdrawn":
            actions.withdraw_results(results=frozen[0], reason="Un error.", by=world.olga, at=world.due)
        at = world.closed if moment in ("before", "frozen", "signed") else world.due
        monkeypatch.setattr("hackathon.clock.now", lambda: at)

    got = {}
    for moment in MOMENTS:
        go_on(moment)
        got[moment] = {role: seen_by(browser, world) for role, browser in browsers.items()}
    assert got == {moment: dict(expected) for moment, expected in MOMENTS.items()}


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        (ResultsDetail.PLACES, (False, False, 404, 404)),
        (ResultsDetail.TOTALS, (True, False, 200, 404)),
        (ResultsDetail.GROUPS, (True, True, 200, 200)),
    ],
)
@pytest.mark.production
def test_the_rules_say_how_much_everybody_sees(detail, shown, monkeypatch):
    world = World(published=detail)
    world.sign(world.freeze())
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    client = Client()
    page = client.get(reverse("judging:published", args=["demo"])).content.decode()
    told = client.get("/api/v1/editions/demo/results/published/").json()["results"][0]
    assert (told["total"] is not None, bool(told["groups"])) == shown[:2]
    assert ("<strong>10,00</strong>" in page, '<td class="text-end">4,00<' in page) == shown[:2]
    addresses = [
        reverse("judging:published_svg", args=["demo"]),
        reverse("judging:derivation", args=["demo", world.best.pk]),
    ]
    assert tuple(client.get(address).status_code for address in addresses) == shown[2:]


@pytest.mark.usefixtures("at_now")
def test_a_project_that_may_not_be_named_is_not(monkeypatch):
    world = World()
    world.best.current.consent = False
    world.best.current.save(update_fields=["consent"])
    world.sign(world.freeze())
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    page = Client().get(reverse("judging:published", args=["demo"])).content.decode()
    picture = Client().get(reverse("judging:published_svg", args=["demo"])).content.decode()
    told = Client().get("/api/v1/editions/demo/results/published/").json()
    assert [text.count("Refranes") for text in (page, picture, str(told))] == [0, 0, 0]
    assert "Proyecto sin nombre público" in page
    assert Client().get(reverse("judging:derivation", args=["demo", world.best.pk])).status_code == 404


def test_a_team_reads_who_judged_them_as_letters_and_organisers_by_name(world, monkeypatch):
    world.sign(world.freeze())
    world.approve()
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    address = reverse("judging:derivation", args=["demo", world.best.pk])
    team, bench = (signed_in(person).get(address).content.decode() for person in (world.alicia, world.olga))
    assert ("Jurado A" in team, "Enhorabuena de Julia" in team) == (True, True)
    assert ("Jurado A" in bench, ">Julia<" in bench) == (False, True)


def test_the_teams_page_tells_its_result_once_it_is_out(world, monkeypatch):
    world.sign(world.freeze())
    world.approve()
    address = reverse("judging:fragment", args=["demo", world.best.pk])
    told = []
    for at in (world.closed, world.due):
        monkeypatch.setattr("hackathon.clock.now", lambda at=at: at)
        told.append(signed_in(world.alicia).get(address).content.decode())
    assert (told[0], "Puesto 1 de 2" in told[1], "Enhorabuena de Juan" in told[1]) == ("", True, True)


# --- the bench -------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("at_now")
def test_a_refused_freeze_keeps_what_was_typed_and_says_what_to_do(world):
    browser = signed_in(world.olga)
    typed = "x" * 1001
    answer = browser.post(reverse("judging:freeze", args=["demo"]), {"reason": typed})
    assert (answer.status_code, typed in answer.content.decode()) == (422, True)
    answer = browser.post(reverse("judging:freeze", args=["demo"]), {"reason": ""})
    assert (answer.status_code, "escribe por qué" in answer.content.decode()) == (422, True)
    assert ("Por qué se congelan ya" in text(answer), "Motivo (opcional)" in text(answer)) == (True, False)
    assert (
        f'active" aria-current="page" href="{reverse("judging:publication", args=["demo"])}"' in answer.content.decode()
    )


@pytest.mark.usefixtures("at_now")
@pytest.mark.production
def test_organisers_go_from_the_bench_to_published_results(world, monkeypatch):
    monkeypatch.setattr("hackathon.clock.now", lambda: world.closed)
    olga, oto = signed_in(world.olga), signed_in(world.oto)
    olga.post(reverse("judging:freeze", args=["demo"]), {"reason": ""})
    digest = FrozenResults.objects.get().digest
    for browser in (olga, oto):
        browser.post(reverse("judging:sign", args=["demo"]), {"digest": digest})
    olga.post(reverse("judging:comments_all", args=["demo"]))
    olga.post(reverse("judging:publish", args=["demo"]))
    assert "Refranes" in Client().get(reverse("judging:published", args=["demo"])).content.decode()
    assert Message.objects.filter(key__startswith="judging.results.").count() == 2
    olga.post(reverse("judging:withdraw", args=["demo"]), {"reason": "Un error."})
    page = Client().get(reverse("judging:published", args=["demo"])).content.decode()
    assert ("Refranes" in page, "retirado para corregirlos" in page) == (False, True)


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.production
def test_the_pages_cost_the_same_however_much_there_is(world, more, monkeypatch):
    for number in range(more):
        project = make_project(world.edition, f"Otro {number}")
        for judge in world.judges:
            make_review(project, judge, all_scores(world.edition, 3), comment="Bien.")
    world.sign(world.freeze())
    monkeypatch.setattr("hackathon.clock.now", lambda: world.due)
    browsers = {"published": Client(), "publication": signed_in(world.olga), "comments": signed_in(world.olga)}
    counts = {}
    for page, browser in browsers.items():
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(f"judging:{page}", args=["demo"])).status_code == 200
        counts[page] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        browsers["published"].get(reverse("judging:derivation", args=["demo", world.best.pk]))
    assert {**counts, "derivation": len(asked)} == {"published": 7, "publication": 18, "comments": 7, "derivation": 6}
