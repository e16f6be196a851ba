"""A ceiling on what reading a stranger's file may take of our memory. Pure, but for the process's own limit."""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ONE_AT_A_TIME = threading.Lock()
_STATUS = Path("/proc/self/statm")


@contextmanager
def at_most(more_bytes: int) -> Iterator[None]:
    """Within, the process may grow by ``more_bytes``: what asks for more gets a MemoryError (Arrow: ArrowMemoryError).

    One at a time in a process, because the limit is the process's. Where there is no such limit nothing is limited.
    """
    with _ONE_AT_A_TIME:
        before = resource.getrlimit(resource.RLIMIT_AS)
        ceiling = _now() + more_bytes
        if not _STATUS.exists() or (before[0] != resource.RLIM_INFINITY and before[0] <= ceiling):
            yield
            return
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, before)


def _now() -> int:
    """The size of the process's address space in bytes."""
    return int(_STATUS.read_text().split()[0]) * resource.getpagesize() if _STATUS.exists() else 0
