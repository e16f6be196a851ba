"""Conflicts of interest: seen, said and lifted; none is overridden in silence."""

import json

import pytest

from hackathon.accounts.actions import merge_accounts
from hackathon.accounts.personal import MergeConflict
from hackathon.editions.models import TrailEntry
from hackathon.editions.rules import ConflictKind
from hackathon.mail.models import Message
from judging import actions
from judging.actions import common, conflicts, planning
from judging.actions.conflicts import Review
from judging.actions.jury_errors import CannotLift
from judging.actions.outcome_errors import NoReason
from judging.assignment.detecting import KnownPerson, KnownProject, detect
from judging.models import Assignment, Conflict, Juror, JurorInvitation, Mentoring
from submissions.deadline.record import EntryKind
from submissions.models import EvidenceEntry, EvidenceLog
from tests.factories.editions import NOW
from tests.factories.judging import make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person
from tests.factories.teams import make_team

db = pytest.mark.django_db
EVERY = list(ConflictKind)


def found(judge, project, **said):
    return [one.kind for one in detect([judge], [project], kinds=said.pop("kinds", EVERY), **said)]


def seen(edition):
    outcomes = conflicts.detect_conflicts(edition=edition, by=None, at=NOW)
    return sorted((outcome.conflict.kind, outcome.conflict.judge.name) for outcome in outcomes)


class TestWhatCanBeSeen:
    """Pure."""

    member = KnownPerson(2, emails=frozenset({"luis@uni.edu"}), organisations=frozenset({"Grupo PLN"}))

    def test_in_the_own_team_nothing_else_is_said(self):
        judge = KnownPerson(2, emails=frozenset({"luis@uni.edu"}))
        assert found(judge, KnownProject(1, (self.member,))) == [ConflictKind.TEAM]

    def test_every_kind_has_its_facts(self):
        judge = KnownPerson(1, frozenset({"ana@UNI.edu"}), frozenset({"grupo  pln"}), "Ana-H")
        project = KnownProject(1, (self.member,), mentors=frozenset({1}), authors=frozenset({"ana-h"}))
        facts = {one.kind.value: one.evidence for one in detect([judge], [project], kinds=EVERY)}
        assert facts == {
            "mentor": {},
            "organisation": {"organisation": "grupo pln"},
            "coauthor": {"username": "Ana-H"},
            "email_domain": {"domain": "uni.edu"},
        }

    def test_only_the_kinds_that_the_rules_name_are_looked_for(self):
        judge = KnownPerson(1, emails=frozenset({"ana@uni.edu"}))
        assert found(judge, KnownProject(1, (self.member,)), kinds=[ConflictKind.TEAM]) == []

    @pytest.mark.parametrize("domain", ["gmail.com", "GMAIL.com", "example.org", "algo.test"])
    def test_addresses_of_nobodys_house_say_nothing(self, domain):
        judge = KnownPerson(1, emails=frozenset({f"ana@{domain}"}))
        team = KnownProject(1, (KnownPerson(2, emails=frozenset({f"luis@{domain}"})),))
        assert found(judge, team, free_domains=["gmail.com"]) == []

    def test_the_events_own_organisation_says_nothing(self):
        judge = KnownPerson(1, organisations=frozenset({"Grupo PLN"}))
        assert found(judge, KnownProject(1, (self.member,)), shared_organisations=["grupo pln"]) == []


@db
def test_conflicts_are_seen_in_what_the_site_knows(edition):
    ana = make_judge(edition, "Ana", email="ana@uni.edu")
    berta = make_judge(edition, "Berta", email="berta@otra.edu")
    carlos = make_judge(edition, "Carlos", email="carlos@tercera.edu", hub_username="carlos-h")
    make_judge(edition, "Nadie", email="nadie@cuarta.edu")
    team = make_team(edition, make_person("Luis", email="luis@uni.edu", hub_orgs=[{"preferred_username": "Lab"}]))
    project = make_project(edition, team=team)
    Juror.objects.create(edition=edition, user=berta, organisation="lab", updated_at=NOW)
    Mentoring.objects.create(user=carlos, team=team, at=NOW)
    log, _made = EvidenceLog.objects.get_or_create(edition=edition)
    body = json.dumps({"commits": [{"authors": ["Carlos-H"], "sha": "0" * 40}]}, separators=(",", ":"))
    EvidenceEntry.objects.create(
        log=log, sequence=900, kind=EntryKind.SNAPSHOT, at=NOW, body=body, previous="x", hash="y",
        repo=project.current.entries.first().repo,
    )  # fmt: skip
    assert seen(edition) == [
        ("coauthor", "Carlos"),
        ("email_domain", "Ana"),
        ("mentor", "Carlos"),
        ("organisation", "Berta"),
    ]
    assert seen(edition) == []
    assert Conflict.objects.get(judge=ana).evidence == {"domain": "uni.edu"}


