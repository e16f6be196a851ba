"""Projects and evaluations over HTTP."""

from submissions.api.evaluations import EvaluationRunViewSet, EvaluationViewSet
from submissions.api.leaderboards import LeaderboardsView, LeaderboardView
from submissions.api.likes import LikesView
from submissions.api.projects import ProjectViewSet

__all__ = [
    "EvaluationRunViewSet",
    "EvaluationViewSet",
    "LeaderboardView",
    "LeaderboardsView",
    "LikesView",
    "ProjectViewSet",
]
