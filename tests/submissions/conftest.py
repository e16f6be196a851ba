"""A sandbox Hub with the repos of a project, and a client that asks it once."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def server(hub: Any) -> Any:
    """The sandbox, with the three repos of a complete project."""
    from tests.submissions.hubs import fill  # needs Django, which is not set up when this file is read

    fill(hub)
    return hub


@pytest.fixture
def asks(server: Any) -> Iterator[Any]:
    """A client of the sandbox that does not try twice."""
    from hackathon.hub.client import HubClient

    with HubClient(endpoint=server.endpoint, retries=0, timeout=5.0) as client:
        yield client
