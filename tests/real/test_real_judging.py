"""The panels of figure skating at the Olympics of 2018: nine judges, 250 performances, five components each."""

import csv
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from hackathon.editions.rules import Method
from judging.aggregate import Sheet, points, rank, trimmed_mean

Panels = dict[tuple[str, str], tuple[list[Fraction], Decimal]]


@pytest.fixture(scope="module")
def rows(real_material: Path) -> list[dict[str, str]]:
    with (real_material / "judging" / "figure-skating-2018.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def performances(rows: list[dict[str, str]]) -> dict[tuple[str, str], list[Sheet]]:
    """Sheets of each event: a judge's five scores with their weights, in points."""
    given: dict[tuple[str, str, str, str], dict[str, Fraction]] = defaultdict(dict)
    for row in rows:
        key = (row["competition"], row["program"], row["performance_id"], row["judge"])
        given[key][row["criterion"]] = Fraction(row["score"]) * Fraction(row["weight"])
    events: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for (competition, program, performance, judge), groups in given.items():
        events[competition, program].append(Sheet(performance, judge, sum(groups.values(), Fraction(0)), groups))
    return events


def test_the_trimmed_mean_is_every_published_panel_score(rows):
    panels: Panels = {}
    for row in rows:
        key = (row["performance_id"], row["criterion"])
        panels.setdefault(key, ([], Decimal(row["panel_score"])))[0].append(Fraction(row["score"]))
    assert len(panels) == 1250
    assert {key: points(trimmed_mean(values)) for key, (values, _told) in panels.items()} == {
        key: told for key, (_values, told) in panels.items()
    }


def test_the_trimmed_groups_of_a_ranking_add_up_to_the_published_totals(rows, performances):
    """Up to what rounding each of five components and their sum may move."""
    published = {row["performance_id"]: Decimal(row["total_component_score"]) for row in rows}
    for sheets in performances.values():
        for row in rank(sheets, method=Method.TRIMMED, draws=20).projects:
            found = points(sum(row.groups.values(), Fraction(0)))
            assert abs(found - published[row.project]) <= Decimal("0.05")


def test_the_methods_nearly_agree_on_panels_in_which_nine_judges_see_everybody(performances):
    assert len(performances) == 16
    for sheets in performances.values():
        model, mean = (rank(sheets, method=method, draws=100) for method in (Method.MODEL, Method.MEAN))
        assert [row.project for row in model.projects] == [row.project for row in mean.projects]
        for row in model.projects:
            assert abs(row.adjusted - row.raw) < Fraction(1, 10**6)  # who sees everybody moves nobody before another
            assert abs(row.trimmed - row.raw) < 1
            assert row.total_low < row.total < row.total_high
        assert len(model.components) == 1
        assert 0.5 < model.agreement.alpha <= 1
        most = max(row.raw for row in model.projects)
        assert all(abs(judge.severity) < most / 10 for judge in model.judges)
        assert all(judge.consistency > 0.5 for judge in model.judges)
