"""Results: before they are published, for who runs the edition."""

from collections.abc import Sequence

from tests.permissions.table import Row, World, of_edition


def of_review(world: World) -> Sequence[object]:
    return [world.assignment.pk]


GIVEN = {"part": "score", "criterion": "demo-ux", "value": 3, "began": None}

ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:results", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row(
        "POST", "judging:save", (401, 404, 404, 403, 404), of_review, GIVEN, as_json=True
    ),  # building: judging is closed
    Row("GET", "api:results", (401, 403, 403, 403, 200), of_edition),
    Row("GET", "api:schema", (200, 200, 200, 200, 200)),
    Row("GET", "api:docs", (200, 200, 200, 200, 200)),
]
