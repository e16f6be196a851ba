"""A sandbox Hub whose Jobs run with the stand-in, and a client that may start some."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def clock() -> Any:
    """Tells a second more each time."""
    from tests.submissions.evaluation.scene import Clock  # needs Django, which is not set up when this file is read

    return Clock()


@pytest.fixture
def hub(engine: Path, tmp_path: Path, settings: Any) -> Iterator[Any]:
    """A sandbox Hub whose Jobs all run with the stand-in."""
    from hackathon.hub.client import hang_up
    from hackathon.hub.sandbox.server import running

    with running(tmp_path / "hub", images={"*": str(engine)}) as server:
        settings.HF_ENDPOINT = server.endpoint
        yield server
        hang_up()


@pytest.fixture
def jobs(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client that may run Jobs."""
    from django.core.cache import cache

    from hackathon.hub.client import HubClient
    from submissions.actions.evaluating import following
    from tests.submissions.evaluation.hf_jobs.scene import ORG, TOKEN

    cache.clear()
    monkeypatch.setattr(following, "STRETCH", 5.0)
    hub.storage.add_person("alicia", orgs={ORG: "write"})
    with HubClient(endpoint=hub.endpoint, token=TOKEN, retries=0, timeout=5.0) as client:
        yield client
