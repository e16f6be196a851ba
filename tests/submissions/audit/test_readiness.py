"""Readiness is a share of checks: what is required weighs twice, a warning is half, and what is not known is left out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from hackathon.editions.rules import Severity
from submissions.audit.findings import Finding, failed, not_applicable, passed, unknown, warned
from submissions.audit.readiness import Readiness, readiness, speaks_for


def recommended(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.RECOMMENDED)


def informative(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.INFORMATIVE)


def test_where_everything_passes_it_is_whole():
    ready = readiness([passed(), recommended(passed())])
    assert (ready.share, ready.percent) == (1, 100)


def test_where_everything_fails_it_is_nothing():
    assert readiness([failed(), failed()]) == Readiness(share=Fraction(0), passed=0, counted=2)


def test_what_is_required_weighs_twice_as_much_as_what_is_recommended():
    assert readiness([passed(), recommended(failed())]).share == Fraction(2, 3)
    assert readiness([failed(), recommended(passed())]).share == Fraction(1, 3)


def test_a_warning_is_worth_half_and_does_not_pass():
    ready = readiness([warned(), passed()])
    assert (ready.share, ready.passed, ready.counted) == (Fraction(3, 4), 1, 2)


@pytest.mark.parametrize("finding", [unknown(), not_applicable(), informative(warned()), informative(passed())])
def test_what_is_held_for_or_against_nobody_changes_nothing(finding):
    assert readiness([passed(), failed(), finding]).share == readiness([passed(), failed()]).share


def test_nothing_to_judge_is_no_share_at_all():
    nothing = [readiness(found) for found in ([], [unknown()], [not_applicable()], [informative(warned())])]
    assert [(ready.percent, ready.unknown) for ready in nothing] == [(None, 0), (None, 1), (None, 0), (None, 0)]


def test_what_the_hub_kept_from_us_is_counted_apart_and_changes_no_share():
    ready = readiness([passed(), unknown(), informative(unknown())])
    assert (ready.percent, ready.unknown) == (100, 1)


def test_a_share_is_rounded_down_so_that_a_hundred_means_all_of_it():
    nearly = [passed()] * 199 + [recommended(warned())]
    assert readiness(nearly).percent == 99


@pytest.mark.parametrize(
    ("checks", "check", "speaks"),
    [
        (("card.yaml",), "card.yaml", True),
        (("card.*",), "card.yaml", True),
        (("card.yaml",), "card.sections", False),
        (("car.*",), "card.yaml", False),
        ((), "card.yaml", False),
    ],
)
def test_a_criterion_names_checks_by_id_or_by_family(checks, check, speaks):
    assert speaks_for(checks, check) is speaks
