"""What a run cost: hardware, memory, energy. What cannot be measured is None, never guessed."""

import ctypes
import importlib.metadata
import os
import platform
import resource
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = {
    "lm_eval": "lm_eval",
    "torch": "torch",
    "transformers": "transformers",
    "peft": "peft",
    "datasets": "datasets",
    "vllm": "vllm",
}
JOULES_PER_KWH: Final = 3_600_000


def versions() -> dict[str, str | None]:
    """Of the packages that may move a number."""
    return {name: _version(package) for name, package in PACKAGES.items()} | {"python": platform.python_version()}


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def hardware(device: str) -> str:
    """The card, as its driver calls it, or the processor with the threads that are ours."""
    if device != "cpu":
        return Card(device).name() or device
    return f"CPU: {_processor()}, {threads()} threads"


def threads() -> int:
    """How many threads the harness may compute with."""
    told = os.environ.get("OMP_NUM_THREADS", "")
    return int(told) if told.isdigit() else len(os.sched_getaffinity(0))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def most_memory() -> int | None:
    """The most bytes that this process could have: of the machine, of its control group, of its own limit."""
    found = [_machine_memory(), _group_memory(), _own_limit()]
    return min((size for size in found if size is not None), default=None)


def peak_memory() -> int:
    """The most bytes that this process ever had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _machine_memory() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemTotal:"))
    except (OSError, StopIteration, ValueError):
        return None


def _group_memory() -> int | None:
    try:
        return int(Path("/sys/fs/cgroup/memory.max").read_text())
    except (OSError, ValueError):  # "max": no limit
        return None


def _own_limit() -> int | None:
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


class Card:
    """An NVIDIA card as its driver's own library tells, without torch. Knows nothing where there is no driver."""

    def __init__(self, device: str) -> None:
        self._library, self._handle = None, ctypes.c_void_p()
        try:
            library = ctypes.CDLL("libnvidia-ml.so.1")
        except OSError:
            return
        if library.nvmlInit_v2() == 0 and self._find(library, _visible(device)) == 0:
            self._library = library

    def name(self) -> str | None:
        """Such as ``NVIDIA L4``."""
        text = ctypes.create_string_buffer(96)
        if self._library is None or self._library.nvmlDeviceGetName(self._handle, text, 96) != 0:
            return None
        return text.value.decode("utf-8", "replace")

    def joules(self) -> float | None:
        """What the card has used since its driver was loaded; None for cards that do not count."""
        used = ctypes.c_ulonglong()
        if self._library is None:
            return None
        if self._library.nvmlDeviceGetTotalEnergyConsumption(self._handle, ctypes.byref(used)) != 0:
            return None
        return used.value / 1000

    def _find(self, library: Any, named: str) -> int:
        if named.isdigit():
            return library.nvmlDeviceGetHandleByIndex_v2(ctypes.c_uint(int(named)), ctypes.byref(self._handle))
        return library.nvmlDeviceGetHandleByUUID(named.encode(), ctypes.byref(self._handle))


def _visible(device: str) -> str:
    """How the driver calls what torch calls ``cuda:N``: a number or a UUID."""
    place = int(device.partition(":")[2] or 0)
    listed = [name.strip() for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name.strip()]
    return listed[place] if place < len(listed) else str(place)
