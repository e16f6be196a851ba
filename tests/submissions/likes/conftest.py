"""A project on the sandbox Hub whose likes are watched, and a clock that the test sets."""

from typing import Any

import pytest


@pytest.fixture
def scene(server: Any, asks: Any) -> Any:
    """An edition that counts likes in two days, with a project; see ``tests.submissions.likes.scene``."""
    from tests.submissions.likes.scene import Scene

    return Scene(server, asks)
