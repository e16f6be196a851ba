"""Deadlines moved while the event runs: rules, trail, announcement and mail change together, and everybody is told once."""

from datetime import timedelta

import pytest
from django.db import transaction

from hackathon.editions.deadlines import Deadline
from hackathon.editions.extending import Contradiction, NotMovable, Why
from hackathon.editions.models import Edition, EditionRulesVersion, TrailEntry
from hackathon.mail import actions as mail
from hackathon.mail.models import Message
from hackathon.outreach import actions, dispatch
from hackathon.outreach.models import Announcement
from hackathon.outreach.news_of_deadlines import Reason
from hackathon.outreach.queries import deadlines as queries
from tests.factories.editions import NOW, make_edition
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.registration import make_attendee, make_registration
from tests.factories.teams import make_team
from tests.racing import kinds, race

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
WHY = Reason(spanish="El Hub estuvo caído el martes", english="The Hub was down on Tuesday")
SUBMISSION, TEAMS = Deadline.SUBMISSION, Deadline.TEAMS


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def olga(edition):
    return make_organiser(edition)


def close_of(edition, which=SUBMISSION):
    return getattr(Edition.objects.get(pk=edition.pk).parsed_rules.windows, which.value).closes_at


def extend(edition, by, *, which=SUBMISSION, days=2, at=NOW, reason=WHY, based_on=None, on_discord=False, to=None):
    return actions.move_deadline(
        edition=edition,
        which=which,
        to=to or close_of(edition, which) + days * DAY,
        reason=reason,
        based_on=based_on or Edition.objects.get(pk=edition.pk).rules_version,
        on_discord=on_discord,
        by=by,
        at=at,
    )


def addresses():
    return sorted(Message.objects.values_list("email", flat=True))


def written():
    return [model.objects.count() for model in (EditionRulesVersion, TrailEntry, Announcement, Message)]


# --- what happens ----------------------------------------------------------------------------------------------------
def test_the_rules_move_on_by_one_version_with_who_and_why(edition, olga):
    before = close_of(edition)
    done = extend(edition, olga)
    current = Edition.objects.get()
    assert (current.rules_version, close_of(edition)) == (2, before + 2 * DAY)
    version = current.rules_versions.get()
    assert (version.number, version.by, version.reason) == (2, olga, WHY.spanish)
    line = current.trail.get(verb="edition.deadline_moved")
    assert (line.by, line.at, line.reason) == (olga, NOW, WHY.spanish)
    assert line.detail == {
        "which": "submission",
        "before": before.isoformat(),
        "after": (before + 2 * DAY).isoformat(),
        "version": 2,
        "people": 0,
    }
    assert done.moved.jury.opens_at == before + 2 * DAY


def test_the_site_announces_it_in_both_languages_with_aoe_utc_and_the_reason(edition, olga):
    extend(edition, olga)
    news = Announcement.objects.get()
    assert news.title == "Entrega de los proyectos: hay más tiempo, hasta el 16 mar 2026, 23:59 AoE"
    assert (
        "se cerraba el 14 mar 2026, 23:59 AoE (15 mar 2026, 11:59 UTC) y ahora se cierra el "
        "16 mar 2026, 23:59 AoE (17 mar 2026, 11:59 UTC)." in news.body
    )
    assert "Motivo: El Hub estuvo caído el martes" in news.body
    assert "El jurado puntúa desde el 17 mar 2026, 00:00 AoE" in news.body
    assert "The Hub was down on Tuesday" in news.body_en
    assert (news.published_by, news.published_at, news.discord_state) == (olga, NOW, "not_wanted")


def test_the_reason_stays_as_written_where_nobody_translated_it(edition, olga):
    extend(edition, olga, reason=Reason(spanish="Hubo un apagón"))
    assert "Hubo un apagón" in Announcement.objects.get().body_en


def test_the_post_on_discord_is_queued_after_the_commit(edition, olga, monkeypatch, django_capture_on_commit_callbacks):
    nudged = []
    monkeypatch.setattr(dispatch, "post_soon", nudged.append)
    with django_capture_on_commit_callbacks(execute=True):
        done = extend(edition, olga, on_discord=True)
        assert nudged == []
    assert nudged == [done.announcement.pk]
    assert done.announcement.discord_state == "queued"


# --- who is told -----------------------------------------------------------------------------------------------------
def test_everybody_registered_everybody_in_a_team_and_the_jury_get_one_mail_each(edition, olga):
    alicia, bruno = make_person("Alicia", email="alicia@example.org"), make_person("Bruno", email="bruno@example.org")
    make_registration(edition, alicia)
    make_attendee(edition, "lista@example.org")
    make_team(edition, alicia, bruno)
    make_judge(edition, email="julia@example.org")
    make_registration(make_edition("otra"), make_person("Otra"))
    done = extend(edition, olga)
    assert addresses() == ["alicia@example.org", "bruno@example.org", "julia@example.org", "lista@example.org"]
    assert done.people == 4


