"""Questions about evaluations of models: who may know of which, how each stands, what it measured, what it said, what all cost."""

from submissions.queries.evaluations.access import project_of, visible_jobs, visible_runs, with_log_for
from submissions.queries.evaluations.logs import Tail, pieces, tail
from submissions.queries.evaluations.standing import (
    Standing,
    TaskLine,
    delivers_models,
    jobs_of_project,
    lines_of_run,
    newest_of_each,
    projects_with,
    standings_of,
)

__all__ = [
    "Standing",
    "Tail",
    "TaskLine",
    "delivers_models",
    "jobs_of_project",
    "lines_of_run",
    "newest_of_each",
    "pieces",
    "project_of",
    "projects_with",
    "standings_of",
    "tail",
    "visible_jobs",
    "visible_runs",
    "with_log_for",
]