@db
def test_a_judge_need_not_say_why_and_an_organiser_must(edition):
    judge, olga, project = make_judge(edition), make_organiser(edition), make_project(edition)
    with pytest.raises(NoReason):
        conflicts.declare_conflict(submission=project, judge=judge, reason=" ", by=olga, at=NOW)
    outcome = conflicts.declare_conflict(submission=project, judge=judge, reason="", by=judge, at=NOW)
    assert (outcome.review, outcome.conflict.by) == (Review.NONE, judge)


@db
def test_who_is_not_on_the_jury_has_no_conflict_to_declare(edition):
    stranger = make_person()
    with pytest.raises(actions.NotAJudge):
        conflicts.declare_conflict(submission=make_project(edition), judge=stranger, reason="", by=stranger, at=NOW)


@db
def test_a_review_that_was_not_begun_is_taken_back(edition):
    judge, project = make_judge(edition), make_project(edition)
    make_assignment(project, judge)
    outcome = conflicts.declare_conflict(submission=project, judge=judge, reason="", by=judge, at=NOW)
    assert (outcome.review, Assignment.objects.count()) == (Review.TAKEN_BACK, 0)


@db
def test_a_review_that_was_begun_is_voided_with_all_that_was_given_and_the_judge_is_told(edition):
    judge, project, olga = make_judge(edition), make_project(edition), make_organiser(edition)
    review = make_review(project, judge, {"demo-ux": 2}, juror_point=True)
    outcome = conflicts.declare_conflict(submission=project, judge=judge, reason="Son familia", by=olga, at=NOW)
    review.refresh_from_db()
    assert (outcome.review, review.voided_by, review.voided_reason) == (Review.VOIDED, olga, "declarado: Son familia")
    assert (review.scores.count(), review.juror_point) == (1, False)
    assert "Son familia" in Message.objects.get(user=judge).body


@db
def test_nobody_is_assigned_over_a_conflict_until_it_is_lifted_with_a_reason(edition):
    judge, olga, project = make_judge(edition), make_organiser(edition), make_project(edition)
    conflict = conflicts.declare_conflict(submission=project, judge=judge, reason="", by=judge, at=NOW).conflict
    with pytest.raises(actions.ConflictOfInterest) as refusal:
        actions.assign_judge(submission=project, judge=judge, by=olga, at=NOW)
    assert refusal.value.kind == "declared"
    with pytest.raises(NoReason):
        conflicts.lift_conflict(conflict=conflict, reason="", by=olga, at=NOW)
    conflicts.lift_conflict(conflict=conflict, reason="Solo coincidieron en un congreso", by=olga, at=NOW)
    actions.assign_judge(submission=project, judge=judge, by=olga, at=NOW)
    entry = TrailEntry.objects.get(verb="conflict.lifted")
    assert (entry.reason, entry.by, entry.detail["judge"]) == ("Solo coincidieron en un congreso", olga, judge.pk)


@db
def test_whoever_is_assigned_by_hand_is_looked_at_first_and_what_is_found_stays(edition):
    ana, olga = make_judge(edition, "Ana", email="ana@uni.edu"), make_organiser(edition)
    project = make_project(edition, team=make_team(edition, make_person("Luis", email="luis@uni.edu")))
    moved = make_assignment(project, make_judge(edition, "Berta"))
    with pytest.raises(actions.ConflictOfInterest) as refusal:
        actions.assign_judge(submission=project, judge=ana, by=olga, at=NOW)
    assert refusal.value.kind == "email_domain"
    conflict = Conflict.objects.get()
    conflict.delete()
    with pytest.raises(actions.ConflictOfInterest):
        planning.move_review(assignment=moved, judge=ana, by=olga, at=NOW)
    assert Conflict.objects.get().judge == ana
    assert Assignment.objects.get() == moved


