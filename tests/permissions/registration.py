"""Who may open what of registering, and the checklist."""

from tests.permissions.table import Row

ROWS: list[Row] = []
