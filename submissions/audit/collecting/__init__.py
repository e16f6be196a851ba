"""Asking the Hub about a submission's repos and writing down what it shows. Judges nothing."""

from submissions.audit.collecting.corpus import read_corpus
from submissions.audit.collecting.hub import Hub
from submissions.audit.collecting.repo import (
    Opened,
    collect_evidence,
    collect_repo,
    open_repo,
    other_type,
    read_again,
    read_repo,
    with_commits,
)

__all__ = [
    "Hub",
    "Opened",
    "collect_evidence",
    "collect_repo",
    "open_repo",
    "other_type",
    "read_again",
    "read_corpus",
    "read_repo",
    "with_commits",
]
