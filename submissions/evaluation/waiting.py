"""When an evaluation will begin and end, as far as one can tell from what waits before it. Pure."""

from collections.abc import Iterable


def waits(ahead: float, running: Iterable[float], *, workers: int) -> float:
    """Seconds until a job begins: what is ``ahead`` of it in the queue and what is left of those that run, shared by the workers.

    ``ahead`` and ``running`` in seconds of one machine. Without any worker it is as if there were one: somebody will start it.

    >>> waits(1200.0, [600.0, 300.0], workers=2)
    1050.0
    >>> waits(0.0, [], workers=0)
    0.0
    """
    return (ahead + sum(running)) / max(workers, 1)


def left(forecast: float, elapsed: float, *, done: int, tasks: int) -> float | None:
    """Seconds until a running job ends; None where it has already taken longer than anybody thought.

    Once half of its tasks are done its own pace says more than the forecast.

    >>> left(600.0, 100.0, done=0, tasks=4), left(600.0, 400.0, done=2, tasks=4), left(600.0, 700.0, done=1, tasks=4)
    (500.0, 400.0, None)
    """
    if tasks and done * 2 >= tasks:
        return elapsed / done * (tasks - done)
    return forecast - elapsed if forecast > elapsed else None
