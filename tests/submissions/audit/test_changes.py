"""What changed between two audits: the same check on the same repo, before and now."""

from dataclasses import replace

import pytest

from hackathon.editions.rules import Severity
from hackathon.hub.types import RepoType
from submissions.audit.changes import Change, compare
from submissions.audit.findings import Finding, Outcome, failed, not_applicable, passed, unknown, warned


def of(finding: Finding, check: str = "card.yaml", repo_id: str | None = "somosnlp/recetas") -> Finding:
    return replace(finding, check=check, repo_id=repo_id, repo_type=RepoType.DATASET if repo_id else None)


def became(before: Finding | None, now: Finding) -> Change | None:
    now = of(now)
    return compare([of(before)] if before else [], [now]).of(now)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (failed(), passed(), Change.MENDED),
        (warned(), passed(), Change.MENDED),
        (failed(), warned(), Change.BETTER),
        (passed(), failed(), Change.WORSE),
        (passed(), warned(), Change.WORSE),
        (warned(), failed(), Change.WORSE),
        (failed(), failed(), Change.UNCHANGED),
        (passed(), passed(), Change.UNCHANGED),
        (unknown(), failed(), Change.NEW),
        (not_applicable(), warned(), Change.NEW),
        (None, failed(), Change.NEW),
        (failed(), unknown(), Change.UNSEEN),
        (unknown(), passed(), None),
        (None, passed(), None),
        (unknown(), unknown(), None),
        (failed(), not_applicable(), None),
    ],
)
def test_a_finding_is_compared_with_what_it_was(before, now, change):
    assert became(before, now) is change


def test_what_only_informs_is_not_compared():
    assert became(passed(), replace(warned(), severity=Severity.INFORMATIVE)) is None


def test_each_repo_is_compared_with_itself():
    before = [of(failed(), repo_id="a/uno"), of(passed(), repo_id="a/dos"), of(failed(), repo_id=None)]
    now = [of(passed(), repo_id="a/uno"), of(failed(), repo_id="a/dos"), of(passed(), repo_id=None)]
    changes = compare(before, now)
    assert [changes.of(one) for one in now] == [Change.MENDED, Change.WORSE, Change.MENDED]


def test_a_name_whose_case_changed_is_the_same_repo():
    changes = compare([of(failed(), repo_id="SomosNLP/Recetas")], [of(passed())])
    assert dict(changes.counts) == {"mended": 1}


def test_counts_leave_out_what_is_as_it_was():
    now = [of(Finding(outcome), check=f"card.c{n}") for n, outcome in enumerate((Outcome.PASS, Outcome.FAIL))]
    assert dict(compare(now, now).counts) == {}
    assert dict(compare([], now).counts) == {"new": 1}
