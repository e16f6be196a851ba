"""What the API tells of projects and of evaluations, as JSON."""

from submissions.serializers.projects import ProjectSerializer, ReportSerializer

__all__ = ["ProjectSerializer", "ReportSerializer"]