@db
@pytest.mark.production
def test_nobody_is_given_a_project_to_practise_on_over_a_conflict_that_can_be_seen(edition):
    make_judge(edition, "Ana", email="ana@uni.edu")
    berta = make_judge(edition, "Berta")
    project = make_project(edition, team=make_team(edition, make_person("Luis", email="luis@uni.edu")))
    common.set_common(submission=project, use=common.PRACTICE, by=make_organiser(edition), at=NOW)
    assert Assignment.objects.get().judge == berta


@db
def test_the_address_at_which_somebody_was_asked_says_where_they_belong_too(edition):
    ana = make_judge(edition, "Ana", email="ana@casa.org")
    make_project(edition, team=make_team(edition, make_person("Luis", email="luis@uni.edu")))
    JurorInvitation.objects.create(
        edition=edition, email="ana@uni.edu", token_digest="x", invited_at=NOW, accepted_at=NOW, accepted_by=ana
    )
    assert seen(edition) == [("email_domain", "Ana")]


@db
def test_a_mentoring_is_written_down_with_its_conflict_or_not_at_all(edition):
    olga, team = make_organiser(edition), make_team(edition)
    said = {"submission": make_project(edition, team=team), "reason": "Marzo", "kind": ConflictKind.MENTOR}
    with pytest.raises(actions.NotAJudge):
        conflicts.declare_conflict(judge=make_person(), by=olga, at=NOW, **said)
    assert Mentoring.objects.count() == 0
    judge = make_judge(edition)
    conflicts.declare_conflict(judge=judge, by=olga, at=NOW, **said)
    assert Mentoring.objects.get().user == judge


@db
@pytest.mark.production
def test_accounts_are_not_merged_past_a_conflict_of_one_and_a_review_of_the_other(edition):
    keep, gone, olga = make_judge(edition, "Ana"), make_judge(edition, "Ana M."), make_organiser(edition)
    project = make_project(edition)
    make_review(project, keep, {"demo-ux": 2})
    conflict = conflicts.declare_conflict(submission=project, judge=gone, reason="", by=gone, at=NOW).conflict
    merge = {"keep": keep, "gone": gone, "by": olga, "at": NOW, "reason": "Es la misma persona"}
    with pytest.raises(MergeConflict, match="conflicto de interés"):
        merge_accounts(**merge)
    conflicts.lift_conflict(conflict=conflict, reason="Fue un error", by=olga, at=NOW)
    assert merge_accounts(**merge) == keep


@db
def test_what_was_lifted_is_not_found_again_but_can_be_declared_again(edition):
    ana = make_judge(edition, "Ana", email="ana@uni.edu")
    project = make_project(edition, team=make_team(edition, make_person("Luis", email="luis@uni.edu")))
    (outcome,) = conflicts.detect_conflicts(edition=edition, by=None, at=NOW)
    conflicts.lift_conflict(conflict=outcome.conflict, reason="Es enorme", by=make_organiser(edition), at=NOW)
    assert conflicts.detect_conflicts(edition=edition, by=None, at=NOW) == ()
    again = conflicts.declare_conflict(
        submission=project, judge=ana, reason="", by=ana, at=NOW, kind=ConflictKind.EMAIL_DOMAIN
    )
    assert (again.conflict.pk, again.conflict.lifted_at) == (outcome.conflict.pk, None)


@db
def test_nobody_is_let_judge_their_own_team_whatever_the_reason(edition):
    judge = make_judge(edition)
    make_project(edition, team=make_team(edition, judge))
    (outcome,) = conflicts.detect_conflicts(edition=edition, by=None, at=NOW)
    with pytest.raises(CannotLift):
        conflicts.lift_conflict(conflict=outcome.conflict, reason="Da igual", by=make_organiser(edition), at=NOW)


@db
def test_a_voided_review_counts_again_when_it_is_asked_for_after_the_conflict_was_lifted(edition):
    judge, olga, project = make_judge(edition), make_organiser(edition), make_project(edition)
    review = make_review(project, judge, {"demo-ux": 2})
    conflict = conflicts.declare_conflict(submission=project, judge=judge, reason="", by=judge, at=NOW).conflict
    conflicts.lift_conflict(conflict=conflict, reason="Fue un error", by=olga, at=NOW)
    again = actions.assign_judge(submission=project, judge=judge, by=olga, at=NOW)
    assert (again.pk, again.voided_at, again.scores.count()) == (review.pk, None, 1)
