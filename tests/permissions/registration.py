"""Registering: everybody's who signs in."""

from tests.permissions.table import Row, of_edition

ROWS = [
    #   method  name                                  anonymous, stranger, member, judge, organiser
    Row("GET", "registration:form", (302, 200, 200, 200, 200), of_edition),
    Row("POST", "registration:form", (302, 200, 200, 200, 200), of_edition, {"name": "Alicia"}),
    Row("GET", "registration:conduct", (200, 200, 200, 200, 200), of_edition),
    Row("GET", "registration:check_organisation", (302, 405, 405, 405, 405), of_edition),
    Row("POST", "registration:check_organisation", (302, 404, 404, 404, 404), of_edition),
]
