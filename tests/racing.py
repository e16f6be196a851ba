"""People who press a button at the same moment: one thread and one database connection each."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import DatabaseError, connections


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


def kinds(outcomes: Iterable[Any]) -> Counter[str]:
    """How many ended in which way, by the name of what came back; an error of the database says itself what it was."""
    return Counter(_kind(outcome) for outcome in outcomes)


def _kind(outcome: Any) -> str:
    name = type(outcome).__name__
    return f"{name}: {outcome}" if isinstance(outcome, DatabaseError) else name
