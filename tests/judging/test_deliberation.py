"""The jury talks over what is close: who may, what they see of it, and what a decision does."""

import pytest
from django.urls import reverse

from hackathon.editions.rules import Audience, JuryRules, MentionBy, Phase, Prize, Text
from judging import actions
from judging.models import Assignment, Conflict, Decision, Remark
from judging.queries import counting, deliberation
from judging.queries.deliberation import Said
from tests.factories.editions import NOW, make_edition, make_rules
from tests.factories.judging import all_scores, make_project, make_review
from tests.factories.people import make_judge, make_organiser, make_person, signed_in
from tests.factories.teams import add_member

pytestmark = pytest.mark.django_db
SDG = Prize("sdg", Text((("es", "Mención ODS"),)), Audience.MENTION, None, (), by=MentionBy.JURY)
PAGE = "judging:deliberation"


class World:
    """The judging is over. Two projects share the first place, a third is behind; Julia and Juan judged them all."""

    def __init__(self, **jury):
        prizes = (*make_rules().prizes, SDG)
        self.edition = make_edition(phase=Phase.JUDGING, jury=JuryRules(**jury), prizes=prizes)
        self.olga = make_organiser(self.edition)
        self.judges = [make_judge(self.edition, name) for name in ("Julia", "Juan")]
        self.projects = [make_project(self.edition, title) for title in ("Refranes", "Coplas", "Nanas")]
        for project, value in zip(self.projects, (3, 3, 1), strict=True):
            for judge in self.judges:
                make_review(project, judge, all_scores(self.edition, value))
        self.closed = self.edition.parsed_rules.windows.judging.closes_at

    def deed(self, **fields):
        return {"by": self.judges[0], "at": self.closed, "reason": "Lo hablamos.", **fields}

    def ranks(self):
        ranked = {each["id"]: each["rank"] for each in counting.outcome(self.edition)["projects"]}
        return [ranked[project.pk] for project in self.projects]


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.setattr("hackathon.clock.now", lambda: world.closed)
    return world


def address(name, *arguments):
    return reverse(name, args=["demo", *arguments])


# --- who may ---------------------------------------------------------------------------------------------------------
def test_judges_take_part_from_the_moment_the_judging_is_over(world, monkeypatch):
    judge, member = signed_in(world.judges[0]), signed_in(world.projects[0].team.captain)
    assert [person.get(address(PAGE)).status_code for person in (judge, member)] == [200, 403]
    monkeypatch.setattr("hackathon.clock.now", lambda: NOW)
    assert judge.get(address(PAGE)).status_code == 403
    with pytest.raises(actions.MayNotDecide):
        actions.write_note(edition=world.edition, **world.deed(at=NOW))


def test_only_who_judged_and_competes_in_nothing_takes_part(world):
    idle = make_judge(world.edition, "Luz")
    for stage in (Assignment.Stage.PRACTICE, Assignment.Stage.FIRST):
        assert not deliberation.is_open(world.edition, idle, at=world.closed)
        review = make_review(make_project(world.edition, stage), idle, all_scores(world.edition, 2))
        Assignment.objects.filter(pk=review.pk).update(stage=stage)
    assert deliberation.is_open(world.edition, idle, at=world.closed)
    add_member(world.projects[2].team, idle, seat=2)
    assert not deliberation.is_open(world.edition, idle, at=world.closed)
    assert deliberation.is_open(world.edition, world.olga, at=world.closed)


def test_only_organisers_leave_somebody_out(world):
    for deed, subject in (
        (actions.disqualify, {"submission": world.projects[0]}),
        (actions.exclude_judge, {"edition": world.edition, "judge": world.judges[1]}),
    ):
        with pytest.raises(actions.MayNotDecide):
            deed(**subject, **world.deed())
        made = deed(**subject, **world.deed(by=world.olga))
        with pytest.raises(actions.MayNotDecide):
            actions.undo_decision(decision=made, by=world.judges[0], at=world.closed)


def test_a_judge_with_a_conflict_neither_sees_the_call_nor_decides_it(world):
    Conflict.objects.create(
        edition=world.edition, judge=world.judges[0], submission=world.projects[0], kind="declared", at=NOW
    )
    page = signed_in(world.judges[0]).get(address(PAGE)).content.decode()
    assert ("Refranes" in page, "1 empate más" in page) == (False, True)
    order = [project.pk for project in world.projects[1::-1]]
    with pytest.raises(actions.ConflictOfInterest):
        actions.decide_order(edition=world.edition, order=order, **world.deed())
    assert "Refranes" in signed_in(world.judges[1]).get(address(PAGE)).content.decode()


def test_a_blind_jury_reads_no_teams_here_either(monkeypatch):
    world = World(blind=True)
    monkeypatch.setattr("hackathon.clock.now", lambda: world.closed)
    team = world.projects[0].team.name
    pages = [signed_in(person).get(address(PAGE)).content.decode() for person in (world.judges[0], world.olga)]
    assert [team in page for page in pages] == [False, True]


