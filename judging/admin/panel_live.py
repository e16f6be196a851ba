"""From a phone, while a project is on the stage: big steps, a quick note, and a page that follows the stage by itself."""

from django.http import HttpRequest, HttpResponse

from judging import queries
from judging.admin.panel_pages import own_jury, show
from judging.admin.panel_review import form_of, review_context
from judging.queries import stage as stages

NO_CONTENT = 204


def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The person's own review of what is on the stage now."""
    edition = own_jury(request, slug)
    stage = stages.on_stage(edition)
    context = {
        "title": edition.title,
        "edition": edition,
        "rules": edition.parsed_rules,
        "stage": stage,
        "mark": stages.mark(stage),
        "minutes": stages.minutes(edition.parsed_rules),
        "now": request.now,
    }
    assignment = stages.review_on_stage(stage, request.user)
    if assignment is not None:
        is_open = assignment.voided_at is None and queries.is_writable(assignment, request.now)
        form = form_of(assignment, read_only=not is_open)
        context |= {**review_context(request, assignment, form), "is_open": is_open}
    return show(request, "judging/panel/live.html", context)


def state(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing while the same project is on the stage as ``visto`` says; else the order to draw the page anew."""
    mark = stages.mark(stages.on_stage(own_jury(request, slug)))
    answer = HttpResponse(status=NO_CONTENT)
    if request.GET.get("visto", "") != mark:
        answer["HX-Refresh"] = "true"
        answer.status_code = 200
    return answer
