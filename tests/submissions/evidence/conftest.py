"""A project on the sandbox Hub whose repos are watched, and a clock that the test sets."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The editions towards whose repos a worker was nudged."""
    from submissions import dispatch

    ids: list[int] = []

    def note(edition_id: int) -> bool:
        ids.append(edition_id)
        return True

    monkeypatch.setattr(dispatch, "snapshots_soon", note)
    return ids


@pytest.fixture
def scene(server: Any, asks: Any) -> Iterator[Any]:
    """An edition whose team has delivered the sandbox's three repos; see ``tests.submissions.evidence.scene``."""
    from tests.submissions.evidence.scene import Scene

    return Scene(server, asks)
