"""Certificates in bulk: each is made once, a batch goes on where it was left, and one that cannot be drawn stops no other."""

from datetime import UTC, datetime, timedelta

import pytest

from hackathon.editions.models import TrailEntry
from hackathon.mail.models import Message
from judging.actions import batching, certifying
from judging.certificates import codes
from judging.models import Assignment, Certificate, CertificateBatch, CertificateFile, Decision
from judging.queries import certificates as queries
from judging.queries import prizes
from tests.factories.certificates import make_certificate, publish_results
from tests.factories.editions import NOW, make_edition
from tests.factories.judging import make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.registration import make_registration
from tests.factories.teams import make_team

State = CertificateBatch.State
pytestmark = [pytest.mark.django_db, pytest.mark.production]


class Killed(BaseException):
    """What ``kill -9`` is to a worker: nothing of ours handles it."""


def ticking(*, after: int | None = None):
    """A clock that moves a second with every look, and kills who looks more often than ``after`` times."""
    looks = iter(range(10_000))

    def now() -> datetime:
        look = next(looks)
        if after is not None and look >= after:
            raise Killed
        return NOW + timedelta(seconds=look)

    return now


@pytest.fixture
def edition():
    return make_edition()


@pytest.fixture
def people(edition):
    """Four who registered."""
    found = [make_person(name) for name in ("Alicia", "Bruno", "Carla", "山田太郎")]
    for person in found:
        make_registration(edition, person)
    return found


def asked(edition, *kinds):
    return batching.request_batch(edition=edition, kinds=kinds or ["participant"], by=make_organiser(edition), at=NOW)


def test_everybody_gets_one_in_both_languages_and_one_mail(edition, people):
    batch = asked(edition)
    done = batching.run_batch(batch_id=batch.pk, now=ticking())
    assert (done.state, done.total, done.done, done.failed) == (State.DONE, 4, 4, 0)
    assert sorted(Certificate.objects.values_list("name", flat=True)) == sorted(person.name for person in people)
    assert sorted(CertificateFile.objects.values_list("language", flat=True)) == ["en"] * 4 + ["es"] * 4
    letters = Message.objects.filter(key__startswith="judging.certificates.")
    assert sorted(letters.values_list("email", flat=True)) == sorted(person.email for person in people)


def test_a_batch_that_was_killed_half_way_goes_on_where_it_was(edition, people):
    batch = asked(edition)
    with pytest.raises(Killed):
        batching.run_batch(batch_id=batch.pk, now=ticking(after=6), stretch=1)
    first = list(CertificateFile.objects.order_by("pk").values_list("pk", flat=True))
    assert (CertificateBatch.objects.get().state, len(first)) == (State.RUNNING, 4)
    assert batching.run_batch(batch_id=batch.pk, now=ticking()) is None  # it still looks alive
    batching.sweep_batches(at=NOW + timedelta(hours=1))
    done = batching.run_batch(batch_id=batch.pk, now=ticking())
    assert (done.state, done.total, done.done) == (State.DONE, 4, 4)
    assert list(CertificateFile.objects.order_by("pk").values_list("pk", flat=True)[:4]) == first
    assert (
        CertificateFile.objects.count(),
        Message.objects.filter(batch=f"judging.certificates.{batch.pk}").count(),
    ) == (8, 4)


def test_who_was_taken_for_dead_and_is_not_writes_nothing_more(edition, people):
    batch = asked(edition)
    looks = iter(range(100))

    def now():
        look = next(looks)
        if look == 3:  # while the second stretch is being drawn, another worker takes over
            CertificateBatch.objects.update(claimed_at=NOW + timedelta(days=1))
        return NOW + timedelta(seconds=look)

    assert batching.run_batch(batch_id=batch.pk, now=now, stretch=1) is None
    assert (CertificateFile.objects.count(), CertificateBatch.objects.get().done) == (2, 1)


