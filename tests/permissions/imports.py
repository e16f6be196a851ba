"""Who may open what of lists of attendees."""

from tests.permissions.table import Row

ROWS: list[Row] = []
