"""Results that leave the house."""

from datetime import datetime

from hackathon.accounts.models import User
from hackathon.editions import trail
from hackathon.editions.models import Edition


def record_export(*, edition: Edition, name: str, rows: int, by: User, at: datetime) -> None:
    """Write down that somebody took results out of the house: which table, how many rows."""
    trail.record(edition=edition, by=by, at=at, verb="results.exported", target=edition, name=name, rows=rows)
