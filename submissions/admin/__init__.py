"""Projects, evaluations and evaluation sets in the organisers' panel: to look at, and to have done again. Nothing is edited here."""

from submissions.admin.evaluation_sets import EvaluationSetAdmin
from submissions.admin.evaluations import EvaluationJobAdmin
from submissions.admin.projects import SubmissionAdmin

__all__ = ["EvaluationJobAdmin", "EvaluationSetAdmin", "SubmissionAdmin"]
