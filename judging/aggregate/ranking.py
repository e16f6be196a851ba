"""From complete reviews to a ranking and all that can be said about it. Pure."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from hackathon.editions.rules import Method, TieRules
from judging.aggregate import cautions
from judging.aggregate.agreement import agreement, shares
from judging.aggregate.columns import Columns, columns_of
from judging.aggregate.draws import project_spread
from judging.aggregate.influence import influences
from judging.aggregate.judges import judge_rows
from judging.aggregate.outlook import Outlook, outlook
from judging.aggregate.rows import project_rows
from judging.aggregate.sheets import Agreement, Caution, ProjectRow, Ranking, Sheet, Spread
from judging.aggregate.table import Table, in_order, table_of
from judging.aggregate.ties import neighbours, statistical_ties


def rank(
    sheets: Iterable[Sheet],
    *,
    method: Method = Method.MODEL,
    ties: TieRules | None = None,
    boundaries: Sequence[int] = (),
    seed: int = 0,
    draws: int = 1000,
    most: Fraction | None = None,
    projects: Iterable[Hashable] = (),
    judges: Iterable[Hashable] = (),
) -> Ranking:
    """The ranking of the projects by complete reviews, with its uncertainty and what is known about the judges.

    ``boundaries``: the places after which something is decided (the last place of each prize). ``most``: no total is above it, and
    whoever would be ties there (None: there is no such limit). ``projects`` and ``judges``: all that
    there are; who is in no sheet gets a line that says so. The same sheets in any order, with the same ``seed``, give the same
    digits. Raises ``TwiceReviewed``.

    Four projects, two judges; Luis gives two points less than Ana to whatever both saw. By the plain mean "c", whom only Ana saw,
    is level with the best and before "d", whom only Luis saw; by the model it is behind:

    >>> from fractions import Fraction
    >>> given = [("a", "Ana", 8), ("a", "Luis", 6), ("b", "Ana", 5), ("b", "Luis", 3), ("c", "Ana", 7), ("d", "Luis", 6)]
    >>> sheets = [Sheet(project, judge, Fraction(total)) for project, judge, total in given]
    >>> [(row.project, str(row.total)) for row in rank(sheets, method=Method.MEAN).projects]
    [('a', '7'), ('c', '7'), ('d', '6'), ('b', '4')]
    >>> [(row.project, round(float(row.total), 2)) for row in rank(sheets).projects]
    [('a', 7.0), ('d', 6.62), ('c', 6.38), ('b', 4.0)]
    """
    table, rules = table_of(sheets), ties or TieRules()
    columns = columns_of(table)
    found = outlook(table, columns, method, rules, seed=seed, draws=draws, most=most)
    spread = _spread(found, columns)
    parts = None if spread is None else shares(spread)
    unreviewed = tuple(each for each in in_order(projects) if each not in set(table.projects))
    influence = influences(table, columns, method=method, boundaries=boundaries)
    ranking = Ranking(
        method=method,
        projects=(*project_rows(table, columns, found, method), *(ProjectRow(each, 0) for each in unreviewed)),
        judges=judge_rows(table, columns, influence=influence, judges=judges),
        seed=seed,
        draws=draws,
        agreement=agreement(table, parts) if table.sheets else Agreement(),
        shares=parts,
        spread=spread,
        components=tuple(tuple(table.projects[at] for at in part) for part in found.parts),
    )
    ranking = _with_chances(ranking, table, found, boundaries, rules)
    return replace(ranking, warnings=_warnings(ranking, table, found, unreviewed, boundaries))


def _with_chances(
    ranking: Ranking, table: Table, found: Outlook, boundaries: Sequence[int], rules: TieRules
) -> Ranking:
    """The ranking with what the draws say of who is before whom."""
    names = [table.projects[at] for at in found.ranked]
    if found.chances is None:
        return replace(ranking, winners=tuple(names) if len(names) == 1 else ())
    order, chances = found.columns_in_order, found.chances
    return replace(
        ranking,
        neighbours=neighbours(order, names, chances),
        winners=tuple(names[column] for column in chances.winners()),
        ties=statistical_ties(order, names, chances, boundaries=boundaries, rules=rules),
    )


def _warnings(
    ranking: Ranking, table: Table, found: Outlook, unreviewed: Sequence[Hashable], boundaries: Sequence[int]
) -> tuple[Caution, ...]:
    return (
        *cautions.about_table(table, found.parts),
        *cautions.about_people(table, unreviewed, ranking.judges, ranking.agreement),
        *cautions.about_places(ranking.projects, ranking.ties, boundaries),
    )


def _spread(found: Outlook, columns: Columns) -> Spread | None:
    """By the model, whatever the method. The projects' is that of those with a joint rank, or of the largest part."""
    if columns.model is None:
        return None
    model, compared = columns.model, found.ranked or found.parts[0]
    projects = round(project_spread(model.of(compared)), 9) if len(compared) > 1 else None
    severity = model.variance * float(model.squared[model.typical])
    return Spread(projects=projects, severity=round(severity**0.5, 9), rest=round(model.variance**0.5, 9))
