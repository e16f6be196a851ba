"""What a project did outside the reviews, on the pages of other apps."""

from typing import Any

from django import template

from judging.queries.activities import activities_of
from submissions.models import Submission

register = template.Library()


@register.inclusion_tag("judging/_project_activities.html")
def project_activities(submission: Submission) -> dict[str, Any]:
    """A section with what was counted of the project; nothing where the rules have no activities."""
    return {"activity_cells": activities_of(submission)}
