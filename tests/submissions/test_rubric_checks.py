"""The rubrics of the shipped editions name checks that there are, and every check speaks for some criterion."""

import pytest

from hackathon.editions.loading import shipped_rules
from submissions.audit.readiness import speaks_for
from submissions.audit.registry import all_checks

EDITIONS = ("somos600m-2024", "somos600m-2024-final")
# These speak of the project in general: whether it can be looked at at all, how far it was, and whether anything is unsafe.
GENERAL = {
    "dataset.sampled",
    "project.artefacts",
    "repo.exists",
    "repo.organisation",
    "safety.secrets",
}


@pytest.mark.parametrize("slug", EDITIONS)
def test_every_check_that_a_criterion_names_is_one(slug):
    ids = {one.id for one in all_checks()}
    named = {name for criterion in shipped_rules(slug).rubric.criteria for name in criterion.checks}
    assert {name for name in named if not any(speaks_for((name,), one) for one in ids)} == set()


@pytest.mark.parametrize("slug", EDITIONS)
def test_every_check_speaks_for_a_criterion_or_for_the_project_in_general(slug):
    criteria = shipped_rules(slug).rubric.criteria
    silent = {one.id for one in all_checks() if not any(speaks_for(criterion.checks, one.id) for criterion in criteria)}
    assert silent == GENERAL
