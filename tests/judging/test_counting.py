"""Which reviews count: one answer, that the results, the jury's pages and the certificates share."""

import copy

import pytest
from django.db import connection
from django.urls import reverse

from judging import actions
from judging.actions import archiving
from judging.models import Assignment, Conflict
from judging.queries import counting, jury
from judging.queries.own import own_reviews
from tests.factories.editions import NOW
from tests.factories.judging import all_scores, make_assignment, make_project, make_review
from tests.factories.people import make_judge, make_organiser, signed_in
from tests.factories.teams import add_member

pytestmark = [pytest.mark.django_db, pytest.mark.production]


@pytest.fixture
def judge(edition):
    return make_judge(edition)


def sent(edition, judge, title="Coplas", **changes):
    review = make_review(make_project(edition, title), judge, all_scores(edition, 3))
    Assignment.objects.filter(pk=review.pk).update(**changes)
    return review


def with_rules(edition, change):
    """The edition after its rules were changed."""
    rules = copy.deepcopy(edition.rules)
    change(rules)
    edition.rules = rules
    edition.save()
    return type(edition).objects.get(pk=edition.pk)


def shrink(rules):
    """A scale of one step less."""
    rules["rubric"]["scale_max"] -= 1
    for group in rules["rubric"]["groups"]:
        for criterion in group["criteria"]:
            criterion["levels"] = [one for one in criterion.get("levels", []) if one["value"] <= 3]


def titles(reviews):
    return sorted(reviews.values_list("submission__current__title", flat=True))


def test_a_review_counts_once_it_is_sent(edition, judge):
    sent(edition, judge)
    make_assignment(make_project(edition, "Sin empezar"), judge)

    assert titles(counting.asked_reviews(edition)) == ["Coplas", "Sin empezar"]
    assert titles(counting.counted_reviews(edition)) == ["Coplas"]


def test_neither_practice_nor_voided_reviews_nor_those_of_withdrawn_projects_count(edition, judge):
    sent(edition, judge)
    sent(edition, judge, "Práctica", stage=Assignment.Stage.PRACTICE)
    sent(edition, judge, "Anulada", voided_at=NOW, voided_reason="Es de su empresa")
    gone = sent(edition, judge, "Retirado").submission
    gone.withdrawn_at, gone.withdrawn_by = NOW, judge
    gone.save()

    assert titles(counting.asked_reviews(edition)) == ["Coplas"]


def test_no_review_counts_of_who_has_a_conflict_that_stands_or_a_seat_in_the_team(edition, judge):
    sent(edition, judge)
    own, foreign, lifted = (sent(edition, judge, title).submission for title in ("Propio", "Ajeno", "Levantado"))
    add_member(own.team, judge, seat=2)
    facts = {"edition": edition, "judge": judge, "kind": "mentor", "at": NOW}
    Conflict.objects.create(submission=foreign, **facts)
    Conflict.objects.create(submission=lifted, lifted_at=NOW, lifted_reason="Se confundió", **facts)

    assert titles(counting.counted_reviews(edition)) == ["Coplas", "Levantado"]


def test_reviews_of_who_was_excluded_are_asked_for_and_do_not_count(edition, judge):
    sent(edition, judge)
    actions.exclude_judge(edition=edition, judge=judge, reason="No leyó", by=make_organiser(edition), at=NOW)

    assert titles(counting.asked_reviews(edition)) == ["Coplas"]
    assert titles(counting.counted_reviews(edition)) == []


def test_scores_outside_a_scale_that_shrank_are_blanks_and_a_freeze_says_that_a_review_lacks(edition, judge):
    review = make_review(make_project(edition), judge, all_scores(edition, 4))
    make_review(review.submission, make_judge(edition, "Karla"), all_scores(edition, 3))
    organiser, changed = make_organiser(edition), with_rules(edition, shrink)

    with pytest.raises(actions.ReviewsMissing) as refused:
        actions.freeze(edition=changed, by=organiser, at=NOW)
    frozen = actions.freeze(edition=changed, reason="No contesta", by=organiser, at=NOW)

    (project,) = frozen.payload["projects"]
    assert refused.value.lacking == 1
    assert (project["total"], project["drafts"], len(project["points"])) == ("10/1", 1, 1)
    assert archiving.written(changed)


def test_a_review_sent_while_results_are_counted_is_not_counted_without_its_scores(edition, judge):
    review = make_review(make_project(edition), judge, all_scores(edition, 3), submitted=False)
    sent_once = []

    def sends_after_the_first_read(execute, sql, *args):
        result = execute(sql, *args)
        if not sent_once and ('FROM "judging_score"' in sql or 'FROM "judging_assignment"' in sql):
            sent_once.append(Assignment.objects.filter(pk=review.pk).update(submitted_at=NOW))
        return result

    with connection.execute_wrapper(sends_after_the_first_read):
        (project,) = counting.material(edition).projects

    assert (project.reviews, project.drafts, sent_once) == ((), 1, [1])


def ask_for_more(rules):
    """One more criterion in the first group."""
    criteria = rules["rubric"]["groups"][0]["criteria"]
    criteria.append({**criteria[0], "key": "brand-new", "title": {"es": "Lo nuevo"}})


def test_a_sent_review_that_the_rules_outgrew_is_still_to_be_completed_by_its_judge(edition, judge):
    review = sent(edition, judge)
    make_assignment(make_project(edition, "Sin empezar"), judge)
    changed = with_rules(edition, ask_for_more)
    review.refresh_from_db()

    (row,) = jury.jury(changed)
    assert (row.submitted, row.outgrown, row.left) == (1, 1, 2)
    assert jury.pending(changed) == {judge: 2}
    assert [(own.outgrown, own.unfinished) for own in own_reviews(judge, at=NOW)] == [(True, True), (False, True)]
    actions.save_review(assignment=review, scores={"brand-new": 3}, reason="Lo piden las bases", by=judge, at=NOW)
    assert jury.pending(changed) == {judge: 1}
    assert [own.outgrown for own in own_reviews(judge, at=NOW)] == [False, False]


def test_whoever_sent_it_and_the_organisers_read_that_it_does_not_count(edition, judge, organiser, at_now):
    review = sent(edition, judge)
    changed = with_rules(edition, ask_for_more)
    visitor = signed_in(judge)

    listed = visitor.get(reverse("judge_admin:judging_assignment_changelist")).content.decode()
    page = visitor.get(reverse("judge_admin:judging_assignment_change", args=[review.pk])).content.decode()
    overview = organiser.get(reverse("judging:jury", args=[changed.slug])).content.decode()

    assert "le falta algo: las bases han cambiado" in listed
    assert "Sin nota que cuente: Lo nuevo." in page
    assert "A 1 enviada le falta algo desde que cambiaron las bases: no cuenta." in overview
