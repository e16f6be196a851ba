"""Results: before they are published, for who runs the edition."""

from collections.abc import Sequence

from tests.permissions.table import Row, World, of_edition


def of_review(world: World) -> Sequence[object]:
    return [world.assignment.pk]


GIVEN = {"part": "score", "criterion": "demo-ux", "value": 3, "began": None}


def of_activities(world: World) -> Sequence[object]:
    """An edition with points for activities."""
    prompts = {"key": "prompts", "title": {"es": "Prompts"}, "step": 50, "points": 0.5, "most": 2}
    world.edition.rules["rubric"]["activities"] = [prompts]
    world.edition.save(update_fields=["rules"])
    return of_edition(world)


ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:activities", (302, 403, 403, 403, 404), of_edition),
    Row("GET", "judging:activities", (302, 403, 403, 403, 200), of_activities),
    Row("POST", "judging:activities", (302, 403, 403, 403, 302), of_activities),
    Row("GET", "judging:activities_csv", (302, 403, 403, 403, 200), of_activities),
    Row("GET", "judging:results", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row(
        "POST", "judging:save", (401, 404, 404, 403, 404), of_review, GIVEN, as_json=True
    ),  # building: judging is closed
    Row("GET", "judging:stage", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:stage", (302, 403, 403, 403, 302), of_edition),
    Row("GET", "api:results", (401, 403, 403, 403, 200), of_edition),
    Row("GET", "api:schema", (200, 200, 200, 200, 200)),
    Row("GET", "api:docs", (200, 200, 200, 200, 200)),
]
