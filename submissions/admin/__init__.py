"""Projects in the organisers' panel: to look at, and to have looked at again. Nothing is edited here."""

from submissions.admin.projects import SubmissionAdmin

__all__ = ["SubmissionAdmin"]
