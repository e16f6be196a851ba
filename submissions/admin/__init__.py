"""Projects and evaluation sets in the organisers' panel: to look at, and to have looked at again. Nothing is edited here."""

from submissions.admin.evaluation_sets import EvaluationSetAdmin
from submissions.admin.projects import SubmissionAdmin

__all__ = ["EvaluationSetAdmin", "SubmissionAdmin"]