def test_a_long_batch_leaves_its_task_and_goes_on_in_another(edition, people):
    batch = asked(edition)
    first = batching.run_batch(batch_id=batch.pk, now=ticking(), stretch=1, seconds=3)
    assert (first.state, first.done) == (State.QUEUED, 2)
    assert batching.run_batch(batch_id=batch.pk, now=ticking()).done == 4


def test_asked_again_nothing_is_made_or_sent_twice(edition, people):
    batching.run_batch(batch_id=asked(edition).pk, now=ticking())
    again = batching.run_batch(batch_id=asked(edition).pk, now=ticking())
    assert (again.total, Certificate.objects.count(), Message.objects.filter(key__startswith="judging.").count()) == (
        0,
        4,
        4,
    )


def test_a_double_click_is_one_batch(edition, people):
    organiser = make_organiser(edition)
    both = [batching.request_batch(edition=edition, kinds=["jury"], by=organiser, at=NOW) for _ in range(2)]
    assert both[0] == both[1]
    assert TrailEntry.objects.filter(verb="certificates.requested").count() == 1


def test_a_name_that_no_font_has_fails_alone_and_says_which_characters(edition, people):
    make_registration(edition, make_person("Faraón"), name="Faraón 𓀀")
    done = batching.run_batch(batch_id=asked(edition).pk, now=ticking())
    assert (done.done, done.failed, done.error) == (4, 1, "no_glyphs:𓀀")
    assert Certificate.objects.get(name__contains="𓀀").problem == "no_glyphs:𓀀"
    Certificate.objects.filter(name__contains="𓀀").update(name="Faraón")
    again = batching.run_batch(batch_id=asked(edition).pk, now=ticking())
    assert (again.total, again.done, again.failed) == (1, 1, 0)
    assert Certificate.objects.get(name="Faraón").problem == ""


@pytest.mark.parametrize("kinds", [[], ["king"], ["participant", "king"]])
def test_kinds_that_are_none_are_refused(edition, kinds):
    with pytest.raises(batching.BadKinds):
        batching.request_batch(edition=edition, kinds=kinds, by=None, at=NOW)


def test_winners_have_to_wait_until_results_are_out(edition):
    project = make_project(edition)
    project.awards.create(edition=edition, prize="first", at=NOW)
    with pytest.raises(batching.NotYetPublic):
        asked(edition, "winner")
    publish_results(edition, project, payload={"awards": [{"prize": "first", "project": project.pk}]})
    certifying.issue(edition=edition, kinds=["winner"], by=None, at=NOW)
    made = Certificate.objects.get()
    assert (made.kind, made.prize, made.submission, made.facts["prize"]["en"]) == (
        "winner",
        "first",
        project,
        "1st place",
    )


def test_the_jury_is_who_sent_a_review(edition):
    project, judge = make_project(edition), make_judge(edition, "Julia")
    make_review(project, judge, {})
    make_review(project, make_judge(edition, "Jorge"), {}, submitted=False)
    certifying.issue(edition=edition, kinds=["jury"], by=None, at=NOW)
    assert list(Certificate.objects.values_list("user", "facts__reviews")) == [(judge.pk, 1)]


def test_of_the_jury_only_reviews_that_count_are_told(edition):
    """Neither those to practise, nor those that were voided, nor one's own team's."""
    project, julia, jorge = make_project(edition), make_judge(edition, "Julia"), make_judge(edition, "Jorge")
    make_review(project, julia, {})
    for judge, told in ((julia, {"stage": "practice"}), (jorge, {"voided_at": NOW, "voided_reason": "Conflicto"})):
        review = make_review(make_project(edition, f"De {judge}"), judge, {})
        Assignment.objects.filter(pk=review.pk).update(**told)
    make_review(make_project(edition, "Suyo", team=make_team(edition, jorge)), jorge, {})
    certifying.issue(edition=edition, kinds=["jury"], by=None, at=NOW)
    assert list(Certificate.objects.values_list("user", "facts__reviews")) == [(julia.pk, 1)]


