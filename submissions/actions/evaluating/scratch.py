"""Folders for attempts: each is held while its worker lives, and swept by whoever comes next once that one is dead."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from django.conf import settings

ATTEMPT: Final = "attempt-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for one attempt, gone at its end.

    It is held by a lock of the system, which ends with the process however that ends, and which other containers see too: their
    processes have numbers that mean nothing here.
    """
    with _alone():
        folder = Path(mkdtemp(prefix=ATTEMPT, dir=settings.EVAL_DIR))
        hold = _held(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if hold is not None:
            os.close(hold)


def sweep_scratch() -> int:
    """Delete the folders of attempts whose process is gone; how many."""
    swept = 0
    with _alone():
        for folder in settings.EVAL_DIR.glob(f"{ATTEMPT}*"):
            if (hold := _held(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(hold)
                swept += 1
    return swept


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time makes folders or sweeps them: a new one is not yet held."""
    settings.EVAL_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.EVAL_DIR / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _held(folder: Path) -> int | None:
    """Hold a folder; None where somebody does, or it is gone."""
    with suppress(FileNotFoundError):
        place = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(place)
        else:
            return place
    return None
