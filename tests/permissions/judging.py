"""Results: before they are published, for who runs the edition."""

from tests.permissions.table import Row, of_edition

ROWS = [
    #   method  name                   anonymous, stranger, member, judge, organiser
    Row("GET", "judging:results", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:export_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_csv", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "judging:reviews_xlsx", (302, 403, 403, 403, 200), of_edition),
    Row("GET", "api:results", (401, 403, 403, 403, 200), of_edition),
    Row("GET", "api:schema", (200, 200, 200, 200, 200)),
    Row("GET", "api:docs", (200, 200, 200, 200, 200)),
]
