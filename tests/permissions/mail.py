"""Who may open what of a person's own mail."""

from tests.permissions.table import Row

ROWS: list[Row] = []
