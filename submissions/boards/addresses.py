"""Addresses of a board that keep what the reader has chosen."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from submissions.evaluation.charts import MOST_SERIES

PAGE, PIN, ORDER = "pagina", "fijar", "orden"


@dataclass(frozen=True, slots=True)
class Address:
    """What the reader's address asks for, and how it reads with something else."""

    query: QueryDict

    def here(self) -> str:
        """The address as it is."""
        return _told(self.query)

    def with_(self, **changes: Any) -> str:
        """The address with these values, empty ones left out. The page goes back to the first one."""
        changed = self._without_page()
        for name, value in changes.items():
            changed[name] = str(value)
        return _told(changed)

    def pinning(self, key: int, pins: list[int]) -> str:
        """The address with a run pinned, in the place of the first one where there is no room; or no longer pinned."""
        changed = self.query.copy()
        kept = [one for one in pins if one != key] if key in pins else [*pins, key][-MOST_SERIES:]
        changed.setlist(PIN, [str(one) for one in kept])
        return _told(changed)

    def sorting(self, column: str, current: str, *, first: str = "") -> str:
        """The address that orders by a column: ``first`` ("-": the smallest first), and the other way round where it does so now."""
        order = f"{first}{column}"
        if current == order:
            order = column if first else f"-{column}"
        return self.with_(orden=order)

    def only(self, *names: str) -> str:
        """What files and pictures of the same board are asked with."""
        kept = QueryDict(mutable=True)
        for name in names:
            kept.setlist(name, self.query.getlist(name))
        return _told(kept)

    def _without_page(self) -> QueryDict:
        changed = self.query.copy()
        changed.pop(PAGE, None)
        return changed


def _told(query: QueryDict) -> str:
    """Without what is empty: a form sends all its fields, and people send each other the address."""
    said = QueryDict(mutable=True)
    for name, values in query.lists():
        if kept := [value for value in values if value]:
            said.setlist(name, kept)
    return f"?{said.urlencode()}"
