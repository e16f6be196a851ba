"""Projects and evaluations over HTTP."""

from submissions.api.projects import ProjectViewSet

__all__ = ["ProjectViewSet"]
