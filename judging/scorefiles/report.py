"""A ranking of a file of scores as JSON: plain numbers, for other programs. Pure."""

from fractions import Fraction
from typing import Any

from judging.aggregate import Agreement, JudgeRow, ProjectRow, Ranking, Shares, exact


def report(ranking: Ranking, *, most: float | None = None) -> dict[str, Any]:
    """The ranking as a tree without anything but numbers, texts and null (it cannot be told), best project first.

    ``total`` is the points by the method, at most ``most`` where the rules state a maximum; ``rank`` the place, ``rank_low`` to
    ``rank_high`` its 90 % interval, the better place first; ``p_first`` the probability of being the best. ``severity``: how many
    points the judge gives less than the jury would.
    """
    return {
        "method": ranking.method.value,
        "projects": [_project(row, most) for row in ranking.projects],
        "judges": [_judge(row) for row in ranking.judges],
        "agreement": _agreement(ranking.agreement, ranking.shares),
    }


def capped(total: Fraction | None, most: float | None) -> Fraction | None:
    """At most the stated maximum, where there is one.

    >>> capped(Fraction(23, 2), 10.0), capped(Fraction(7), 10.0), capped(None, 10.0)
    (Fraction(10, 1), Fraction(7, 1), None)
    """
    return total if total is None or most is None else min(total, exact(most))


def _project(row: ProjectRow, most: float | None) -> dict[str, Any]:
    return {
        "project": row.project,
        "total": _number(capped(row.total, most)),
        "rank": row.rank,
        "rank_low": row.rank_low,
        "rank_high": row.rank_high,
        "groups": {key: _number(value) for key, value in row.groups.items()},
        "p_first": row.p_first,
    }


def _judge(row: JudgeRow) -> dict[str, Any]:
    return {"judge": row.judge, "severity": _number(row.severity), "n": row.n}


def _agreement(found: Agreement, shares: Shares | None) -> dict[str, Any]:
    parts = None if shares is None else {"projects": shares.projects, "judges": shares.judges, "rest": shares.rest}
    return {"alpha": found.alpha, "icc": found.icc, "icc_mean": found.icc_mean, "shares": parts}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
