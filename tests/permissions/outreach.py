"""Who may open what of what organisers send."""

from tests.permissions.table import Row

ROWS: list[Row] = []
