"""Pages of the jury are visited at ``NOW``."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine


@pytest.fixture
def at_now() -> Iterator[None]:
    """The clock stands at ``NOW``."""
    from tests.factories.editions import NOW  # Django is not set up yet when this file is read

    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def edition(db: None) -> Any:
    """An edition in which judges can score at ``NOW``."""
    from hackathon.editions.rules import Phase
    from tests.factories.editions import make_edition

    return make_edition(phase=Phase.JUDGING)


@pytest.fixture
def organiser(edition: Any) -> Any:
    """The browser of somebody who runs the edition."""
    from tests.factories.people import make_organiser, signed_in

    return signed_in(make_organiser(edition))
