"""What the audit saw stands beside the criterion that it speaks for, folded, and says nothing of points."""

import html
import re

import pytest
from django.urls import reverse

from hackathon.editions.rules import ArtefactKind
from submissions.models import RepoAudit
from tests.factories.editions import NOW
from tests.factories.judging import make_assignment, make_project
from tests.factories.people import make_judge, signed_in
from tests.factories.submissions import make_audit, make_finding
from tests.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

SHA = "b" * 40
REVIEW_QUERIES = 20


@pytest.fixture
def project(edition):
    return make_project(edition, kinds=(ArtefactKind.CORPUS,))


@pytest.fixture
def visitor(project, edition):
    return signed_in(judge_of(project, edition))


def judge_of(project, edition):
    judge = make_judge(edition)
    make_assignment(project, judge)
    return judge


def review(visitor, project):
    address = reverse("judge_admin:judging_assignment_change", args=[project.assignments.get().pk])
    return html.unescape(text(visitor.get(address)))


def audited(project, *found, **facts):
    audit = make_audit(project, outcomes=())
    for entry in project.current.entries.all():
        done = {"state": "done", "queued_at": NOW, "not_before": NOW, "finished_at": NOW}
        audit.looks.add(
            RepoAudit.objects.create(repo=entry.repo, revision=SHA, rules_digest="d", edition=project.edition, **done)
        )
        for check, outcome in found:
            make_finding(audit, check, outcome, entry=entry, **facts)


def beside(page, criterion):
    """What the page says of the audit beside a criterion; nothing where it says nothing."""
    found = re.search(rf'<details class="jury-audit" data-audit-of="{criterion}"([^>]*)>(.*?)</fieldset>', page)
    return found[2] if found and "open" not in found[1] else ""


def test_the_findings_that_speak_for_a_criterion_stand_beside_it_folded(visitor, project):
    audited(project, ("card.yaml", "fail"), ("card.readable", "pass"), ("dataset.readable", "pass"), path="README.md")
    page = review(visitor, project)
    card = beside(page, "corpus-card")
    assert "Qué vio la auditoría (2 comprobaciones)" in card
    assert "50 %" in card
    assert 'data-check="card.yaml" data-outcome="fail"' in card
    assert 'class="fix"' not in card  # what to do is the team's, who reads it in its report
    assert "dataset.readable" not in card
    assert "dataset.readable" in beside(page, "corpus-structure")


def test_evidence_is_opened_at_the_revision_that_was_looked_at(visitor, project):
    audited(project, ("card.yaml", "fail"), path="README.md", line=2)
    repo = project.current.entries.get().repo.repo_id
    assert f'/datasets/{repo}/blob/{SHA}/README.md#L2"' in beside(review(visitor, project), "corpus-card")


def test_it_says_once_and_before_all_else_that_it_is_no_score(visitor, project):
    audited(project, ("card.yaml", "fail"), ("dataset.readable", "pass"))
    page = review(visitor, project)
    assert page.count("No es una nota ni la propone.") == 1
    assert page.index("No es una nota ni la propone.") < page.index("data-audit-of")
    assert re.findall(r'<input[^>]*name="score-corpus-card"[^>]*value="\d"[^>]*checked', page) == []


def test_a_criterion_of_which_nothing_was_found_has_nothing_beside_it(visitor, project):
    audited(project, ("card.yaml", "fail"))
    assert beside(review(visitor, project), "project-presentation") == ""


def test_a_finding_that_speaks_for_two_criteria_is_told_beside_both_and_has_no_anchor(visitor, project):
    audited(project, ("dataset.language", "warn"))
    page = review(visitor, project)
    assert all("dataset.language" in beside(page, key) for key in ("corpus-varieties", "corpus-quality"))
    assert 'id="f1"' not in page


def test_without_an_audit_the_panel_is_as_it_was(visitor, project):
    page = review(visitor, project)
    assert ("jury-audit" in page, "No es una nota" in page) == (False, False)


@pytest.mark.parametrize("kinds", [["corpus"], ["corpus", "corpus", "corpus"]])
def test_the_page_costs_the_same_with_one_repo_and_with_three(edition, kinds, django_assert_num_queries):
    project = make_project(edition, kinds=[ArtefactKind(kind) for kind in kinds])
    audited(project, ("card.yaml", "fail"), ("card.readable", "pass"))
    visitor = signed_in(judge_of(project, edition))
    review(visitor, project)
    with django_assert_num_queries(REVIEW_QUERIES):
        visitor.get(reverse("judge_admin:judging_assignment_change", args=[project.assignments.get().pk]))
