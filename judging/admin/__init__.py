"""Two panels: the judges' and the organisers' view of the jury."""

from judging.admin.judges import judge_site
from judging.admin.organisers import AssignmentAdmin

__all__ = ["AssignmentAdmin", "judge_site"]