def test_the_jury_is_not_written_to_about_what_does_not_move_it(edition, olga):
    make_judge(edition, email="julia@example.org")
    extend(edition, olga, which=TEAMS)
    assert addresses() == []


def test_who_left_or_was_shut_out_is_not_written_to(edition, olga):
    gone = make_person("Gil", erased_at=NOW)
    shut = make_person("Sara", is_active=False)
    make_team(edition, gone, shut)
    make_registration(edition, make_person("Nora", is_active=False))
    assert queries.told(edition, jury=True) == []


def test_it_is_essential_so_it_reaches_who_wants_no_mail(edition, olga):
    make_registration(edition, make_person("Alicia", email="alicia@example.org"))
    mail.opt_out(email="alicia@example.org", at=NOW)
    extend(edition, olga)
    message = Message.objects.get()
    assert (message.essential, message.state) == (True, "queued")


def test_who_speaks_english_and_no_spanish_reads_english(edition, olga):
    make_registration(edition, make_person("Ann", email="ann@example.org"), languages=["en"])
    make_registration(edition, make_person("Eva", email="eva@example.org"), languages=["en", "es_ES"])
    extend(edition, olga)
    ann, eva = Message.objects.order_by("email")
    assert (ann.language, eva.language) == ("en", "es")
    assert ("The Hub was down" in ann.body, "El Hub estuvo caído" in eva.body) == (True, True)
    assert ("Eva" in eva.body, "/demo/" in eva.body) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_asking_who_is_told_costs_the_same_however_many(django_assert_num_queries, edition, count):
    for number in range(count):
        person = make_person(f"P{number}")
        make_registration(edition, person)
        make_team(edition, person, make_person(f"Q{number}"), name=f"Equipo {number}")
        make_judge(edition, f"J{number}")
    with django_assert_num_queries(3):
        assert len(queries.told(edition, jury=True)) == 3 * count


# --- back and again --------------------------------------------------------------------------------------------------
def test_it_can_be_taken_back_while_the_old_moment_is_ahead_and_everybody_is_told_again(edition, olga):
    make_registration(edition, make_person("Alicia"))
    before = close_of(edition)
    extend(edition, olga)
    done = extend(edition, olga, to=before, at=NOW + DAY)
    assert (close_of(edition), Message.objects.count()) == (before, 2)
    assert "vuelve a la fecha de antes" in done.announcement.title


def test_it_cannot_be_taken_back_once_the_old_moment_is_over(edition, olga):
    before = close_of(edition)
    extend(edition, olga)
    assert queries.where_it_was(Edition.objects.get(), SUBMISSION, at=before - MINUTE) == before
    assert queries.where_it_was(Edition.objects.get(), SUBMISSION, at=before) is None


def test_only_the_last_move_of_that_deadline_can_be_taken_back(edition, olga):
    first = close_of(edition)
    extend(edition, olga)
    extend(edition, olga, which=TEAMS)
    extend(edition, olga)
    current = Edition.objects.get()
    assert queries.where_it_was(current, SUBMISSION, at=NOW) == first + 2 * DAY
    extend(edition, olga, to=first + 2 * DAY)
    assert queries.where_it_was(Edition.objects.get(), SUBMISSION, at=NOW) is None


# --- what is refused -------------------------------------------------------------------------------------------------
def test_a_wrong_wish_writes_nothing_at_all(edition, olga):
    make_registration(edition, make_person("Alicia"))
    before = written()
    with pytest.raises(NotMovable) as caught:
        extend(edition, olga, days=-1)
    assert caught.value.why == Why.EARLIER
    with pytest.raises(Contradiction):
        extend(edition, olga, days=60)
    assert written() == before


def test_of_two_who_look_at_the_same_dates_the_second_is_told(edition, olga):
    seen = edition.rules_version
    extend(edition, olga, based_on=seen)
    before = written()
    with pytest.raises(actions.RulesMovedOn), transaction.atomic():
        extend(edition, make_organiser(edition, "Otto"), based_on=seen)
    assert written() == before


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_one_moves_it_and_everybody_gets_one_mail(edition, olga):
    make_registration(edition, make_person("Alicia"))
    to = close_of(edition) + DAY
    outcomes = race([lambda: extend(edition, olga, based_on=1, to=to)] * 4)
    assert kinds(outcomes) == {"DeadlineMoved": 1, "RulesMovedOn": 3}
    assert (Edition.objects.get().rules_version, Message.objects.count(), Announcement.objects.count()) == (2, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_crash_before_the_end_leaves_nothing_behind(edition, olga, monkeypatch):
    make_registration(edition, make_person("Alicia"))
    before = written()
    monkeypatch.setattr(mail, "enqueue_many", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        extend(edition, olga)
    assert (written(), Edition.objects.get().rules_version) == (before, 1)
