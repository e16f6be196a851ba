"""Filters for the pages of a delivery."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template

from hackathon.editions.rules import EditionRules
from hackathon.hub.types import RepoType
from submissions import sentences
from submissions.validators import EntryProblem

register = template.Library()


@register.filter
def to_the_second(at: datetime, zone: str) -> str:
    """A moment as a receipt gives it: "2024-03-29 23:59:59" on the clocks of ``zone``."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"


@register.filter
def problem_in_words(problem: EntryProblem, rules: EditionRules) -> str:
    """What is wrong with a typed repo, and what to do about it."""
    return sentences.problem(problem, rules=rules.submission)


@register.filter
def repo_type_name(repo_type: str) -> str:
    """What a repo of that type is, for people."""
    return sentences.A_REPO[RepoType(repo_type)]()
