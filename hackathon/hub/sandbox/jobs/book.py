"""All Jobs of one sandbox."""

import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from hackathon.hub.job_types import JobStage
from hackathon.hub.sandbox.jobs.folders import ANY_IMAGE, FoundVolume
from hackathon.hub.sandbox.jobs.job import Job
from hackathon.hub.sandbox.jobs.running import Runner
from hackathon.hub.sandbox.jobs.specs import JobSpec
from hackathon.hub.sandbox.jobs.troubles import Troubles
from hackathon.hub.sandbox.records import SandboxError, hub_id_for
from hackathon.hub.sandbox.storage import SandboxStorage

STOP_SECONDS = 5.0
LOST = "Node lost"


class JobBook:
    """The Jobs since the sandbox started. Safe to share between threads.

    ``images``: the Python that stands for an image, by the image's name; ``"*"`` for any other. Without a table it is the
    sandbox's own. ``troubles`` makes things go wrong.
    """

    def __init__(
        self, storage: SandboxStorage, *, now: Callable[[], datetime], images: Mapping[str, str] | None = None
    ) -> None:
        self.troubles = Troubles()
        self._storage, self._now = storage, now
        self._images = dict(images if images is not None else {ANY_IMAGE: sys.executable})
        self._runners: dict[str, Runner] = {}
        self._lock = threading.Lock()
        self._permitted = False

    def permit(self, host: str, *, public_url: str = "") -> None:
        """Let Jobs run, if nobody from elsewhere can reach a sandbox that listens on ``host``."""
        self._permitted = is_loopback(host) and (not public_url or is_loopback(urlsplit(public_url).hostname or ""))

    def take(self, spec: JobSpec, *, owner: Mapping[str, str], volumes: tuple[FoundVolume, ...] = ()) -> Job:
        """A Job that is scheduled; ``start`` lets it run. SandboxError where the sandbox runs none."""
        if not self._permitted:
            raise SandboxError(
                "Jobs are commands on this machine: the sandbox runs them only when it listens on loopback"
            )
        with self._lock:
            number = len(self._runners)
            job = Job(hub_id_for(f"job:{number}:{owner['name']}", self._now()), spec, owner=owner, now=self._now)
            runner = Runner(job, volumes=volumes, storage=self._storage, images=self._images, troubles=self.troubles)
            self._runners[job.id] = runner
        return job

    def start(self, job_id: str) -> None:
        """Let a Job run that was taken."""
        self._runners[job_id].start()

    def find(self, job_id: str) -> Job | None:
        """The Job of that id."""
        runner = self._runners.get(job_id)
        return runner.job if runner else None

    def all(self) -> list[Job]:
        """Every Job, newest first."""
        with self._lock:
            return [runner.job for runner in reversed(self._runners.values())]

    def of(self, namespace: str) -> list[Job]:
        """The Jobs of a namespace, newest first."""
        return [job for job in self.all() if job.owner["name"].lower() == namespace.lower()]

    def cancel(self, job_id: str) -> None:
        """Stop a Job at somebody's wish."""
        self._runners[job_id].stop(JobStage.CANCELED)

    def lose(self, job_id: str, *, message: str = LOST) -> None:
        """The machine of a Job is gone, and the Job with it; SandboxError when there is none."""
        if job_id not in self._runners:
            raise SandboxError(f"no Job {job_id!r}")
        self._runners[job_id].stop(JobStage.ERROR, message)

    def stop(self) -> None:
        """End all Jobs, and wait for their folders to be gone."""
        for runner in list(self._runners.values()):
            runner.stop(JobStage.ERROR, LOST)
        for runner in list(self._runners.values()):
            if runner.ident is not None:
                runner.join(STOP_SECONDS)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address.

    >>> [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.1", "example.org", "")]
    [True, True, True, False, False, False, False]
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
