"""Projects: the delivery is the team's; the project's page with its audit is also for the jury and who runs the edition."""

from collections.abc import Callable, Sequence

from submissions import badges
from tests.factories.boards import make_run, publish
from tests.factories.submissions import make_audit
from tests.permissions.table import Row, World, of_edition, of_submission, of_team


def of_version(world: World) -> Sequence[object]:
    return [*of_submission(world), world.submission.current.number]


def of_audited(world: World) -> Sequence[object]:
    make_audit(world.submission)
    return of_submission(world)


def of_badge(world: World) -> Sequence[object]:
    return [*of_submission(world), badges.token(world.submission)]


def of_board(world: World) -> Sequence[object]:
    """A board with one model on it, which nobody has published."""
    return of_model(world)[:2]


def of_model(world: World) -> Sequence[object]:
    suite = world.edition.parsed_rules.evaluation.suites[0]
    run = make_run(world.edition, "org/modelo", {task.task: 0.5 for task in suite.tasks})
    return [world.edition.slug, suite.key, run.pk]


def of_public_board(parts: int) -> Callable[[World], Sequence[object]]:
    """The edition, and so many parts more of the address of a board that is public."""

    def arguments(world: World) -> Sequence[object]:
        publish(world.edition)
        return of_board(world)[: parts + 1]

    return arguments


def of_a_track(world: World) -> Sequence[object]:
    """The project, in an edition that has tracks."""
    world.edition.rules["jury"]["tracks"] = [{"key": "datos", "title": {"es": "Datos"}}]
    world.edition.save(update_fields=["rules"])
    return of_submission(world)


ROWS = [
    #   method  name                          anonymous, stranger, member, judge, organiser
    Row("GET", "submissions:edit", (302, 404, 200, 404, 404), of_team),
    # Nothing, from a browser that does not say what it began with, is not put in the place of what was delivered.
    Row("POST", "submissions:edit", (302, 404, 409, 404, 404), of_team),
    Row("POST", "submissions:draft", (401, 404, 409, 404, 404), of_team),
    Row("GET", "submissions:draft", (405, 405, 405, 405, 405), of_team),
    Row("POST", "submissions:discard", (302, 404, 302, 404, 404), of_team),
    Row("POST", "submissions:resolve", (401, 404, 404, 404, 404), of_team),
    Row("GET", "submissions:track", (302, 404, 404, 404, 404), of_submission),
    Row("GET", "submissions:track", (302, 404, 404, 404, 200), of_a_track),
    Row("POST", "submissions:track", (302, 404, 404, 404, 200), of_a_track),
    Row("POST", "submissions:withdraw", (302, 404, 302, 404, 404), of_submission),
    Row("POST", "submissions:restore", (302, 404, 302, 404, 404), of_submission),
    Row("GET", "submissions:compare", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:receipt", (302, 404, 200, 200, 200), of_version),
    Row("GET", "submissions:detail", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:audit_fragment", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:reaudit", (302, 405, 405, 405, 405), of_submission),
    Row("POST", "submissions:reaudit", (302, 404, 302, 404, 302), of_submission),
    Row("GET", "submissions:report", (302, 404, 200, 200, 200), of_audited),
    Row("GET", "submissions:report_json", (302, 404, 200, 200, 200), of_audited),
    # Whoever has its address sees the badge; nobody can guess the address.
    Row("GET", "submissions:badge", (200, 200, 200, 200, 200), of_badge),
    Row("GET", "submissions:badge", (404, 404, 404, 404, 404), lambda world: [*of_submission(world), "adivinada"]),
    Row("GET", "submissions:evidence", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "submissions:evidence_export", (302, 404, 404, 404, 200), of_edition),
    # Nobody but who runs the edition sees a board before it is published.
    Row("GET", "submissions:leaderboards", (404, 404, 404, 404, 200), of_edition),
    Row("GET", "submissions:leaderboards", (200, 200, 200, 200, 200), of_public_board(0)),
    Row("GET", "submissions:leaderboard", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard", (200, 200, 200, 200, 200), of_public_board(1)),
    Row("POST", "submissions:leaderboard", (405, 405, 405, 405, 405), of_board),
    Row("GET", "submissions:leaderboard_csv", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard_json", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard_parquet", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard_svg", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard_png", (404, 404, 404, 404, 200), of_board),
    Row("GET", "submissions:leaderboard_model", (404, 404, 404, 404, 200), of_model),
    Row("GET", "api:leaderboards", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "api:leaderboard", (404, 404, 404, 404, 200), of_board),
    Row("GET", "api:leaderboard", (200, 200, 200, 200, 200), of_public_board(1)),
    Row("GET", "submissions:likes", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "submissions:likes_file", (200, 200, 200, 200, 200), lambda world: [*of_edition(world), "csv"]),
    # As long as nobody likes anything there is nothing to draw.
    Row("GET", "submissions:likes_picture", (404, 404, 404, 404, 404), lambda world: [*of_edition(world), "svg"]),
    Row("GET", "api:likes", (200, 200, 200, 200, 200), of_edition),
    # Whoever calls is known by a secret, of which there is none here.
    Row("POST", "submissions:webhook", (404, 404, 404, 404, 404), as_json=True),
    Row("GET", "submissions:webhook", (405, 405, 405, 405, 405)),
    Row("GET", "api:project-list", (401, 200, 200, 200, 200)),
    Row("GET", "api:project-detail", (401, 404, 200, 404, 200), lambda world: [world.submission.pk]),
    Row("GET", "api:project-report", (401, 404, 200, 200, 200), lambda world: of_audited(world)[1:]),
]
