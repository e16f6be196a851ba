"""Data that leaves the house."""

from collections.abc import Sequence
from datetime import datetime

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition


def record_export(
    *, edition: Edition, name: str, rows: int, by: User, at: datetime, columns: Sequence[str] = ()
) -> None:
    """Write down that somebody took data out of the house: which table, how many rows, and which columns where they chose."""
    chosen = {"columns": list(columns)} if columns else {}
    trail.record(edition=edition, by=by, at=at, verb="results.exported", target=edition, name=name, rows=rows, **chosen)
