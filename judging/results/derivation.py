"""How a project's result came about, number by number, from its reviews to its place. Pure.

Every number here is in the payload or follows from it by a sum that the page shows, so that whoever adds up gets the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from hackathon.editions.rules import AbsentGroup, Criterion, Method, Rubric, RubricGroup
from judging import aggregate
from judging.results.lines import Board, Line, boards, line
from judging.results.material import Material, Project, totals
from judging.results.payload import Payload, read


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion: what each review gave, out of ``top`` (steps above the scale's ``low``), and what one step more in one
    review would add to the project's plain mean."""

    criterion: Criterion
    scores: tuple[int | None, ...]
    top: int
    step: Fraction


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group: its criteria, what it is ``worth`` for this project (stretched or not), what each review comes to, and the mean."""

    group: RubricGroup
    criteria: tuple[CriterionLine, ...]
    worth: Fraction
    points: tuple[Fraction, ...]
    mean: Fraction | None

    @property
    def stretched(self) -> bool:
        """Whether the rules make it worth more here than in the rubric, because another group does not apply."""
        return self.worth != aggregate.exact(self.group.points)

    @property
    def step(self) -> Fraction | None:
        """What one step more adds, where it is the same for each criterion."""
        steps = {criterion.step for criterion in self.criteria}
        return steps.pop() if len(steps) == 1 else None


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A review that counts. ``sum``: its groups; ``total`` after the cap and with the juror's point; ``severity``: how much
    less its judge gives than the jury would (None: not known)."""

    judge: int
    stage: str
    sum: Fraction
    juror_point: Fraction
    total: Fraction
    severity: Fraction | None

    @property
    def corrected(self) -> Fraction:
        """The total with the judge's severity taken out."""
        return self.total + (self.severity or Fraction(0))

    @property
    def shift(self) -> Fraction | None:
        """What leads from the total to the corrected one as both are shown, so that the page adds up."""
        return None if self.severity is None else _shown(self.corrected) - _shown(self.total)


@dataclass(frozen=True, slots=True)
class Derivation:
    """All steps of one project. ``absent``: groups that do not apply. ``above`` and ``below``: its neighbours on the ranking."""

    line: Line
    method: Method
    rubric: Rubric
    groups: tuple[GroupLine, ...]
    absent: tuple[RubricGroup, ...]
    reviews: tuple[ReviewLine, ...]
    uncounted: int
    cap: Fraction | None
    capped_reviews: int
    mean: Fraction | None
    middle: Fraction | None
    above: Line | None
    below: Line | None
    competitors: int

    @property
    def adjustment(self) -> Fraction | None:
        """By how much the method moved the plain mean, as both are shown, so that the page adds up."""
        if self.mean is None or self.by_method is None:
            return None
        return _shown(self.by_method) - _shown(self.mean)

    @property
    def by_method(self) -> Fraction | None:
        """The jury's total by the method, without what was earned outside the jury."""
        found = {Method.MEAN: self.line.raw, Method.TRIMMED: self.line.trimmed, Method.MODEL: self.line.adjusted}
        total = found[self.method]
        return None if total is None else total - self.line.extra

    @property
    def rescaled(self) -> bool:
        """Whether groups that do not apply made the others worth more."""
        return bool(self.absent) and self.rubric.absent_group is AbsentGroup.RESCALE

    @property
    def gap_above(self) -> Fraction | None:
        """How many points lack to the project in front."""
        if self.above is None or self.above.total is None or self.line.total is None:
            return None
        return self.above.total - self.line.total


def derive(payload: Payload, key: int) -> Derivation | None:
    """The steps of the project with that key; None where the payload has no such project."""
    each = next((each for each in payload["projects"] if each["id"] == key), None)
    if each is None:
        return None
    material = read(payload)
    project = next(project for project in material.projects if project.key == key)
    board = next((board for board in boards(payload) if key in board.by_key), None)
    return _derive(material, project, line(each), board)


def _derive(material: Material, project: Project, own: Line, board: Board | None) -> Derivation:
    rubric = material.rules.rubric
    given = totals(material, project)
    scores = [dict(review.scores) for review, _ in given]
    worth = aggregate.group_points(rubric, project.parts, project.track)
    severity = _severities(board)
    limit = aggregate.cap(rubric, project.parts)
    sums = [sum((total.groups[group] for group in worth if _counts(rubric, group)), Fraction(0)) for _, total in given]
    reviews = tuple(
        ReviewLine(review.judge, review.stage, whole, total.juror_point, total.total, severity.get(review.judge))
        for (review, total), whole in zip(given, sums, strict=True)
    )
    above, below = _neighbours(own, board)
    return Derivation(
        line=own,
        method=material.rules.jury.method,
        rubric=rubric,
        groups=tuple(
            _group(rubric, group, worth[group.key], scores, [total.groups[group.key] for _, total in given])
            for group in aggregate.applicable_groups(rubric, project.parts, project.track)
        ),
        absent=tuple(
            group
            for group in aggregate.groups_of_track(rubric, project.track)
            if group.key not in worth and group.in_total
        ),
        reviews=reviews,
        uncounted=len(project.reviews) - len(given),
        cap=limit,
        capped_reviews=sum(1 for whole in sums if limit is not None and whole > limit),
        mean=_mean([review.total for review in reviews]),
        middle=median(review.total for review in reviews) if reviews else None,
        above=above,
        below=below,
        competitors=sum(1 for each in board.lines if each.rank is not None) if board else 0,
    )


def _group(
    rubric: Rubric,
    group: RubricGroup,
    worth: Fraction,
    scores: Sequence[Mapping[str, int]],
    points: Sequence[Fraction],
) -> GroupLine:
    weights = sum(criterion.weight for criterion in group.criteria)
    lines = []
    for criterion in group.criteria:
        top = rubric.top(criterion)
        step = Fraction(criterion.weight, weights * (top - rubric.scale_min)) * worth / max(1, len(scores))
        lines.append(CriterionLine(criterion, tuple(each.get(criterion.key) for each in scores), top, step))
    return GroupLine(group, tuple(lines), worth, tuple(points), _mean(points))


def _shown(value: Fraction) -> Fraction:
    """The number that pages show."""
    return Fraction(aggregate.points(value))


def _counts(rubric: Rubric, key: str) -> bool:
    return next(group.in_total for group in rubric.groups if group.key == key)


def _severities(board: Board | None) -> dict[int, Fraction]:
    rows = board.facts["judges"] if board else []
    return {each["judge"]: Fraction(each["severity"]) for each in rows if each["severity"] is not None}


def _neighbours(own: Line, board: Board | None) -> tuple[Line | None, Line | None]:
    ranked = [each for each in board.lines if each.rank is not None] if board else []
    keys = [each.key for each in ranked]
    if own.key not in keys:
        return None, None
    place = keys.index(own.key)
    return (ranked[place - 1] if place else None), (ranked[place + 1] if place + 1 < len(ranked) else None)


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None
