"""Questions about what teams are still writing."""

from submissions.merging import mark
from submissions.models import DraftRevision, SubmissionVersion
from submissions.queries.contents import content_of
from teams.models import Team


def last_save(team: Team) -> DraftRevision | None:
    """The newest save of the team's draft, delivered since or not."""
    return DraftRevision.objects.filter(draft__team=team).select_related("by").order_by("-number").first()


def open_draft(team: Team, current: SubmissionVersion | None) -> DraftRevision | None:
    """The newest save of the draft, if it says something else than the version that was delivered last."""
    last = last_save(team)
    if last is None:
        return None
    delivered = content_of(current)
    names = {*last.content, *delivered}
    same = all(
        mark(last.content.get(name, "")) == mark(delivered.get(name, ""))
        for name in names
        if _says(name, last, delivered)
    )
    return None if same else last


def _says(name: str, last: DraftRevision, delivered: dict[str, str | list[str]]) -> bool:
    return bool(last.content.get(name)) or bool(delivered.get(name))
