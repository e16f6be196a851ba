"""Children that do not outlive whoever started them."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

PR_SET_PDEATHSIG: Final = 1


def tied_to_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """For ``preexec_fn``: the child gets the signal ``how`` if its parent dies, however it dies (Linux; elsewhere nothing)."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, how)
        if os.getppid() != parent:  # it died before we were tied to it
            os._exit(1)

    return tie


def kept_by(parent: int) -> list[str]:
    """What to put before a command so that it dies with the process ``parent``, and all that it started with it.

    To be started as the head of a process group; see ``hackathon.keeper``.
    """
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("keeper.py")), str(parent)]
