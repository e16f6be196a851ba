"""Evaluations of models: how those of a project stand, what one measured and how to measure it again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hackathon.accounts import roles
from submissions.evaluation_commands import reproduction
from submissions.models import EvaluationRun
from submissions.queries import evaluations, leaderboards
from submissions.serializers.evaluations import RunWithResultsSerializer
from submissions.views.evaluation_context import evaluation_context
from submissions.views.projects import NO_CONTENT, readable


@never_cache
@login_required
@require_safe
def fragment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The part of a project's page about evaluations, which asks for itself again while there is something to wait for.

    ``seen``: the progress that the page shows already; if nothing has moved since, there is nothing to send.
    """
    submission = readable(request, slug, pk)
    context = evaluation_context(request, submission)
    if request.GET.get("seen") == context["evaluations_seen"]:
        return HttpResponse(status=NO_CONTENT)
    edition = submission.edition
    context |= {"edition": edition, "rules": edition.parsed_rules, "submission": submission}
    return render(request, "submissions/evaluations/_project.html", context)


@never_cache
@require_safe
def run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was measured of a model, and all that somebody needs to measure it again."""
    found = _run(request, slug, pk)
    rules = found.edition.parsed_rules
    suite = next(
        (one for one in rules.evaluation.suites if (one.key, one.version) == (found.suite, found.suite_version)), None
    )
    standing = None
    if found.job:
        standing = evaluations.standings_of([found.job], suites=rules.evaluation.suites, at=request.now)[0]
    may_read_log = bool(found.job) and evaluations.with_log_for(request.user).filter(pk=found.job.pk).exists()
    context = {
        "edition": found.edition,
        "rules": rules,
        "run": found,
        "standing": standing,
        "tasks": standing.tasks if standing else evaluations.lines_of_run(found, suite) if suite else (),
        "suite": suite,
        "results": list(found.results.order_by("task", "filter", "metric")),
        "commands": reproduction(found).splitlines(),
        "board": leaderboards.shown_board(found.edition, found.suite, request.user),
        "history": leaderboards.history(found, among=evaluations.visible_runs(request.user)),
        "submission": evaluations.project_of(found, request.user),
        "may_read_log": may_read_log,
        "is_organiser": roles.is_organiser(request.user, found.edition),
    }
    return render(request, "submissions/evaluations/run.html", context)


@never_cache
@require_safe
def run_json(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The same as JSON, as the API tells it."""
    found = _run(request, slug, pk)
    answer = JsonResponse(RunWithResultsSerializer(found).data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="evaluacion-{found.pk}.json"'
    return answer


def _run(request: HttpRequest, slug: str, pk: int) -> EvaluationRun:
    runs = evaluations.visible_runs(request.user).select_related("edition", "job__repo", "repo", "submission__current")
    return get_object_or_404(runs, pk=pk, edition__slug=slug)
