"""Questions about juries. The number of database queries never depends on how many rows there are."""

from judging.queries.own import may_compare
from judging.queries.panel import asked_criteria, is_writable, part_of, remarks_of
from judging.queries.ranking import ResultRow, Results, results
from judging.queries.reviews import (
    Artefacts,
    Progress,
    ReviewRow,
    artefacts_of,
    assignments_of,
    assignments_of_edition,
    judge_names,
    judges_of,
    juror_point_elsewhere,
    own_assignments,
    progress,
    reviews,
    scores_of,
    taking_part,
    total_of,
    track_of,
)

__all__ = [
    "Artefacts",
    "Progress",
    "ResultRow",
    "Results",
    "ReviewRow",
    "artefacts_of",
    "asked_criteria",
    "assignments_of",
    "assignments_of_edition",
    "is_writable",
    "judge_names",
    "judges_of",
    "juror_point_elsewhere",
    "may_compare",
    "own_assignments",
    "part_of",
    "progress",
    "remarks_of",
    "results",
    "reviews",
    "scores_of",
    "taking_part",
    "total_of",
    "track_of",
]
