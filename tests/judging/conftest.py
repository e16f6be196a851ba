"""Pages of the jury are visited at ``NOW``."""

from collections.abc import Iterator

import pytest
import time_machine


@pytest.fixture
def at_now() -> Iterator[None]:
    """The clock stands at ``NOW``."""
    from tests.factories.editions import NOW  # Django is not set up yet when this file is read

    with time_machine.travel(NOW, tick=False):
        yield
