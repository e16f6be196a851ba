"""Questions about what projects did outside the reviews. The number of queries never depends on how many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hackathon.editions.models import Edition
from hackathon.editions.rules import Activity, Rubric
from judging import aggregate
from judging.activities import same_name
from judging.models import ActivityCount
from submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Cell:
    """An activity of a project: how often (None: nobody has counted), and the points for it (None as well)."""

    activity: Activity
    count: int | None
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Row:
    """A project with a cell for each activity of the rules."""

    submission_id: int
    title: str
    team: str
    cells: tuple[Cell, ...]

    @property
    def points(self) -> Fraction | None:
        """What it earned in all; None where nothing has been counted."""
        earned = [cell.points for cell in self.cells if cell.points is not None]
        return sum(earned, Fraction(0)) if earned else None


def activity_rows(edition: Edition) -> list[Row]:
    """The projects that take part, by title, each with what was counted of it. Two queries."""
    projects = Submission.objects.delivered().filter(edition=edition).select_related("current", "team")
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = ActivityCount.objects.filter(submission__edition=edition).order_by()
    for project, activity, count in rows.values_list("submission", "activity", "count"):
        counted[project][activity] = count
    rubric = edition.parsed_rules.rubric
    found = [Row(each.pk, str(each), each.team.name, cells(rubric, counted[each.pk])) for each in projects]
    return sorted(found, key=lambda row: (same_name(row.title), row.submission_id))


def activities_of(submission: Submission) -> tuple[Cell, ...]:
    """What was counted of one project, for each activity of the rules; empty where they have none."""
    rubric = submission.edition.parsed_rules.rubric
    if not rubric.activities:
        return ()
    return cells(rubric, dict(submission.activity_counts.values_list("activity", "count")))


def cells(rubric: Rubric, counts: Mapping[str, int]) -> tuple[Cell, ...]:
    """One for each activity of the rules."""
    earned = aggregate.activity_points(rubric, counts)
    return tuple(Cell(each, counts.get(each.key), earned.get(each.key)) for each in rubric.activities)


def names_of(rows: Sequence[Row]) -> Mapping[str, Sequence[int]]:
    """What each project may be called in a list: its number, its title, its team → the projects of that name."""
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for row in rows:
        for name in (str(row.submission_id), same_name(row.title), same_name(row.team)):
            found[name][row.submission_id] = None
    return {name: tuple(projects) for name, projects in found.items()}


def activity_names(rubric: Rubric) -> Mapping[str, str]:
    """What each activity may be called in a list: its key, and its title in every language → the key."""
    return {
        same_name(name): each.key
        for each in rubric.activities
        for name in (*(text for _code, text in each.title.translations), each.key)
    }
