"""The public pages: everybody's."""

from tests.permissions.table import Row, of_edition

ROWS = [
    #   method  name                anonymous, stranger, member, judge, organiser
    Row("GET", "home", (200, 200, 200, 200, 200)),
    Row("POST", "set_language", (302, 302, 302, 302, 302), data={"language": "en", "next": "/"}),
    Row("GET", "editions:detail", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "editions:rules", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "editions:dashboard", (302, 404, 404, 404, 200), of_edition),
    Row("POST", "editions:dashboard_organisation", (302, 404, 404, 404, 302), of_edition),
]
