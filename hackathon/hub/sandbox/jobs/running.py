"""Runs a Job: a folder, a process group, a log, a limit of time, an end."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from typing import IO

from hackathon.hub.errors import HubGarbled
from hackathon.hub.job_types import JobStage
from hackathon.hub.sandbox.jobs.folders import FoundVolume, Launch, prepare
from hackathon.hub.sandbox.jobs.job import Job
from hackathon.hub.sandbox.jobs.logs import LONGEST_LINE
from hackathon.hub.sandbox.jobs.troubles import Troubles
from hackathon.hub.sandbox.records import SandboxError, as_iso
from hackathon.hub.sandbox.storage import SandboxStorage
from hackathon.ties import kept_by

LOOK_AGAIN_SECONDS = 0.02
LAST_WORDS_SECONDS = 1.0
TIMEOUT_MESSAGE = "Job timeout"


class Runner(threading.Thread):
    """The thread of one Job. It starts the process itself and outlives it: Linux takes a process with the thread that began it."""

    def __init__(
        self,
        job: Job,
        *,
        volumes: tuple[FoundVolume, ...],
        storage: SandboxStorage,
        images: Mapping[str, str],
        troubles: Troubles,
    ) -> None:
        super().__init__(name=f"job-{job.id}", daemon=True)
        self.job = job
        self._volumes, self._storage, self._images, self._troubles = volumes, storage, images, troubles
        self._folder = storage.root / "jobs" / job.id
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def stop(self, stage: JobStage, message: str | None = None) -> None:
        """End it now; nothing happens where it is over."""
        if self.job.end(stage, message):
            self._kill()

    def run(self) -> None:
        """All of its life."""
        try:
            self._wait_for_a_place()
            if not self.job.over.is_set():
                self._run(self._prepared())
        except (SandboxError, HubGarbled, OSError) as error:
            self.job.end(JobStage.ERROR, str(error))
        finally:
            self.job.log.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_for_a_place(self) -> None:
        while self._troubles.stuck and not self.job.over.wait(LOOK_AGAIN_SECONDS):
            pass

    def _prepared(self) -> Launch:
        return prepare(
            self.job.spec, folder=self._folder, volumes=self._volumes, storage=self._storage, images=self._images
        )

    def _run(self, launch: Launch) -> None:
        if not self.job.start():
            return
        moment = as_iso(self.job.created_at if self.job.started_at is None else self.job.started_at)
        self.job.log.add(f"===== Job started at {moment[:19].replace('T', ' ')} =====".encode())
        self._process = process = _started(launch)
        if self.job.over.is_set():
            self._kill()
        limit = threading.Timer(self.job.spec.timeout_seconds, self.stop, (JobStage.ERROR, TIMEOUT_MESSAGE))
        limit.daemon = True
        limit.start()
        reader = threading.Thread(target=self._read, args=(process.stdout,), daemon=True)
        reader.start()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        limit.cancel()
        self._kill()  # what it left behind: a container ends with its first process
        with self._lock:
            code = process.wait()
        reader.join(LAST_WORDS_SECONDS)  # longer only if somebody fled the group with an end of the pipe
        self._judge(code if code >= 0 else 128 - code)

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(self._troubles.split or LONGEST_LINE):
                self.job.log.add(line)

    def _kill(self) -> None:
        with self._lock:
            if self._process is not None and self._process.returncode is None:
                try:
                    os.killpg(self._process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    return

    def _judge(self, code: int) -> None:
        if code == 0:
            self.job.end(JobStage.COMPLETED)
        else:
            self.job.end(JobStage.ERROR, f"Job failed with exit code: {code}. Reason: Error")


def _started(launch: Launch) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*kept_by(os.getpid()), *launch.command],
        cwd=launch.folder,
        env=launch.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