def test_who_is_out_of_the_competition_gets_nothing_for_having_delivered(edition):
    alicia = make_person("Alicia")
    project = make_project(edition, team=make_team(edition, alicia))
    out = {"kind": "disqualify", "detail": {"submission": project.pk}, "reason": "Plagio", "at": NOW}
    Decision.objects.create(edition=edition, by=make_organiser(edition), **out)
    told = [{each.kind.value for each in queries.deserved_in(edition, at=NOW)}, prizes.entitled_in(edition)]
    Decision.objects.update(undone_at=NOW)
    again = [{each.kind.value for each in queries.deserved_in(edition, at=NOW)}, prizes.entitled_in(edition)]
    kinds, benefits = zip(told, again, strict=True)
    of = [{each.prize for each in some} & {"submitters", "participants"} for some in benefits]
    assert kinds == ({"participant"}, {"participant", "delivered"})
    assert of == [{"participants"}, {"participants", "submitters"}]


def test_who_deleted_their_data_or_gave_no_consent_gets_none(edition):
    erased, silent = make_person("Alicia"), make_person("Bruno")
    make_registration(edition, erased)
    make_registration(edition, silent, consented_at=None, consented_rules=None)
    erased.erased_at = datetime(2026, 3, 1, tzinfo=UTC)
    erased.save()
    assert certifying.issue(edition=edition, kinds=["participant"], by=None, at=NOW) == 0


def test_what_was_revoked_is_not_made_again_by_itself(edition, people):
    certifying.issue(edition=edition, kinds=["participant"], by=None, at=NOW)
    organiser, one = make_organiser(edition), Certificate.objects.get(user=people[0])
    certifying.revoke(certificate=one, reason="No participó.", by=organiser, at=NOW)
    assert certifying.issue(edition=edition, kinds=["participant"], by=None, at=NOW) == 0
    fresh = certifying.reissue(certificate=one, name="Alicia Ñandú", reason="Sí participó.", by=organiser, at=NOW)
    assert (fresh.revoked_at, fresh.files.count(), fresh.code == one.code) == (None, 2, False)
    with pytest.raises(certifying.AlreadyReplaced):
        certifying.reissue(certificate=one, name="Alicia", reason="Otra vez.", by=organiser, at=NOW)


def test_a_corrected_name_ends_the_old_certificate(edition):
    old = make_certificate(edition, make_person("Alicia"))
    fresh = certifying.reissue(
        certificate=old,
        name="  Alicia \u202eÑandú\x00 ",
        reason="Faltaba el apellido.",
        by=make_organiser(edition),
        at=NOW,
    )
    old.refresh_from_db()
    assert (fresh.name, old.revoked_at, old.revoked_reason) == ("Alicia Ñandú", NOW, "Faltaba el apellido.")
    letter = Message.objects.get(key=f"judging.certificate.{fresh.pk}")
    assert (letter.email, codes.shown(fresh.code) in letter.body) == (old.user.email, True)


@pytest.mark.parametrize(
    ("name", "reason", "refused"),
    [("\u202e\x00 ", "Motivo", certifying.NoName), ("Alicia", " \u200f ", certifying.NoReason)],
)
def test_a_correction_needs_a_name_and_a_reason(edition, name, reason, refused):
    old = make_certificate(edition, make_person("Alicia"))
    with pytest.raises(refused):
        certifying.reissue(certificate=old, name=name, reason=reason, by=make_organiser(edition), at=NOW)
    old.refresh_from_db()
    assert (old.revoked_at, Certificate.objects.count()) == (None, 1)


def test_a_team_makes_one_certificate_for_each_of_its_people(edition):
    ana, bea = make_person("Ana"), make_person("Bea")
    project = make_project(edition, "Refranes", team=make_team(edition, ana, bea, name="Las Ñ"))
    certifying.issue(edition=edition, kinds=["delivered"], by=None, at=NOW)
    rows = Certificate.objects.order_by("user").values_list("user", "submission", "facts__project", "facts__team")
    assert list(rows) == [(ana.pk, project.pk, "Refranes", "Las Ñ"), (bea.pk, project.pk, "Refranes", "Las Ñ")]
