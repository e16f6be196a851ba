"""The ranking as organisers see it: each project's line, with what the close of the delivery and the reviews say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hackathon.editions.models import Edition
from hackathon.editions.rules import Rubric, RubricGroup
from judging import results as pure
from judging.queries.counting import outcome
from judging.results import Board, Line, Payload, number
from submissions.models import RepoVerdict, Submission
from submissions.queries import with_worst_verdict
from submissions.queries.verdicts import Judged, verdicts_in


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A project on the ranking. ``score`` and ``groups`` are in points; a group that does not apply is absent from ``groups``.

    ``line`` has everything else that the jury's numbers say. ``drafts`` are the reviews that were asked for and do not count
    yet; ``max_points`` what the groups add up to for its track; ``verdict`` is the worst state of its repos at the deadline (empty:
    not looked at yet), and ``repos`` that of each.
    """

    line: Line
    max_points: float
    juror_point: Fraction
    verdict: str
    repos: tuple[Judged, ...]

    @property
    def rank(self) -> int | None:
        return self.line.rank

    @property
    def submission_id(self) -> int:
        return self.line.key

    @property
    def team_id(self) -> int:
        return self.line.team_id

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def team(self) -> str:
        return self.line.team

    @property
    def reviews(self) -> int:
        return self.line.reviews

    @property
    def drafts(self) -> int:
        return self.line.drafts

    @property
    def score(self) -> Fraction | None:
        return self.line.total

    @property
    def groups(self) -> Mapping[str, Fraction]:
        return self.line.groups


@dataclass(frozen=True, slots=True)
class Results:
    """The ranking of an edition, best first (track by track where the rules rank so), and the rubric that its columns show."""

    rubric: Rubric
    rows: tuple[ResultRow, ...]
    payload: Payload

    @property
    def groups(self) -> tuple[RubricGroup, ...]:
        return self.rubric.groups

    @property
    def boards(self) -> tuple[Board, ...]:
        return pure.boards(self.payload)

    @property
    def has_reviews(self) -> bool:
        return any(row.reviews for row in self.rows)


def results(edition: Edition) -> Results:
    """The ranking of the edition's delivered projects as it stands, by the method of its rules."""
    payload = outcome(edition)
    verdicts = verdicts_in(edition)
    projects = {project.pk: project for project in _projects(edition)}
    extras = {each["id"]: _juror_point(each["points"]) for each in payload["projects"]}
    lines = [*(line for board in pure.boards(payload) for line in board.lines), *pure.left_out(payload)]
    rubric = edition.parsed_rules.rubric
    rows = (
        _row(line, projects[line.key], rubric, extras[line.key], verdicts) for line in lines if line.key in projects
    )
    return Results(rubric=rubric, rows=tuple(rows), payload=payload)


def _projects(edition: Edition) -> list[Submission]:
    found = Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
    return list(with_worst_verdict(found).prefetch_related("current__entries__repo").order_by("pk"))


def _juror_point(points: Mapping[str, Mapping[str, str]]) -> Fraction:
    """The mean over the reviews of the point that jurors may give to one project."""
    given = [number(each["juror_point"]) or Fraction(0) for each in points.values()]
    return sum(given, Fraction(0)) / len(given) if given else Fraction(0)


def _row(
    line: Line, project: Submission, rubric: Rubric, extra: Fraction, verdicts: Mapping[int, RepoVerdict]
) -> ResultRow:
    entries = project.current.entries.all() if project.current else ()
    return ResultRow(
        line=line,
        max_points=rubric.most(line.track),
        juror_point=extra,
        verdict=project.worst_verdict or "",
        repos=tuple(Judged(entry, verdicts.get(entry.repo_id)) for entry in entries),
    )
