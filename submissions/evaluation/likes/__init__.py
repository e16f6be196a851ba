"""Likes on the Hub: which count, for whom, who has most of them, and how they grew. Pure."""

from submissions.evaluation.likes.copies import copies_of
from submissions.evaluation.likes.counted import LikedProject, LikedRepo
from submissions.evaluation.likes.tallies import Tally, by_project, by_repo, mentioned, of_kind, ranked
from submissions.evaluation.likes.trends import Moment, growth, likes_at, together

__all__ = [
    "LikedProject",
    "LikedRepo",
    "Moment",
    "Tally",
    "by_project",
    "by_repo",
    "copies_of",
    "growth",
    "likes_at",
    "mentioned",
    "of_kind",
    "ranked",
    "together",
]
