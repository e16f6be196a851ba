"""Projects: the delivery is the team's; the project's page with its audit is also for the jury and who runs the edition."""

from tests.permissions.table import Row, of_submission, of_team

ROWS = [
    #   method  name                          anonymous, stranger, member, judge, organiser
    Row("GET", "submissions:edit", (302, 404, 200, 404, 404), of_team),
    Row("POST", "submissions:edit", (302, 404, 200, 404, 404), of_team),
    Row("GET", "submissions:detail", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:audit_fragment", (302, 404, 200, 200, 200), of_submission),
    Row("GET", "submissions:reaudit", (302, 405, 405, 405, 405), of_submission),
    Row("POST", "submissions:reaudit", (302, 404, 302, 404, 302), of_submission),
    Row("GET", "api:project-list", (401, 200, 200, 200, 200)),
    Row("GET", "api:project-detail", (401, 404, 200, 404, 200), lambda world: [world.submission.pk]),
]
