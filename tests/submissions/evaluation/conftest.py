"""An engine that does what it is told, and a client of the sandbox Hub that asks once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def engine(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stand-in for the environment that the engine runs in. Whoever listens to it looks up often."""
    from submissions.evaluation.backends import local  # needs Django, which is not set up when this file is read
    from tests.factories.evaluations import stand_in

    monkeypatch.setattr(local, "LOOK_EVERY", 0.02)
    program = stand_in(tmp_path / "engine")
    settings.EVAL_PYTHON, settings.EVAL_DIR, settings.EVAL_DEVICE = str(program), tmp_path / "evaluation", "cpu"
    return program


@pytest.fixture
def client(hub: Any) -> Iterator[Any]:
    """Asks the sandbox Hub once, without a token."""
    from hackathon.hub.client import HubClient

    with HubClient(endpoint=hub.endpoint, retries=0, timeout=5.0) as client:
        yield client
