"""Results on their way from the jury to everybody. Nothing is frozen here: nobody but who runs the edition sees anything."""

from collections.abc import Sequence

from tests.permissions.table import Row, World, of_edition, of_submission


def of_no_decision(world: World) -> Sequence[object]:
    return [world.edition.slug, 1]


def of_comment(world: World) -> Sequence[object]:
    return [world.edition.slug, world.assignment.pk]


ROWS = [
    #   method  name                      anonymous, stranger, member, judge, organiser
    Row("GET", "judging:published", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "judging:published_svg", (404, 404, 404, 404, 404), of_edition),
    Row("GET", "judging:published_png", (404, 404, 404, 404, 404), of_edition),
    Row("GET", "judging:derivation", (404, 404, 404, 404, 200), of_submission),
    Row("GET", "judging:fragment", (404, 404, 200, 404, 200), of_submission),  # empty before its time
    Row("GET", "judging:publication", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:freeze", (302, 403, 403, 403, 422), of_edition),  # nobody has a place yet
    Row("POST", "judging:sign", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:schedule", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "judging:publish", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:withdraw", (302, 403, 403, 403, 422), of_edition),
    Row("GET", "judging:comments", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:comment", (302, 403, 403, 403, 404), of_comment),  # it says nothing yet
    Row("POST", "judging:comments_all", (302, 403, 403, 403, 302), of_edition),
    # Judges take part once the judging is over; here it has not begun.
    Row("GET", "judging:deliberation", (302, 403, 403, 403, 200), of_edition),
    Row("POST", "judging:order", (302, 403, 403, 403, 302), of_edition),
    Row("POST", "judging:mention", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "judging:disqualify", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "judging:exclude_judge", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "judging:note", (302, 403, 403, 403, 422), of_edition),
    Row("POST", "judging:undo_decision", (302, 403, 403, 403, 404), of_no_decision),
    Row("GET", "api:published_results", (404, 404, 404, 404, 404), of_edition),
]
