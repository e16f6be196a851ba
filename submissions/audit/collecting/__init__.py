"""Asking the Hub about a submission's repos and writing down what it shows. Judges nothing."""

from submissions.audit.collecting.hub import Hub
from submissions.audit.collecting.repo import collect_evidence, collect_repo, other_type

__all__ = ["Hub", "collect_evidence", "collect_repo", "other_type"]
