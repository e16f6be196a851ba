"""People who press a button at the same moment: one thread and one database connection each."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def race(deeds: Sequence[Callable[[], Any]]) -> list[Any]:
    """Does all of ``deeds`` at once. Gives, in their order, what each returned or the exception that it raised."""
    start = Barrier(len(deeds), timeout=30)

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return deed()
        except Exception as error:  # noqa: BLE001 - what was raised is what the test is about
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(deeds)) as pool:
        return list(pool.map(run, deeds))
