"""The model of a jury, held against its textbook form: whole matrices, and integrals by brute force."""

import numpy as np
import pytest
from scipy import stats

from hackathon.editions.rules import Method
from judging.aggregate import rank
from judging.aggregate.draws import draw
from judging.aggregate.model import equations, fit, half_cauchy, interval, leniency
from judging.aggregate.table import components, table_of, without_judge
from judging.aggregate.weighting import leverages, weights
from tests.pure.judging.juries import by_project, drawn, grid, sheets


def matrices(table):
    rows = np.arange(len(table.total))
    projects, judges = np.zeros((len(rows), len(table.projects))), np.zeros((len(rows), len(table.judges)))
    projects[rows, table.project], judges[rows, table.judge] = 1, 1
    return projects, judges


def by_least_squares(table, squared):
    """q̂ and b̂ by generalised least squares with the whole covariance of the totals, the log of REML's determinants, and the
    sum of squares."""
    x, z = matrices(table)
    inverse = np.linalg.inv(np.eye(len(x)) + squared * z @ z.T)
    information = x.T @ inverse @ x
    quality = np.linalg.solve(information, x.T @ inverse @ table.total)
    off = table.total - x @ quality
    lenient = squared * z.T @ inverse @ off
    determinants = -np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(information)[1]
    covariance = np.linalg.inv(information)
    projector = inverse - inverse @ x @ covariance @ x.T @ inverse
    return quality, lenient, determinants, off @ inverse @ off, np.diag(covariance), np.diag(projector)


@pytest.mark.parametrize("ratio", [0.0, 0.3, 1.0, 4.0])
def test_qualities_and_severities_are_those_of_generalised_least_squares(ratio):
    table = table_of(drawn())
    found = equations(table)
    quality, lenient, _determinants, squares, variance, projector = by_least_squares(table, ratio**2)
    single = fit(found, reviews=len(table.total), ratios=[ratio])
    assert np.allclose(leniency(found, ratio**2), lenient)
    assert np.allclose(single.leniency[0], lenient)
    assert np.allclose(single.quality[0], quality)
    assert np.isclose(single.scale[0] * single.freedom, squares + 2)
    assert np.allclose(single.own + single.judges_part(found.share)[0], variance)
    assert np.allclose(leverages(found, table, ratio**2), projector)


def test_each_ratio_weighs_what_the_likelihood_of_the_residuals_and_the_priors_say():
    table = table_of(drawn())
    ratios = half_cauchy(40)
    found = fit(equations(table), reviews=len(table.total), ratios=ratios)
    freedom = len(table.total) - len(table.projects) + 2
    logs = []
    for ratio in ratios:
        _quality, _lenient, determinants, squares, _variance, _projector = by_least_squares(table, ratio**2)
        logs.append(-determinants / 2 - freedom / 2 * np.log(squares + 2))
    likely = np.exp(np.array(logs) - max(logs))
    kept = likely > 1e-4
    assert np.allclose(found.weight, likely[kept] / likely[kept].sum())
    assert np.allclose(found.squared, ratios[kept] ** 2)


def test_the_ratios_of_the_grid_are_equally_probable_under_a_half_cauchy_prior():
    below = stats.halfcauchy.cdf(half_cauchy(10))
    assert np.allclose(below, (np.arange(10) + 0.5) / 10)


def test_an_interval_holds_nine_tenths_of_the_mixture():
    centre, sd, weight = np.array([[0.0, 5.0], [3.0, 5.5]]), np.array([[1.0, 0.1], [2.0, 3.0]]), np.array([0.7, 0.3])
    for end, below in zip(interval(centre, sd, weight, 5), (0.05, 0.95), strict=True):
        assert np.allclose(weight @ stats.t.cdf((end - centre) / sd, 5), below)


def test_with_a_ratio_of_nought_qualities_are_plain_means():
    table = table_of(sheets([("a", 1, 4), ("a", 2, 6), ("b", 1, 3), ("b", 2, 3)]))
    found = fit(equations(table), reviews=4, ratios=[0.0])
    assert found.quality.tolist() == [[5.0, 3.0]]
    assert found.scale.tolist() == [
        (2 + 2) / 4
    ]  # squares of 1 and 1, and two more observations one point off; 4 − 2 + 2


