"""A sandbox Hub with the repos of a project, and a client that asks it once."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def server(hub: Any) -> Iterator[Any]:
    """The sandbox, with the three repos of a complete project. The site's own clients hang up when it goes."""
    from hackathon.hub import client  # these need Django, which is not set up when this file is read
    from tests.submissions.hubs import fill

    fill(hub)
    yield hub
    for patient in (True, False):
        client.default_client(patient=patient).close()
    client._client_for.cache_clear()


@pytest.fixture
def asks(server: Any) -> Iterator[Any]:
    """A client of the sandbox that does not try twice."""
    from hackathon.hub.client import HubClient

    with HubClient(endpoint=server.endpoint, retries=0, timeout=5.0) as client:
        yield client