def test_what_judges_wrote_for_the_jury_is_read_where_it_is_close(world):
    counts = Assignment.objects.get(submission=world.projects[0], judge=world.judges[1])
    gone = Assignment.objects.get(submission=world.projects[1], judge=world.judges[1])
    Assignment.objects.filter(pk__in=[counts.pk, gone.pk]).update(note="Brilla <en vivo>")
    Assignment.objects.filter(pk=gone.pk).update(voided_at=NOW, voided_reason="Mentora")
    Remark.objects.create(assignment=counts, criterion="demo-ux", text="Muy clara", at=NOW)
    said = deliberation.said_of(world.edition, [project.pk for project in world.projects])
    assert said == {world.projects[0].pk: [Said("Juan", "Brilla <en vivo>", (("demo-ux", "Muy clara"),))]}
    Assignment.objects.filter(pk=gone.pk).update(voided_at=None, voided_reason="")
    page = signed_in(world.judges[0]).get(address(PAGE)).content.decode()
    assert ("Brilla &lt;en vivo&gt;" in page, "Muy clara" in page) == (True, True)


# --- what a decision does --------------------------------------------------------------------------------------------
def test_an_order_settles_who_is_first_until_it_is_undone(world):
    first, second, _third = (project.pk for project in world.projects)
    assert world.ranks() == [1, 1, 3]
    made = actions.decide_order(edition=world.edition, order=[second, first], **world.deed())
    assert world.ranks() == [2, 1, 3]
    actions.undo_decision(decision=made, by=world.judges[1], at=world.closed)
    assert world.ranks() == [1, 1, 3]


def test_only_those_that_tie_are_put_in_order(world):
    first, _second, third = (project.pk for project in world.projects)
    for order in ([third, first], [first], [first, first], [first, 999_999]):
        with pytest.raises((actions.NotTied, actions.MayNotDecide)):
            actions.decide_order(edition=world.edition, order=order, **world.deed())


def test_the_reviews_of_a_judge_who_is_left_out_count_no_more(world):
    make_review(world.projects[2], make_judge(world.edition, "Jimena"), all_scores(world.edition, 4))
    actions.exclude_judge(edition=world.edition, judge=world.judges[0], **world.deed(by=world.olga))
    reviews = {each["id"]: len(each["points"]) for each in counting.outcome(world.edition)["projects"]}
    assert [reviews[project.pk] for project in world.projects] == [1, 1, 2]


def test_a_project_that_is_out_leaves_its_place_to_the_next(world):
    actions.disqualify(submission=world.projects[0], **world.deed(by=world.olga))
    assert world.ranks() == [None, 1, 2]


def test_a_mention_of_the_jurys_goes_into_the_results_and_no_other_does(world):
    actions.mention(submission=world.projects[2], prize="sdg", **world.deed())
    actions.mention(submission=world.projects[2], prize="sdg", **world.deed())
    assert Decision.objects.count() == 1
    assert {"prize": "sdg", "project": world.projects[2].pk} in counting.outcome(world.edition)["awards"]
    with pytest.raises(actions.MayNotDecide):
        actions.mention(submission=world.projects[2], prize="place-1", **world.deed())


@pytest.mark.parametrize("reason", ["", "   ", "x" * 4001, "a\x00b", "\ud800"])
def test_a_decision_without_a_reason_that_can_be_kept_is_none(world, reason):
    with pytest.raises(actions.NoReason):
        actions.write_note(edition=world.edition, **world.deed(reason=reason))


# --- the page --------------------------------------------------------------------------------------------------------
def test_the_order_is_decided_on_the_page_which_keeps_what_was_typed(world):
    judge = signed_in(world.judges[0])
    first, second = (project.pk for project in world.projects[:2])
    prefix = f"orden-{first}-{second}"
    typed = {"pair": [first, second], f"{prefix}-place-0": second, f"{prefix}-place-1": second}
    refused = judge.post(address("judging:order"), {**typed, f"{prefix}-reason": ""})
    assert (refused.status_code, Decision.objects.count()) == (422, 0)
    sent = {**typed, f"{prefix}-reason": "La demo funciona."}
    assert judge.post(address("judging:order"), sent).status_code == 302
    assert (world.ranks(), Decision.objects.get().reason) == ([2, 1, 3], "La demo funciona.")
    assert "La demo funciona." in judge.get(address(PAGE)).content.decode()
    judge.post(address("judging:undo_decision", Decision.objects.get().pk))
    assert world.ranks() == [1, 1, 3]


def test_a_reason_is_shown_as_the_text_that_it_is(world):
    actions.write_note(edition=world.edition, **world.deed(reason="<script>alert(1)</script>"))
    page = signed_in(world.olga).get(address(PAGE)).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_a_judge_does_not_read_who_was_left_out(world):
    actions.exclude_judge(edition=world.edition, judge=world.judges[1], **world.deed(by=world.olga))
    pages = [signed_in(person).get(address(PAGE)).content.decode() for person in (world.judges[0], world.olga)]
    assert ["No cuentan las evaluaciones" in page for page in pages] == [False, True]


@pytest.mark.parametrize("more", [0, 2])
def test_the_page_costs_the_same_however_much_there_is(world, more, django_assert_num_queries):
    for number in range(more):
        project = make_project(world.edition, f"Otro {number}")
        make_review(project, world.judges[0], all_scores(world.edition, 3))
        actions.write_note(edition=world.edition, **world.deed(reason=f"Nota {number}"))
    judge = signed_in(world.judges[0])
    judge.get(address(PAGE))
    with django_assert_num_queries(22):
        judge.get(address(PAGE))


def test_nobody_of_another_edition_comes_near(world):
    other = make_edition("otra", phase=Phase.JUDGING)
    for person in (make_judge(other, "Jacinta"), make_organiser(other), make_person()):
        assert signed_in(person).get(address(PAGE)).status_code == 403
