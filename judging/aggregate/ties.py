"""Who stands before whom when totals are equal, and where a place is too close to call. Pure. Never time, never chance."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from hackathon.editions.rules import MEDIAN, TOTAL, Audience, EditionRules, TieRules
from judging.aggregate.draws import Chances
from judging.aggregate.sheets import SHARED, Neighbours, Tie


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the chain looks at: a project's ``total`` by the method, its ``groups``, and the ``median`` of its plain totals."""

    project: Hashable
    total: Fraction
    median: Fraction
    groups: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """A project and its place. ``settled_by``: the step that told it from those of the same total; see ``ProjectRow``."""

    project: Hashable
    place: int
    settled_by: str = ""


def boundaries(rules: EditionRules) -> tuple[int, ...]:
    """After which places a prize ends, or the finals do: where it matters who is before whom.

    Places 1, 2 and 3 win something: who is third and who is fourth matters.
    """
    ends = {prize.place for prize in rules.prizes if prize.audience == Audience.PLACE and prize.place}
    finals = rules.jury.finals.projects
    return tuple(sorted(ends | ({finals} if finals else set())))


def placed(candidates: Iterable[Candidate], order: Sequence[str]) -> tuple[Placed, ...]:
    """The candidates, best first. Equal totals are told apart by the steps of ``order``, one after the other; who is still equal
    shares the place, and the next one is skipped. A step that one of those who are equal has no number for (a group that does
    not apply to a project) is left out for them: what is missing is not zero.

    >>> eight, nine = Fraction(8), Fraction(9)
    >>> rows = [Candidate("a", eight, eight, {"corpus": Fraction(3)}), Candidate("b", eight, eight, {"corpus": Fraction(4)}),
    ...         Candidate("c", nine, nine), Candidate("d", eight, eight, {"corpus": Fraction(3)})]
    >>> [(row.project, row.place, row.settled_by) for row in placed(rows, ("total", "corpus", "median"))]
    [('c', 1, ''), ('b', 2, 'corpus'), ('a', 3, 'shared'), ('d', 3, 'shared')]
    """
    rows: list[Placed] = []
    for same in _by(list(candidates), TOTAL):
        for alike, step in _settled(same, [step for step in order if step != TOTAL], by=""):
            shared = SHARED if len(alike) > 1 else step
            place = len(rows) + 1
            rows += [Placed(row.project, place, shared) for row in alike]
    return tuple(rows)


def _settled(same: list[Candidate], steps: Sequence[str], by: str) -> list[tuple[list[Candidate], str]]:
    """Those who are equal, cut into those who still are, each with the step that cut them off."""
    if len(same) == 1 or not steps:
        return [(same, by)]
    step, *others = steps
    if any(_value(row, step) is None for row in same):
        return _settled(same, others, by)
    classes = _by(same, step)
    if len(classes) == 1:
        return _settled(same, others, by)
    return [found for alike in classes for found in _settled(alike, others, step)]


def _by(rows: Sequence[Candidate], step: str) -> list[list[Candidate]]:
    """Rows of equal value together, the highest first."""
    classes: dict[Fraction | None, list[Candidate]] = {}
    for row in rows:
        classes.setdefault(_value(row, step), []).append(row)
    return [classes[value] for value in sorted(classes, key=lambda value: -(value or 0))]


def _value(row: Candidate, step: str) -> Fraction | None:
    if step == TOTAL:
        return row.total
    return row.median if step == MEDIAN else row.groups.get(step)


def ranks(values: Mapping[Hashable, Fraction]) -> dict[Hashable, int]:
    """Places by value alone, equal ones shared.

    >>> ranks({"a": Fraction(2), "b": Fraction(3), "c": Fraction(2), "d": Fraction(1)})
    {'a': 2, 'b': 1, 'c': 2, 'd': 4}
    """
    first: dict[Fraction, int] = {}
    for place, value in enumerate(sorted(values.values(), reverse=True), start=1):
        first.setdefault(value, place)
    return {project: first[value] for project, value in values.items()}


def neighbours(order: Sequence[int], names: Sequence[Hashable], found: Chances) -> tuple[Neighbours, ...]:
    """Each project and the next one of ``order``, which has columns of the chances; ``names`` are theirs."""
    return tuple(Neighbours(names[one], names[other], found.beats(one, other)) for one, other in pairwise(order))


def statistical_ties(
    order: Sequence[int], names: Sequence[Hashable], found: Chances, *, boundaries: Iterable[int], rules: TieRules
) -> tuple[Tie, ...]:
    """The boundaries at which the upper project beats the lower one with less than the rules' probability. A boundary after the
    last project, or before the first, is none."""
    inside = sorted({each for each in boundaries if 0 < each < len(order)})
    ties = (_tie(order, names, found, boundary, rules) for boundary in inside)
    return tuple(tie for tie in ties if tie.probability < rules.probability)


def _tie(order: Sequence[int], names: Sequence[Hashable], found: Chances, boundary: int, rules: TieRules) -> Tie:
    upper, lower = order[boundary - 1], order[boundary]
    above = [one for one in order[:boundary] if found.beats(one, lower) < rules.probability]
    below = [one for one in order[boundary:] if found.beats(upper, one) < rules.probability]
    return Tie(
        boundary=boundary,
        upper=names[upper],
        lower=names[lower],
        probability=found.beats(upper, lower),
        contenders=tuple(names[one] for one in (*above, *below)),
        fresh_reviews=rules.fresh_reviews,
    )