def test_draws_have_the_variance_that_shrinking_leaves():
    table = table_of(drawn(projects=30, judges=8))
    found = fit(equations(table), reviews=len(table.total), ratios=[0.7])
    drawings = draw(found, draws=4000, seed=3)
    share = found.found.share - found.found.share.mean(0)
    own = found.scale[0] * (found.own + found.judges_part(share)[0])
    spread = drawings.draws.std(0) / np.sqrt(own)
    assert (spread < 1.25).all()  # σ² is not known for sure, and so more than 1 for some
    assert (spread > 0.6).all()
    assert np.allclose(drawings.draws.mean(0), drawings.centre, atol=0.06)
    assert (
        np.abs(drawings.centre - drawings.centre.mean()) < np.abs(found.quality[0] - found.quality[0].mean())
    ).mean() > 0.9


def test_nine_in_ten_of_the_true_qualities_lie_in_the_middle_nine_tenths_of_their_draws():
    """Projects that differ half as much as their reviews do, two reviews each: drawn to the mean by two thirds."""
    random = np.random.default_rng(8)
    held = []
    for seed in range(40):
        quality = 5 + 0.5 * random.standard_normal(15)
        given = [(p, judge, round(quality[p] + random.standard_normal(), 3)) for p in range(15) for judge in (0, 1)]
        found = fit(equations(table_of(sheets(given))), reviews=30, ratios=[0.0])
        low, high = np.quantile(draw(found, draws=400, seed=seed).draws, [0.05, 0.95], axis=0)
        held.append((low <= quality) & (quality <= high))
    assert 0.82 < np.mean(held) < 0.94  # the spread is known badly, and is for all juries here what it is


def test_what_two_projects_share_in_judges_cancels_between_them():
    """Judges are very unlike, but both projects had the same ones."""
    rows = {"Ana": {"a": 9, "b": 8, "c": 7}, "Luis": {"a": 5, "b": 4, "c": 3}, "Eva": {"a": 7, "b": 6, "c": 5}}
    found = by_project(rank(grid(rows)))
    assert found["a"].p_beats_next > 0.75
    assert found["a"].total_high - found["a"].total_low > 2  # though where the three are on the scale is not known


def test_a_judge_who_agrees_with_nobody_weighs_less():
    agreeing = {
        name: {project: value + shift for project, value in zip("abcdefgh", (9, 8, 7, 6, 5, 4, 3, 2), strict=True)}
        for name, shift in (("Ana", 0), ("Luis", -1), ("Eva", 1))
    }
    table = table_of(grid(agreeing | {"Bo": dict(zip("abcdefgh", (3, 9, 2, 8, 7, 2, 9, 4), strict=True))}))
    weight, quality = weights(table, fit(equations(table), reviews=32, ratios=half_cauchy()))
    named = dict(zip(table.judges, weight, strict=True))
    assert named["Bo"] < 0.4 < 1 < min(named["Ana"], named["Luis"], named["Eva"])
    assert list(np.argsort(-quality)) == list(range(8))


def test_components_are_joined_by_judges_alone():
    table = table_of(
        sheets([("a", 1, 4), ("b", 1, 6), ("b", 2, 3), ("c", 2, 3), ("d", 3, 1), ("e", 4, 1), ("f", 4, 1)])
    )
    assert components(table) == ((0, 1, 2), (4, 5), (3,))


def test_a_table_without_a_judge_keeps_its_places():
    table = table_of(sheets([("a", 1, 4), ("b", 1, 6), ("b", 2, 3)]))
    left = without_judge(table, 0)
    assert left.reviews.tolist() == [0, 1]
    assert left.given.tolist() == [0, 1]


def test_the_models_totals_are_the_mean_over_all_ratios():
    given = drawn()
    table = table_of(given)
    found = fit(equations(table), reviews=len(table.total), ratios=half_cauchy())
    rows = by_project(rank(given, method=Method.MODEL))
    for project, quality in zip(table.projects, found.weight @ found.quality, strict=True):
        assert float(rows[project].total) == pytest.approx(quality, abs=1e-9)
