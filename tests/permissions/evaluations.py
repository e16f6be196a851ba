"""Evaluations: how they stand is for the team, its jury and who runs the edition, the log not for the jury; what was measured is for
everybody once the board is published."""

from collections.abc import Sequence

from hackathon.editions.rules import ArtefactKind
from submissions.models import EvaluationBoard, EvaluationJob, EvaluationRun
from tests.factories.editions import NOW
from tests.factories.evaluations import make_job, make_suite, with_rules
from tests.permissions.table import Row, World, of_edition, of_submission
from tests.submissions.evaluation.stage import make_run

TASK = "uno_es"


def a_job(world: World) -> EvaluationJob:
    with_rules(world.edition, suites=(make_suite(tasks=(TASK,)),))
    model = world.submission.current.entries.get(kind=ArtefactKind.MODEL).repo
    return make_job(
        world.edition, repo=model, submission=world.submission, state="succeeded", finished_at=NOW, tasks_done=1
    )


def of_job(world: World) -> Sequence[object]:
    return [world.edition.slug, a_job(world).pk]


def a_run(world: World) -> EvaluationRun:
    return make_run(a_job(world), values={TASK: 0.5})


def of_run(world: World) -> Sequence[object]:
    return [world.edition.slug, a_run(world).pk]


def of_published_run(world: World) -> Sequence[object]:
    run = a_run(world)
    EvaluationBoard.objects.create(edition=world.edition, suite="muestra", suite_version=1, published_at=NOW)
    return [world.edition.slug, run.pk]


def of_suite(world: World) -> Sequence[object]:
    with_rules(world.edition, suites=(make_suite(),))
    return [world.edition.slug, "muestra"]


def of_imported(world: World) -> Sequence[object]:
    imported = {"source": "import", "file_sha256": "a" * 64, "name": "org/base", "stored_at": NOW}
    return [world.edition.slug, EvaluationRun.objects.create(edition=world.edition, **imported).pk]


WHY = {"reason": "Hay que volver a medirlo todo."}
ROWS = [
    #   method  name                                anonymous, stranger, member, judge, organiser
    Row("GET", "submissions:evaluation_fragment", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:evaluation_run", (404, 404, 200, 200, 200), of_run),
    Row("GET", "submissions:evaluation_run", (200, 200, 200, 200, 200), of_published_run),
    Row("GET", "submissions:evaluation_run_json", (404, 404, 200, 200, 200), of_run),
    Row("GET", "submissions:evaluation_run_json", (200, 200, 200, 200, 200), of_published_run),
    Row("GET", "submissions:evaluation_job", (302, 404, 200, 404, 200), of_job),
    Row("GET", "submissions:evaluation_log", (302, 404, 200, 404, 200), of_job),
    Row("GET", "submissions:evaluation_log_text", (302, 404, 200, 404, 200), of_job),
    Row("GET", "submissions:evaluation_panel", (302, 403, 403, 403, 200), of_edition),
    # Whoever comes back to the address of what was refused finds the panel.
    Row("GET", "submissions:evaluation_ask", (302, 403, 403, 403, 302), of_edition),
    Row("GET", "submissions:evaluation_withdraw", (302, 403, 403, 403, 302), of_suite),
    Row("GET", "submissions:evaluation_remove", (302, 403, 403, 403, 302), of_imported),
    Row("GET", "submissions:evaluation_publish", (302, 405, 405, 405, 405), of_suite),
    Row("POST", "submissions:evaluation_ask", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "submissions:evaluation_retry_failed", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "submissions:evaluation_publish", (302, 403, 403, 403, 302), of_suite),
    Row("POST", "submissions:evaluation_withdraw", (302, 403, 403, 403, 302), of_suite, WHY),
    Row("GET", "submissions:evaluation_import", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "submissions:evaluation_import", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "submissions:evaluation_remove", (302, 403, 403, 403, 302), of_imported, WHY),
    Row("GET", "api:evaluation-list", (401, 200, 200, 200, 200)),
    Row("GET", "api:evaluation-detail", (401, 404, 200, 200, 200), lambda world: of_job(world)[1:]),
    Row("GET", "api:evaluation-run-list", (200, 200, 200, 200, 200)),
    Row("GET", "api:evaluation-run-detail", (404, 404, 200, 200, 200), lambda world: of_run(world)[1:]),
    Row("GET", "api:evaluation-run-detail", (200, 200, 200, 200, 200), lambda world: of_published_run(world)[1:]),
]
